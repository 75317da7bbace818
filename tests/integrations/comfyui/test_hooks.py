import hashlib
import time

import pytest

from tests.fakes.comfyui_host import Status
from tests.integrations.comfyui.conftest import Studio
from tests.integrations.comfyui.graphs import node, paused, sampled, saved, sketched

ACTS = ["started", "instruction", "output", "ended"]


def sha256(data):
    """The digest as it is spelled in the record."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def until(holds, seconds=60):
    """Wait until `holds` gives something true."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.002)


def test_job(studio):
    """A job is an instruction, then what it gave, then its end, under ComfyUI's own id."""
    job = studio.queue(sampled()).json()["prompt_id"]
    told = studio.settle()
    assert [report["act"] for report in told.reports()] == ACTS
    assert {report.get("job") for report in told.reports()[1:]} == {job}
    assert [report["number"] for report in told.reports()] == [0, 1, 2, 3]
    output = told.reports("output")[0]
    names = ["ComfyUI_00001_.png", "ComfyUI_00002_.png", "ComfyUI_00003_.png"]
    assert [file["name"] for file in output["files"]] == names
    for index, name in enumerate(names):
        assert told.data(output, index) == (studio.base / "output" / name).read_bytes()
    assert output["body"]["claims"] == {
        "node": "9",
        "node type": "SaveImage",
        "title": "final",
        "folder": "output",
    }
    assert told.bodies("ended") == [{"how": "done"}]


def test_job_through_the_other_address(studio):
    """ComfyUI's page posts below /api."""
    studio.http.post("/api/prompt", json={"prompt": saved(), "client_id": "me"})
    assert [report["act"] for report in studio.settle().reports()] == ACTS


def test_previews_are_candidates(studio, sketch):
    """What a node only shows is handed over as well, from the folder that is cleared."""
    studio.input("sketch.png").write_bytes(sketch)
    studio.queue(sketched())
    outputs = studio.settle().bodies("output")
    assert [body["claims"]["folder"] for body in outputs] == ["output", "temp"]


def test_nameless_program(studio):
    """Where the asking program has no name no events come: the result is handed over at the end."""
    studio.queue(saved(), client=None)
    told = studio.settle()
    assert not [event for event, *_ in studio.server.sent if event == "executed"]
    assert [report["act"] for report in told.reports()] == ACTS
    assert len(told.reports("output")[0]["files"]) == 2


def test_results_kept_from_before(studio):
    """The same graph again gives the same files, said to be from the cache."""
    studio.queue(saved())
    studio.queue(saved())
    first, second = studio.settle().reports("output")
    assert [file["name"] for file in first["files"]] == [file["name"] for file in second["files"]]
    assert "cached" not in first["body"]["claims"]
    assert second["body"]["claims"]["cached"] == "true"
    assert first["job"] != second["job"]


def test_results_kept_from_before_nameless(studio):
    """That a result is an earlier one is known without events, too."""
    studio.queue(saved(), client=None)
    studio.queue(saved(), client=None)
    _, second = studio.settle().bodies("output")
    assert second["claims"]["cached"] == "true"


def test_interrupted(studio):
    """A job that somebody stops ends where it was stopped, and when that was asked for is told."""
    sent = studio.server.sent
    studio.queue(paused())
    until(lambda: ("executing", "2") in [(event, data.get("node")) for event, data, _ in sent])
    studio.http.post("/interrupt")  # not before: a job that begins takes it back
    studio.gate.set()
    told = studio.settle()
    assert told.reports("output") == []
    (ended,) = told.bodies("ended")
    assert ended["how"] == "interrupted"
    assert ended["note"].startswith("at node 3 (ImageBlur); asked for at 20")


def test_failed(studio):
    """A job that fails says which node, and what it said, without the secret in it."""
    key = "tr0ub4dor-and-3-horses"
    graph = {**saved(), "3": node("Broken", api_key=key), "4": node("SaveImage", images=["3", 0])}
    studio.queue(graph)
    (ended,) = studio.settle().bodies("ended")
    assert ended["how"] == "failed"
    assert ended["note"] == "node 3 (Broken): RuntimeError: no answer for [secret removed]"


