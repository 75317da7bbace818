"""Watches over HTTP, on a real server and in real folders."""

import json
import shutil
import time

import pytest

from bozzetto.capture import folder as watching
from bozzetto.language import Language
from bozzetto.web import watcher
from tests.capture.watched import named, save
from tests.web.conftest import entered, serving

LONGEST = 30.0  # seconds that a test waits for what must come


def waited(look, wanted):
    """Look again and again until what is seen is as it is wanted."""
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        if wanted(found := look()):
            return found
        time.sleep(0.05)
    raise AssertionError(found)


def the_watch(client, wanted):
    """Wait until the only watch is as it is wanted."""
    (found,) = waited(lambda: client.get("/api/watches").json(), lambda all_: wanted(all_[0]))
    return found


def is_watching(watch):
    """Whether nothing new is missed."""
    return watch["state"] == "watching"


@pytest.fixture
def output(tmp_path):
    """The folder that a tool writes into."""
    folder = tmp_path / "ComfyUI" / "output"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def patient_end(monkeypatch):
    """A watch whose end waits for what is on its way, however slow the machine is."""
    monkeypatch.setattr(watching, "_END", LONGEST)


@pytest.fixture
def watched(served, output):
    """A studio that watches a folder already."""
    body = {"folder": str(output), "work": served.work}
    assert served.client.post("/api/watches", json=body).status_code == 200
    the_watch(served.client, is_watching)
    return served


def runs(served):
    """The beginnings and ends of runs, with their reasons."""
    with served.studio() as studio:
        return [
            (entry.event.kind, entry.text(entry.event.body.get("reason")))
            for _, entry in studio.entries(studio.digest)
            if entry.event.kind in {"recorder.started", "recorder.stopped"}
        ]


def names(served):
    """The names of the files that were recorded."""
    with served.studio() as studio:
        return named(studio.find_work(served.work))


def test_add(served, output):
    """A folder is watched from the moment on that somebody says so, and files are counted."""
    before = served.client.get("/api/watches").json()
    made = served.client.post(
        "/api/watches", json={"folder": str(output), "work": served.work, "polling": False}
    ).json()
    assert (before, made["label"], made["title"]) == ([], "ComfyUI/output", "Cat pendant")
    assert made["state"] in {"starting", "watching"}
    the_watch(served.client, is_watching)
    save(output / "a.png")
    found = the_watch(served.client, lambda watch: watch["recorded"] == 1)
    assert (found["id"], found["problem"], names(served)) == (made["id"], None, ["a.png"])


def test_add_says_no_path(served, output, tmp_path):
    """A folder is known by the last two parts of its path, in answers and in refusals."""
    body = {"folder": str(output), "work": served.work}
    answers = [served.client.post("/api/watches", json=body).text for _ in range(2)]
    body["folder"] = str(tmp_path / "nothing")
    answers.append(served.client.post("/api/watches", json=body).text)
    assert not [answer for answer in answers if str(tmp_path) in answer]


@pytest.mark.parametrize(
    ("folder", "status", "words"),
    [
        ("ComfyUI/output", 409, "is watched already"),
        ("ComfyUI/output/../output/", 409, "is watched already"),
        ("ComfyUI", 409, "one in the other"),
        ("ComfyUI/output/inside", 409, "one in the other"),
        ("studio", 409, "studio's own folder"),
        ("studio/assets", 409, "studio's own folder"),
        ("nothing", 422, "nothing is at"),
        ("file.txt", 422, "not a folder"),
    ],
    ids=["same", "spelled otherwise", "around", "inside", "studio", "in it", "gone", "a file"],
)
def test_add_refused(watched, output, tmp_path, folder, status, words):
    """A folder is watched once, and never the studio's own."""
    (output / "inside").mkdir()
    (tmp_path / "file.txt").write_text("x")
    body = {"folder": str(tmp_path) + "/" + folder, "work": watched.work}
    answer = watched.client.post("/api/watches", json=body)
    assert (answer.status_code, words in answer.json()["error"]["message"]) == (status, True)
    assert len(watched.client.get("/api/watches").json()) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"folder": "relative"}, 422),
        ({"folder": ""}, 422),
        ({"folder": "~nobody-here/x"}, 422),
        ({"folder": "/\0"}, 422),
        ({"work": "sha256:" + "0" * 64}, 404),
        ({"work": "Cat pendant"}, 422),
        ({"extra": 1}, 422),
        ({"polling": "perhaps"}, 422),
    ],
    ids=["relative", "empty", "nobody's home", "nul", "no work", "a title", "extra", "polling"],
)
def test_add_malformed(served, output, body, status):
    """What is not a watch is refused."""
    whole = {"folder": str(output), "work": served.work, **body}
    assert served.client.post("/api/watches", json=whole).status_code == status
    assert not (served.studio_folder / "watches.json").exists()


def test_add_from_home(served, output, monkeypatch):
    """`~` is the home folder."""
    monkeypatch.setenv("HOME", str(output.parent))
    body = {"folder": "~/output", "work": served.work}
    assert served.client.post("/api/watches", json=body).json()["label"] == "ComfyUI/output"


