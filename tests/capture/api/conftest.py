"""A studio with a work, and both services on loopback."""

import pytest

from bozzetto import Studio
from bozzetto.capture.api.conversation import Conversation
from bozzetto.capture.handover.reporter import Reporter
from tests.fakes.image_apis import ImageAPIs
from tests.studio.whole import check_whole


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """Let who closes wait for what is on its way, however busy the machine is."""
    for waits in (Conversation.close, Conversation.flush, Reporter.close):
        monkeypatch.setattr(waits, "__defaults__", (60.0,))  # seconds


@pytest.fixture
def services():
    """OpenAI's and Gemini's services."""
    with ImageAPIs() as made:
        yield made


@pytest.fixture
def studio(tmp_path):
    """The folder of a studio with the work "Cat"; whatever happens, its whole log holds."""
    with Studio.create(tmp_path / "studio", name="Atelier", owner="Ann") as made:
        made.open_work("Cat")
    yield tmp_path / "studio"
    check_whole(tmp_path / "studio")
