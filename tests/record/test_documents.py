import hashlib
import io
import re
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from bozzetto.capture.carriers import read_picture
from bozzetto.capture.pixels import MAX_PIXELS, MAX_SIDE
from bozzetto.record import FORMAT, KINDS, Entry, canonical, digest_of, pae
from bozzetto.record.asset import MAX_NAME
from bozzetto.record.canonical import MAX_DEPTH, MAX_INTEGER
from bozzetto.record.commitment import MAX_TEXT_BYTES
from bozzetto.record.dsse import EVENT_TYPE
from bozzetto.record.entry import MAX_LINE_BYTES, MAX_SIGNATURES
from bozzetto.record.event import MAX_TOOL
from bozzetto.record.kinds import DIMENSIONS, ENDED, FIRST, FOUND, WRITERS
from bozzetto.record.shape import MAX_ITEMS, MAX_STRING
from tests.record.forms import PARTS, either_of, fields_of
from vectors.record_bodies import PICTURE
from vectors.record_story import story

ROOT = Path(__file__).parents[2]
RECORD = (ROOT / "docs/formats/record.md").read_text("utf-8")
PIXELS = (ROOT / "docs/formats/pixels.md").read_text("utf-8")
(LINE,) = re.findall(r'^    (\{"event":\{"after".*)$', RECORD, re.MULTILINE)
ENTRY = Entry.parse(LINE.encode())


def table_after(heading):
    """Give the rows of the first table behind a heading, without its own head."""
    _, _, rest = RECORD.partition(f"\n{heading}\n")
    assert rest, heading
    block = rest.lstrip("\n").split("\n\n", 1)[0]
    return [
        tuple(cell.strip() for cell in row.strip("|").split("|")[:3])
        for row in block.splitlines()[2:]
        if row.startswith("|")
    ]


def rows_of(check):
    """Give the rows that the text must have for a shape."""
    return [(f"`{name}`", need, form) for name, need, form in fields_of(check)]


@pytest.mark.parametrize("kind", list(KINDS))
def test_kind(kind):
    """The text has each kind's fields, and says of each if it is required and of what form."""
    assert table_after(f"#### `{kind}`") == rows_of(KINDS[kind].body)


def test_kinds_are_all_there():
    """The text has the kinds that there are, under the chain that each belongs to."""
    found, sort = {}, ""
    for line in RECORD.splitlines():
        if match := re.fullmatch(r"### (\w+) chain", line):
            sort = match[1].lower()
        elif match := re.fullmatch(r"#### `([a-z.]+)`", line):
            found[match[1]] = sort
    assert found == {name: kind.chain.value for name, kind in KINDS.items()}


@pytest.mark.parametrize("part", sorted(set(PARTS) - {"input"}))
def test_part(part):
    """The text has the fields of each part of a body."""
    assert table_after(f"**{part}**") == rows_of(PARTS[part])


def test_input():
    """The text has both forms of an input."""
    held, other = either_of(PARTS["input"])
    assert table_after("**input** that the studio holds") == rows_of(held)
    heading = "**input** that it does not hold: an object without `asset`"
    assert table_after(heading) == rows_of(other)


@pytest.mark.parametrize(
    "word", [*DIMENSIONS, *WRITERS, *FOUND, *ENDED, *FIRST, FORMAT, EVENT_TYPE]
)
def test_word(word):
    """Every word of a closed list stands in the text."""
    assert word in RECORD


@pytest.mark.parametrize(
    ("row", "limit"),
    [
        ("levels of lists and objects", f"{MAX_DEPTH}"),
        ("line", f"2^{MAX_LINE_BYTES.bit_length() - 1} bytes, without its newline"),
        ("committed text", f"2^{MAX_TEXT_BYTES.bit_length() - 1} bytes of UTF-8"),
        ("signatures of an entry", f"1 to {MAX_SIGNATURES}"),
        ("string", f"1 to {MAX_STRING} characters"),
        ("items of a list", f"{MAX_ITEMS}"),
        ("name of an asset", f"1 to {MAX_NAME} characters"),
        ("name and version in `by`", f"1 to {MAX_TOOL} characters each"),
        ("integer", "−(2^53 − 1) to 2^53 − 1"),  # noqa: RUF001  # the minus sign of the text
    ],
)
def test_limit(row, limit):
    """The limits of the text are those of the code."""
    assert f"\n| {row} | {limit} | " in RECORD
    assert MAX_INTEGER == 2**53 - 1
    assert MAX_LINE_BYTES.bit_count() == MAX_TEXT_BYTES.bit_count() == 1


