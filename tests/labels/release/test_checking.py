"""Checking: another program reads the copy, and what it does not find is no copy."""

import shutil

import pytest

from bozzetto.errors import VerificationError
from bozzetto.labels import (
    Aigc,
    Iptc,
    Packet,
    SourceType,
    put_iptc,
    put_label,
    write_packet,
)
from bozzetto.labels.release.checking import check_labels, check_words
from tests.labels.pictures import NEEDS_EXIFTOOL, XMP, saved

LABEL = Aigc("1", "example", "cat-1")
IPTC = Iptc(SourceType.TRAINED, "ComfyUI & co", "1", ("李", "Ben"), "a cat\n<b>")
PACKET = put_label(put_iptc(Packet.parse((XMP % "").encode()), IPTC), LABEL)
FORMATS = ["PNG", "JPEG", "WEBP", "TIFF", "AVIF"]


@pytest.fixture(params=[pytest.param("", id="Pillow"), pytest.param("x", marks=NEEDS_EXIFTOOL)])
def reader(request, monkeypatch):
    """One of the two readers."""
    if not request.param:
        monkeypatch.setattr(shutil, "which", lambda _name: None)
    return "exiftool " if request.param else "Pillow "


def written(tmp_path, kind, packet=PACKET):
    """Write a copy with a packet."""
    (tmp_path / "a").write_bytes(saved(kind))
    return write_packet(tmp_path / "a", tmp_path / "b", packet).path


@pytest.mark.parametrize("kind", FORMATS)
def test_by_pillow(tmp_path, monkeypatch, kind):
    """Pillow finds the packet in every format, and all words in it."""
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    copy = written(tmp_path, kind)
    assert check_words(copy, IPTC.values()).startswith("Pillow ")
    assert [each.aigc for each in check_labels(copy, [str(LABEL)])] == [LABEL]


@NEEDS_EXIFTOOL
def test_by_exiftool(tmp_path):
    """Where ExifTool is installed, it is asked."""
    assert check_words(written(tmp_path, "JPEG"), IPTC.values()).startswith("exiftool ")


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(Iptc(SourceType.CAPTURE), id="another value"),
        pytest.param(Iptc(prompt_writer="Li"), id="one more"),
        pytest.param(Iptc(creators=("Ben", "李")), id="another order"),
    ],
)
def test_what_is_not_there(tmp_path, monkeypatch, other):
    """What another program does not read is not there."""
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    copy = written(tmp_path, "PNG")
    with pytest.raises(VerificationError, match="Pillow"):
        check_words(copy, other.values())


def test_no_packet(tmp_path, reader):
    """A file without XMP says nothing."""
    (tmp_path / "a.png").write_bytes(saved("PNG"))
    with pytest.raises(VerificationError, match=reader):
        check_words(tmp_path / "a.png", IPTC.values())


def test_no_picture(tmp_path, monkeypatch):
    """What Pillow cannot open is no copy."""
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    (tmp_path / "a.png").write_bytes(b"none")
    with pytest.raises(VerificationError, match="Pillow"):
        check_words(tmp_path / "a.png", IPTC.values())


def test_an_exiftool_that_fails(tmp_path, monkeypatch):
    """A program of that name that does not answer is left aside."""
    monkeypatch.setattr(shutil, "which", lambda _name: str(tmp_path / "gone"))
    assert check_words(written(tmp_path, "PNG"), IPTC.values()).startswith("Pillow ")


def test_other_labels(tmp_path):
    """A copy with no label, or another, is not what was wanted."""
    copy = written(tmp_path, "PNG")
    for wanted in ([], [str(Aigc("1", "example", "cat-2"))]):
        with pytest.raises(VerificationError, match="bozzetto"):
            check_labels(copy, wanted)
