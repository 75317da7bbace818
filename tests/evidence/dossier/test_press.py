"""The press: what it needs."""

import importlib.util

import pytest

from bozzetto.errors import StudioError
from bozzetto.evidence.dossier import outline_of
from bozzetto.evidence.dossier.press import open_press


def test_pictures_lie_ready_with_their_sizes(source, told_work):
    """Each once, however often it is shown; none of what was erased."""
    outline = outline_of(source)
    with open_press(outline, told_work.studio, ("en",)) as press:
        assert press.how.files.keys() == press.sizes.keys()
        for picture, name in press.how.files.items():
            assert (press.root / name).stat().st_size == press.sizes[picture]
        assert told_work.erased not in {picture.digest for picture in press.sizes}
        folder = press.root
    assert not folder.exists()


def test_pages_that_cannot_be_set_say_why(source, told_work):
    """As an error of ours."""
    with (
        open_press(outline_of(source), told_work.studio, ("en",)) as press,
        pytest.raises(StudioError, match="cannot be set"),
    ):
        press.set({}, "a-2b")


@pytest.mark.parametrize("name", ["typst", "segno"])
def test_without_the_extra_that_is_said(source, told_work, monkeypatch, name):
    """With what to install."""
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda one: None if one == name else find(one))
    with pytest.raises(StudioError, match=name) as caught:
        open_press(outline_of(source), told_work.studio, ("en",)).__enter__()
    assert "bozzetto[dossier]" in caught.value.hint
