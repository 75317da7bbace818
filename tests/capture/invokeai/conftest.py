"""A fake InvokeAI, and a listener that listens to it."""

import pytest

from bozzetto.capture.invokeai import gallery
from bozzetto.capture.invokeai.gallery import Gallery
from bozzetto.capture.proxy.worker import Worker
from tests.capture.invokeai.listening import listened
from tests.fakes.invokeai import FakeInvokeAI


@pytest.fixture
def invokeai(monkeypatch):
    """A server that speaks InvokeAI's protocol, and is quick, whatever the machine is busy with."""
    monkeypatch.setattr(gallery, "QUICK", 60.0)
    with FakeInvokeAI() as found:
        yield found


@pytest.fixture
def quick(monkeypatch):
    """Let the listener look round at once."""
    monkeypatch.setattr(Worker, "TICK", 0.05)
    monkeypatch.setattr(Gallery, "SECONDS", 0.0)


@pytest.fixture
def listener(invokeai, tmp_path):
    """Who listens to it."""
    with listened(invokeai.url, tmp_path / "spool") as found:
        found.wait_there()
        yield found
