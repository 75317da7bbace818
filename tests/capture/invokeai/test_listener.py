"""InvokeAI listened to: what it tells, and what it does not, is handed over in order."""

import asyncio
import hashlib
import json
import zipfile
from datetime import UTC, datetime

import pytest

from bozzetto.capture.invokeai import listener as listening
from bozzetto.capture.invokeai import socket
from bozzetto.capture.invokeai.gallery import Gallery
from bozzetto.capture.proxy.worker import Worker
from tests.capture.invokeai.listening import listened, until
from tests.fakes.invokeai import RECORDING, FakeInvokeAI, stand_in
from tests.fakes.ports import bound

SECRETS = {"prompt": "sk-proj-" + "a7" * 20, "api_key": "widget-secret-99"}
CANVAS = {
    "rasterLayers": [
        {
            "type": "raster_layer",
            "objects": [
                {"type": "brush_line", "points": [1, 2, 3, 4]},
                {"type": "brush_line_with_pressure", "points": [1, 2, 0.5]},
            ],
        }
    ],
    "inpaintMasks": [{"type": "inpaint_mask", "objects": []}],
    "controlLayers": [],
    "regionalGuidance": [{"positivePrompt": "a lamp", "negativePrompt": None, "objects": []}],
}


HOSTILE = [
    ("invocation_complete", None),
    ("invocation_complete", {"session_id": "s", "item_id": 999, "invocation": 3, "result": []}),
    (
        "invocation_complete",
        {
            "session_id": "s" * 256,
            "item_id": -1,
            "invocation": {"type": "x"},
            "result": {"image": {"image_name": "../../../../etc/passwd"}},
        },
    ),
    ("queue_item_status_changed", {"session_id": 5, "item_id": "x"}),
    ("queue_item_status_changed", {"session_id": "s", "item_id": 999, "status": ["completed"]}),
    ("batch_enqueued", {"enqueued": "many", "batch_id": {}}),
    ("queue_cleared", [1, [2, [3]]]),
]


def sha(data):
    """A digest as reports spell it."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def acts(reports):
    """What happened, in order."""
    return [report["act"] for report in reports]


def names(reports):
    """The names of the files that outputs have, without what InvokeAI said of them."""
    return [
        file["name"]
        for report in reports
        if report["act"] == "output"
        for file in report["files"][: len(report["body"]["files"])]
    ]


def ended(reports):
    """How sessions ended, by number of the item."""
    return [report["body"]["how"] for report in reports if report["act"] == "ended"]


def seconds_ago(report):
    """How long ago a report says that it was."""
    at = datetime.strptime(report["at"], "%Y-%m-%dT%H:%M:%S.%f%z")
    return (datetime.now(UTC) - at).total_seconds()


def star(invokeai, name, how="star"):
    """Give an image a star, or take it away."""
    invokeai.ask("POST", f"/api/v1/images/{how}", json={"image_names": [name]})


def test_recorded_item_is_handed_over_in_order(invokeai, listener):
    """The upload, the instruction, what each node made, the intermediate too, and the end."""
    image = invokeai.upload(stand_in("sketch"))
    invokeai.enqueue("first", image=image)
    listener.wait("ended")
    reports = listener.reports()
    assert acts(reports) == ["started", "material", "instruction", "output", "output", "ended"]
    assert reports[0]["tool"] == {"name": "InvokeAI", "version": RECORDING["version"]}
    assert reports[0]["body"]["settings"]["torch"] == "2.14.1"
    (session,) = {report["job"] for report in reports[2:]}
    assert session == invokeai.items[1]["session_id"]
    claims = [report["body"]["claims"] for report in reports[3:5]]
    assert claims == [
        {"node": "b", "node type": "img_blur", "intermediate": "true"},
        {"node": "c", "node type": "save_image"},
    ]
    assert ended(reports) == ["done"]


def test_instruction_says_what_the_graph_says(invokeai, listener):
    """Prompts, settings, the batch's values, and the input by the digest of its bytes."""
    image = invokeai.upload(stand_in("sketch"))
    invokeai.enqueue("batch", image=image, negative_prompt="fog")
    first, *_ = listener.wait("instruction", 3)
    body = first["body"]
    assert body["prompts"] == [
        {"role": "positive", "text": "a lighthouse", "by": "unknown"},
        {"role": "negative", "text": "fog", "by": "unknown"},
    ]
    assert body["settings"].items() >= {"seed": "3", "img_blur.radius": "1", "item_id": "1"}.items()
    assert body["inputs"] == [{"role": "image", "name": image, "digest": sha(stand_in("sketch"))}]
    raw = json.loads(listener.bytes_of(first, body["raw"]))
    assert raw["graph"]["nodes"]["b"]["radius"] == 1
    radii = [report["body"]["settings"]["img_blur.radius"] for report in listener.wait("ended", 3)
             and listener.reports("instruction")]  # fmt: skip
    assert radii == ["1", "4", "16"]


