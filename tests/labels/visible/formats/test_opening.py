"""What a file is, by its first bytes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bozzetto.errors import FormatError
from bozzetto.labels.visible.formats import open_picture
from tests.labels.pictures import gradient, saved

FILES = {kind: saved(kind, gradient()) for kind in ("PNG", "JPEG", "WEBP", "TIFF", "AVIF")}


@pytest.mark.parametrize("kind", FILES)
def test_kind_is_told_by_its_bytes(kind):
    """And its samples are there."""
    found = open_picture(FILES[kind])
    assert found.media_type == f"image/{kind.lower()}"
    assert found.image.size == gradient().size


@pytest.mark.parametrize("data", [b"", b"GIF89a" + bytes(20), saved("GIF"), b"\0\0\0\x0cftypheic"])
def test_other_files_are_refused(data):
    """By name: a GIF is no picture that is drawn on here."""
    with pytest.raises(FormatError, match="neither PNG nor JPEG, WebP, TIFF or AVIF"):
        open_picture(data)


@pytest.mark.parametrize("kind", FILES)
def test_cut_off_file_is_refused(kind):
    """At any place."""
    data = FILES[kind]
    for end in range(12, len(data) - 1, max(1, len(data) // 9)):
        with pytest.raises(FormatError):
            open_picture(data[:end])


@given(st.sampled_from(tuple(FILES)), st.data())
@settings(max_examples=25)
def test_damaged_file_is_read_or_refused(kind, data):
    """Whatever bytes stand there, no other error comes, and a copy can be made of what was read."""
    broken = bytearray(FILES[kind])
    for _ in range(data.draw(st.integers(1, 4))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = open_picture(bytes(broken))
        assert found.rewrite(found)[0]
    except FormatError:
        pass
