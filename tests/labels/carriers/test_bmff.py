"""AVIF and HEIF: one item changes or comes in, and all offsets follow what moves."""

import io
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bozzetto.capture.carriers import read_picture
from bozzetto.errors import FormatError
from bozzetto.labels.carriers.bmff import read, rewrite
from bozzetto.labels.carriers.boxes import walk
from bozzetto.labels.carriers.items import read_meta
from bozzetto.labels.carriers.source import Source, write_parts
from bozzetto.labels.packet import Name, Packet
from tests.labels.pictures import COLOUR, EXIF_ITEM, MIME, XMP, box, gradient, heif, saved

PACKET = Packet.new().data
OLD = (XMP % "").encode()
WORDS = b'ASCII\0\0\0{"AIGC":{}}'
EXIF = (
    b"\0\0\0\6Exif\0\0MM\0*\0\0\0\x08\0\1\x92\x86\0\7"
    + len(WORDS).to_bytes(4)
    + (26).to_bytes(4)
    + bytes(4)
    + WORDS
)
ONE = {1: (COLOUR, 0, [b"colour"])}
PLAIN = {1: (COLOUR, 0, [b"colour", b"and more"]), 2: (EXIF_ITEM, 0, [EXIF])}
C2PA = box(b"uuid", bytes.fromhex("d8fec3d61b0e483c92975828877ec481"), bytes(4), b"manifest\0")
XMP_BOX = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")


def found(data):
    """What is read."""
    return read(Source(io.BytesIO(data)))


def written(data, packet=PACKET):
    """The copy with a packet."""
    source, out = Source(io.BytesIO(data)), io.BytesIO()
    write_parts(source, rewrite(source, packet), out)
    return out.getvalue()


def items_of(data):
    """The bytes of all items in the file or in idat, by number, and the numbers of packets."""
    source = Source(io.BytesIO(data))
    (box_,) = [each for each in walk(source, 0, len(data)) if each.kind == b"meta"]
    meta = read_meta(source, box_)
    numbers = [each.number for each in meta.locations.all if each.method < 2]
    held = {n: b"".join(data[a:b] for a, b in meta.spans(n, source)) for n in numbers}
    return held, {each.number for each in meta.items if each.is_xmp}


def kinds(data):
    """The names of a file's boxes."""
    return [each.kind for each in walk(Source(io.BytesIO(data)), 0, len(data))]


def by_capture(data):
    """The packets that the other reader of this project, which shares no code, finds."""
    return [each.raw for each in read_picture(io.BytesIO(data)).carriers if each.place == "xmp"]


@pytest.mark.parametrize("told", [None, {2: (1,)}], ids=["no iref", "iref"])
@pytest.mark.parametrize("base", [0, 40], ids=["", "base"])
@pytest.mark.parametrize(
    ("version", "widths"),
    [(0, (4, 4, 4, 0)), (1, (4, 4, 4, 4)), (1, (8, 8, 8, 0)), (2, (4, 0, 4, 8))],
    ids=["0", "1", "1, wide", "2, no sizes"],
)
def test_added(version, widths, base, told):
    """A file without XMP gets an item that describes the picture; the other items stay."""
    items = PLAIN if widths[1] else {1: (COLOUR, 0, [b"to the end"])}
    before = heif(items, version=version, widths=widths, base=base, told=told)
    after = written(before)
    old, _ = items_of(before)
    new, (number,) = items_of(after)
    assert new == old | {number: PACKET}
    assert (found(after).packets, by_capture(after)) == ((PACKET,), [PACKET])
    assert kinds(after) == [b"ftyp", b"meta", b"mdat", b"mdat"]
    assert written(after) == after


@pytest.mark.parametrize("size", [len(OLD) + 7, len(OLD), 30], ids=["larger", "same", "smaller"])
def test_replaced_in_place(size):
    """XMP between other items is replaced where it stands, and what is behind it moves."""
    items = {1: (COLOUR, 0, [b"one"]), 5: (MIME, 0, [OLD]), 3: (COLOUR, 0, [b"three"])}
    before = heif(items, told={5: (1,)}, behind=box(b"free", b"kept"))
    after = written(before, b"<" * size)
    assert items_of(after)[0] == {1: b"one", 5: b"<" * size, 3: b"three"}
    assert len(after) == len(before) + size - len(OLD)
    assert written(after, OLD) == before


