"""A studio with a work, and a folder beside it that something is saved into."""

import pytest

from bozzetto.studio import Studio
from tests.studio.whole import check_whole


@pytest.fixture
def studio(tmp_path):
    """An open studio; whatever the test did, the whole log holds at the end."""
    with Studio.create(tmp_path / "studio", name="Atelier", owner="Ann", device="desk") as made:
        yield made
    check_whole(tmp_path / "studio")


@pytest.fixture
def work(studio):
    """A work of the studio."""
    return studio.open_work("Cat")


@pytest.fixture
def output(tmp_path):
    """The folder that tools save into."""
    folder = tmp_path / "output"
    folder.mkdir()
    return folder
