"""The reporter: it never raises, never waits, and writes what the studio reads."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bozzetto.capture.handover import reporter as module
from bozzetto.capture.handover.report import parse_report
from bozzetto.capture.handover.reporter import File, Reporter
from bozzetto.capture.handover.spool import Spool
from bozzetto.record import digest_of
from tests.capture.handover.handing import instruction, picture

TOOL = {"name": "ComfyUI", "version": "0.3.64"}
FOLDER = Path(module.__file__).parent


def _make(spool):
    return Reporter(str(spool), TOOL, "pack 1")


def _reports(spool):
    """Read everything that was written, strictly: by run, in order."""
    found = {}
    for run in sorted(path for path in spool.iterdir() if path.is_dir()):
        numbers = sorted(int(path.stem) for path in run.glob("*.json"))
        found[run.name] = [
            parse_report((run / f"{number:010d}.json").read_bytes(), run.name, number)
            for number in numbers
        ]
    return found


def _run_child(code, *words, **options):
    """Run a script that imports the file alone, as a tool does."""
    code = f"import sys; sys.path.insert(0, {str(FOLDER)!r})\nimport reporter\n{code}"
    words = [sys.executable, "-c", code, *map(str, words)]
    return subprocess.run(words, capture_output=True, text=True, check=False, **options)


def test_reports_are_written_as_they_are_read(tmp_path):
    """What is reported is read back by the strict parser: order, files, times."""
    spool, source = tmp_path / "spool", tmp_path / "a.png"
    source.write_bytes(picture())
    reporter = _make(spool)
    assert reporter.report("started", {"settings": {}}) == 0
    files = [File("a.png", path=str(source)), File("in/b.png", data=b"bytes")]
    assert reporter.report("output", {"files": [0, 1]}, job="j1", files=files) == 1
    reporter.close(60)
    ((run, reports),) = _reports(spool).items()
    assert [report.name for report in reports] == ["started", "output", "stopped"]
    first, second = reports[1].files
    assert (first.name, first.path, first.changed) == ("a.png", source, source.stat().st_mtime_ns)
    assert (second.name, second.path) == ("b.png", None)
    assert (spool / run / "0000000001-0").read_bytes() == picture()
    assert (spool / run / "0000000001-1").read_bytes() == b"bytes"
    assert (spool / run).stat().st_mode & 0o777 == 0o700
    assert reporter.trouble is None


def test_what_is_told_later_says_when_it_was_seen(tmp_path):
    """A report that is read aside bears the moment that is given, and others their own."""
    reporter = _make(tmp_path)
    seen = module.now()
    began = module.now()
    reporter.report("lost", {"note": "other"})
    reporter.report("lost", {"note": "late"}, at=seen)
    reporter.close(60)
    (reports,) = _reports(tmp_path).values()
    other, late, _ = [report.at for report in reports]
    assert late == seen
    assert other >= began


@pytest.mark.parametrize(
    "at",
    [
        "2999-01-01T00:00:00.000000Z",
        "2026-11-22T04:09:15Z",
        "2026-11-22T04:09:15.12Z",
        "2026-13-22T04:09:15.120000Z",
        "2026-11-22T04:09:15.120000+01:00",
        "yesterday",
        "",
        7,
    ],
)
def test_a_moment_that_was_not_is_the_moment_of_the_report(tmp_path, at):
    """What lies ahead, or is no moment as the record spells it, is not said."""
    reporter = _make(tmp_path)
    before = module.now()
    reporter.report("lost", {"note": "x"}, at=at)
    after = module.now()
    reporter.close(60)
    (reports,) = _reports(tmp_path).values()
    assert before <= reports[0].at <= after


def test_nothing_is_written_before_the_first_report(tmp_path):
    """A tool that is started and ended without a picture leaves nothing."""
    _make(tmp_path / "spool").close(60)
    assert not (tmp_path / "spool").exists()


def test_eight_threads_report_at_once(tmp_path):
    """Thousand reports of eight threads have the numbers 0 to 999, each once."""
    reporter = _make(tmp_path)
    numbers = []

    def work():
        numbers.extend(reporter.report("instruction", instruction(), job="j") for _ in range(125))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert reporter.flush(60)
    assert sorted(numbers) == list(range(1000))
    (reports,) = _reports(tmp_path).values()
    assert [report.number for report in reports] == list(range(1000))


def test_reporting_waits_for_no_disk(tmp_path, monkeypatch):
    """While the disk hangs the tool's own thread goes on; what waited is written afterwards."""
    reporter, disk = _make(tmp_path), threading.Event()
    makedirs = os.makedirs

    def hang(*words, **options):
        assert disk.wait(60)
        makedirs(*words, **options)

    monkeypatch.setattr(module.os, "makedirs", hang)
    body, data = instruction("x" * 100_000), picture()
    for _ in range(200):
        reporter.report("instruction", body, job="j", files=[File("a.png", data=data)])
    assert not list(tmp_path.iterdir())
    disk.set()
    assert reporter.flush(60)
    (reports,) = _reports(tmp_path).values()
    assert [report.number for report in reports] == list(range(200))