def test_bytes_are_those_of_invokeai(invokeai, listener):
    """Each image byte for byte, and what InvokeAI said of it."""
    invokeai.enqueue("second", image=invokeai.upload(stand_in("sketch")))
    listener.wait("ended")
    for report in listener.reports("output"):
        name = report["files"][0]["name"]
        assert listener.bytes_of(report, 0) == stand_in(name)
        assert name in json.dumps(json.loads(listener.bytes_of(report, report["body"]["raw"])))


def test_image_deleted_at_once_is_kept(invokeai, listener):
    """It is fetched when it is told of; that it was deleted afterwards is said."""
    invokeai.enqueue("first", image=invokeai.upload(stand_in("sketch")))
    listener.wait("ended")
    name = names(listener.reports())[-1]
    invokeai.ask("POST", "/api/v1/images/delete", json={"image_names": [name]})
    listener.close()
    assert listener.notes() == [f"deleted in InvokeAI, and found by comparing: {name}"]
    assert name in names(listener.reports())


def test_canvas_is_a_material_once(invokeai, listener):
    """Layers and strokes as JSON, in the place of which the instruction has their digest."""
    image = invokeai.upload(stand_in("sketch"))
    for _ in range(2):
        invokeai.enqueue("first", image=image, canvas_v2_metadata=CANVAS)
    listener.wait("ended", 2)
    (canvas,) = [each for each in listener.reports("material") if each["body"]["role"] == "canvas"]
    data = listener.bytes_of(canvas, 0)
    assert json.loads(data) == CANVAS
    assert canvas["body"]["note"].endswith(
        ": raster layers: 1; inpaint masks: 1; regions: 1; strokes: 2, with pressure: 1"
    )
    for report in listener.reports("instruction"):
        assert {"role": "canvas", "digest": sha(data), "name": "canvas_v2_metadata.json"} in (
            report["body"]["inputs"]
        )
        raw = json.loads(listener.bytes_of(report, report["body"]["raw"]))
        assert raw["graph"]["nodes"]["m"]["canvas_v2_metadata"] == sha(data)
        assert "a lamp" in [prompt["text"] for prompt in report["body"]["prompts"]]


def test_canvas_that_is_saved_to_the_gallery(invokeai, listener):
    """Its picture is put in from the page, with the layers as its metadata."""
    name = invokeai.upload(stand_in("flat"), "general")
    invokeai.metadata[name] = {"canvas_v2_metadata": CANVAS}
    listener.close()
    picture, layers = listener.reports("material")
    assert picture["body"]["role"] == "input"
    assert layers["body"]["note"].startswith(f"InvokeAI's canvas, saved as {name}: raster layers")


def test_upload_has_the_role_of_its_category(invokeai, listener):
    """Where it comes from is not said."""
    for category in ("mask", "control", "user", "other"):
        invokeai.upload(stand_in(category), category)
    listener.close()
    reports = listener.reports("material")
    assert [report["body"]["role"] for report in reports] == ["mask", "control", "input", "input"]
    assert {report["body"]["origin"] for report in reports} == {"unknown"}


def test_failed_item_is_told_with_its_error(invokeai, listener):
    """What it had made before stays."""
    invokeai.fail = "save_image"
    invokeai.enqueue("first", image=invokeai.upload(stand_in("sketch")))
    (end,) = listener.wait("ended")
    assert end["body"] == {"how": "failed", "note": "ValueError: the picture is empty"}
    assert len(listener.reports("output")) == 1


def test_canceled_items_are_told(invokeai, listener):
    """One that waits was taken out; one that is under way was interrupted."""
    invokeai.hold.clear()
    numbers = invokeai.enqueue("two runs", image=invokeai.upload(stand_in("sketch")))["item_ids"]
    listener.wait("instruction", 2)
    invokeai.ask("PUT", f"/api/v1/queue/default/i/{max(numbers)}/cancel")
    assert ended(listener.wait("ended")) == ["deleted"]
    invokeai.pace = 3000.0  # a minute goes by before anything is made
    invokeai.hold.set()
    until(lambda: invokeai.items[min(numbers)]["status"] == "in_progress")
    invokeai.ask("PUT", f"/api/v1/queue/default/i/{min(numbers)}/cancel")
    assert ended(listener.wait("ended", 2)) == ["deleted", "interrupted"]


