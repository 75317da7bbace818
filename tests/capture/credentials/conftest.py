"""A studio of the public interface, with a work."""

import pytest

from bozzetto import Studio
from bozzetto.capture.credentials import reader
from tests.capture.api.conftest import patient
from tests.studio.whole import check_whole

__all__ = ["patient", "studio"]


@pytest.fixture(autouse=True)
def _limit(monkeypatch):
    """Let the worker take its time: on a busy machine its start alone takes seconds."""
    monkeypatch.setattr(reader._WORKER, "_limit", 60.0)  # noqa: SLF001  # nobody else may wait


@pytest.fixture
def studio(tmp_path):
    """An open studio; whatever the test did, the whole log holds at the end."""
    with Studio.create(tmp_path / "studio", name="Atelier", owner="Ann", device="desk") as made:
        yield made
    check_whole(tmp_path / "studio")