@pytest.mark.parametrize(
    "packet",
    [(1, [OLD]), (1, [OLD[:9], OLD[9:]]), (0, [OLD[:9], OLD[9:]])],
    ids=["idat", "two", "file"],
)
def test_replaced_elsewhere(packet):
    """XMP in idat or in pieces goes into one piece, and nothing of it is left."""
    items = {1: (COLOUR, 1, [b"in idat"]), 2: (MIME, *packet), 3: (COLOUR, 0, [b"three"])}
    before = heif(items, told={2: (1,)}, held=b"more")
    assert found(before).packets == (OLD,)
    after = written(before)
    assert items_of(after)[0] == {1: b"in idat", 2: PACKET, 3: b"three"}
    assert b"u:kept" not in after
    assert written(after) == after


def test_uuid():
    """XMP in a box of its own is replaced there, and content credentials are seen."""
    before = heif(PLAIN, behind=box(b"uuid", XMP_BOX, OLD) + C2PA)
    assert (found(before).packets, found(before).has_credentials) == ((OLD,), True)
    after = written(before)
    assert after == heif(PLAIN, behind=box(b"uuid", XMP_BOX, PACKET) + C2PA)
    assert not found(heif(PLAIN)).has_credentials


def test_others():
    """XMP of another picture is read, and stays where it is."""
    items = {1: (COLOUR, 0, [b"one"]), 2: (COLOUR, 0, [b"two"]), 3: (MIME, 0, [OLD])}
    before = heif(items, told={3: (2,)})
    assert (found(before).packets, found(before).others) == ((), (OLD,))
    after = found(written(before))
    assert (after.packets, after.others) == ((PACKET,), (OLD,))


def test_notes():
    """A comment in EXIF is read."""
    (note,) = found(heif(PLAIN)).notes
    assert (note.place, note.text) == ("exif:UserComment", '{"AIGC":{}}')


@pytest.mark.parametrize("wide", [4, 8], ids=["stco", "co64"])
def test_sequence(wide):
    """Chunks of a sequence are found where they are, before and behind what grows."""
    kind = {4: b"stco", 8: b"co64"}[wide]

    def film(*places):
        inner = box(kind, bytes(4), struct.pack(">I", 2), *(at.to_bytes(wide) for at in places))
        for outer in (b"stbl", b"minf", b"mdia", b"trak", b"moov"):
            inner = box(outer, inner)
        return inner

    before = heif(PLAIN, behind=film(0, 0))
    at = before.index(b"and more")
    before = heif(PLAIN, behind=film(12, at))
    after = written(before)
    first, second = after.rindex(kind) + 12, after.rindex(kind) + 12 + wide
    assert int.from_bytes(after[first:second]) == 12
    assert int.from_bytes(after[second : second + wide]) == after.index(b"and more")


def test_sequence_shares_packet():
    """A packet that the file's table and a track's both name is one, and is replaced for both."""
    before = saved("AVIF", save_all=True, append_images=[gradient().rotate(90)], xmp=OLD)
    assert before.count(b"application/rdf+xml") == 2
    assert found(before).packets == (OLD,)
    longer = Packet(OLD).put(Name("urn:x", "x", "y"), "z" * 99).data
    assert found(written(before, longer)).packets == (longer,)
    assert written(written(before, longer), OLD) == before


def cut(data, old, new):
    """A file in which some bytes are others."""
    assert old in data
    return data.replace(old, new)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(heif(PLAIN)[:-1], "ends", id="cut off"),
        pytest.param(heif(PLAIN)[:90], "ends", id="cut off in its tables"),
        pytest.param(heif(PLAIN) * 2, "well-formed", id="two tables"),
        pytest.param(cut(heif(PLAIN), b"zzzz", b"iloc"), "well-formed", id="two ilocs"),
        pytest.param(cut(heif(PLAIN), b"infe", b"none"), "well-formed", id="fewer items"),
        pytest.param(cut(heif(PLAIN), b"iloc\1", b"iloc\3"), "well-formed", id="version"),
        pytest.param(cut(heif(PLAIN), b"iloc\1\0\0\0D", b"iloc\1\0\0\0E"), "well", id="width"),
        pytest.param(heif({2: (MIME + b"deflate\0", 0, [OLD])}), "compressed", id="encoding"),
        pytest.param(heif({1: (MIME, 2, [])}), "not read", id="in another item"),
    ],
)
def test_refused(data, why):
    """Damaged and hostile files are refused, in bounded memory."""
    with pytest.raises(FormatError, match=why):
        found(data)


