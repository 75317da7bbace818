"""Traces of given pictures, as ``work show --pixels`` tells them."""

import pytest

from bozzetto.api import Studio
from tests.evidence.test_tracing import ANOTHER, FOLLOWED, SKETCH, picture, tell


@pytest.fixture
def shown(work, own_folders):  # noqa: ARG001  # it must be there
    """A work in which a sketch was followed once, and not followed once."""
    with Studio.open(own_folders / "studio") as studio:
        opened = studio.find_work(studio.works()[0].digest)
        tell(opened, FOLLOWED, SKETCH)
        tell(opened, ANOTHER, SKETCH)
        tell(opened, FOLLOWED, picture())
        tell(opened, FOLLOWED, picture(size=(32, 32)))
    return "Cat pendant"


def test_each_pair_is_told(run, ask, shown):
    """With what it is held against, and the entry that it rests on."""
    out = run("work", "show", shown, "--pixels").stdout
    said = [line for line in out.splitlines() if line.startswith("sketch ")]
    assert [line.rpartition("[")[2] for line in said] == [
        f"{number}: recorded live]" for number in (1, 3, 5, 7)
    ]
    assert "of mirrored and shifted copies at most" in said[0]
    assert "which says nothing" in said[1]
    assert "no lines and no tones" in said[2]
    assert "too small" in said[3]
    traces = ask("work", "show", shown, "--pixels")["traces"]
    assert [each["why"] for each in traces] == [None, None, None, "too small"]
    assert "traces" not in ask("work", "show", shown, "--facts")
