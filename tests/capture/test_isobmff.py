"""AVIF and HEIF files."""

import struct

import pytest
from PIL import Image

from tests.capture.pictures import ASCII, MODEL, box, full, noise, only, read, saved, tiff

EXIF = tiff([(MODEL, ASCII, b"prompt:{}\0")])
ITEM = bytes(4) + EXIF
XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
C2PA_UUID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
FTYP = box(b"ftyp", b"heic", bytes(4), b"mif1heic")


def properties(width=640, height=480):
    """A table of properties: the size of item 1."""
    sizes = box(b"ipco", full(b"ispe", 0, struct.pack(">II", width, height)))
    return box(b"iprp", sizes, full(b"ipma", 0, struct.pack(">IHBB", 1, 1, 1, 0x81)))


def items(*entries):
    """A table of items, each a number, a kind and what follows its name."""
    listed = [
        full(b"infe", 2, struct.pack(">HH", number, 0), kind, b"\0", extra)
        for number, kind, extra in entries
    ]
    return full(b"iinf", 0, struct.pack(">H", len(listed)), *listed)


def places(number, extents, *, method=0, version=1):
    """A table of one item, with offsets and sizes of four bytes."""
    head = struct.pack(">HHH", 0x4400, 1, number)
    if version == 2:
        head = struct.pack(">HII", 0x4400, 1, number)
    head += (
        struct.pack(">HHH", method, 0, len(extents))
        if version
        else struct.pack(">HH", 0, len(extents))
    )
    return full(b"iloc", version, head, *[struct.pack(">II", *extent) for extent in extents])


def heif(*tables, tail=b""):
    """A HEIF whose picture, item 1, is not there."""
    primary = full(b"pitm", 0, struct.pack(">H", 1))
    return FTYP + full(b"meta", 0, primary, properties(), *tables) + box(b"mdat", tail)


def placed(entry, pieces, **options):
    """A HEIF whose item 2 stands in pieces, with other bytes before each."""
    tail = b"".join(b"----" + piece for piece in pieces)
    listed = items((1, b"hvc1", b""), entry)
    blank = heif(listed, places(2, [(0, 0)] * len(pieces), **options), tail=tail)
    at, extents = len(blank) - len(tail), []
    for piece in pieces:
        extents.append((at + 4, len(piece)))
        at += 4 + len(piece)
    return heif(listed, places(2, extents, **options), tail=tail)


@pytest.mark.parametrize("version", [0, 1, 2])
def test_exif_item(version):
    """An Exif item is read where the table says that it stands."""
    data = placed((2, b"Exif", b""), [ITEM], version=version)
    picture = read(data)
    carrier = only(picture)
    assert (carrier.place, carrier.name, carrier.text) == ("exif:IFD0", "Model", "prompt:{}")
    assert data[carrier.offset :].startswith(b"prompt:{}\0")
    assert (picture.type, picture.width, picture.height) == ("image/heif", 640, 480)
    assert picture.problems == ()


def test_exif_item_in_pieces():
    """An item that is scattered over the file is read as one."""
    carrier = only(read(placed((2, b"Exif", b""), [ITEM[:9], ITEM[9:30], ITEM[30:]])))
    assert carrier.text == "prompt:{}"


def test_exif_item_behind_its_header():
    """An Exif item says how far behind its beginning the TIFF header stands."""
    item = struct.pack(">I", 6) + b"Exif\0\0" + EXIF
    assert only(read(placed((2, b"Exif", b""), [item]))).text == "prompt:{}"


def test_xmp_item():
    """A mime item of RDF is XMP; of another type it is not."""
    entry = (2, b"mime", b"application/rdf+xml\0")
    assert (only(read(placed(entry, [b"<x/>"]))).place) == "xmp"
    assert read(placed((2, b"mime", b"text/plain\0"), [b"<x/>"])).carriers == ()


def test_item_in_idat():
    """An item may stand in the meta box itself."""
    data = heif(
        items((2, b"Exif", b"")), places(2, [(3, len(ITEM))], method=1), box(b"idat", b"---", ITEM)
    )
    carrier = only(read(data))
    assert carrier.text == "prompt:{}"
    assert data[carrier.offset :].startswith(b"prompt:{}\0")


def test_uuid_boxes():
    """Content credentials and XMP may stand in boxes of their own."""
    content = bytes(4) + b"manifest\0" + bytes(8) + b"\0\0\0\x10jumbabcdefgh"
    data = heif() + box(b"uuid", XMP_UUID, b"<x/>") + box(b"uuid", C2PA_UUID, content)
    data += box(b"uuid", bytes(16), b"other")
    assert [(c.place, c.raw) for c in read(data).carriers] == [
        ("xmp", b"<x/>"),
        ("c2pa", b"\0\0\0\x10jumbabcdefgh"),
    ]


def test_avif_by_pillow():
    """An AVIF that Pillow wrote gives its size, its EXIF and its XMP."""
    data = saved(noise(size=(33, 21)), "AVIF", exif=EXIF, xmp=b"<x/>")
    picture = read(data)
    assert (picture.type, picture.width, picture.height) == ("image/avif", 33, 21)
    assert {(c.place, c.text) for c in picture.carriers} == {
        ("exif:IFD0", "prompt:{}"),
        ("xmp", "<x/>"),
    }
    assert (picture.pixels, picture.problems) == (None, ())


def test_avif_sequence():
    """An AVIF sequence is animated."""
    frames = [Image.new("RGB", (16, 16), (shade, 0, 0)) for shade in (0, 200)]
    picture = read(saved(frames[0], "AVIF", save_all=True, append_images=frames[1:]))
    assert (picture.type, picture.animated) == ("image/avif", True)


@pytest.mark.parametrize(
    ("brands", "kind"),
    [
        pytest.param((b"avif", b"mif1"), "image/avif", id="avif"),
        pytest.param((b"mif1", b"avif"), "image/avif", id="avif under a general brand"),
        pytest.param((b"heic", b"mif1"), "image/heif", id="heic"),
        pytest.param((b"isom", b"mp42"), "application/octet-stream", id="film"),
        pytest.param((b"crx ", b"isom"), "application/octet-stream", id="raw of a camera"),
    ],
)
def test_brands(brands, kind):
    """The type follows the brands."""
    data = box(b"ftyp", brands[0], bytes(4), *brands[1:]) + full(b"meta", 0, properties())
    assert read(data).type == kind


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param(FTYP, "file.malformed", id="no meta"),
        pytest.param(FTYP + full(b"meta", 0, properties(0, 0)), "file.malformed", id="no size"),
        pytest.param(heif()[:-3], "file.truncated", id="cut"),
        pytest.param(heif() + b"\0\0\0\4free", "file.malformed", id="box of four bytes"),
        pytest.param(heif() + b"\0\0\0\1free\0", "file.truncated", id="wide size cut"),
        pytest.param(heif(items((2, b"Exif", b""))), "file.malformed", id="item without place"),
        pytest.param(
            heif(items((2, b"Exif", b"")), places(2, [(0, 9)], method=2)),
            "file.malformed",
            id="item in an item",
        ),
        pytest.param(
            heif(items((2, b"Exif", b"")), places(2, [(0, 9)], method=1)),
            "file.malformed",
            id="item in no idat",
        ),
        pytest.param(
            heif(items((2, b"Exif", b"")), places(2, [(10, 9999)])),
            "file.truncated",
            id="item beyond the end",
        ),
    ],
)
def test_broken(data, problem):
    """A file that breaks off or breaks its format says so."""
    assert problem in read(data).problems
