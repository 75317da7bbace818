"""Receiving: nothing is lost, nothing is recorded twice, and what is missing is said."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from bozzetto.api import Studio
from bozzetto.capture.folder import FolderWatch
from bozzetto.capture.handover import reporter
from bozzetto.capture.handover.connection import Connection, add_connection, spool_of
from bozzetto.capture.handover.receiver import HOLE, SILENT, Receiver, What
from bozzetto.capture.naming import path_key
from bozzetto.errors import RecordingError, StudioError
from bozzetto.record import Seen, digest_of
from tests.capture.handover.handing import Hand, instruction, picture
from tests.studio.whole import check_whole

CHILD = Path(__file__).with_name("child.py")


def _left(spool):
    return sorted(
        path.relative_to(spool).as_posix()
        for path in spool.rglob("*")
        if path.is_file() and path.name != "lock"
    )


def test_a_job_is_recorded_in_its_order(hand, receiver, entries, studio, spool):
    """An instruction stands before its outputs, which name it; the spool is empty afterwards."""
    hand.report("started", {"settings": {"torch": "2.13"}})
    hand.report("instruction", instruction(settings={"seed": "7"}), job="j1")
    files = [("a.png", picture("red")), ("b.png", picture("blue"))]
    hand.report("output", {"files": [0, 1]}, job="j1", files=files)
    hand.report("ended", {"how": "done"}, job="j1")
    assert receiver.drain() == 4
    told, made = entries("instruction.given")[0], entries("output.received")[0]
    assert [each.kind for each in entries()][1:] == ["instruction.given", "output.received"]
    assert [each.seen for each in (told, made)] == [Seen.LIVE, Seen.LIVE]
    assert told.by.person == studio.owner
    assert (told.by.tool, told.by.version) == ("ComfyUI", "0.3.64")
    assert made.by.person is None
    assert (
        made.body["instruction"]
        == [entry.digest for _, entry in studio.work(receiver.connection.work).entries()][1]
    )
    assert [asset["name"] for asset in made.body["assets"]] == ["a.png", "b.png"]
    assert made.body["assets"][0]["digest"] == digest_of(picture("red"))
    assert {"width", "pixels"} <= made.body["assets"][0].keys()
    assert told.body["observed"] <= told.at
    assert _left(spool) == []


def test_instruction_and_output_may_come_apart(hand, receiver, entries):
    """An output finds its instruction when that was recorded long before, by another process."""
    hand.report("instruction", instruction(), job="j1")
    receiver.drain()
    again = Receiver(receiver._studio, receiver.connection)  # noqa: SLF001  # a start anew
    hand.report("output", {"files": [0]}, job="j1", files=[("a.png", picture())])
    hand.report("output", {"files": [0]}, job="j9", files=[("b.png", picture("blue"))])
    again.drain()
    known, unknown = entries("output.received")
    assert known.body["instruction"] is not None
    assert unknown.body["instruction"] is None


def test_choices_name_files_by_job(hand, receiver, entries):
    """A candidate is named by its job and its place, also over several outputs."""
    hand.report("instruction", instruction(), job="j1")
    hand.report("output", {"files": [0]}, job="j1", files=[("a.png", picture("red"))])
    receiver.drain()
    hand.report("output", {"files": [0]}, job="j1", files=[("b.png", picture("blue"))])
    refs = [{"job": "j1", "index": 0}, {"job": "j1", "index": 1}]
    body = {"among": refs, "chosen": refs[1:], "rejected": [], "reason": "calmer"}
    hand.report("choice", body)
    receiver.drain()
    (choice,) = entries("choice.made")
    wanted = [digest_of(picture(colour)) for colour in ("red", "blue")]
    assert choice.body["among"] == wanted
    assert choice.body["chosen"] == wanted[1:]


def test_a_choice_about_unknown_files_is_said_to_be_missing(hand, receiver, entries, found):
    """What was decided about files that nobody handed over is not made up."""
    body = {"among": [{"job": "j1", "index": 3}], "chosen": [], "rejected": []}
    hand.report("choice", body)
    receiver.drain()
    assert entries("choice.made") == []
    assert found() == [("lost event", "ComfyUI: file 3 of job j1 was meant, and is not known")]


def test_materials_edits_models_and_ends(hand, receiver, entries, studio):
    """Every act has its entry."""
    hand.report(
        "material",
        {"file": 0, "role": "mask", "origin": "own hand", "note": "by pen"},
        files=[("m.png", picture("white"))],
    )
    digest = digest_of(picture("white"))
    body = {
        "before": [digest],
        "after": 0,
        "layers": ["Sky"],
        "dimensions": ["colour"],
        "note": "x",
    }
    hand.report("edit", body, files=[("e.png", picture("green"))])
    model = {"name": "sd.safetensors", "digest": digest_of(b"weights"), "size": 7}
    hand.report("model", model)
    hand.report("model", model)
    hand.report("instruction", instruction(), job="j1")
    hand.report("ended", {"how": "interrupted", "note": "stopped"}, job="j1")
    hand.report("ended", {"how": "failed"}, job="j2")
    receiver.drain()
    assert Counter(each.kind for each in entries()) == {
        "work.opened": 1,
        "material.added": 1,
        "edit.made": 1,
        "model.identified": 1,
        "instruction.given": 1,
        "job.ended": 2,
    }
    edit = entries("edit.made")[0]
    assert edit.body["before"] == [digest]
    assert len(edit.body["layers"]) == 1
    stopped, failed = entries("job.ended")
    assert stopped.body["instruction"] is not None
    assert stopped.by.person == studio.owner
    assert (failed.body["instruction"], failed.by.person) == (None, None)


def test_an_input_is_bound_to_bytes_that_are_known(hand, receiver, entries):
    """A digest that the tool wrote becomes the file where the work has it."""
    hand.report(
        "material", {"file": 0, "role": "mask", "origin": "own hand"}, files=[("m", picture())]
    )
    inputs = [
        {"role": "mask", "digest": digest_of(picture())},
        {"role": "init", "digest": digest_of(b"?"), "name": "x.png"},
    ]
    hand.report("instruction", instruction(inputs=inputs), job="j1")
    receiver.drain()
    hand.report("instruction", instruction(inputs=inputs), job="j2")
    receiver.drain()
    first, second = (each.body["inputs"] for each in entries("instruction.given"))
    assert first == second
    known, unknown = first
    assert known["asset"]["digest"] == digest_of(picture())
    assert unknown == {"role": "init", "digest": digest_of(b"?"), "name": "x.png"}


@pytest.mark.parametrize("late", [0, 59, 61, 3600, -3600], ids=str)
def test_what_comes_late_is_imported(hand, receiver, entries, found, told, late):
    """What was handed over more than a minute after it was seen, or before, is imported."""
    hand.report("instruction", instruction(), job="j1", late=late)
    hand.report("output", {"files": [0]}, job="j1", files=[("a", picture())], late=late)
    receiver.drain()
    is_late = abs(late) > 60
    wanted = Seen.IMPORTED if is_late else Seen.LIVE
    assert [each.seen for each in entries()[1:]] == [wanted] * 2
    assert [what for what, _ in found()] == (["gap"] if is_late else [])
    if late == 3600:
        assert found()[0][1].startswith("ComfyUI handed over 3600 s late")
    assert [each.what for each in told].count(What.LATE) == is_late


def test_each_stretch_of_lateness_is_said_once(hand, receiver, entries, found):
    """A gap is one entry, until the tool hands over in time again."""
    for late in (400, 300, 0, 200, 100, 0):
        hand.report("material", _material(), files=[("a", picture())], late=late)
        receiver.drain()
    assert [what for what, _ in found()] == ["gap", "gap"]
    seen = [each.seen for each in entries("material.added")]
    assert seen == [Seen.IMPORTED, Seen.IMPORTED, Seen.LIVE] * 2


def _material():
    return {"file": 0, "role": "sketch", "origin": "own hand"}


def test_a_wait_for_others_makes_nothing_late(hand, receiver, entries, clock):
    """What was found in time is live, though the disk was busy when its turn came."""
    hand.report("material", _material(), number=1, files=[("a", picture())])
    receiver.turn(0.0)
    clock.run(timedelta(seconds=90))
    receiver.turn(HOLE + 1)
    receiver.turn(HOLE + 2)
    assert [each.seen for each in entries("material.added")] == [Seen.LIVE]


def test_a_hole_is_waited_for_and_then_said(hand, receiver, entries, found, told):
    """A number that does not come is waited for, and then a lost event."""
    hand.report("material", _material(), files=[("a", picture("red"))])
    hand.report("material", _material(), number=3, files=[("b", picture("blue"))])
    assert receiver.turn(0.0) == 1
    assert receiver.turn(1.0) == 0
    assert receiver.due == 1.0 + HOLE
    assert receiver.turn(HOLE) == 0
    assert receiver.turn(HOLE + 1) == 1
    assert receiver.due is None
    assert receiver.turn(HOLE + 1) == 1
    assert found() == [
        ("lost event", "ComfyUI: reports 1 to 2 of run 00000000000000a1 were not handed over")
    ]
    assert len(entries("material.added")) == 2
    assert next(each for each in told if each.what is What.LOST).count == 2


def test_what_comes_after_it_was_given_up_is_recorded(hand, receiver, entries, found, spool):
    """A report that was said to be lost, and comes after all, is read like any other."""
    hand.report("material", _material(), number=1, files=[("b", picture("blue"))])
    receiver.turn(0.0)
    receiver.turn(HOLE)
    receiver.turn(HOLE)
    hand.report("material", _material(), number=0, files=[("a", picture("red"))])
    again = Receiver(receiver._studio, receiver.connection)  # noqa: SLF001  # a start anew
    assert again.drain() == 1
    assert again.drain() == 0
    assert len(entries("material.added")) == 2
    assert [what for what, _ in found()] == ["lost event"]
    assert _left(spool) == []


def test_a_lost_file_is_said(hand, receiver, entries, found):
    """A file that was not copied is missing, and the others are there."""
    files = [("a.png", {"lost": "No space left on device"}), ("b.png", picture())]
    hand.report("output", {"files": [0, 1]}, files=files)
    hand.report("output", {"files": [0]}, files=[("c.png", {"file": "0000000001-0"})])
    receiver.drain()
    assert [len(each.body["assets"]) for each in entries("output.received")] == [1]
    assert found() == [
        ("lost event", "ComfyUI: files were not handed over: a.png: No space left on device"),
        ("lost event", "ComfyUI: files were not handed over: c.png: No such file or directory"),
    ]


def test_the_tool_says_that_it_missed_something(hand, receiver, found):
    """What the integration itself did not see is said in its words."""
    hand.report("lost", {"note": "the history was emptied"})
    receiver.drain()
    assert found() == [("lost event", "ComfyUI: the history was emptied")]


def test_no_report_lies_aside(hand, receiver, entries, found, spool, told):
    """What is no report is kept, said once, and keeps nothing else from being recorded."""
    hand.report("material", _material(), files=[("a", picture("red"))])
    bad = hand.report("material", {"file": 7, "role": "x", "origin": "x"}, files=[("a", b"1")])
    good = hand.report("material", _material(), files=[("b", picture("blue"))])
    assert receiver.drain() == 3
    assert receiver.drain() == 0
    assert len(entries("material.added")) == 2
    ((what, note),) = found()
    assert what == "unreadable file"
    assert "report 1 of run" in note
    assert _left(spool) == [
        f"refused/{hand.run}-0000000001-0",
        f"refused/{hand.run}-0000000001.json",
    ]
    assert not bad.exists()
    assert not good.exists()
    assert [each.what for each in told].count(What.REFUSED) == 1


def test_a_crash_while_a_report_is_laid_aside(hand, receiver, found):
    """Moved, and not yet said to be: the next start says it."""
    hand.report("lost", {})
    receiver._spool.refuse(hand.run, 0)  # noqa: SLF001  # the crash comes here
    hand.report("stopped")
    assert receiver.drain() == 2
    assert [what for what, _ in found()] == ["unreadable file"]


def test_a_crash_while_the_newest_report_is_laid_aside(hand, receiver, found):
    """It is said although nothing more is handed over, and only once."""
    hand.report("lost", {})
    receiver._spool.refuse(hand.run, 0)  # noqa: SLF001  # the crash comes here
    assert receiver.drain() == 1
    assert receiver.drain() == 0
    assert [what for what, _ in found()] == ["unreadable file"]


def test_links_and_pipes_are_not_read(hand, receiver, found, tmp_path):
    """What points out of the spool, or never ends, is no report and no file."""
    secret = tmp_path / "secret.txt"
    secret.write_text("private")
    hand.report("stopped").unlink()
    (hand.folder / "0000000000.json").symlink_to(secret)
    os.mkfifo(hand.folder / "0000000001.json")
    (hand.folder / "0000000002.json").mkdir()
    hand.number = 3
    hand.report("material", _material(), files=[("a", {"file": "0000000003-0"})])
    (hand.folder / "0000000003-0").symlink_to(secret)
    assert receiver.drain() == 4
    assert [what for what, _ in found()] == ["unreadable file"] * 3 + ["lost event"]
    assert secret.read_text() == "private"


def test_a_run_that_did_not_end_is_said(hand, receiver, spool, clock, found, told):
    """A run that began another without an end is unfinished; one that ended is not."""
    hand.report("material", _material(), files=[("a", picture())])
    receiver.drain()
    clock.run(timedelta(seconds=5))
    second = Hand(spool, clock, "00000000000000b2")
    second.report("started", {"settings": {}})
    second.report("stopped")
    receiver.drain()
    third = Hand(spool, clock, "00000000000000c3")
    third.report("stopped")
    receiver.drain()
    note = "ComfyUI began another run without saying that run 00000000000000a1 ends"
    assert found() == [("unfinished", note)]
    assert [each.what for each in told].count(What.UNFINISHED) == 1
    assert [path.name for path in spool.iterdir() if path.is_dir()] == [hand.run]


def test_a_killed_tool_is_noticed_at_once(spool, receiver, found, studio):
    """Whoever dies without a word is found by the lock; whoever lives beside another is not."""
    code = f"""
