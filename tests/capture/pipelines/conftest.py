"""A studio with a work, to be handed over to."""

import pytest

from bozzetto import Studio
from tests.capture.api.conftest import patient
from tests.studio.whole import check_whole

__all__ = ["patient", "studio"]


@pytest.fixture
def studio(tmp_path):
    """The folder of a studio with the work "Cat"; whatever happens, its whole log holds."""
    with Studio.create(tmp_path / "studio", name="Atelier", owner="Ann") as made:
        made.open_work("Cat")
    yield tmp_path / "studio"
    check_whole(tmp_path / "studio")
