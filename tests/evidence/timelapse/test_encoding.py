"""Encoding: frames become AV1, one sample each, the same every time."""

import pytest
from PIL import Image, features

from bozzetto.errors import FormatError, StudioError
from bozzetto.evidence.timelapse import encoding
from bozzetto.evidence.timelapse.encoding import GROUP, encode, encode_group, read_group

SIZE = (64, 36)


def _frames(count):
    return [Image.new("RGB", SIZE, (number * 9 % 256, 80, 120)) for number in range(count)]


@pytest.mark.parametrize("count", [2, GROUP, GROUP + 1, GROUP + 2, 2 * GROUP + 1])
def test_every_frame_is_a_sample(count):
    """Whatever their number: no group has only one, which would become a still picture."""
    groups = [len(group.samples) for group in encode(iter(_frames(count)))]
    assert sum(groups) == count
    assert min(groups) >= 2
    assert max(groups) <= GROUP + 1


def test_the_same_frames_give_the_same_bytes():
    """Though two groups are encoded at once."""
    frames = _frames(3 * GROUP)
    assert list(encode(frames)) == list(encode(frames))


def test_all_groups_can_be_decoded_alike():
    """What a decoder must know is the same for each."""
    assert len({group.entry for group in encode(_frames(3 * GROUP))}) == 1


@pytest.mark.parametrize(
    "data", [b"", b"\0\0\0\x08free", b"\0\0\1\0moov", b"\0\0\0\x10moov\0\0\0\x08trak"]
)
def test_what_is_no_track_is_refused(data):
    """An encoder that answers otherwise makes no film that is wrong."""
    with pytest.raises(FormatError):
        read_group(data)


def test_a_frame_too_few_is_refused(monkeypatch):
    """No frame is skipped silently."""
    whole = encode_group(_frames(2))
    short = encoding.Group(whole.entry, whole.samples[:1])
    monkeypatch.setattr(encoding, "read_group", lambda _data: short)
    with pytest.raises(FormatError, match="1 frames of 2"):
        encode_group(_frames(2))


def test_without_the_encoder_that_is_said(monkeypatch):
    """With what to install."""
    monkeypatch.setattr(features, "check", lambda _name: False)
    with pytest.raises(StudioError, match="AV1") as caught:
        encoding.require_encoder()
    assert "pip install" in caught.value.hint