import os, signal, sys
sys.path.insert(0, {str(Path(reporter.__file__).parent)!r})
from reporter import Reporter
r = Reporter(sys.argv[1], {{"name": "ComfyUI"}}, "pack 1")
r.report("lost", {{"note": "x"}})
assert r.flush(60)
print("there", flush=True)
sys.stdin.read()
"""
    words = [sys.executable, "-c", code, str(spool)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(words, **pipes) as first, subprocess.Popen(words, **pipes) as second:
        for child in (first, second):
            assert child.stdout.readline() == "there\n"
        receiver.drain()
        assert [what for what, _ in found()] == ["gap", "lost event"] * 2  # the clock is set
        first.kill()
        first.wait()
        receiver.drain()
        receiver.drain()
        assert found()[4:] == [("unfinished", "ComfyUI ended without saying so")]
        second.stdin.close()
        second.wait()
        receiver.drain()
        assert len(found()) == 5
        assert studio.database.notes("handover ")


def test_a_run_that_is_silent_for_a_day_is_said(hand, receiver, clock, found):
    """Nobody says that a tool is dead before a day; then once."""
    hand.report("material", _material(), files=[("a", picture())])
    receiver.drain()
    clock.run(SILENT - timedelta(minutes=1))
    receiver.drain()
    assert found() == []
    clock.run(timedelta(minutes=2))
    receiver.drain()
    assert hand.folder.exists()
    receiver.drain()
    assert [what for what, _ in found()] == ["unfinished"]
    assert not hand.folder.exists()


def test_notes_of_ended_runs_are_forgotten(hand, receiver, studio, clock):
    """The database does not grow by each run that ever was."""
    hand.report("stopped")
    receiver.drain()
    assert len(studio.database.notes("handover ")) == 1
    clock.run(SILENT + timedelta(minutes=1))
    receiver.drain()
    assert studio.database.notes("handover ") == {}


def test_surroundings_are_said_when_they_change(spool, clock, receiver, studio):
    """A tool's versions are recorded once, and again when they are others."""
    for index, torch in enumerate(("2.12", "2.12", "2.13")):
        each = Hand(spool, clock, f"{index:016x}")
        each.report("started", {"settings": {"torch": torch}})
        each.report("stopped")
        receiver.drain()
    sources = [
        entry.event.body
        for _, entry in studio.entries(studio.digest)
        if entry.event.kind == "source.added"
    ]
    assert [body["settings"]["torch"] for body in sources] == ["2.12", "2.13"]
    assert sources[0]["sort"] == "comfyui"
    assert sources[0]["settings"]["tool version"] == "0.3.64"


