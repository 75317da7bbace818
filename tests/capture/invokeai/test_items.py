"""An item of the queue, and what its nodes gave."""

import json

import pytest

from bozzetto.capture.invokeai.items import MAX_ID, Made, names_in, read_item
from tests.capture.invokeai.graphs import sd1


def item(**members):
    """An item as InvokeAI gives it."""
    return {
        "item_id": 3,
        "session_id": "s",
        "batch_id": "b",
        "status": "completed",
        "user_id": "system",
        "created_at": "2026-11-22 04:35:51.022",
        "completed_at": "2026-11-22 04:35:53",
        "started_at": None,
        "session": {"graph": sd1(steps=30)},
        **members,
    }


@pytest.mark.parametrize(
    ("members", "end"),
    [
        ({}, ("done", None)),
        ({"status": "failed", "error_type": "OOM"}, ("failed", "OOM")),
        ({"status": "failed"}, ("failed", None)),
        ({"status": "canceled"}, ("deleted", "canceled in InvokeAI")),
        ({"status": "canceled", "started_at": "2026"}, ("interrupted", "canceled in InvokeAI")),
    ],
)
def test_end(members, end):
    """One that was canceled before it began was taken out of the queue."""
    assert read_item(item(**members)).end == end


def test_times_are_moments():
    """To the microsecond, as everywhere in the record."""
    read = read_item(item())
    assert read.created == "2026-11-22T04:35:51.022000Z"
    assert read.ended == "2026-11-22T04:35:53.000000Z"
    assert read_item(item(created_at=5)).created is None


def test_settings_have_what_the_batch_puts_in():
    """By the kind of node, whose id says nothing; and where it came from."""
    values = [
        {"node_path": "seed", "field_name": "value", "value": 7},
        {"node_path": "gone", "field_name": "x", "value": "y"},
        {"node_path": "picture", "field_name": "image", "value": {"image_name": "a.png"}},
        3,
    ]
    read = read_item(item(field_values=values, retried_from_item_id=1, origin=None))
    assert read.settings() == {
        "batch_id": "b",
        "item_id": "3",
        "retried_from_item_id": "1",
        "integer.value": "7",
        "None.x": "y",
    }


def test_raw_has_no_session_id_and_no_canvas():
    """The id is the job's; the canvas goes along by itself."""
    value = item(session={"graph": sd1(canvas_v2_metadata={"rasterLayers": []})})
    read = read_item(value)
    assert read.canvas == {"rasterLayers": []}
    raw = read.raw(b"x")
    assert "session_id" not in json.dumps(raw)
    assert raw["graph"]["nodes"]["m"]["canvas_v2_metadata"].startswith("sha256:2d711642")
    assert read_item(value).raw(None)["graph"] == value["session"]["graph"]


def test_results_are_listed_by_the_nodes_that_were_asked_for():
    """A loop prepares a node several times; the source is what the graph has."""
    session = {
        "graph": sd1(),
        "prepared_source_mapping": {"p1": "out"},
        "results": {
            "p1": {"image": {"image_name": "a.png"}, "width": 64},
            "p2": {"collection": [{"image_name": "b.png"}, {"image_name": "c.png"}, 4]},
            "p3": {"video": {"video_name": "v.mp4"}},
            "p4": 7,
        },
    }
    made = list(read_item(item(session=session)).made())
    assert made[0] == Made("out", "l2i", ("a.png",), intermediate=True)
    assert made[1].images == ("b.png", "c.png")
    assert (made[2].images, made[2].other) == ((), True)
    assert made[3] == Made("p4", "", ())


@pytest.mark.parametrize("node", ["canvas_output:x", "canvas_output"])
def test_canvas_output_is_staged(node):
    """And no other node's."""
    assert Made(node, "l2i", ()).staged
    assert not Made("other_canvas_output:x", "l2i", ()).staged


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        item(item_id="3"),
        item(session_id=""),
        item(session_id="s" * (MAX_ID + 1)),
        item(user_id="redacted"),
    ],
    ids=["nothing", "list", "empty", "number", "no id", "long id", "another's"],
)
def test_what_is_no_item_is_none(value):
    """Another user's is hidden, and is none of ours."""
    assert read_item(value) is None


@pytest.mark.parametrize(("user", "account"), [("system", None), ("", None), ("u-1", "u-1")])
def test_account(user, account):
    """Where InvokeAI asks for no login, everybody is the system."""
    assert read_item(item(user_id=user)).account == account


def test_broken_session_has_no_graph():
    """It is asked for nothing that can be read."""
    assert read_item(item(session=[3])).asked() is None


def test_names_of_hostile_results_are_left():
    """Those that are no names, and those that are too long."""
    hostile = {"a": {"image_name": 3}, "b": {"image_name": ""}, "c": {"image_name": "x" * 300}}
    assert names_in(hostile) == ((), False)