def test_closed_again_it_waits_again(tmp_path, monkeypatch):
    """What a first end did not wait for is waited for when the program ends."""
    reporter, disk = _make(tmp_path), threading.Event()
    makedirs = os.makedirs

    def hang(*words, **options):
        assert disk.wait(60)
        makedirs(*words, **options)

    monkeypatch.setattr(module.os, "makedirs", hang)
    reporter.report("lost", {"note": "x"})
    reporter.close(0.01)
    assert not list(tmp_path.iterdir())
    disk.set()
    reporter.close(60)
    (reports,) = _reports(tmp_path).values()
    assert [report.name for report in reports] == ["lost", "stopped"]


@pytest.mark.parametrize(
    "body",
    [
        {"note": {1, 2}},
        {"note": float("nan")},
        {"note": b"\xff"},
        {"note": object()},
        {("a", 1): "x"},
        {"note": Path("x")},
    ],
    ids=["set", "nan", "bytes", "object", "key", "path"],
)
def test_what_json_has_no_form_for_is_told_as_text(tmp_path, body):
    """A body with anything in it is written: the report is not lost for it."""
    reporter = _make(tmp_path)
    reporter.report("lost", body)
    assert reporter.flush(60)
    (path,) = tmp_path.rglob("*.json")
    assert json.loads(path.read_bytes())["act"] == "lost"
    assert reporter.trouble is None


def test_a_circle_is_written_too(tmp_path):
    """A body that contains itself ends somewhere."""
    body = {}
    body["note"] = body
    reporter = _make(tmp_path)
    reporter.report("lost", body)
    assert reporter.flush(60)
    assert len(list(tmp_path.rglob("*.json"))) == 1


def test_halves_of_characters_are_kept(tmp_path):
    """A text that is no UTF-8 comes as it is, and the receiver says that it was not exact."""
    reporter = _make(tmp_path)
    reporter.report("instruction", instruction("a \ud83d cat"), job="j")
    reporter.close(60)
    (reports,) = _reports(tmp_path).values()
    (prompt,) = reports[0].act.prompts
    assert (prompt.text, prompt.exact) == ("a ? cat", False)


@pytest.mark.parametrize(
    "file",
    [
        File("a.png", path="/nowhere/a.png"),
        File("a.png"),
        File("a.png", path="a\0b"),
        File("a.png", path="/"),
    ],
    ids=["missing", "neither", "nul", "folder"],
)
def test_a_file_that_cannot_be_read_is_lost_and_said(tmp_path, file):
    """The report is written, and says which file did not come, and why."""
    reporter = _make(tmp_path)
    reporter.report("output", {"files": [0, 1]}, files=[file, File("b.png", data=b"b")])
    assert reporter.flush(60)
    (reports,) = _reports(tmp_path).values()
    first, second = reports[0].files
    assert first.stored is None
    assert first.lost
    assert second.stored == "0000000000-1"