def test_a_watched_folder_does_not_record_the_file_again(hand, receiver, work, studio, tmp_path):
    """What was handed over with its path and version is known to a watch of that folder."""
    folder = tmp_path / "output"
    folder.mkdir()
    place = folder / "a.png"
    place.write_bytes(picture())
    changed = place.stat().st_mtime_ns
    hand.report("instruction", instruction(), job="j1")
    hand.report("output", {"files": [0]}, job="j1", files=[("a.png", picture())])
    value = json.loads((hand.folder / "0000000001.json").read_bytes())
    value["files"][0] |= {"path": str(place), "changed": str(changed)}
    (hand.folder / "0000000001.json").write_text(json.dumps(value))
    receiver.drain()
    assert studio.database.file(path_key(place)).digest == digest_of(picture())
    _watch(work, folder)
    assert [each.event.kind for _, each in work.entries()].count("output.received") == 1
    place.write_bytes(picture("blue"))
    _watch(work, folder)
    assert [each.event.kind for _, each in work.entries()].count("output.received") == 2


def _watch(work, folder):
    import threading  # noqa: PLC0415  # one test only

    stop = threading.Event()
    watch = FolderWatch(work, [folder], rest=0.05, patience=0.2, seal_every=None)
    timer = threading.Timer(0.8, stop.set)
    timer.start()
    watch.run(stop)
    timer.join()