@pytest.mark.parametrize(
    ("waiting", "order"),
    [
        pytest.param(2, {"delete": 1}, id="one of several"),
        pytest.param(1, {"delete": 0}, id="the only one"),
        pytest.param(3, {"clear": True}, id="all"),
    ],
)
def test_deleted(studio, waiting, order):
    """A job that is taken out of the queue leaves no trace in ComfyUI, and one here."""
    studio.queue(paused())
    until(lambda: studio.server.prompt_queue.currently_running)
    jobs = [studio.queue(saved(color)).json()["prompt_id"] for color in range(waiting)]
    deleted = jobs if "clear" in order else [jobs[order["delete"]]]
    order = order if "clear" in order else {"delete": deleted}
    studio.http.post("/queue", json=order)
    studio.gate.set()
    told = studio.settle()
    ended = {report["job"]: report["body"]["how"] for report in told.reports("ended")}
    assert [job for job, how in ended.items() if how == "deleted"] == deleted
    assert list(ended.values()).count("done") == 1 + waiting - len(deleted)
    assert len(told.reports("ended")) == 1 + waiting
    assert not set(deleted) & studio.server.prompt_queue.history.keys()


def test_running_job_is_not_deleted(studio):
    """Clearing the queue does not touch the job that runs."""
    studio.queue(paused())
    until(lambda: studio.server.prompt_queue.currently_running)
    studio.http.post("/queue", json={"clear": True})
    studio.gate.set()
    assert studio.settle().bodies("ended") == [{"how": "done"}]


def test_pictures_without_a_file(studio):
    """Pictures that go to a program alone cannot be had, and that is told."""
    graph = {**saved(), "3": node("SendImages", images=["1", 0])}
    job = studio.queue(graph).json()["prompt_id"]
    (lost,) = studio.settle().reports("lost")
    assert (lost["job"], lost["body"]) == (
        job,
        {"note": "2 pictures of node 3 were written to no file"},
    )


def test_file_outside_of_the_folders(studio):
    """What a node says it wrote is taken only from ComfyUI's own folders."""
    outside = {"images": [{"filename": "../../secret.png", "subfolder": "", "type": "output"}]}
    told = {"node": "2", "output": outside, "prompt_id": "1"}
    studio.server.send_sync("executed", told, "me")
    told = studio.settle()
    assert told.reports("output") == []
    assert told.bodies("lost") == [{"note": "1 files of node 2 lie outside of ComfyUI's folders"}]


def test_file_that_is_gone(studio):
    """A file that cannot be read is named as lost."""
    gone = {"images": [{"filename": "gone.png", "subfolder": "", "type": "temp"}]}
    studio.server.send_sync("executed", {"node": "2", "output": gone, "prompt_id": "1"}, "me")
    (output,) = studio.settle().reports("output")
    assert output["files"] == [{"name": "gone.png", "lost": "No such file or directory"}]


@pytest.mark.parametrize(
    "event",
    [
        pytest.param(None, id="nothing"),
        pytest.param({"prompt_id": "1"}, id="no node"),
        pytest.param({"prompt_id": "1", "node": "2", "output": {"text": ["a"]}}, id="a text"),
        pytest.param({"prompt_id": "1", "node": "2", "output": None}, id="null"),
        pytest.param({"prompt_id": "1", "node": "2", "output": {"images": 5}}, id="a number"),
    ],
)
def test_event_of_another_form(studio, event):
    """Whatever other packs send goes its way."""
    studio.server.send_sync("executed", event, "me")
    assert studio.server.sent[-1] == ("executed", event, "me")
    assert studio.settle().reports("output") == []


def test_input_that_changed_while_it_waited(studio, sketch):
    """A file that was replaced between queue and run is handed over as well."""
    studio.input("sketch.png").write_bytes(sketch)
    studio.queue(paused())
    until(lambda: studio.server.prompt_queue.currently_running)
    studio.queue(sketched())
    until(studio.packs[0].RECORDING.settle)
    other = sketch + b"more"
    studio.input("sketch.png").write_bytes(other)
    studio.gate.set()
    told = studio.settle()
    (instruction,) = [each for each in told.reports("instruction") if each["body"]["inputs"]]
    assert told.data(instruction, instruction["body"]["inputs"][0]["file"]) == sketch
    (material,) = told.reports("material")
    assert told.data(material, 0) == other
    claims = told.bodies("output")[-1]["claims"]
    assert claims["is_changed 1"] == sha256(other)


