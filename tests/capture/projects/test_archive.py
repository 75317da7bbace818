"""ZIP files of drawing programs, hostile ones too."""

import io
import struct
import zipfile

import pytest

from bozzetto.capture.projects import archive
from bozzetto.capture.projects.archive import open_archive
from bozzetto.errors import FormatError
from bozzetto.record import digest_of

ROOM = 1 << 20


def packed(**files):
    """Pack files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return out.getvalue()


def refuse(data, match):
    """Check that a file is refused, and with which words."""
    with pytest.raises(FormatError, match=match):
        read_all(data)


def read_all(data):
    """Read all that is in a file."""
    with open_archive(io.BytesIO(data)) as opened:
        return [opened.read(name, ROOM) for name in opened.names]


def test_archive_members():
    """Members are read by their names, and told in the file's order."""
    with open_archive(io.BytesIO(packed(b=b"two", a=b"one"))) as opened:
        assert opened.names == ["b", "a"]
        assert opened.has("a")
        assert not opened.has("c")
        assert opened.read("a", 3) == b"one"
        assert opened.digest("b") == digest_of(b"two")
        with opened.open("b") as member:
            assert member.read(2) == b"tw"


def test_archive_place():
    """Where a member stands, and how long it is, packed and not."""
    with open_archive(io.BytesIO(packed(a=b"a" * 1000))) as opened:
        offset, size, length = opened.place("a")
    assert (offset, length) == (0, 1000)
    assert size < 100


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda opened: opened.read("b", ROOM), id="read"),
        pytest.param(lambda opened: opened.digest("b"), id="digest"),
        pytest.param(lambda opened: opened.place("b"), id="place"),
    ],
)
def test_archive_no_such_member(ask):
    """A member that is not there is refused."""
    with open_archive(io.BytesIO(packed(a=b""))) as opened, pytest.raises(FormatError, match="no "):
        ask(opened)


def test_archive_member_too_long():
    """A member is not read beyond the limit, whatever its list says."""
    with (
        open_archive(io.BytesIO(packed(a=b"0123456789"))) as opened,
        pytest.raises(FormatError, match="more than 9 bytes"),
    ):
        opened.read("a", 9)


def test_archive_too_much(monkeypatch):
    """A bomb is refused by what its list says, before anything is unpacked."""
    monkeypatch.setattr(archive, "MAX_UNPACKED", 10_000)
    refuse(packed(a=bytes(6000), b=bytes(6000)), "unpacked")


def test_archive_too_many(monkeypatch):
    """A file of too many members is refused."""
    monkeypatch.setattr(archive, "MAX_MEMBERS", 2)
    refuse(packed(a=b"", b=b"", c=b""), "3 members")


def test_archive_longer_than_said():
    """A member that says it is short does not become long."""
    data = packed(a=bytes(100_000))
    at = data.index(b"PK\1\2") + 24  # how long it says that it is: APPNOTE 4.3.12
    data = data[:at] + struct.pack("<I", 10) + data[at + 4 :]
    refuse(data, "damaged")


def test_archive_twin_members():
    """A name that stands twice means two things, and is refused."""
    data = packed(aa=b"1", ab=b"2").replace(b"ab", b"aa")
    refuse(data, "stands twice")


def test_archive_encrypted():
    """An encrypted member is refused."""
    data = bytearray(packed(a=b"1"))
    data[data.index(b"PK\1\2") + 8] |= 1
    refuse(bytes(data), "encrypted")


def test_archive_damaged_member():
    """A member whose bytes do not fit its checksum is refused."""
    data = bytearray(packed(a=b"some words that are packed, some words that are not"))
    data[40] ^= 0xFF
    refuse(bytes(data), "damaged")


@pytest.mark.parametrize("size", [0, 3, 40, -1, -20])
def test_archive_cut_short(size):
    """A file that ends too early is no ZIP file."""
    refuse(packed(a=b"words")[:size], "not a whole")


def test_archive_unknown_method():
    """A way of packing that nothing here unpacks is refused."""
    data = bytearray(packed(a=b"1"))
    for mark, at in ((b"PK\1\2", 10), (b"PK\3\4", 8)):
        data[data.index(mark) + at] = 77
    refuse(bytes(data), "damaged")