@pytest.mark.parametrize("files", [None, 7, ["a.png"], [None]], ids=repr)
def test_wrong_arguments_do_not_raise(tmp_path, files):
    """Whatever an integration passes by mistake: the tool goes on, and the number is missing."""
    reporter = _make(tmp_path)
    assert reporter.report("output", {"files": [0]}, files=files) == 0
    assert reporter.report("lost", {"note": "x"}) == 1
    assert reporter.flush(60)
    assert reporter.trouble is None  # of the newest
    assert [path.name for path in tmp_path.rglob("*.json")] == ["0000000001.json"]


def test_a_spool_that_was_removed_is_made_again(tmp_path):
    """Whoever empties the folder together with its runs stops nothing."""
    spool = tmp_path / "spool"
    reporter = _make(spool)
    reporter.report("lost", {"note": "a"})
    assert reporter.flush(60)
    for path in [path for path in spool.rglob("*") if path.is_file()]:
        path.unlink()
    for path in [*spool.iterdir(), spool]:
        path.rmdir()
    reporter.report("lost", {"note": "b"})
    assert reporter.flush(60)
    assert [path.name for path in spool.rglob("*.json")] == ["0000000001.json"]


def test_a_spool_that_cannot_be_made_is_a_trouble(tmp_path):
    """Where nothing can be written the tool goes on, and the reporter can say why."""
    spool = tmp_path / "spool"
    spool.write_bytes(b"a file")
    reporter = _make(spool)
    reporter.report("lost", {"note": "a"})
    assert reporter.flush(60)
    assert reporter.trouble in {"Not a directory", "File exists"}


