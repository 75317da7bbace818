"""Asking the tool itself."""

import pytest

from bozzetto.capture.proxy import tool as asking
from bozzetto.capture.proxy.gate import parse_upstream
from bozzetto.capture.proxy.tool import Tool


@pytest.fixture
def tool(comfyui):
    """The tool behind a proxy."""
    found = Tool(parse_upstream(comfyui.url))
    yield found
    found.close()


def test_file_is_fetched_whole(comfyui, tool):
    """In the background, with nothing of the page's in the request."""
    comfyui.files["output", "", "a.png"] = bytes(1 << 20)
    assert tool.fetch("/view?filename=a.png&type=output").result(60) == bytes(1 << 20)
    (_method, _target, headers, _body) = comfyui.requests[-1]
    assert headers.keys() == {"host", "accept-encoding"}


def test_file_that_is_not_there_is_said_to_be(tool):
    """In words, for the record."""
    assert tool.fetch("/view?filename=a.png").result(60) == "HTTP status 404"


def test_file_beyond_the_limit_is_not_held(comfyui, tool, monkeypatch):
    """A film of hours does not fill the memory."""
    monkeypatch.setattr(asking, "FILE_LIMIT", 10)
    comfyui.files["output", "", "a.png"] = bytes(11)
    assert tool.fetch("/view?filename=a.png").result(60) == "more than 10 bytes"


def test_json_is_read(tool):
    """As it is."""
    assert tool.ask("/queue") == {"queue_running": [], "queue_pending": []}


def test_what_is_no_json_is_none(tool):
    """A page in its place, for one."""
    assert tool.ask("/") is None
    assert tool.ask("/nothing") is None


def test_tool_that_is_away_is_none(comfyui, tool):
    """And a file says so in words."""
    comfyui.stop()
    assert tool.ask("/queue") is None
    assert tool.fetch("/view?filename=a").result(60) == "ConnectionRefusedError"