def test_pause(watched, output):
    """A pause ends the run with its reason; what comes meanwhile is imported afterwards."""
    watch = watched.client.get("/api/watches").json()[0]["id"]
    paused = watched.client.put(f"/api/watches/{watch}", json={"paused": True}).json()
    assert paused["state"] == "paused"
    assert runs(watched)[-1] == ("recorder.stopped", watcher.PAUSED)
    save(output / "unseen.png")
    watched.client.put(f"/api/watches/{watch}", json={"paused": False})
    the_watch(watched.client, lambda watch: is_watching(watch) and watch["recorded"] == 1)
    with watched.studio() as studio:
        entries = studio.find_work(watched.work).entries()
    (seen,) = [e.event.seen for _, e in entries if e.event.kind == "output.received"]
    assert (seen, runs(watched)[-1][0]) == ("imported", "recorder.started")


def test_pause_again_changes_nothing(watched):
    """To pause what is paused, and to go on with what goes on, is nothing."""
    watch = watched.client.get("/api/watches").json()[0]["id"]
    for paused in (False, True, True, False, False):
        assert watched.client.put(f"/api/watches/{watch}", json={"paused": paused}).is_success
    the_watch(watched.client, is_watching)
    assert [kind for kind, _ in runs(watched)].count("recorder.started") == 2


@pytest.mark.usefixtures("patient_end")
def test_remove(watched, output):
    """A watch that is removed records what is on its way, and then nothing more."""
    watch = watched.client.get("/api/watches").json()[0]["id"]
    save(output / "a.png")
    assert watched.client.delete(f"/api/watches/{watch}").status_code == 204
    save(output / "b.png")
    assert watched.client.get("/api/watches").json() == []
    assert (names(watched), runs(watched)[-1][1]) == (["a.png"], watcher.REMOVED)
    for answer in (
        watched.client.delete(f"/api/watches/{watch}"),
        watched.client.put(f"/api/watches/{watch}", json={"paused": True}),
    ):
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "missing")


def test_trouble_and_recovery(watched, output, monkeypatch):
    """A folder that vanishes is trouble, in the reader's words, and is watched when it is back."""
    monkeypatch.setattr(watcher, "FIRST_PAUSE", 0.1)
    monkeypatch.setattr(watcher, "LONGEST_PAUSE", 0.2)
    shutil.rmtree(output)
    trouble = the_watch(watched.client, lambda watch: watch["state"] == "trouble")
    assert "ComfyUI/output" in trouble["problem"]
    assert str(output) not in trouble["problem"]
    output.mkdir()
    save(output / "a.png")
    found = the_watch(watched.client, lambda watch: is_watching(watch) and watch["recorded"])
    assert (found["problem"], names(watched)) == (None, ["a.png"])
    assert ("recorder.stopped", "the watch broke off") in runs(watched)


def test_trouble_in_chinese(watched, output):
    """A problem is said in the language of who asks."""
    shutil.rmtree(output)
    english = the_watch(watched.client, lambda watch: watch["state"] == "trouble")["problem"]
    answer = watched.client.get("/api/watches", headers={"Accept-Language": Language.ZH})
    assert answer.json()[0]["problem"] != english


def test_server_starts_again(watched, output):
    """What is watched is watched again at the next start, and a pause stays a pause."""
    second = output.parent / "second"
    second.mkdir()
    body = {"folder": str(second), "work": watched.work, "polling": True}
    made = watched.client.post("/api/watches", json=body).json()
    watched.client.put(f"/api/watches/{made['id']}", json={"paused": True})
    watched.server.end()
    waited(lambda: runs(watched), lambda found: found[-1][1] == watcher.STOPPED)
    save(output / "meanwhile.png")
    with serving(watched.studio_folder) as server, entered(server) as client:
        first, other = waited(
            lambda: client.get("/api/watches").json(), lambda found: found[0]["recorded"] == 1
        )
        assert (first["state"], other["state"], other["polling"]) == ("watching", "paused", True)
    assert names(watched) == ["meanwhile.png"]


@pytest.mark.usefixtures("patient_end")
def test_server_stops_in_a_burst(watched, output):
    """A server that ends in good order records what is on its way."""
    for number in range(12):
        save(output / f"{number:02}.png", number)
    watched.server.end()
    waited(lambda: runs(watched), lambda found: found[-1][1] == watcher.STOPPED)
    assert sorted(names(watched)) == [f"{number:02}.png" for number in range(12)]


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"watches": 1}',
        '{"watches": [{}]}',
        json.dumps(
            {
                "watches": [
                    {"id": "x", "folder": "/", "work": "y", "polling": False, "paused": False}
                ]
            }
        ),
    ],
    ids=["no JSON", "a list", "a number", "empty", "bad id"],
)
def test_file_malformed(served, text):
    """A file of watches that is not of its form stops the start: nothing is watched unseen."""
    (served.studio_folder / "watches.json").write_text(text)
    with pytest.raises(Exception, match="not of its form"), serving(served.studio_folder):
        pass


def test_work_that_is_gone(served, output):
    """A watch whose work is not in the studio is trouble, and says so."""
    row = {
        "id": "0" * 16,
        "folder": str(output),
        "work": "sha256:" + "0" * 64,
        "polling": False,
        "paused": False,
    }
    (served.studio_folder / "watches.json").write_text(json.dumps({"watches": [row]}))
    with serving(served.studio_folder) as server, entered(server) as client:
        found = the_watch(client, lambda watch: watch["state"] == "trouble")
    assert "no work is called" in found["problem"]