def test_a_full_disk_loses_a_number_and_leaves_no_litter(tmp_path, monkeypatch):
    """What the disk does not take is missing, whole; what comes after has room."""
    reporter = _make(tmp_path)
    replace = os.replace

    def full(source, place):
        if place.endswith("0000000001.json"):
            raise OSError(28, "No space left on device")
        replace(source, place)

    monkeypatch.setattr(module.os, "replace", full)
    for note in "abc":
        reporter.report("lost", {"note": note}, files=[File("x", data=b"x")])
        assert reporter.flush(60)
        assert reporter.trouble == ("No space left on device" if note == "b" else None)
    names = sorted(path.name for path in tmp_path.rglob("0*") if path.is_file())
    assert names == ["0000000000-0", "0000000000.json", "0000000002-0", "0000000002.json"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_child_has_a_run_of_its_own(tmp_path):
    """Parent and child never write over each other's reports."""
    code = """
import os
r = reporter.Reporter(sys.argv[1], {"name": "x"}, "y 1")
r.report("lost", {"note": "parent 0"})
child = os.fork()
r.report("lost", {"note": "child" if child == 0 else "parent 1"})
r.close(60)
if child:
    os.waitpid(child, 0)
else:
    os._exit(0)
"""
    done = _run_child(code, tmp_path, timeout=60)
    assert done.returncode == 0, done.stderr
    notes = sorted(
        [report.act.note for report in reports if report.name == "lost"]
        for reports in _reports(tmp_path).values()
    )
    assert notes == [["child"], ["parent 0", "parent 1"]]


def test_a_tool_that_ends_by_itself_says_so(tmp_path):
    """What is on its way is written before the process ends, and its end too."""
    code = """
r = reporter.Reporter(sys.argv[1], {"name": "x"}, "y 1")
for n in range(100):
    r.report("lost", {"note": str(n)})
"""
    assert _run_child(code, tmp_path, timeout=60).returncode == 0
    (reports,) = _reports(tmp_path).values()
    assert [report.name for report in reports] == ["lost"] * 100 + ["stopped"]


def test_a_killed_tool_leaves_whole_reports_and_no_end(tmp_path):
    """What has its name is whole, whenever the process dies."""
    code = """
import os, signal, threading
r = reporter.Reporter(sys.argv[1], {"name": "x"}, "y 1")
timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGKILL))
while True:
    r.report("lost", {"note": "n" * 1000}, files=[reporter.File("a", data=b"a" * 9999)])
    if r.flush(60) and timer.ident is None:  # one is there, whatever the machine is busy with
        timer.start()
"""
    assert _run_child(code, tmp_path, timeout=60).returncode == -9
    (reports,) = _reports(tmp_path).values()
    assert reports
    assert {report.name for report in reports} == {"lost"}
    for report in reports:
        data = (tmp_path / report.run / str(report.files[0].stored)).read_bytes()
        assert digest_of(data) == digest_of(b"a" * 9999)


def test_the_studio_can_tell_whether_the_tool_lives(tmp_path):
    """A lock is held while the process lives, and after its end by nobody."""
    spool = Spool(tmp_path)
    reporter = _make(tmp_path)
    reporter.report("lost", {"note": "x"})
    assert reporter.flush(60)
    (run,) = spool.runs()
    assert spool.is_alive(run) is True
    reporter.close(60)
    assert spool.is_alive(run) is False
    code = """
import os, signal
r = reporter.Reporter(sys.argv[1], {"name": "x"}, "y 1")
r.report("lost", {"note": "x"})
assert r.flush(60)
if os.fork() == 0:
    os.execvp("sleep", ["sleep", "3"])
os.kill(os.getpid(), signal.SIGKILL)
"""
    _run_child(code, tmp_path / "second", timeout=60)
    second = Spool(tmp_path / "second")
    assert [second.is_alive(each) for each in second.runs()] == [False]


def test_who_reports_after_the_end_begins_another_run(tmp_path):
    """A tool that closes and goes on has two runs, each whole."""
    reporter = _make(tmp_path)
    for _ in range(2):
        reporter.report("lost", {"note": "x"})
        reporter.close(60)
        reporter.close(60)
    found = [[report.name for report in reports] for reports in _reports(tmp_path).values()]
    assert found == [["lost", "stopped"]] * 2


def test_too_much_that_waits_is_given_up(tmp_path, monkeypatch):
    """A disk that hangs does not fill the memory: the newest is missing, and the tool goes on."""
    reporter = _make(tmp_path)
    gate = threading.Event()
    replace = os.replace
    monkeypatch.setattr(module.os, "replace", lambda *a: (gate.wait(60), replace(*a)))
    monkeypatch.setattr(module, "MOST_BYTES", 100)
    reporter.report("lost", {"note": "a"}, files=[File("x", data=b"x" * 60)])
    assert reporter.report("lost", {"note": "b"}, files=[File("x", data=b"x" * 60)]) == 1
    assert reporter.trouble == "too much waits to be written"
    assert not reporter.flush(0.05)
    gate.set()
    reporter.report("lost", {"note": "c"})
    assert reporter.flush(60)
    names = sorted(path.name for path in tmp_path.rglob("*.json"))
    assert names == ["0000000000.json", "0000000002.json"]


@pytest.mark.skipif(sys.platform != "linux", reason="small disks are mounted on Linux only")
def test_a_disk_that_is_really_full(tmp_path):
    """On a disk of 64 KiB reports are lost whole or in files, and none is half."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this user must not mount a small disk")
    try:
        reporter = _make(disk)
        for _ in range(40):
            reporter.report("output", {"files": [0]}, files=[File("a", data=b"a" * 5000)])
            assert reporter.flush(60)
        assert reporter.trouble == "No space left on device"
        reporter.close(60)
        (reports,) = _reports(disk).values()
        assert 0 < len(reports) < 40
        for report in reports:
            (file,) = report.files
            assert file.lost == "No space left on device" or file.stored
    finally:
        subprocess.run(["umount", disk], check=True)
