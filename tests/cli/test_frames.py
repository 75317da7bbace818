"""``bozzetto frames``: from a screen that changes to a bundle that a stranger can check."""

import io
import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest
from PIL import Image

from bozzetto import verify_bundle
from bozzetto.api import Studio
from bozzetto.capture.handover.connection import read_connections
from bozzetto.capture.handover.receiver import Receiver
from bozzetto.cli.exits import ExitCode
from bozzetto.studio.lock import hold
from bozzetto.verify import Verdict
from tests.capture.frames.desktop import Desktop, absent, served_display

TIMEOUT = 60  # seconds
RED, BLUE, WHITE = 0xFF0000, 0x0000FF, 0xFFFFFF


@pytest.fixture
def desktop():
    """A desktop that nobody sees."""
    if why := absent():
        pytest.skip(why)
    pytest.importorskip("mss", reason="mss is not installed")
    with served_display() as name:
        made = Desktop(name)
        made.paint(WHITE)
        yield made
        made.close()


@pytest.fixture
def folder(work, own_folders):  # noqa: ARG001  # it must be there
    """The studio's folder; the studio has a work."""
    return own_folders / "studio"


class Taking:
    """The command in a process of its own."""

    def __init__(self, process):
        self.process = process
        self.lines = []

    def wait_for(self, words):
        """Read what it says until it says this."""
        for line in self.process.stdout:
            self.lines.append(line.strip())
            if words in line:
                return
        raise AssertionError([*self.lines, self.process.stderr.read()])

    def end(self, number=signal.SIGINT):
        """Ask it to end; return what it said on its way."""
        self.process.send_signal(number)
        out, said = self.process.communicate(timeout=TIMEOUT)
        self.lines += out.splitlines()
        return said


@contextmanager
def taking(desktop, folder, *words):
    """Run the command; lend it when it takes frames."""
    environment = {
        **os.environ,
        "BOZZETTO_STUDIO": str(folder),
        "DISPLAY": desktop.name,
        "PYTHONUNBUFFERED": "1",
        "XDG_SESSION_TYPE": "x11",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "bozzetto", "frames", "--every", "0.5", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        try:
            yield Taking(process)
        finally:
            process.kill()


def test_screen_becomes_materials_of_a_bundle_that_holds(desktop, folder, run, tmp_path):
    """Frames are live, in order, small and the person's; masks are black; the bundle is intact."""
    options = ["--mask", "0,0,50,50", "--person", "Ann", "--work", "Cat pendant"]
    with taking(desktop, folder, *options) as running:
        running.wait_for("frame 1: ")
        for number, colour in ((2, RED), (3, BLUE)):
            desktop.paint(colour)
            running.wait_for(f"frame {number}: ")
        said = running.end()
        assert running.process.returncode == ExitCode.OK, said
    assert running.lines[:2] == [
        "taking frames of screen 1 every 0.5 s into Cat pendant; end with Ctrl-C",
        "painted over: 1 rectangles",
    ]
    assert "no frame is taken any more; taken: 3" in said
    with Studio.open(folder) as studio:
        (connection,) = read_connections(studio.layout)
        assert (connection.sort, connection.label) == ("frames", "Session frames")
        assert not [*studio.layout.spool.rglob("*.json")]
        work = studio.find_work("Cat pendant")
        found = [entry.event for _digest, entry in work.entries()][1:]
        assert [event.kind for event in found] == ["material.added"] * 3
        assert {event.seen.value for event in found} == {"live"}
        assert {event.by.tool for event in found} == {"bozzetto frames"}
        assert {event.by.person for event in found} == {studio.owner}
        assert {event.body["role"] for event in found} == {"session frame"}
        assert all(event.body["observed"] <= event.at for event in found)
        _check_pictures(studio, [event.body["asset"] for event in found])
        owner = studio.owner
    run("export", "Cat pendant", tmp_path / "cat.zip")
    report = verify_bundle(tmp_path / "cat.zip", signers=[owner])
    assert report.verdict in {Verdict.INTACT, Verdict.INTACT_UNKNOWN_SIGNER}, report.findings


def _check_pictures(studio, assets):
    for asset, colour in zip(assets, ((255, 255, 255), (255, 0, 0), (0, 0, 255)), strict=True):
        with (
            studio.assets.open(asset["digest"]) as file,
            Image.open(io.BytesIO(file.read())) as got,
        ):
            assert (asset["type"], got.size) == ("image/webp", (640, 400))
            for pixel, wanted in (
                (got.getpixel((25, 25)), (0, 0, 0)),
                (got.getpixel((200, 200)), colour),
            ):
                assert all(abs(a - b) <= 12 for a, b in zip(pixel, wanted, strict=True))


def test_closed_window_ends_it(desktop, folder):
    """When the window is closed, it says so, and what was taken is recorded."""
    cat = desktop.window("Krita", 10, 10, 100, 100, RED)
    with taking(desktop, folder, "--window", "Krita") as running:
        running.wait_for("frame 1: ")
        desktop.destroy(cat)
        _out, said = running.process.communicate(timeout=TIMEOUT)
    assert running.process.returncode == ExitCode.STUDIO
    assert "the window 'Krita' is closed" in said
    assert "taken: 1" in said
    with Studio.open(folder) as studio:
        kinds = [each.event.kind for _digest, each in studio.find_work("Cat pendant").entries()]
    assert kinds == ["work.opened", "material.added"]


def test_served_studio_records_by_its_server(desktop, folder):
    """While the studio is served, frames wait for its server, and are live when it takes them."""
    with (
        Studio.open(folder) as studio,
        hold(studio.layout.serving_lock) as is_own,
        taking(desktop, folder) as running,
    ):
        assert is_own
        running.wait_for("frame 1: ")
        assert running.process.poll() is None
        assert running.end(signal.SIGTERM)
        (connection,) = read_connections(studio.layout)
        receiver = Receiver(studio, connection)
        assert receiver.waiting == 3
        assert receiver.drain() == 3
        entries = [each.event for _digest, each in studio.find_work("Cat pendant").entries()]
    assert [(each.kind, each.seen.value) for each in entries[1:]] == [("material.added", "live")]


@pytest.mark.usefixtures("work")
def test_wayland_is_refused(run, monkeypatch, own_folders):
    """Under Wayland it is said, before anything is connected."""
    monkeypatch.setenv("XDG_SESSION_TYPE", "wayland")
    said = run("frames", code=ExitCode.STUDIO).stderr
    assert "the screen cannot be taken under Wayland" in said
    assert not (own_folders / "studio" / "connections.json").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["--screen", "1", "--window", "x"], "either --screen or --window", id="both"),
        pytest.param(["--mask", "1,2,3"], "not a rectangle: 1,2,3", id="mask"),
        pytest.param(["--every", "0"], "0", id="too often"),
    ],
)
def test_usage(run, words, said):
    """What cannot be meant is a mistake in the command line."""
    assert said in run("frames", *words, code=ExitCode.USAGE).stderr
