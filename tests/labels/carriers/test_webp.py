"""WebP: one chunk changes, the container says so, and the frames are passed on."""

import io

import pytest
from PIL import Image

from bozzetto.errors import FormatError
from bozzetto.labels.carriers.source import Source, write_parts
from bozzetto.labels.carriers.webp import read, rewrite
from bozzetto.labels.packet import Packet
from tests.labels.pictures import gradient, riff_of, saved

PACKETS = [Packet.new().data, Packet.new().data + b"\n"]  # of an even and an odd size


def found(data):
    """What is read."""
    return read(Source(io.BytesIO(data)))


def written(data, packet=PACKETS[0]):
    """The copy with a packet."""
    source, out = Source(io.BytesIO(data)), io.BytesIO()
    write_parts(source, rewrite(source, packet), out)
    return out.getvalue()


def riff(*chunks):
    """A file of these chunks."""
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def chunk(kind, data):
    """A chunk with its padding."""
    return kind + len(data).to_bytes(4, "little") + data + b"\0" * (len(data) % 2)


@pytest.mark.parametrize("packet", PACKETS, ids=["even", "odd"])
@pytest.mark.parametrize(
    ("image", "options", "flags"),
    [
        (gradient(size=(13, 7)), {}, 0x04),
        (gradient("RGBA", (300, 2)), {"lossless": True, "exact": True}, 0x04),
        (Image.new("RGBA", (31, 5), (9, 9, 9, 99)), {"lossless": True}, 0x14),
    ],
    ids=["VP8", "VP8L", "VP8L with alpha"],
)
def test_simple_is_extended(packet, image, options, flags):
    """A simple file gets a VP8X that says its size, its transparency and that it has XMP."""
    before = saved("WEBP", image, **options)
    assert before[12:15] == b"VP8"
    assert before[15:16] != b"X"
    after = written(before, packet)
    head, *rest, last = riff_of(after)
    assert head[:4] == b"VP8X"
    assert head[8] & ~0x10 == 0x04
    assert head[8] == flags or not options  # of lossy files, transparency stands in ALPH
    assert [int.from_bytes(head[at : at + 3], "little") + 1 for at in (12, 15)] == [*image.size]
    assert rest == riff_of(before)
    assert last == chunk(b"XMP ", packet)
    assert int.from_bytes(after[4:8], "little") == len(after) - 8
    assert found(after).packets == (packet,)


def test_replaced_in_place():
    """In an extended file only the flag and the chunk change; what is unknown stays."""
    head = chunk(b"VP8X", bytes([0x28, 1, 2, 3, 0, 0, 0, 0, 0, 0]))
    flagged = head[:8] + b"\x2c" + head[9:]
    unknown, exif = chunk(b"zzzz", b"odd"), chunk(b"EXIF", b"MM\0*\0\0\0\0")
    before = riff(head, unknown, chunk(b"XMP ", b"old"), exif) + b"behind the end"
    assert written(before) == riff(flagged, unknown, chunk(b"XMP ", PACKETS[0]), exif) + (
        b"behind the end"
    )
    assert found(before).packets == (b"old",)


def test_last_padding_left_out():
    """A file without its last padding byte is read, and gets it before what follows."""
    bare = saved("WEBP", xmp=b"odd")[:-1]
    bare = bare[:4] + (len(bare) - 8).to_bytes(4, "little") + bare[8:]
    assert found(bare).packets == (b"odd",)
    unknown = riff(chunk(b"VP8X", bytes(10)), chunk(b"zzzz", b"odd"))[:-1]
    unknown = unknown[:4] + (len(unknown) - 8).to_bytes(4, "little") + unknown[8:]
    after = written(unknown)
    assert [each[:4] for each in riff_of(after)] == [b"VP8X", b"zzzz", b"XMP "]
    assert found(after).packets == (PACKETS[0],)


def test_credentials():
    """Content credentials are seen."""
    assert found(riff(*riff_of(saved("WEBP")), chunk(b"C2PA", b"jumb"))).has_credentials
    assert not found(saved("WEBP")).has_credentials


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(saved("WEBP")[:-2], id="cut off"),
        pytest.param(saved("WEBP")[:12], id="head only"),
        pytest.param(b"RIFF\4\0\0\0WEBP", id="no chunk"),
        pytest.param(riff(b"VP8 \xff\xff\xff\xff1234"), id="size"),
        pytest.param(riff(*[chunk(b"XMP ", b" " * (15 << 20))] * 3), id="many large"),
    ],
)
def test_refused(data):
    """Damaged and hostile files are refused, in bounded memory."""
    with pytest.raises(FormatError):
        found(data)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(riff(chunk(b"VP8 ", b"abc")), id="no header of a picture"),
        pytest.param(riff(chunk(b"VP8X", b"abc")), id="short VP8X"),
        pytest.param(riff(chunk(b"VP8 ", b"\0\0\0\x9d\x01\x2a\0\0\0\0")), id="no size"),
        pytest.param(riff(chunk(b"ALPH", b"abcdefghij")), id="another first chunk"),
    ],
)
def test_not_extended(data):
    """A file whose canvas cannot be told gets no XMP."""
    with pytest.raises(FormatError):
        written(data)