def test_cleared_queue_is_told(invokeai, listener):
    """Also of items that were gone before anybody could read them."""
    invokeai.hold.clear()
    invokeai.enqueue("two runs", image=invokeai.upload(stand_in("sketch")))
    listener.wait("instruction", 2)
    invokeai.ask("PUT", "/api/v1/queue/default/clear")
    assert ended(listener.wait("ended", 2)) == ["deleted", "deleted"]


def test_batch_that_is_gone_at_once_is_said(invokeai, listener, monkeypatch):
    """As in the recording, where it was cleared five milliseconds later."""
    invokeai.hold.clear()
    monkeypatch.setattr(invokeai, "_new_item", lambda *_: {"status": "completed", "session": {}})
    invokeai.enqueue("two runs", image="a.png")
    listener.wait("lost")
    assert listener.notes()[0] == "queued, and gone before they could be read: 2 sessions"


def test_star_is_a_choice_among_the_batch(invokeai, quick, listener):  # noqa: ARG001  # it acts
    """And its end is told, too, as no decision against the image."""
    invokeai.enqueue("batch", image=invokeai.upload(stand_in("sketch")))
    jobs = [report["job"] for report in listener.wait("ended", 3)]
    made = sorted(listener.reports("output"), key=lambda report: jobs.index(report["job"]))
    kept = [name for name in names(made) if not invokeai.images[name]["is_intermediate"]]
    star(invokeai, kept[1])
    (choice,) = listener.wait("choice")
    assert choice["body"] == {
        "among": [sha(stand_in(name)) for name in kept],
        "chosen": [sha(stand_in(kept[1]))],
        "rejected": [],
        "reason": "starred",
    }
    star(invokeai, kept[1], "unstar")
    body = listener.wait("choice", 2)[1]["body"]
    assert (body["chosen"], body["rejected"]) == ([], [])


def test_star_on_an_older_image_brings_its_bytes(invokeai, tmp_path, quick):  # noqa: ARG001
    """With the time that InvokeAI has of it."""
    invokeai.ago = 3600
    old = invokeai.upload(stand_in("old"), "general", image_origin="internal", session_id="s1")
    invokeai.ago = 0
    with listened(invokeai.url, tmp_path / "spool") as listener:
        listener.wait_there()
        star(invokeai, old)
        listener.wait("choice")
        (output,) = listener.reports("output")
        assert output["job"] == "s1"
        assert seconds_ago(output) > 3000
        assert listener.bytes_of(output, 0) == stand_in("old")


def staged(invokeai, listener, count=3):
    """Stage some pictures on the canvas, and return their names."""
    invokeai.save("canvasSession", {"canvasSessionId": "canvas:1", "canvasDiscardedQueueItems": []})
    for number in range(count):  # one after the other: pictures are fetched side by side
        invokeai.enqueue("first", image="layer.png", destination="canvas:1")
        listener.wait("ended", number + 1)
    found = []
    for report in listener.reports("output"):
        if report["body"]["claims"]["node"].startswith("canvas_output"):
            found += names([report])
    return found


def test_accepted_picture_is_chosen(invokeai, quick, listener):  # noqa: ARG001  # it acts
    """One is discarded first; the others are rejected by the acceptance."""
    found = staged(invokeai, listener)
    first, second, third = (sha(stand_in(name)) for name in found)
    state = {"canvasSessionId": "canvas:1", "canvasDiscardedQueueItems": [1]}
    invokeai.save("canvasSession", state)
    listener.wait("choice")
    layer = {"objects": [{"type": "image", "image": {"image_name": found[1]}}]}
    invokeai.save("canvas", {"rasterLayers": {"entities": [layer]}})
    invokeai.save("canvasSession", {"canvasSessionId": "canvas:2", "canvasDiscardedQueueItems": []})
    discarded, accepted = (report["body"] for report in listener.wait("choice", 2))
    assert discarded == {
        "among": [first, second, third],
        "chosen": [],
        "rejected": [first],
        "reason": "discarded in the staging area",
    }
    assert accepted == {
        "among": [second, third],
        "chosen": [second],
        "rejected": [third],
        "reason": "accepted in the staging area",
    }


