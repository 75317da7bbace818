"""The running server: found by its file, and only while it runs."""

import os
import signal
import subprocess
import sys

import pytest

from bozzetto.api import Studio
from bozzetto.errors import StudioError
from bozzetto.studio.layout import Layout
from bozzetto.studio.lock import hold
from bozzetto.web import running
from bozzetto.web.address import Address
from bozzetto.web.running import Running, ask_running, claim


@pytest.fixture
def layout(tmp_path):
    """A folder that a studio could have."""
    return Layout(tmp_path)


def dead():
    """The number of a process that ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


def test_claim_is_read_back(layout):
    """The file is the owner's only, holds what is needed, and goes with the server."""
    with claim(layout, Address(port=9), "words"):
        assert layout.serving.stat().st_mode & 0o777 == 0o600
        assert Running.read(layout.serving) == Running(os.getpid(), "127.0.0.1", 9, "words", False)
    assert not layout.serving.exists()


def test_second_claim_is_refused(layout):
    """Two servers of one studio are one too many."""
    with claim(layout, Address(), "a"):
        with pytest.raises(StudioError, match="served already"), claim(layout, Address(), "b"):
            pass
        assert Running.read(layout.serving).secret == "a"  # noqa: S105  # no secret


def test_claim_needs_a_folder(tmp_path):
    """A folder that is not there is said."""
    with (
        pytest.raises(StudioError, match="cannot write"),
        claim(Layout(tmp_path / "x"), Address(), ""),
    ):
        pass


@pytest.mark.parametrize("data", ["", "{", "[]", "{}", '{"pid": "x"}', '{"pid": 1, "host": 2}'])
def test_unfinished_file_is_none(layout, data):
    """Half a file says nothing."""
    layout.serving.write_text(data)
    assert Running.read(layout.serving) is None


def test_no_file_no_server(layout):
    """Where nothing was left, nothing runs."""
    assert ask_running(layout) is None


def test_stale_file_is_written_over(layout):
    """A server that was killed holds no lock: its file is no server, and the next one's stands."""
    Running(dead(), "127.0.0.1", 1, "x", False).write(layout.serving)
    assert ask_running(layout) is None
    with claim(layout, Address(port=9), "words"):
        assert Running.read(layout.serving).secret == "words"  # noqa: S105  # no secret
    assert not layout.serving.exists()


def test_number_that_another_process_has(layout):
    """A file is not believed because some process has its number now."""
    Running(os.getpid(), "127.0.0.1", 1, "x", False).write(layout.serving)
    assert ask_running(layout) is None


def test_starting_server_is_waited_for(layout, monkeypatch):
    """One that holds the lock, and has said nothing yet, is given its time."""
    monkeypatch.setattr(running, "START_SECONDS", 0.3)
    with hold(layout.serving_lock), pytest.raises(StudioError, match="starting") as caught:
        ask_running(layout)
    assert caught.value.hint


def test_lock_that_cannot_be_opened(tmp_path):
    """What is no file is no lock, and that is said."""
    layout = Layout(tmp_path)
    layout.serving_lock.mkdir()
    with pytest.raises(StudioError, match="cannot write"):
        ask_running(layout)


_SERVE = """
import sys
from bozzetto.cli import cli
cli(["--studio", sys.argv[1], "serve", "--no-browser", "--port", "0"])
"""


@pytest.fixture
def stopped(tmp_path):
    """A studio whose server was stopped (SIGSTOP): it lives, and answers nobody."""
    folder = tmp_path / "studio"
    Studio.create(folder, name="A", owner="Ann").close()
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVE, folder], stdout=subprocess.PIPE, text=True
    )
    try:
        process.stdout.readline()  # it answers
        process.send_signal(signal.SIGSTOP)
        yield Layout(folder), process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.skipif(os.name != "posix", reason="no SIGSTOP")
def test_stopped_server_is_not_taken_over(stopped, monkeypatch):
    """One that lives and does not answer stays the only one, and is named; it may go on."""
    layout, process = stopped
    monkeypatch.setattr(running, "START_SECONDS", 0.3)
    monkeypatch.setattr(running, "ASK_SECONDS", 0.3)
    with pytest.raises(StudioError, match=f"does not answer: process {process.pid}"):
        ask_running(layout)
    with pytest.raises(StudioError, match="served already"), claim(layout, Address(), "b"):
        pass
    assert Running.read(layout.serving).pid == process.pid
    process.send_signal(signal.SIGCONT)
    monkeypatch.setattr(running, "START_SECONDS", 60)
    monkeypatch.setattr(running, "ASK_SECONDS", 60)
    assert "/open?token=" in ask_running(layout)


@pytest.mark.skipif(os.name != "posix", reason="no SIGSTOP")
def test_killed_server_is_taken_over(stopped):
    """Once its process is gone, its place is free at once, though its file stands."""
    layout, process = stopped
    process.kill()
    process.wait()
    assert layout.serving.exists()
    assert ask_running(layout) is None
    with claim(layout, Address(port=9), "b"):
        assert Running.read(layout.serving).port == 9


def test_running_server_gives_an_address(served, monkeypatch):
    """The one that runs lets one more browser in."""
    monkeypatch.setattr(running, "START_SECONDS", 60)
    monkeypatch.setattr(running, "ASK_SECONDS", 60)
    layout, server = Layout(served.studio_folder), served.server
    with claim(layout, server.address, server.desk.entrance.secret):
        url = ask_running(layout)
    with served.stranger() as stranger:
        assert stranger.get(url).status_code == 303


def test_other_server_gets_no_secret_answered(served):
    """Where another studio's server has the port, its refusal is no address."""
    found = Running(os.getpid(), "127.0.0.1", served.server.address.port, "x", False)
    assert found.ask() is None