def test_a_locked_key_leaves_the_tool_alone(tmp_path, clock):
    """Where the person's key cannot sign, the tool is named, and nothing is lost."""
    folder = tmp_path / "locked"
    options = {"name": "A", "owner": "Ann", "device": "desk", "clock": clock}
    with Studio.create(folder, passphrase="open sesame", **options) as studio:  # noqa: S106
        work = studio.open_work("Cat").digest
        connection = Connection.new("webui", "Forge", work, studio.owner)
        add_connection(studio.layout, connection)
    with Studio.open(folder, clock=clock) as studio:
        hand = Hand(spool_of(studio.layout, connection), clock)
        hand.report("instruction", instruction(), job="j1")
        Receiver(studio, connection).drain()
        last = studio.work(work).entries()[-1][1]
        assert (last.event.kind, last.event.by.person) == ("instruction.given", None)
        studio.unlock(studio.owner, "open sesame")
        hand.report("instruction", instruction(), job="j2")
        Receiver(studio, connection).drain()
        assert studio.work(work).entries()[-1][1].event.by.person == studio.owner
    check_whole(folder)


def test_a_work_that_is_not_there(studio):
    """A connection into a work of another studio is refused."""
    other = Connection.new("comfyui", "x", digest_of(b"another"))
    with pytest.raises(StudioError, match="no work"):
        Receiver(studio, other)


