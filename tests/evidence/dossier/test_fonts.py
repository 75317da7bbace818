"""Fonts: a packaged one, and what it does not have."""

import importlib.util
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.errors import FormatError, StudioError
from bozzetto.evidence.dossier.fonts import Fit, find_font, read_letters


def test_it_has_what_records_are_written_in():
    """Chinese, Japanese, Korean, Latin, and signs."""
    assert find_font().fit(["猫眼のペンダント 고양이 cat é ✓ × – „“ ①"]) == {}


def test_what_it_lacks_is_spelled_by_its_number():
    """So are marks that turn the reading around; line ends are left to the page."""
    fit = find_font().fit(["a🐱\u202e\x1b\t\n"])
    assert fit == {
        0x1F431: "[U+1F431]",
        0x202E: "[U+202E]",
        0x1B: "[U+001B]",
        0x09: " ",
    }


def test_what_it_lacks_is_looked_up_as_it_comes():
    """With the same answers."""
    text = "猫 a🐱\u202e\x1b\t\n"
    assert text.translate(Fit(find_font())) == text.translate(find_font().fit([text]))


def test_without_it_that_is_said(monkeypatch):
    """Instead of boxes."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    find_font.cache_clear()
    with pytest.raises(StudioError, match="Chinese") as caught:
        find_font()
    assert "bozzetto[dossier]" in caught.value.hint
    find_font.cache_clear()


def _font(form=12, groups=((65, 70),), unit=1000, widths=(500, 250)):
    """Write a font of a map and of widths, which stand last: whatever is cut off is missed."""
    body = b"".join(struct.pack(">III", first, last, 1) for first, last in groups)
    table = struct.pack(">HHIII", form, 0, 16 + len(body), 0, len(groups)) + body
    tables = {
        b"cmap": struct.pack(">HHHHI", 0, 1, 3, 10, 12) + table,
        b"head": bytes(18) + struct.pack(">H", unit),
        b"hhea": bytes(34) + struct.pack(">H", len(widths)),
        b"hmtx": b"".join(struct.pack(">Hh", width, 0) for width in widths),
    }
    place = 12 + 16 * len(tables)
    head, data = b"OTTO" + struct.pack(">HHHH", len(tables), 0, 0, 0), b""
    for name, content in tables.items():
        head += struct.pack(">4sIII", name, 0, place + len(data), len(content))
        data += content
    return head + data


def test_a_small_font_is_read():
    """Its groups are ranges, and none goes beyond Unicode; the last width is for all behind."""
    assert read_letters(_font()) == dict.fromkeys(range(65, 71), 0.25)
    assert read_letters(_font(widths=(500, 250, 800)))[66] == 0.8
    assert max(read_letters(_font(groups=((0x10FFFE, 0xFFFFFFFF),)))) == 0x10FFFF


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(_font(form=4), id="no map of all"),
        pytest.param(_font().replace(b"cmap", b"glyf"), id="no map"),
        pytest.param(_font(unit=0), id="no unit"),
        pytest.param(_font(widths=()), id="no widths"),
    ],
)
def test_what_is_no_font_is_refused(data):
    """As such."""
    with pytest.raises(FormatError, match="font"):
        read_letters(data)


@given(st.integers(0, len(_font()) - 1))
def test_a_font_that_ends_early_is_refused(length):
    """Wherever it ends."""
    with pytest.raises(FormatError):
        read_letters(_font()[:length])