def test_discarded_all_are_rejected(invokeai, quick, listener):  # noqa: ARG001  # it acts
    """The session ends, and none of them lies in a layer."""
    digests = [sha(stand_in(name)) for name in staged(invokeai, listener, 2)]
    invokeai.save("canvas", {"rasterLayers": {"entities": []}})
    invokeai.save("canvasSession", {"canvasSessionId": "canvas:2", "canvasDiscardedQueueItems": []})
    (choice,) = listener.wait("choice")
    assert (choice["body"]["chosen"], choice["body"]["rejected"]) == ([], digests)


@pytest.mark.parametrize("seed", range(2))
def test_events_in_another_order_change_nothing(invokeai, listener, seed):
    """Each image once, the instruction before, the end behind all that the item has."""
    invokeai.shuffle = seed
    invokeai.enqueue("first", image=invokeai.upload(stand_in("sketch")))
    listener.wait("ended")
    reports = listener.reports()
    assert len(names(reports)) == len(set(names(reports))) == 2
    assert acts(reports)[2] == "instruction"


def test_dropped_events_are_made_up_for(invokeai, quick, listener):  # noqa: ARG001  # it acts
    """Not one of the events comes; the queue has it all."""
    invokeai.drop = lambda _name, _data: True
    invokeai.enqueue("first", image=invokeai.upload(stand_in("sketch")))
    assert ended(listener.wait("ended")) == ["done"]
    assert len(names(listener.reports())) == 2


def test_delayed_events_are_taken_as_they_come(invokeai, listener):
    """In the recorded time, halved."""
    invokeai.pace = 0.5
    invokeai.enqueue("first", image=invokeai.upload(stand_in("sketch")))
    listener.wait("ended")
    assert acts(listener.reports("output", "ended")) == ["output", "output", "ended"]


def test_what_was_missed_is_handed_over_with_its_own_time(invokeai, listener):
    """The connection breaks off for a whole item, an upload, a star and a deletion."""
    gone = invokeai.upload(stand_in("gone"))
    image = invokeai.upload(stand_in("sketch"))
    invokeai.enqueue("first", image=image)
    listener.wait("ended")
    invokeai.deaf = True
    invokeai.cut()
    until(lambda: not listener.there.is_set())
    invokeai.ago = 3600
    invokeai.enqueue("second", image=image)
    until(lambda: invokeai.items[2]["status"] == "completed")
    upload = invokeai.upload(stand_in("missed"))
    invokeai.ask("POST", "/api/v1/images/delete", json={"image_names": [gone]})
    star(invokeai, image)
    invokeai.deaf = False
    listener.wait_there()
    listener.wait("choice")
    reports = listener.reports()
    late = reports[acts(reports).index("lost") :]
    assert acts(late) == [
        "lost", "instruction", "output", "output", "ended", "material", "lost", "choice",
    ]  # fmt: skip
    assert late[0]["body"]["note"].startswith("InvokeAI was not heard for ")
    assert late[6]["body"]["note"].endswith(f"by comparing: {gone}")
    assert late[5]["files"][0]["name"] == upload
    assert all(seconds_ago(report) > 3000 for report in late[1:6])
    assert late[7]["body"]["chosen"] == [sha(stand_in("sketch"))]


def test_restart_amid_an_item_is_told(invokeai, listener):
    """InvokeAI cancels at its start what was under way; what comes then is heard."""
    invokeai.pace = 3000.0  # a minute goes by before anything is made
    image = invokeai.upload(stand_in("sketch"))
    invokeai.enqueue("first", image=image)
    listener.wait("instruction")
    until(lambda: invokeai.items[1]["status"] == "in_progress")
    invokeai.restart()
    assert ended(listener.wait("ended")) == ["interrupted"]
    invokeai.pace = 0.0
    invokeai.enqueue("first", image=image)
    assert ended(listener.wait("ended", 2)) == ["interrupted", "done"]
    assert listener.changes == [True, False, True]


def test_listener_is_started_before_invokeai(tmp_path):
    """And takes what is there then for known; what waits in the queue is an instruction."""
    with (
        bound() as held,
        listened(
            f"http://127.0.0.1:{(port := held.getsockname()[1])}", tmp_path / "spool"
        ) as listener,
    ):
        later = FakeInvokeAI(port)
        later.hold.clear()
        old = later.upload(stand_in("old"))
        with later:
            later.enqueue("first", image=old)
            listener.wait_there()
            listener.wait("instruction")
            later.hold.set()
            listener.wait("ended")
            assert listener.reports("material") == []


