"""Labelling: one label a file, written beside everything that the file says already."""

import json

import pytest
from PIL import Image

from bozzetto.errors import FormatError, StudioError
from bozzetto.labels import (
    AIGC,
    Aigc,
    Iptc,
    Packet,
    SourceType,
    find_labels,
    label_file,
    packet_of,
    propagate_file,
    put_iptc,
    put_label,
    read_metadata,
    write_packet,
)
from tests.labels.pictures import (
    KINDS,
    XMP,
    behind_header,
    chunk,
    pixels,
    sample,
    saved,
    tiff,
    xmp_chunk,
)

LABEL = Aigc("1", "001191110102MACQD9K64010000", "cat<&'1", "sha256:" + "ab" * 32)


def place(folder, data, name="a"):
    """A file with this content."""
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_label(tmp_path, kind):
    """A label is written into every kind of file, beside the XMP that it has, and read back."""
    path = place(tmp_path, saved(kind, xmp=(XMP % "").encode()))
    written = label_file(path, tmp_path / "b", LABEL)
    (found,) = find_labels(written.path)
    assert (found.place, found.aigc, found.departures) == ("xmp", LABEL, ())
    assert "&lt;是&gt;".encode() in read_metadata(written.path).packets[0]
    assert pixels(written.path) == pixels(path)


@pytest.mark.parametrize(
    "name",
    ["adobe-c2pa/invoke-ai__splash-banner.png", "adobe-c2pa/c2pa-org__adobe-20220124-CAICA.jpg"],
)
def test_label_breaks_credentials(tmp_path, name):
    """A file with content credentials is labelled, and the result says what that does to them."""
    written = label_file(sample(name), tmp_path / "b", LABEL)
    assert written.breaks_credentials
    assert read_metadata(tmp_path / "b").has_credentials


@pytest.mark.parametrize(
    "part",
    [
        pytest.param(chunk(b"tEXt", b"AIGC\0" + str(LABEL).encode()), id="text"),
        pytest.param(chunk(b"tEXt", b"AIGC\0broken"), id="broken"),
        pytest.param(
            xmp_chunk((XMP % f'<t:AIGC xmlns:t="{AIGC.namespace}"/>').encode()), id="empty"
        ),
    ],
)
def test_no_second_label(tmp_path, part):
    """A file that has a label, in whatever form and place, gets no second one."""
    path = place(tmp_path, behind_header(saved("PNG"), part))
    with pytest.raises(StudioError, match="already"):
        label_file(path, tmp_path / "b", LABEL)
    assert list(tmp_path.iterdir()) == [path]


def test_no_label_beside_that_of_a_part(tmp_path):
    """A file of which another page has a label gets no second one."""
    packet = Packet.parse((XMP % "").encode()).put(AIGC, str(LABEL)).data
    pages = [[(256, 3, 1, b"\0\1")], [(700, 1, len(packet), packet)]]
    path = place(tmp_path, tiff("big", pages))
    with pytest.raises(StudioError, match=r"already \(xmp:part\)"):
        label_file(path, tmp_path / "b", LABEL)
    with pytest.raises(StudioError, match="without changing"):
        propagate_file(path, tmp_path / "b", "platform", "p-1")


@pytest.mark.parametrize("kind", KINDS)
def test_comment(tmp_path, kind):
    """A label in EXIF is found in every kind of file, and no second one is written."""
    words = b"ASCII\0\0\0" + json.dumps({"AIGC": dict(LABEL.items())}).encode()
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9286] = words
    page = [(256, 3, 1, b"\0\1"), (0x8769, 4, 1, [(0x9286, 7, len(words), words)])]
    data = tiff("big", [page]) if kind == "TIFF" else saved(kind, exif=exif.tobytes())
    path = place(tmp_path, data)
    (found,) = find_labels(path)
    assert (found.place, found.aigc) == ("exif:UserComment", LABEL)
    with pytest.raises(StudioError, match="already"):
        label_file(path, tmp_path / "b", LABEL)


def test_put_label_once():
    """A packet takes one label."""
    with pytest.raises(StudioError, match="already"):
        put_label(put_label(Packet.new(), LABEL), LABEL)


@pytest.mark.parametrize("data", [b"", saved("PNG")[:-1], saved("GIF")], ids=["0", "cut", "gif"])
def test_label_refuses(tmp_path, data):
    """What is no whole picture of these kinds is refused, and nothing is left behind."""
    path = place(tmp_path, data)
    with pytest.raises(FormatError):
        label_file(path, tmp_path / "b", LABEL)
    assert list(tmp_path.iterdir()) == [path]


def labelled(folder, text):
    """A file whose label is spelled like this."""
    packet = Packet.parse((XMP % "").encode()).put(AIGC, text)
    return place(folder, behind_header(saved("PNG"), xmp_chunk(packet.data)), "labelled")


@pytest.mark.parametrize(
    "text",
    [str(LABEL), json.dumps(dict(LABEL.items())), json.dumps(dict(LABEL.items()[:4]))],
    ids=["exact", "spaces", "short"],
)
def test_propagate(tmp_path, text):
    """A propagator is added, and the producer's part keeps its values."""
    path = labelled(tmp_path, text)
    propagate_file(path, tmp_path / "b", "platform", "p-1")
    (found,) = find_labels(tmp_path / "b")
    assert found.aigc == LABEL.spread_by("platform", "p-1")
    assert found.departures == ()
    with pytest.raises(FormatError, match="already"):
        propagate_file(tmp_path / "b", tmp_path / "c", "another", "p-2")


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"AIGC": dict(LABEL.items())}),
        str(LABEL)[:-1] + ',"more":"x"}',
        str(LABEL).replace("cat", "猫"),
        "broken",
    ],
    ids=["wrapped", "more", "refused", "broken"],
)
def test_propagate_changes_nothing(tmp_path, text):
    """A label to which nothing can be added without changing the rest is left alone."""
    with pytest.raises(StudioError, match="without changing"):
        propagate_file(labelled(tmp_path, text), tmp_path / "b", "platform", "p-1")
    assert not (tmp_path / "b").exists()


def test_propagate_needs_one(tmp_path):
    """Where there is no label, none is made up for a producer."""
    with pytest.raises(StudioError, match="has 0 AIGC labels"):
        propagate_file(place(tmp_path, saved("PNG")), tmp_path / "b", "platform", "p-1")


def test_both_in_one_copy(tmp_path):
    """AIGC and IPTC go into one packet and one copy, as the documentation has it."""
    path = place(tmp_path, saved("PNG"))
    packet = put_label(packet_of(read_metadata(path)), LABEL)
    packet = put_iptc(packet, Iptc(SourceType.TRAINED, system="ComfyUI"))
    write_packet(path, tmp_path / "b", packet)
    (found,) = find_labels(tmp_path / "b")
    assert found.aigc == LABEL
