"""Programs: how they name themselves."""

import pytest

from bozzetto.record import Actor
from bozzetto.studio import Program


@pytest.mark.parametrize(
    ("program", "value", "version"),
    [
        pytest.param(
            Program("Krita", "5.2"), {"name": "Krita", "version": "5.2"}, "5.2", id="both"
        ),
        pytest.param(Program("Krita"), {"name": "Krita"}, "unknown", id="no version"),
    ],
)
def test_program(program, value, version):
    """What is not known of a version is left out of a body, and said of an actor."""
    assert program.to_value() == value
    assert program.actor() == Actor(None, "Krita", version)
