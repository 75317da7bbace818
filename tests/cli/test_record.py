"""``bozzetto import`` and ``bozzetto watch``: files become entries."""

import os
import signal
import subprocess
import sys
import time

import pytest

from bozzetto.api import Studio
from bozzetto.capture.importing import __doc__ as import_codes
from bozzetto.cli.record import WORTH_WORDS
from tests.cli.scenes import generated

PROGRAM = [sys.executable, "-u", "-c", "from bozzetto.cli import main; main()"]
PATIENCE = 60.0  # seconds that a slow machine gets


def test_import_reads_folders_and_files(run, ask, work, pictures):
    """Files and folders are recorded as imported, and what that is worth is said."""
    assert work
    value = ask("import", pictures[0].parent)
    assert (value["recorded"], value["instructions"], value["failed"]) == (3, 3, [])
    assert "import.existed" in value["worth"]
    result = run("import", pictures[0])
    assert "known before  1" in result.stdout
    (entry,) = {entry["seen"] for entry in ask("work", "show", "Cat pendant")["entries"][1:]}
    assert entry == "imported"


def test_import_says_what_it_is_worth(run, work, pictures):
    """The words name what imported files prove, and what not."""
    assert work
    out = run("import", *pictures).stdout
    assert "what that is worth:" in out
    assert "and not since when" in out
    assert "anybody can write them" in out


def test_import_goes_on_after_what_it_cannot_read(run, ask, work, pictures, tmp_path):
    """What cannot be read is named, the rest is recorded, and the code says that some is not."""
    assert work
    pipe = tmp_path / "pipe.png"
    os.mkfifo(pipe)
    result = run("import", pipe, pictures[0], code=3)
    assert "cannot read" in result.stderr
    assert "the record says so" in result.stderr
    assert ask("status")["found"][0]["what"] == "unreadable file"
    assert len(ask("work", "show", "Cat pendant")["assets"]) == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        pytest.param([], 2, id="no path"),
        pytest.param(["none.png"], 2, id="nothing there"),
        pytest.param(["{studio}"], 0, id="the studio itself holds nothing to import"),
        pytest.param([".", "--work", "Dog"], 5, id="no such work"),
    ],
)
def test_import_refuses(run, work, studio, tmp_path, monkeypatch, words, code):
    """What cannot be imported is refused."""
    assert work
    monkeypatch.chdir(tmp_path)
    if "{studio}" in words:
        assert (
            "the studio's own" in run("import", studio["place"] + "/studio.sqlite", code=5).stderr
        )
        return
    run("import", *words, code=code)


def test_every_code_of_an_import_has_words():
    """Each code that an import gives is said in words."""
    codes = {word for word in import_codes.split() if word.startswith("import.")}
    assert codes == set(WORTH_WORDS)


@pytest.fixture
def watching(work, tmp_path):
    """A watch in a process of its own, on an empty folder."""
    assert work
    folder = tmp_path / "out"
    folder.mkdir()
    with subprocess.Popen(
        [*PROGRAM, "watch", folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        for line in process.stderr:
            if "watching:" in line:
                break
        yield process, folder
        process.kill()


def wait_for(count):
    """Wait until the studio has so many files."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with Studio.open() as studio:
            if len(studio.works()[0].assets()) >= count:
                return
        time.sleep(0.1)
    pytest.fail("the watch did not record")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_watch_records_until_it_is_stopped(watching, ask, number):
    """What appears is recorded live, and an orderly end is in the record."""
    process, folder = watching
    generated(folder / "new.png")
    wait_for(1)
    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    assert "recorded live: AUTOMATIC1111" in out
    assert "stopped: from now on nothing is seen" in err
    entries = ask("work", "show", "Cat pendant")["entries"]
    assert [entry["seen"] for entry in entries] == ["stated", "imported", "live"]
    assert ask("status")["recording"]["last"] is not None


def test_watch_says_of_a_drawing_that_it_is_one(watching):
    """A drawing's save holds no instruction, and none is missed in it."""
    process, folder = watching
    (folder / "cat.psd").write_bytes(b"8BPS" + bytes(64))
    wait_for(1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)
    assert "recorded live: a save of a drawing" in out, err


def test_watch_of_the_studio_is_refused(run, work, studio):
    """A studio does not watch itself."""
    assert work
    assert "is not watched" in run("watch", studio["place"], code=5).stderr
