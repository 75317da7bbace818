"""``bozzetto doctor``: what works, and what does not."""

import pytest

from bozzetto.api import Studio
from bozzetto.upkeep.checks import CHECKS


@pytest.mark.parametrize("words", [[], ["--deep"]], ids=["quick", "deep"])
def test_doctor_of_a_whole_studio(run, ask, told, words):
    """All checks are made in their order, and a whole studio ends with 0."""
    assert told
    value = ask("doctor", *words)
    assert value["ok"] is True
    assert [check["name"] for check in value["checks"]] == list(CHECKS)
    assert "does not hold" not in run("doctor", *words).stdout


def test_doctor_of_a_damaged_studio(run, ask, told):
    """Damage ends with 1, and the table names it."""
    assert told
    with Studio.open() as studio:
        (first, *_) = studio.works()[0].assets()
        studio.assets.path(first).unlink()
    value = ask("doctor", code=1)
    assert value["ok"] is False
    (failed,) = [check for check in value["checks"] if check["state"] == "failed"]
    assert failed["name"] == "assets"
    assert "is missing" in run("doctor", code=1).stdout


def test_doctor_without_a_studio(ask):
    """Without a studio the program itself is still checked."""
    value = ask("doctor", code=1)
    assert [check["name"] for check in value["checks"]] == [
        "python",
        "sqlite",
        "packages",
        "studio",
    ]
    assert value["checks"][-1]["state"] == "failed"
