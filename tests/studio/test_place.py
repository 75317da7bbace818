"""Places: what is told of a path."""

from pathlib import Path, PureWindowsPath

import pytest

from bozzetto.studio.place import place_label


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (Path("/home/ann/work/cats"), "work/cats"),
        (Path("/cats"), "cats"),
        (Path("/"), ""),
        ("cats", "cats"),
        (PureWindowsPath("C:\\Users\\Ann\\cats"), "Ann/cats"),
        (PureWindowsPath("C:\\cats"), "cats"),
    ],
)
def test_label_is_the_last_two_parts(path, shown):
    """A folder is shown by as much as its owner needs to know it again."""
    assert place_label(path) == shown