def test_secrets_are_found_nowhere(hand, receiver, studio, entries):
    """A key that an integration did not take out is not recorded either."""
    key = "sk-proj-PLANTED1234567890abcdef"
    raw = json.dumps({"1": {"inputs": {"api_key": "planted-plain-secret"}}, "h": f"Bearer {key}"})
    body = instruction(f"a cat {key}", settings={"api_key": "planted-plain-secret"}, raw=0)
    hand.report("instruction", body, job="j1", files=[("workflow.json", raw.encode())])
    claims = {"url": f"https://ann:{key}@example.org/?token=planted-plain-secret"}
    files = [("a.png", picture()), ("answer.json", raw.encode())]
    hand.report("output", {"files": [0], "claims": claims, "raw": 1}, job="j1", files=files)
    receiver.drain()
    assert entries("instruction.given")[0].body["notes"] == ["secret.removed"]
    for path in studio.layout.root.rglob("*"):
        if path.is_file():
            assert b"PLANTED" not in path.read_bytes(), path
            assert b"planted-plain" not in path.read_bytes(), path


def test_a_report_outside_of_the_format_stops_no_other(hand, receiver, entries, found):
    """What only the record's own format refuses is laid aside too, alone."""
    hand.report("material", _material(), files=[("a", picture("red"))])
    hand.report("started", {"settings": {f"s{n}": "x" * 65536 for n in range(260)}})  # a long line
    hand.report("material", _material(), files=[("b", picture("blue"))])
    receiver.drain()
    assert len(entries("material.added")) == 2
    assert [what for what, _ in found()] in ([], ["unreadable file"])


