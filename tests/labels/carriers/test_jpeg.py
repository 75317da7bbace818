"""JPEG: one segment changes, and what counts bytes still counts them right."""

import hashlib
import io

import pytest
from PIL import Image, ImageSequence

from bozzetto.errors import FormatError
from bozzetto.labels.carriers.jpeg import MAX_SEGMENT_PACKET, read, rewrite
from bozzetto.labels.carriers.source import Source, write_parts
from bozzetto.labels.packet import Name, Packet
from tests.labels.pictures import gradient, saved, segment, segments_of, xmp_segment

PACKET = Packet.new().data
EXTENDED = Name("http://ns.adobe.com/xmp/note/", "xmpNote", "HasExtendedXMP")
EXIF = segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0")
ADOBE = segment(0xEE, b"Adobe\0\x64\0\0\0\0\1")
C2PA = segment(0xEB, b"JP\0\1\0\0\0\1\0\0\0\x60jumb\0\0\0\x1ejumdc2pa\0\x11\0\x10c2pa\0")


def found(data):
    """What is read."""
    return read(Source(io.BytesIO(data)))


def written(data, packet=PACKET):
    """The copy with a packet."""
    source, out = Source(io.BytesIO(data)), io.BytesIO()
    write_parts(source, rewrite(source, packet), out)
    return out.getvalue()


def with_segments(*segments, data=None):
    """A JPEG with segments behind its JFIF."""
    data = saved("JPEG") if data is None else data
    return data[:20] + b"".join(segments) + data[20:]


@pytest.mark.parametrize("first", [(), (EXIF,), (EXIF, segment(0xE0, b"JFXX\0\x10"))])
def test_added_behind_exif(first):
    """A file without XMP gets it behind JFIF and EXIF; all other segments and bytes stay."""
    before = with_segments(*first, ADOBE, C2PA) + b"behind the end"
    after = written(before)
    segments, scans = segments_of(after)
    assert segments.index(xmp_segment(PACKET)) == 1 + len(first)
    segments.remove(xmp_segment(PACKET))
    assert (segments, scans) == segments_of(before)
    assert found(after).packets == (PACKET,)


def test_replaced_in_place():
    """XMP that is there is replaced where it stands."""
    before = with_segments(ADOBE, xmp_segment(b"<old/>"), EXIF)
    assert found(before).packets == (b"<old/>",)
    assert written(before) == with_segments(ADOBE, xmp_segment(PACKET), EXIF)


def test_fill_bytes():
    """Fill bytes before a marker are passed over, and on."""
    before = with_segments(b"\xff\xff" + ADOBE)
    assert written(before) == with_segments(xmp_segment(PACKET), b"\xff\xff" + ADOBE)


def extended(words):
    """A JPEG with extended XMP in two pieces, and the packet that names it."""
    guid = hashlib.md5(words, usedforsecurity=False).hexdigest().upper().encode()
    head = b"http://ns.adobe.com/xmp/extension/\0" + guid + len(words).to_bytes(4)
    pieces = [segment(0xE1, head + at.to_bytes(4) + words[at : at + 40]) for at in (40, 0)]
    packet = Packet.new().put(EXTENDED, guid.decode())
    return with_segments(xmp_segment(packet.data), *pieces), packet


def test_extended_stays():
    """Extended XMP is read, put together, and stays; the packet goes on naming it."""
    words = b"<x>" + b"." * 60 + b"</x>"
    data, packet = extended(words)
    assert found(data).extended == words
    other = packet.put(Name("urn:x", "x", "y"), "z").data
    assert found(written(data, other)).extended == words


def test_extended_not_orphaned():
    """A packet that no longer names the extended XMP is not written."""
    data, _ = extended(b"x" * 80)
    with pytest.raises(FormatError, match="does not name"):
        written(data)


def test_extended_damaged():
    """Of extended XMP that is damaged, nothing is told."""
    data, _ = extended(b"x" * 80)
    assert found(data.replace(b"xxxx", b"xxxy", 1)).extended is None


def frames(data):
    """The samples of every picture in the file."""
    with Image.open(io.BytesIO(data)) as image:
        return image.format, [frame.tobytes() for frame in ImageSequence.Iterator(image)]


