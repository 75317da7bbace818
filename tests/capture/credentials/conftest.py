"""A studio of the public interface, with a work."""

import pytest

from bozzetto import Studio
from tests.studio.whole import check_whole


@pytest.fixture
def studio(tmp_path):
    """An open studio; whatever the test did, the whole log holds at the end."""
    with Studio.create(tmp_path / "studio", name="Atelier", owner="Ann", device="desk") as made:
        yield made
    check_whole(tmp_path / "studio")