def test_example_is_an_entry_of_the_vectors():
    """The example verifies, and stands in the work chain of the vectors."""
    ENTRY.verify_signatures()
    assert ENTRY.line in [entry.line for entry in story().entries]
    assert [text.text for text in ENTRY.texts] == ["a crane leaves the picture on the left"]


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(ENTRY.digest, id="entry"),
        pytest.param(digest_of(ENTRY.payload), id="payload"),
        pytest.param(digest_of(pae(EVENT_TYPE, ENTRY.payload)), id="what is signed"),
        pytest.param(pae(EVENT_TYPE, ENTRY.payload)[:58].decode(), id="encoding"),
        pytest.param(f"{len(ENTRY.payload)} bytes of canonical JSON", id="length"),
        pytest.param(ENTRY.texts[0].digest, id="commitment"),
        pytest.param(canonical([ENTRY.texts[0].salt, ENTRY.texts[0].text]).decode(), id="salted"),
    ],
)
def test_example_values(value):
    """Each value that the text gives of its example is the one that follows from it."""
    assert value in RECORD.replace(LINE, "")


def test_example_of_pixels():
    """The bytes that the text spells have the digest that it gives, and are the picture's."""
    (spelled,) = re.findall(r"^    ([0-9a-f]{20}[0-9a-f ]+)$", PIXELS, re.MULTILINE)
    digest = "sha256:" + hashlib.sha256(bytes.fromhex(spelled)).hexdigest()
    assert digest in PIXELS
    assert digest == PICTURE.pixels
    assert PICTURE.digest in PIXELS


@pytest.mark.parametrize(
    ("mode", "colours", "samples", "saved"),
    [
        pytest.param("L", 0x80, "80", {}, id="grey"),
        pytest.param("LA", (0x80, 0x40), "8040", {}, id="grey with alpha"),
        pytest.param("RGB", (1, 2, 3), "010203", {}, id="colour"),
        pytest.param("RGBA", (1, 2, 3, 0), "01020300", {}, id="colour that nobody sees"),
        pytest.param("RGBA", (1, 2, 3, 255), "010203ff", {}, id="opaque is not RGB"),
        pytest.param("I;16", 0x0102, "0102", {}, id="grey of 16 bits"),
        pytest.param("1", 1, "ff", {}, id="grey of one bit"),
        pytest.param("RGB", (1, 2, 3), "01020300", {"transparency": (1, 2, 3)}, id="transparent"),
    ],
)
def test_modes_of_pixels(mode, colours, samples, saved):
    """What the recorder digests is what the text says, sample by sample."""
    encoded = io.BytesIO()
    Image.new(mode, (2, 1), colours).save(encoded, "png", **saved)
    named = {"1": "L", "I;16": "L;16B"}.get(mode, mode) if not saved else "RGBA"
    assert f"| `{named}` |" in PIXELS
    data = f"bozzetto pixels/1\n{named} 2 1\n".encode() + bytes.fromhex(samples) * 2
    assert read_picture(encoded).pixels == digest_of(data)


def test_palette_of_pixels():
    """A palette becomes colours."""
    encoded, image = io.BytesIO(), Image.new("P", (1, 1), 1)
    image.putpalette([0, 0, 0, 9, 8, 7])
    image.save(encoded, "png")
    assert read_picture(encoded).pixels == digest_of(b"bozzetto pixels/1\nRGB 1 1\n\x09\x08\x07")


def test_limits_of_pixels():
    """The limits of the text are those of the decoder."""
    assert f"{MAX_PIXELS:,} pixels" in PIXELS
    assert f"{MAX_SIDE:,} pixels a side" in PIXELS


def test_example_by_hand(tmp_path):
    """With sha256sum alone the digest of the example comes out, as the text says."""
    event, rest = LINE.split(',"open":', 1)
    signatures = rest[rest.index(',"signatures":') :]
    (tmp_path / "signed").write_bytes((event + signatures).encode())
    done = subprocess.run(["sha256sum", "signed"], cwd=tmp_path, capture_output=True, check=True)
    assert "sha256:" + done.stdout.decode()[:64] in RECORD