@pytest.mark.parametrize("sizes", [[100 << 20], [15 << 20, 15 << 20, 3 << 20]], ids=["100 MB", "3"])
def test_too_much(tmp_path, sizes):
    """XMP that is more than fits in memory is refused before it is read."""
    parts = {n: 0x7070 + n for n in range(len(sizes))}
    data = heif({1 + n: (MIME, 0, [b" " * size]) for n, size in parts.items()})
    at = data.index(b"mdat") - 4
    data = data[:at] + bytes(4) + data[at + 4 :]  # to the end of the file
    for n, size in enumerate(sizes):
        data = cut(data, parts[n].to_bytes(4), (size + n).to_bytes(4))
    path = tmp_path / "a"
    path.write_bytes(data)
    with path.open("r+b") as file:
        file.truncate(200 << 20)
        with pytest.raises(FormatError, match="more XMP"):
            read(Source(file))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(heif(PLAIN, behind=box(b"moof")), "box moof", id="fragments"),
        pytest.param(
            heif(PLAIN, behind=box(b"moov", box(b"trak", box(b"saio")))), "box saio", id="encrypted"
        ),
        pytest.param(box(b"ftyp", b"avis", bytes(4)), "no table of items", id="no tables"),
        pytest.param(cut(heif(PLAIN), b"pitm", b"none"), "no table", id="no picture"),
        pytest.param(cut(heif(PLAIN), b"iinf", b"none"), "no table", id="no names"),
        pytest.param(cut(heif(ONE), b"iloc", b"none"), "no table", id="no places"),
        pytest.param(
            cut(heif(ONE), b"\0\1\0\0\0\0\0\1\0\0", b"\0\1\0\0\0\1\0\1\0\0"),
            "another file",
            id="elsewhere",
        ),
        pytest.param(heif({0xFFFF: PLAIN[1]}), "so many items", id="numbers"),
        pytest.param(cut(heif(ONE), b"\0\0\0\6", b"\0\0\xff\6"), "ends", id="item behind the end"),
    ],
)
def test_not_written(data, why):
    """A file in which something would be lost gets no XMP, and is told why."""
    assert found(data).packets == ()
    with pytest.raises(FormatError, match=why):
        written(data)


def test_shared_bytes():
    """A packet whose bytes are those of a picture, too, is not replaced."""
    items = {1: (COLOUR, 0, [b"colour"]), 2: (MIME, 0, [OLD]), 3: (COLOUR, 0, [b"x" * 9])}
    before = heif(items, told={2: (1,)})
    place = struct.pack(">II", before.index(b"x" * 9), 9)
    with pytest.raises(FormatError, match="something else"):
        written(cut(before, place, struct.pack(">II", before.index(OLD) + 3, 9)))


ALL = heif(
    {
        1: (COLOUR, 0, [b"one", b"two"]),
        2: (EXIF_ITEM, 0, [EXIF]),
        3: (MIME, 0, [OLD]),
        4: (COLOUR, 1, [b"four"]),
        5: (MIME, 0, [OLD]),
    },
    told={3: (1,), 2: (1,), 5: (4,)},
    held=b"held",
)


@given(st.integers(24, len(ALL)), st.binary(min_size=1, max_size=4), st.booleans())
@settings(max_examples=50)
def test_mutations(at, junk, added):
    """Of a damaged file all other items are the same afterwards, or it is refused."""
    base = heif(PLAIN, told={2: (1,)}) if added else ALL
    at = min(at, len(base) - 1)
    data = base[:at] + junk + base[at + len(junk) :]
    try:
        if len(found(data).packets) > 1:
            return
        after = written(data)
        assert PACKET in found(after).packets
    except FormatError:
        return
    (old, packets), (new, _) = items_of(data), items_of(after)
    changed = {n for n in old if new[n] != old[n]}
    assert changed <= packets
    assert len(changed) <= 1 or len({old[n] for n in changed}) == 1
