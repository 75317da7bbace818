"""What was accepted and discarded in the staging area, by what the page leaves at the server."""

import json

import pytest

from bozzetto.capture.invokeai import staging as module
from bozzetto.capture.invokeai.staging import PATIENCE, Decision, Staging


class Page:
    """What the page keeps at the server."""

    def __init__(self):
        self.kept = {}
        self.asked = 0

    def ask(self, target):
        """Answer as the server does: JSON within JSON."""
        self.asked += 1
        value = self.kept.get(target.rpartition("=")[2])
        return None if value is None else json.dumps(value)

    def session(self, name, *discarded):
        """Keep which session there is."""
        items = list(discarded)
        self.kept["canvasSession"] = {"canvasSessionId": name, "canvasDiscardedQueueItems": items}


@pytest.fixture
def page():
    """A page whose staging area shows two pictures."""
    made = Page()
    made.session("canvas:1")
    return made


@pytest.fixture
def staging(page):
    """Who looks at it."""
    made = Staging(page.ask)
    made.add("canvas:1", 1, "a.png")
    made.add("canvas:1", 2, "b.png")
    made.add("canvas:1", 2, "b.png")
    return made


def test_nothing_is_asked_where_nothing_is_staged(page):
    """Most people do not use the canvas."""
    assert Staging(page.ask).look() == []
    assert page.asked == 0


def test_discarded_item_is_said_once(page, staging):
    """Among those that were left then."""
    page.session("canvas:1", 1, 99)
    words = "discarded in the staging area"
    assert staging.look() == [Decision(words, ("a.png", "b.png"), (), ("a.png",))]
    assert staging.look() == []
    page.session("canvas:1", 1, 2)
    assert staging.look() == [Decision(words, ("b.png",), (), ("b.png",))]
    page.session("canvas:2")
    assert staging.look() == []


def test_accepted_picture_lies_in_a_layer(page, staging):
    """The page may save the layers later than the session."""
    page.session("canvas:2")
    page.kept["canvas"] = {"rasterLayers": {"entities": []}}
    assert staging.look() == []
    page.kept["canvas"] = {"rasterLayers": {"entities": [{"image": {"image_name": "b.png"}}]}}
    assert staging.look() == [
        Decision("accepted in the staging area", ("a.png", "b.png"), ("b.png",), ("a.png",))
    ]
    assert staging.look() == []


def test_all_are_discarded_where_none_comes_into_a_layer(page, staging):
    """After some patience, and not as long as the server does not say what the layers are."""
    page.session("canvas:2")
    assert [staging.look() for _ in range(PATIENCE + 1)] == [[]] * (PATIENCE + 1)
    page.kept["canvas"] = {"rasterLayers": {"entities": []}}
    looks = [staging.look() for _ in range(PATIENCE)]
    assert looks[:-1] == [[]] * (PATIENCE - 1)
    both = ("a.png", "b.png")
    assert looks[-1] == [Decision("discarded in the staging area", both, (), both)]


@pytest.mark.parametrize(
    "kept", [None, [], 3, {}, {"canvasSessionId": 3}, {"canvasSessionId": None}], ids=repr
)
def test_page_that_says_nothing_decides_nothing(page, staging, kept):
    """An older one, or one that is not open."""
    page.kept["canvasSession"] = kept
    assert staging.look() == []


def test_hostile_states_are_left(page, staging):
    """Numbers that are none, and layers that are none."""
    page.kept["canvasSession"] = {
        "canvasSessionId": "canvas:1",
        "canvasDiscardedQueueItems": [None, {}, "x", [1]],
    }
    assert [decision.rejected for decision in staging.look()] == []


def test_sessions_are_forgotten(page, monkeypatch):
    """And so are pictures beyond the most that one shows."""
    monkeypatch.setattr(module, "MAX_SESSIONS", 1)
    monkeypatch.setattr(module, "MAX_STAGED", 1)
    staging = Staging(page.ask)
    staging.add("canvas:1", 1, "a.png")
    staging.add("canvas:0", 2, "b.png")
    staging.add("canvas:0", 2, "c.png")
    page.session("canvas:0", 2)
    assert [decision.rejected for decision in staging.look()] == [("b.png",)]
