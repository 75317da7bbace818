"""PNG: one chunk changes, every other is passed on byte for byte and in order."""

import io
import zlib

import pytest

from bozzetto.errors import FormatError
from bozzetto.labels.carriers.png import read, rewrite
from bozzetto.labels.carriers.source import Source, write_parts
from bozzetto.labels.packet import Packet
from tests.labels.pictures import behind_header, chunk, chunks_of, saved, xmp_chunk

PACKET = Packet.new().data
KEYWORD = b"XML:com.adobe.xmp\0"


def found(data):
    """What is read."""
    return read(Source(io.BytesIO(data)))


def written(data, packet=PACKET):
    """The copy with a packet."""
    source, out = Source(io.BytesIO(data)), io.BytesIO()
    write_parts(source, rewrite(source, packet), out)
    return out.getvalue()


OTHERS = (
    chunk(b"caBX", b"jumb"),
    chunk(b"tEXt", b"parameters\0a cat"),
    chunk(b"tEXt", b"wrong\0sum")[:-1] + b"\0",
    chunk(b"zzZz", b""),
)


def test_added_behind_header():
    """A file without XMP gets it behind its header; the rest is as it was, even wrong checksums."""
    before = behind_header(saved("PNG"), *OTHERS) + b"behind the end"
    after = written(before)
    chunks, trailer = chunks_of(after)
    assert chunks[1] == xmp_chunk(PACKET)
    assert (chunks[:1] + chunks[2:], trailer) == chunks_of(before)


def test_replaced_in_place():
    """XMP that is there is replaced where it stands, also behind the pixels."""
    plain = saved("PNG")
    before = plain[:-12] + xmp_chunk(b"<old/>") + OTHERS[1] + plain[-12:]
    assert written(before) == plain[:-12] + xmp_chunk(PACKET) + OTHERS[1] + plain[-12:]
    assert found(before).packets == (b"<old/>",)


@pytest.mark.parametrize(
    "part",
    [
        pytest.param(chunk(b"iTXt", KEYWORD + b"\1\0\0\0" + zlib.compress(PACKET)), id="iTXt"),
        pytest.param(chunk(b"zTXt", KEYWORD + b"\0" + zlib.compress(PACKET)), id="zTXt"),
        pytest.param(chunk(b"tEXt", KEYWORD + PACKET), id="tEXt"),
        pytest.param(chunk(b"iTXt", KEYWORD + b"\0\0en\0key\0" + PACKET), id="language"),
    ],
)
def test_other_spellings(part):
    """XMP that was put there against its specification is read, and written as it has it."""
    before = behind_header(saved("PNG"), part)
    assert found(before).packets == (PACKET,)
    assert written(before) == behind_header(saved("PNG"), xmp_chunk(PACKET))


def test_notes():
    """Texts that are named as labels are read, others are nobody's business here."""
    parts = [
        chunk(b"tEXt", b"AIGC\0{}"),
        chunk(b"zTXt", b"AIGC\0\0" + zlib.compress(b"{1}")),
        chunk(b"iTXt", b"Comment\0\1\0\0\0" + zlib.compress("是".encode())),
        chunk(b"zTXt", b"AIGC\0\0broken"),
        chunk(b"tEXt", b"prompt\0secret"),
    ]
    notes = found(behind_header(saved("PNG"), *parts)).notes
    assert [(note.place, note.text) for note in notes] == [
        ("png:tEXt:AIGC", "{}"),
        ("png:zTXt:AIGC", "{1}"),
        ("png:iTXt:Comment", "是"),
    ]


def test_credentials():
    """Content credentials are seen."""
    assert found(behind_header(saved("PNG"), OTHERS[0])).has_credentials
    assert not found(saved("PNG")).has_credentials


BOMB = chunk(b"zTXt", KEYWORD + b"\0" + zlib.compress(b"\0" * (20 << 20), 9))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(saved("PNG")[:-1], id="cut off"),
        pytest.param(saved("PNG")[:40], id="cut off in a chunk"),
        pytest.param(saved("PNG")[:8], id="signature only"),
        pytest.param(saved("PNG")[:8] + chunk(b"IEND", b""), id="no header"),
        pytest.param(behind_header(saved("PNG"), b"\xff\xff\xff\xffiTXt0000"), id="size"),
        pytest.param(behind_header(saved("PNG"), chunk(b"i\0Xt", b"")), id="kind"),
        pytest.param(behind_header(saved("PNG"), BOMB), id="bomb"),
        pytest.param(behind_header(saved("PNG"), chunk(b"iTXt", KEYWORD + b"\0")), id="framing"),
        pytest.param(
            behind_header(saved("PNG"), *[xmp_chunk(b" " * (15 << 20))] * 3), id="many large"
        ),
    ],
)
def test_refused(data):
    """Damaged and hostile files are refused, in bounded memory."""
    with pytest.raises(FormatError):
        found(data)