def test_end_amid_an_item_is_said(invokeai, listener):
    """By the listener itself, for nobody else knows."""
    invokeai.hold.clear()
    invokeai.enqueue("first", image=invokeai.upload(stand_in("sketch")))
    listener.wait("instruction")
    listener.close()
    session = invokeai.items[1]["session_id"]
    assert listener.notes() == [f"1 sessions were under way at the end: {session}"]


def test_projects_that_are_saved_are_materials(invokeai, tmp_path, quick):  # noqa: ARG001
    """Those that lay there before are not; what is no project is said."""
    folder = tmp_path / "projects"
    folder.mkdir()
    project(folder / "old.invk")
    with listened(invokeai.url, tmp_path / "spool", projects=folder) as listener:
        listener.wait_there()
        project(folder / "new.invk")
        (report,) = listener.wait("material")
        assert report["files"][0]["name"] == "new.invk"
        assert listener.bytes_of(report, 0) == (folder / "new.invk").read_bytes()
        assert report["body"]["note"] == (
            "a canvas project of InvokeAI: raster layers: 1; inpaint masks: 1; regions: 1; "
            "strokes: 2, with pressure: 1"
        )
        (folder / "broken.invk").write_bytes(b"PK\x03\x04 no")
        listener.wait("lost")
        assert listener.notes() == ["broken.invk is no canvas project that can be read"]


def project(path):
    """Save a canvas project as the page does."""
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("manifest.json", json.dumps({"version": 1}))
        made.writestr("canvas_state.json", json.dumps(CANVAS))


def test_secrets_are_nowhere_in_the_spool(invokeai, listener):
    """Not in prompts, graphs, canvas, or what InvokeAI says; that there were some is noted."""
    canvas = {**CANVAS, "note": {"token": SECRETS["api_key"]}}
    invokeai.enqueue(
        "first",
        image=invokeai.upload(stand_in("sketch")),
        positive_prompt=f"a cat {SECRETS['prompt']}",
        api_key=SECRETS["api_key"],
        canvas_v2_metadata=canvas,
    )
    listener.wait("ended")
    (instruction,) = listener.reports("instruction")
    assert "secret.removed" in instruction["body"]["notes"]
    problems = [report["body"]["problems"] for report in listener.reports("output")]
    assert problems == [["secret.embedded"]] * 2
    found = listener.everything()
    assert not [secret for secret in SECRETS.values() if secret.encode() in found]


def test_hostile_events_stop_nothing(invokeai, listener):
    """Whatever is said: what comes after it is recorded."""
    for name, data in HOSTILE:
        said = invokeai.sio.emit(name, data, room="default")
        asyncio.run_coroutine_threadsafe(said, invokeai.loop).result(60)
    invokeai.enqueue("first", image=invokeai.upload(stand_in("sketch")))
    until(lambda: "done" in ended(listener.reports()))
    assert not [note for note in listener.notes() if note.startswith("the listener failed")]


def test_message_that_is_too_long_is_not_taken(invokeai, tmp_path, monkeypatch):
    """The connection ends there, and is made anew; what was missed is asked for."""
    monkeypatch.setattr(socket, "MAX_MESSAGE", 4096)
    with listened(invokeai.url, tmp_path / "spool") as listener:
        listener.wait_there()
        invokeai.enqueue("first", image="layer.png", positive_prompt="a cat" * 2000)
        assert ended(listener.wait("ended")) == ["done"]
        assert len(listener.reports("output")) == 2


def test_too_many_events_are_said(invokeai, tmp_path, monkeypatch):
    """They are counted, not kept."""
    monkeypatch.setattr(listening, "MAX_WAITING", 0)
    with listened(invokeai.url, tmp_path / "spool") as listener:
        listener.wait_there()
        invokeai.enqueue("first", image="layer.png")
        until(lambda: listener.listener._overrun >= 5)  # noqa: SLF001  # nothing is told until one is taken
        monkeypatch.setattr(listening, "MAX_WAITING", 10)
        invokeai.enqueue("first", image="layer.png")
        assert until(lambda: [note for note in listener.notes() if "could be taken" in note])


def test_defaults_are_patient():
    """A gallery is not listed more often than every ten seconds, and a look is one in two."""
    assert (Gallery.SECONDS, Worker.TICK) == (10.0, 2.0)