@pytest.mark.parametrize("behind", [False, True], ids=["XMP before the index", "XMP behind it"])
def test_further_pictures(behind):
    """Pictures behind the first one are found where the index says, whatever grows before them."""
    images = [gradient(size=(16, 16)).rotate(90 * n) for n in range(3)]
    data = saved("MPO", images[0], save_all=True, append_images=images[1:])
    segments, _ = segments_of(data)
    index = next(each for each in segments if each[4:8] == b"MPF\0")
    if behind:
        # The index counts from itself: what is put behind it moves the others away from it.
        at = data.index(index) + len(index)
        moved = bytearray(data[:at] + xmp_segment(PACKET) + data[at:])
        data = bytes(_shifted(moved, data.index(index), len(xmp_segment(PACKET))))
    before = frames(data)
    assert before[0] == "MPO"
    assert len(before[1]) == 3
    larger = Packet(PACKET).put(Name("urn:x", "x", "y"), "z" * 1000).data
    after = written(data, larger)
    assert frames(after) == before
    assert after != written(data)
    assert written(written(after), larger) == after


def _shifted(data, start, growth):
    """The index as another program would write it: little-endian, as Pillow has it."""
    base = start + 8
    at = data.index(b"\x02\xb0", base) + 4
    size, offset = (int.from_bytes(data[at + n : at + n + 4], "little") for n in (0, 4))
    for entry in range(base + offset, base + offset + size, 16):
        which = entry + 8 if any(data[entry + 8 : entry + 12]) else entry + 4
        number = int.from_bytes(data[which : which + 4], "little") + growth
        data[which : which + 4] = number.to_bytes(4, "little")
    return data


@pytest.mark.parametrize(
    "index",
    [b"", b"XX\0*", b"MM\0*", b"II*\0\x08\0\0\0\1\0\2\xb0\7\0\xff\0\0\0\x10\0\0\0"],
    ids=["empty", "order", "cut off", "outside"],
)
def test_damaged_index(index):
    """An index of pictures that cannot be kept right stops the copy."""
    with pytest.raises(FormatError, match="MPF"):
        written(with_segments(segment(0xE2, b"MPF\0" + index)))


def test_notes():
    """Labels in comments of EXIF, and bare ones in a segment, are read."""
    words = b'ASCII\0\0\0{"AIGC":{}}'
    entry = b"\x92\x86\0\x07" + len(words).to_bytes(4) + (44).to_bytes(4)
    pointer = b"\x87\x69\0\x04\0\0\0\1\0\0\0\x1a"
    block = b"MM\0*\0\0\0\x08\0\1" + pointer + b"\0\0\0\0\0\1" + entry + b"\0\0\0\0" + words
    data = with_segments(segment(0xE1, b"Exif\0\0" + block), segment(0xE5, b'AIGC{"Label":"1"}\0'))
    assert [(note.place, note.text) for note in found(data).notes] == [
        ("exif:UserComment", '{"AIGC":{}}'),
        ("jpeg:APP5", '{"Label":"1"}'),
    ]


def test_credentials():
    """Content credentials are seen, and JUMBF of other kinds is told apart."""
    assert found(with_segments(C2PA)).has_credentials
    assert not found(with_segments(C2PA.replace(b"c2pa", b"c360"))).has_credentials


def test_room():
    """Padding gives way where a packet fits only so; one that does not fit is refused."""
    padded = PACKET.replace(b"<?xpacket end", b" " * 70_000 + b"<?xpacket end")
    assert found(written(saved("JPEG"), padded)).packets == (PACKET,)
    large = Packet(PACKET).put(Name("urn:x", "x", "y"), "z" * MAX_SEGMENT_PACKET).data
    with pytest.raises(FormatError, match="do not fit"):
        written(saved("JPEG"), large)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\xff\xd8\xff", id="signature only"),
        pytest.param(saved("JPEG")[:30], id="cut off"),
        pytest.param(b"\xff\xd8\xff\xd9", id="no scan"),
        pytest.param(b"\xff\xd8\xff\xe1\0\1" + saved("JPEG")[2:], id="length"),
        pytest.param(saved("JPEG")[:20] + b"junk" + saved("JPEG")[20:], id="junk"),
        pytest.param(with_segments(*[xmp_segment(b" " * 65_000)] * 600), id="many packets"),
    ],
)
def test_refused(data):
    """Damaged and hostile files are refused, in bounded memory."""
    with pytest.raises(FormatError):
        found(data)
