"""Names, told out of the studio's own chain."""

import pytest

from bozzetto.api import Studio
from bozzetto.upkeep.names import names_of


@pytest.fixture
def studio(tmp_path):
    """Open a studio."""
    options = {"name": "Atelier", "owner": "Ann", "device": "desk"}
    with Studio.create(tmp_path / "studio", **options) as opened:
        yield opened


def test_owner_and_device_have_names(studio):
    """As they were given when the studio was opened."""
    assert names_of(studio) == {studio.owner: "Ann", studio.device: "desk"}
