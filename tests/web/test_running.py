"""The running server: found by its file, and only while it runs."""

import json
import os
import subprocess
import sys

import pytest

from bozzetto.errors import StudioError
from bozzetto.studio.layout import Layout
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


def test_somebody_elses_file_is_left(layout):
    """A server does not remove the file of the one that came after it."""
    with claim(layout, Address(), "a"):
        layout.serving.unlink()
        Running(1, "127.0.0.1", 1, "b", False).write(layout.serving)
    assert layout.serving.exists()


@pytest.mark.parametrize("data", ["", "{", "[]", "{}", '{"pid": "x"}', '{"pid": 1, "host": 2}'])
def test_unfinished_file_is_none(layout, data):
    """Half a file says nothing."""
    layout.serving.write_text(data)
    assert Running.read(layout.serving) is None


def test_no_file_no_server(layout):
    """Where nothing was left, nothing runs."""
    assert ask_running(layout) is None


def test_stale_file_is_removed(layout):
    """A server that was killed is known by its number, and its file goes at once."""
    Running(dead(), "127.0.0.1", 1, "x", False).write(layout.serving)
    assert ask_running(layout) is None
    assert not layout.serving.exists()


def test_number_that_another_process_has(layout, monkeypatch):
    """A file whose server never answers is given up after some seconds."""
    monkeypatch.setattr(running, "START_SECONDS", 0.3)
    Running(os.getpid(), "127.0.0.1", 1, "x", False).write(layout.serving)
    assert ask_running(layout) is None
    assert not layout.serving.exists()


def test_running_server_gives_an_address(served):
    """The one that runs lets one more browser in."""
    layout, server = Layout(served.studio_folder), served.server
    with claim(layout, server.address, server.desk.entrance.secret):
        url = ask_running(layout)
    with served.stranger() as stranger:
        assert stranger.get(url).status_code == 303


def test_other_server_gets_no_secret_answered(served, layout, monkeypatch):
    """Where another studio's server has the port, its refusal is no address."""
    monkeypatch.setattr(running, "START_SECONDS", 0.3)
    found = Running(os.getpid(), "127.0.0.1", served.server.address.port, "x", False)
    assert found.ask() is None
    layout.serving.write_text(
        json.dumps(
            {"pid": dead(), **dict.fromkeys(("host", "secret"), "x"), "port": 1, "tls": False}
        )
    )
    assert ask_running(layout) is None
