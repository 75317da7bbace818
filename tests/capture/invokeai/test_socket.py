"""The connection is made, kept up and ended, whatever listens at the other end."""

import socket
import threading

import pytest

from bozzetto.capture.invokeai import socket as module
from bozzetto.capture.invokeai.socket import Heard, Listening
from tests.capture.invokeai.listening import LONGEST
from tests.fakes.comfyui import FakeComfyUI
from tests.fakes.invokeai import FakeInvokeAI
from tests.fakes.ports import bound


class Told:
    """Who is told of what."""

    def __init__(self):
        self.events, self.errors = [], []
        self.there, self.away = threading.Event(), threading.Event()
        self.heard = Heard(
            lambda *event: self.events.append(event),
            self.there.set,
            self.away.set,
            self.errors.append,
        )


@pytest.fixture
def told():
    """Who is told."""
    return Told()


def test_connection_is_made_anew(told):
    """The subscription with it; what is said then is heard."""
    with FakeInvokeAI() as invokeai:
        listening = Listening(invokeai.url, told.heard)
        listening.start()
        assert told.there.wait(LONGEST)
        told.there.clear()
        invokeai.cut()
        assert told.away.wait(LONGEST)
        assert told.there.wait(LONGEST)
        assert len(invokeai.heard_by) == 1
        listening.close()
    assert told.errors == []


def test_end_is_no_drop(told):
    """Who ends it by themselves is not told that InvokeAI went away."""
    with FakeInvokeAI() as invokeai:
        listening = Listening(invokeai.url, told.heard)
        listening.start()
        assert told.there.wait(LONGEST)
        listening.close()
    assert not told.away.is_set()


@pytest.mark.parametrize("start", [True, False], ids=["started", "not started"])
def test_nobody_listens(told, start):
    """It ends in good time, also where it never was connected."""
    with bound() as free:
        listening = Listening(f"http://127.0.0.1:{free.getsockname()[1]}", told.heard)
        if start:
            listening.start()
        listening.close()
    assert not told.there.is_set()


def test_another_tool_listens_there(told):
    """It speaks another protocol: that is no connection, and no error of ours."""
    with FakeComfyUI() as comfyui:
        listening = Listening(comfyui.url, told.heard)
        listening.start()
        assert not told.there.wait(0.3)
        listening.close()
    assert told.errors == []


def test_server_that_says_nothing_is_left(told, monkeypatch):
    """It takes the connection, and that is all."""
    monkeypatch.setattr(module, "_CONNECT_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        listening = Listening(f"http://127.0.0.1:{silent.getsockname()[1]}", told.heard)
        listening.start()
        for _ in range(2):  # it tries again
            silent.settimeout(LONGEST)
            silent.accept()[0].close()
        listening.close()
    assert not told.there.is_set()