def test_a_full_disk_loses_nothing(hand, receiver, entries, monkeypatch, spool):
    """What cannot be made durable stays in the spool, and is recorded when there is room."""
    hand.report("material", _material(), files=[("a", picture())])
    assets = receiver._studio.assets  # noqa: SLF001  # the disk is full here

    def full(*_arguments):
        raise RecordingError("cannot keep {name}: {why}", name="a", why="No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(type(assets), "take", full)
        with pytest.raises(RecordingError):
            receiver.drain()
    assert len(_left(spool)) == 2
    assert receiver.drain() == 1
    assert len(entries("material.added")) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="small disks are mounted on Linux only")
def test_a_disk_that_is_really_full(tmp_path, clock):
    """On a disk without room nothing is recorded in part; with room, all of it is."""
    disk = tmp_path / "disk"
    disk.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk]
    if subprocess.run(words, check=False, capture_output=True).returncode:
        pytest.skip("this user must not mount a small disk")
    try:
        options = {"name": "Atelier", "owner": "Ann", "device": "desk", "clock": clock}
        with Studio.create(disk / "studio", **options) as studio:
            work = studio.open_work("Cat")
            connection = Connection.new("comfyui", "ComfyUI", work.digest)
            add_connection(studio.layout, connection)
            hand = Hand(spool_of(studio.layout, connection), clock)
            for number in range(20):
                data = picture((number, 0, 0)) + b"0" * 20_000
                hand.report("material", _material(), files=[("a.png", data)])
            _fill(disk / "ballast")
            receiver = Receiver(studio, connection)
            with pytest.raises(RecordingError):
                receiver.drain()
            (disk / "ballast").unlink()
            receiver.drain()
            kinds = Counter(entry.event.kind for _, entry in work.entries())
            assert kinds == {"work.opened": 1, "material.added": 20}
        check_whole(disk / "studio")
    finally:
        subprocess.run(["umount", disk], check=True)


def _fill(path):
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"0" * 4096)
        except OSError:
            return


def test_a_killed_receiver_loses_and_doubles_nothing(studio, connection, spool, clock):
    """Killed again and again amid 600 reports, each of them is recorded once and in order."""
    hand = Hand(spool, clock)
    for number in range(300):  # more than all turns take where each is killed at its latest
        hand.report("instruction", instruction(f"cat {number}"), job=f"j{number}", late=3600)
        files = [("a.png", picture((number % 256, number // 256, 0)))]
        hand.report("output", {"files": [0]}, job=f"j{number}", files=files, late=3600)
    words, left = [sys.executable, str(CHILD), str(studio.layout.root), connection.id], []
    for turn in range(4):
        count = 1 + 40 * turn
        most = str(count + 50)  # else a quick one is done before it is killed
        with subprocess.Popen([*words, most], stdout=subprocess.PIPE, text=True) as child:
            for _ in range(count):  # each is told of when it is recorded
                child.stdout.readline()
            time.sleep(0.03 * turn)
            child.send_signal(signal.SIGKILL)
        left.append(len(list(hand.folder.glob("*.json"))))
    assert left[-1] > 0
    subprocess.run(words, check=True, capture_output=True)
    events = [entry.event for _, entry in studio.work(connection.work).entries()][1:]
    assert [each.kind for each in events] == ["instruction.given", "output.received"] * 300
    assert [each.body["job"] for each in events] == [
        f"j{number}" for number in range(300) for _ in range(2)
    ]
    assert all(each.body["instruction"] for each in events[1::2])
    assert _left(spool) == []


def test_two_receivers_record_once(studio, connection, spool, clock, entries):
    """Two that receive one connection at once take turns."""
    hand = Hand(spool, clock)
    for number in range(100):
        hand.report("instruction", instruction(), job=f"j{number}", late=3600)
    words = [sys.executable, str(CHILD), str(studio.layout.root), connection.id]
    children = [subprocess.Popen(words, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [child.wait(120) for child in children] == [0, 0]
    assert [each.body["job"] for each in entries("instruction.given")] == [
        f"j{number}" for number in range(100)
    ]
