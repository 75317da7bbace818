"""Copies with a label: whole, measured, and never in place of something."""

import io
import subprocess

import pytest
from PIL import Image

from bozzetto.errors import FormatError, StudioError, VerificationError
from bozzetto.labels.visible import Position, Style, Visible, put_visible, putting
from tests.labels.pictures import NEEDS_EXIFTOOL, sample, saved
from tests.labels.visible.made import SIZE, calm, exif, noise, put, seen

KINDS = ["PNG", "JPEG", "WEBP", "TIFF", "AVIF"]


@pytest.mark.parametrize("kind", KINDS)
def test_shown_is_what_is_seen(tmp_path, kind):
    """Place, height and contrast are those of the file that was written."""
    shown, copy = put(tmp_path, saved(kind, noise()))
    made = seen(copy)
    with Image.open(io.BytesIO(copy)) as image:
        assert image.format == kind
    assert shown.path == tmp_path / "copy"
    assert (shown.size, shown.media_type) == (SIZE, f"image/{kind.lower()}")
    assert (shown.text, shown.lines, shown.position) == (
        "AI生成",
        ("AI生成",),
        Position.BOTTOM_RIGHT,
    )
    assert shown.percent == 100 * shown.height / min(SIZE) >= 6
    assert shown.contrast >= 4.5
    assert shown.lossless == (kind in ("PNG", "TIFF"))
    assert (shown.outside == 0) == shown.lossless
    light = made.convert("L").crop(shown.ink).point(lambda level: 255 * (level > 170))
    assert light.getbbox()[3] - light.getbbox()[1] >= 0.9 * shown.height


@pytest.mark.parametrize(
    ("kind", "orientation"),
    [*((kind, 6) for kind in KINDS), *(("PNG", each) for each in (2, 3, 4, 5, 7, 8)), ("TIFF", 7)],
)
def test_label_stands_upright(tmp_path, kind, orientation):
    """However the picture is turned, it is seen where the upright one's would be."""
    band = Position.TOP_BAND if orientation in (4, 7) else Position.BOTTOM_LEFT
    plain = calm("#204060", (150, 120))
    expected = seen(put(tmp_path, plain, position=band)[1])
    if orientation >= 5:
        plain = plain.transpose(Image.Transpose.ROTATE_90)
    block = Image.Exif()
    block[0x0112] = orientation
    options = {"lossless": True} if kind == "WEBP" else {}
    shown, copy = put(tmp_path, saved(kind, plain, exif=block, **options), position=band)
    with Image.open(io.BytesIO(copy)) as image:
        assert kind == "TIFF" or image.getexif().get(0x0112, 1) == orientation
    made = seen(copy)
    assert made.size == expected.size == shown.size
    letters = [
        each.convert("L").crop(shown.ink).point(lambda level: 255 * (level > 150))
        for each in (made, expected)
    ]
    same = sum(a == b for a, b in zip(*(each.tobytes() for each in letters), strict=True))
    assert same >= 0.97 * letters[0].width * letters[0].height


def test_something_at_the_target_stays(tmp_path):
    """Nothing is written over, not even by a link to nowhere."""
    source, target = tmp_path / "a.png", tmp_path / "b.png"
    source.write_bytes(saved("PNG", calm()))
    target.symlink_to("nowhere")
    with pytest.raises(StudioError, match="already"):
        put_visible(source, target, Visible())
    assert target.is_symlink()


def test_label_that_is_not_legible_leaves_no_file(tmp_path, monkeypatch):
    """The copy gets its name only after it was measured."""
    monkeypatch.setattr(putting, "measure_contrast", lambda *_: 4.4)
    with pytest.raises(VerificationError, match=r"not be legible: contrast 4\.4") as caught:
        put(tmp_path, calm())
    assert caught.value.hint
    assert [each.name for each in tmp_path.iterdir()] == ["source"]


def test_copy_that_differs_leaves_no_file(tmp_path, monkeypatch):
    """Were another picture written than was drawn, it would be noticed."""
    other = put(tmp_path, calm("black"))[1]
    files = iter([saved("PNG", calm("white")), other])
    monkeypatch.setattr(putting, "_read", lambda _path: next(files))
    with pytest.raises(VerificationError, match="not what is read back"):
        put_visible(tmp_path / "source", tmp_path / "new", Visible())
    assert not (tmp_path / "new").exists()


def test_file_of_too_many_bytes_is_refused(tmp_path, monkeypatch):
    """It would be in memory beside its samples."""
    monkeypatch.setattr(putting, "MAX_FILE", 100)
    with pytest.raises(FormatError, match="more than 100 bytes"):
        put(tmp_path, calm())


def test_label_with_own_words(tmp_path):
    """In a strip, in English, higher, with a plate."""
    shown, copy = put(
        tmp_path,
        saved("JPEG", noise(), exif=exif()),
        text="Synthetic, by AI",
        language="en",
        position=Position.TOP_STRIP,
        style=Style.PLATE,
        height=8,
    )
    assert shown.text == "Synthetic, by AI"
    assert shown.box[:3] == (0, 0, SIZE[0])
    assert shown.percent >= 8
    assert seen(copy).size == SIZE


NAMES = ["a1111/sd-webui.jpg", "novelai/llmkira__sample-0316.png"]


@NEEDS_EXIFTOOL
def test_real_files_keep_all_that_is_not_pixels(tmp_path):
    """By another reader's list of everything."""
    paths = [sample(name) for name in NAMES]
    copies = [tmp_path / path.name for path in paths]
    for path, copy in zip(paths, copies, strict=True):
        assert put_visible(path, copy, Visible()).lost == ()
    found = _tags(*paths, *copies)
    for before, after in zip(found[:2], found[2:], strict=True):
        assert before == after
        assert len(before) > 10


def _tags(*paths):
    """What ExifTool says of each file, a line for each tag."""
    command = ["exiftool", "-a", "-G1", "-x", "System:All", "-x", "ExifTool:All", *map(str, paths)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [
        {line for line in each.splitlines() if line[:1] == "[" and line[:5] != "[Comp"}
        for each in said.split("======== ")[1:]
    ]
