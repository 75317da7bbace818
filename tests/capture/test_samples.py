"""Real images made by real tools, where they are at hand."""

import csv
import json
import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from bozzetto.capture.carriers import Picture, read_picture

_BESIDE = Path(__file__).parents[3] / "shared" / "samples"
SAMPLES = Path(os.environ.get("BOZZETTO_SAMPLES", _BESIDE))
MANIFEST = SAMPLES / "MANIFEST.tsv"

pytestmark = pytest.mark.skipif(not MANIFEST.is_file(), reason=f"no sample images at {SAMPLES}")

# How the manifest spells a carrier, and how long its value is.
_LISTED = re.compile(r"; (tEXt|iTXt|EXIF|ExifIFD|STEALTH:alpha):([^(;]+)\((\d+)\)=")
_PLACES = {
    "tEXt": "png:tEXt",
    "iTXt": "png:iTXt",
    "EXIF": "exif:IFD0",
    "ExifIFD": "exif:Exif",
    "STEALTH:alpha": "stealth:alpha",
}
_COMMENT_LABEL = re.compile(r"UserComment\(\d+\)=(UNICODE\(utf-16-[lb]e\):|ASCII\0\0\0\|)")


def rows():
    """What the manifest says of each file."""
    if not MANIFEST.is_file():
        return {}
    with MANIFEST.open(encoding="utf-8", newline="") as lines:
        return {row["file"]: row["metadata"] for row in csv.DictReader(lines, delimiter="\t")}


ROWS = rows()
EACH = pytest.mark.parametrize("name", sorted(ROWS))


@cache
def sample(name: str) -> Picture:
    """A sample, read once."""
    with (SAMPLES / name).open("rb") as file:
        return read_picture(file)


def listed(metadata):
    """The carriers that the manifest lists, as place, name and length."""
    label = _COMMENT_LABEL.search(metadata)
    for kind, name, length in _LISTED.findall(metadata):
        place = "xmp" if name == "XML:com.adobe.xmp" else _PLACES[kind]
        shorter = len(label[1]) if label and name == "UserComment" else 0
        yield place, name, int(length) - shorter


def measured(carrier):
    """A carrier as the manifest measures it: in bytes where it read Latin-1, else in characters."""
    if carrier.place == "png:tEXt":
        return carrier.place, carrier.name, len(carrier.raw)
    if carrier.place == "exif:IFD0":
        return carrier.place, carrier.name, len(carrier.raw.rstrip(b"\0"))
    return carrier.place, carrier.name, len(carrier.text)


@EACH
def test_carriers_of_manifest(name):
    """Each carrier that the manifest lists is found, by place, name and length, and no other."""
    kinds = {*_PLACES.values(), "xmp"}
    found = [measured(c) for c in sample(name).carriers if c.place in kinds]
    expected = list(listed(ROWS[name]))
    if "; XMP(" in ROWS[name] and not any(place == "xmp" for place, _, _ in expected):
        expected.append(("xmp", "", int(re.search(r"; XMP\((\d+)\)", ROWS[name])[1])))
    assert sorted(found) == sorted(expected)


@EACH
def test_header_and_problems(name):
    """Size, type and frames are those that Pillow sees, and no sample has a problem."""
    picture = sample(name)
    with Image.open(SAMPLES / name) as image:
        assert (picture.width, picture.height) == image.size
        assert picture.type == Image.MIME[image.format]
        assert picture.animated is getattr(image, "is_animated", False)
    assert picture.problems == ()
    lossy = picture.type == "image/jpeg" or name == "a1111/sd-webui.webp"
    assert (picture.pixels is None) is lossy


@EACH
def test_offsets(name):
    """Each carrier's bytes stand where it says; credentials in several segments begin there."""
    data = (SAMPLES / name).read_bytes()
    for carrier in sample(name).carriers:
        if not carrier.place.startswith("stealth:"):
            share = carrier.raw[:60_000] if carrier.place == "c2pa" else carrier.raw
            assert data[carrier.offset :].startswith(share)
        assert carrier.exact


@pytest.mark.parametrize("name", sorted(n for n in ROWS if "c2pa" in ROWS[n].lower()))
def test_credentials(name):
    """Content credentials are one whole JUMBF box, as long as it says."""
    (carrier,) = [c for c in sample(name).carriers if c.place == "c2pa"]
    assert carrier.raw[4:8] == b"jumb"
    assert int.from_bytes(carrier.raw[:4]) == len(carrier.raw)
    size = re.search(r"caBX\(16\)=(\d+) bytes", ROWS[name])
    assert size is None or int(size[1]) == len(carrier.raw)


@pytest.mark.parametrize(
    ("name", "carrier", "text"),
    [
        ("tensorart/tensorart.png", "generation_data", "テスト"),
        ("stability-matrix/stability-matrix.png", "parameters", "テスト"),
        ("novelai/novelai-curated.webp", "ImageDescription", "\0\0\0\0001girl, solo"),
        ("swarmui/swarmui.jpg", "UserComment", '{\n  "sui_image_params"'),
        ("a1111/sd-webui.jpg", "UserComment", "テスト"),
        ("gimp-edited/gimp.png", "Comment", "GIMPで再保存しただけ"),
    ],
)
def test_text_of_tools(name, carrier, text):
    """Text that tools wrote in their own way comes out right."""
    (found,) = [c for c in sample(name).carriers if c.name == carrier]
    assert text in found.text


@cache
def exiftool():
    """What ExifTool finds in all samples, by file."""
    command = ["exiftool", "-json", "-G1", "-a", "-b", *(str(SAMPLES / name) for name in ROWS)]
    done = subprocess.run(command, capture_output=True, check=False)
    return {entry["SourceFile"]: entry for entry in json.loads(done.stdout)}


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
@EACH
def test_text_as_exiftool(name):
    """ExifTool, an independent reader, finds the same text."""
    groups = {"png:tEXt": "PNG", "png:iTXt": "PNG", "exif:IFD0": "IFD0", "exif:Exif": "ExifIFD"}
    names = ("parameters", "prompt", "workflow", "UserComment", "Make", "Model", "Software")
    entry = exiftool()[str(SAMPLES / name)]
    for carrier in sample(name).carriers:
        if carrier.name in names and carrier.place in groups:
            tag = carrier.name[0].upper() + carrier.name[1:]
            text = carrier.text
            if carrier.place == "png:tEXt":  # ExifTool keeps to Latin-1 there, as Windows has it
                text = carrier.raw.decode("cp1252")
            assert entry[f"{groups[carrier.place]}:{tag}"] == text