def test_queue_that_will_not_take_it(studio, monkeypatch):
    """ComfyUI's own errors stay as they are; the job is closed."""

    def full(_queue, _item):
        raise MemoryError

    monkeypatch.setattr("tests.fakes.comfyui_host.heapq.heappush", full)
    with pytest.raises(MemoryError):
        studio.server.prompt_queue.put((0, "job", saved(), {}, ["2"]))
    assert studio.settle().bodies("ended") == [{"how": "failed", "note": "it could not be queued"}]


def test_old_comfyui(tmp_path):
    """Versions from before 0.3.60 are listened to in the same way."""
    with Studio(tmp_path, old=True) as studio:
        studio.queue(saved(), extra_data={"api_key_comfy_org": "comfy-secret-123"})
        told = studio.settle()
    assert [report["act"] for report in told.reports()] == [*ACTS, "stopped"]
    assert "version" not in told.reports()[0]["tool"]
    (instruction,) = told.reports("instruction")
    assert instruction["body"]["notes"] == ["secret.removed"]
    assert b"comfy-secret-123" not in told.data(instruction, 0)


NAMES = ("first", "masked", "identical", "api_noui", "anon")


def test_recorded_session(studio, recording, sketch):
    """The graphs of a real session give what that gave: as many files, the same ends."""
    studio.input("sketch.png").write_bytes(sketch)
    studio.input("clipspace").mkdir()
    studio.input("clipspace/clipspace-mask-1.png").write_bytes(sketch + b"mask")
    for name in NAMES:
        _, _, graph, extra, *_ = recording[name]["prompt"]
        client = extra.pop("client_id", None)
        studio.queue(graph, client=client, extra_data=extra, prompt_id=name)
        studio.settle()
    told = studio.settle()
    for name in NAMES:
        outputs = [each for each in told.reports("output") if each["job"] == name]
        given = {out["body"]["claims"]["node"]: len(out["files"]) for out in outputs}
        want = recording[name]["outputs"].items()
        assert given == {node: len(out["images"]) for node, out in want}, name
        assert [e["body"]["how"] for e in told.reports("ended") if e["job"] == name] == ["done"]


def test_recorded_frames(studio, recording):
    """What a real server sent and returned, frame by frame, is handed over whole and once."""
    studio.queue(paused())  # holds the stand-in's own thread
    until(lambda: studio.server.prompt_queue.currently_running)
    server, queue = studio.server, studio.server.prompt_queue
    played = {name: job for name, job in recording.items() if job["prompt"]}
    for number, job in enumerate(played.values(), 100):
        queue.put(tuple(job["prompt"]))
        queue.currently_running[number] = queue.queue.pop()
        for output in job["outputs"].values():
            for file in output["images"]:
                folder = studio.base / file["type"]
                (folder / file["filename"]).write_bytes(file["filename"].encode())
        for _, frame in job["frames"]:
            if "type" in frame:  # the others are previews
                server.send_sync(frame["type"], frame["data"], "me")
        status = job["status"]
        messages = [tuple(message) for message in status["messages"]]
        told = Status(status["status_str"], status["completed"], messages)
        queue.task_done(number, {"outputs": job["outputs"], "meta": job["meta"]}, told)
    studio.gate.set()
    told = studio.settle()
    for name, job in played.items():
        reports = [report for report in told.reports() if report.get("job") == job["id"]]
        assert [reports[0]["act"], reports[-1]["act"]] == ["instruction", "ended"], name
        want = [file["filename"] for out in job["outputs"].values() for file in out["images"]]
        got = [file["name"] for report in reports[1:-1] for file in report["files"]]
        assert sorted(got) == sorted(want), name
        how = "done" if job["status"]["completed"] else "interrupted"
        assert reports[-1]["body"]["how"] == how, name
    (interrupted,) = [body for body in told.bodies("ended") if body["how"] == "interrupted"]
    assert interrupted["note"] == "at node 51 (ImageBlur)"
    assert not told.reports("lost")
