"""Measuring: pairs of kept files, each pair once, and only where something can be said."""

import importlib.util
import io

import pytest
from PIL import Image, ImageDraw

from bozzetto.api import Studio
from bozzetto.errors import StudioError
from bozzetto.evidence import measuring
from bozzetto.evidence.measuring import Measures, Why


@pytest.fixture
def studio(tmp_path):
    """Open a studio with a work in it."""
    with Studio.create(tmp_path / "studio", name="Atelier", owner="Ann") as opened:
        opened.open_work("Cat")
        yield opened


def _picture(size=(64, 64), spot=None, form="PNG", **how):
    image = Image.linear_gradient("L").convert("RGB").resize(size)
    if spot:
        ImageDraw.Draw(image).rectangle(spot, fill=(200, 10, 10))
    data = io.BytesIO()
    image.save(data, form, **how)
    return data.getvalue()


def _keep(studio, data):
    (work,) = studio.works()
    return studio.find_work(work.digest).take(io.BytesIO(data), "a").digest


def test_a_pair_is_measured_once(studio, monkeypatch):
    """The second time it is read, and is the same."""
    before, after = _keep(studio, _picture()), _keep(studio, _picture(spot=[8, 8, 31, 31]))
    first = Measures(studio).of(before, after)
    assert first.change is not None
    assert [(each.left, each.width) for each in first.change.regions] == [(8, 24)]
    monkeypatch.setattr(measuring, "read_picture", None)
    assert Measures(studio).of(before, after) == first
    assert first.to_value()["why"] is None


def test_a_kept_measure_that_was_altered_is_made_anew(studio):
    """The cache is no evidence."""
    before, after = _keep(studio, _picture()), _keep(studio, _picture(spot=[8, 8, 31, 31]))
    first = Measures(studio).of(before, after)
    (kept,) = (studio.layout.cache / "changes").rglob("*.json")
    kept.write_bytes(kept.read_bytes().replace(b"24", b"25"))
    kept.write_bytes(b"{")
    assert Measures(studio).of(before, after) == first


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(_picture(form="JPEG"), Why.RE_ENCODED, id="JPEG"),
        pytest.param(_picture(form="WEBP", quality=80), Why.RE_ENCODED, id="lossy WebP"),
        pytest.param(b"words", Why.RE_ENCODED, id="no picture"),
        pytest.param(_picture((32, 64)), Why.RESIZED, id="another size"),
    ],
)
def test_what_cannot_be_measured_is_said(studio, data, why):
    """Not as a change, and not as none."""
    measured = Measures(studio).of(_keep(studio, _picture()), _keep(studio, data))
    assert (measured.change, measured.why) == (None, why)
    assert measured.to_value()["why"] == why.value


def test_lossless_forms_are_compared_with_each_other(studio):
    """By their samples, however they are coded."""
    before, after = _keep(studio, _picture()), _keep(studio, _picture(form="WEBP", lossless=True))
    measured = Measures(studio).of(before, after)
    assert measured.change is not None
    assert measured.change.differing == 0


def test_files_that_went_and_large_ones(studio, monkeypatch):
    """Erased bytes cannot be measured, and a huge picture is not decoded."""
    one, other = _keep(studio, _picture()), _keep(studio, _picture(spot=[1, 1, 9, 9]))
    with monkeypatch.context() as patched:
        patched.setattr(measuring, "MAX_PIXELS", 100)
        assert Measures(studio).of(one, other).why is Why.TOO_LARGE
    studio.assets.path(other).unlink()
    assert Measures(studio).of(one, other).why is Why.NOT_HERE


def test_without_numpy_it_says_what_to_install(studio, monkeypatch):
    """Instead of failing in the middle."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(StudioError, match="numpy"):
        Measures(studio)
