"""Hostile ZIP files: each is refused with a reason, before it costs anything."""

import io
import struct
import subprocess
import sys
import zipfile

import pytest

from bozzetto.errors import FormatError
from bozzetto.verify import Verdict, verify_bundle
from bozzetto.verify.container import MAX_MEMBERS, open_container
from tests.verify.forge import put_together

LOCAL = struct.Struct("<4s5H3I2H")
CENTRAL = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")


def local(name, data, *, needed=20, flags=0, method=0, size=None, crc=None, extra=b""):
    """Spell a header and the bytes behind it."""
    size = len(data) if size is None else size
    crc = zipfile.crc32(data) if crc is None else crc
    head = LOCAL.pack(
        b"PK\3\4", needed, flags, method, 0, 33, crc, size, size, len(name), len(extra)
    )
    return head + name + extra + data


def central(
    name, data, at, *, needed=20, flags=0, method=0, size=None, mode=0, extra=b"", comment=b""
):
    """Spell an entry of the directory."""
    size = len(data) if size is None else size
    numbers = (zipfile.crc32(data), size, size, len(name), len(extra), len(comment), 0, 0)
    head = CENTRAL.pack(b"PK\1\2", 0x0314, needed, flags, method, 0, 33, *numbers, mode << 16, at)
    return head + name + extra + comment


def end(count, size, start, *, disk=0, comment=b""):
    """Spell the end of the directory."""
    return END.pack(b"PK\5\6", disk, 0, count, count, size, start, len(comment)) + comment


def archive(*members, before=b"", between=b"", behind=b""):
    """Put members together: each is (name, data, options)."""
    body, directory = before, b""
    for name, data, *options in members:
        given = options[0] if options else {}
        at = len(body)
        both = {key: given[key] for key in ("needed", "flags", "method", "size") if key in given}
        body += local(name, data, **both) + between
        rest = {key: value for key, value in given.items() if key != "crc"}
        directory += central(name, data, at, **rest)
    return body + directory + end(len(members), len(directory), len(body)) + behind


def refuse(tmp_path, data):
    """Write a file, see it refused, and give the reason."""
    path = tmp_path / "x.zip"
    path.write_bytes(data)
    with pytest.raises(FormatError) as caught, open_container(path):
        pass
    report = verify_bundle(path)
    assert report.verdict is Verdict.CANNOT_CHECK
    assert report.findings[0].code == "container.unreadable"
    return str(caught.value)


def test_open_container_plain(tmp_path):
    """What is laid out as a bundle is read, member by member."""
    (tmp_path / "x.zip").write_bytes(archive((b"a", b"one"), (b"b/c.txt", b"two")))
    with open_container(tmp_path / "x.zip") as container:
        assert list(container.members) == ["a", "b/c.txt"]
        assert container.read("a", 3) == b"one"
        assert "c" not in container
        with container.open("b/c.txt") as first, container.open("a") as second:
            read = [first.read(1), second.read(1), first.read(), second.read()]
            assert read == [b"t", b"o", b"wo", b"ne"]


def test_open_container_by_zipfile(tmp_path):
    """What Python's zipfile stores is such a file."""
    path = put_together({"a": b"x" * 5000, "b/c": b""}, tmp_path / "x.zip")
    with open_container(path) as container:
        assert container.read("a", 5000) == b"x" * 5000
        assert container.read("b/c", 0) == b""


def test_read_refuses_large(tmp_path):
    """A member is not read into memory beyond a limit."""
    path = put_together({"a": b"x" * 5000}, tmp_path / "x.zip")
    with open_container(path) as container, pytest.raises(FormatError, match="more than 4999"):
        container.read("a", 4999)


def test_wide_members(tmp_path):
    """The 64-bit forms are read where a number needs them."""
    wide = struct.pack("<2H2Q", 1, 16, 3, 3)
    head = LOCAL.pack(
        b"PK\3\4", 45, 0, 0, 0, 33, zipfile.crc32(b"abc"), *[0xFFFFFFFF] * 2, 1, len(wide)
    )
    body = head + b"a" + wide + b"abc"
    directory = central(b"a", b"abc", 0, size=0xFFFFFFFF, extra=wide)
    end64 = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, len(directory), len(body))
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, len(body) + len(directory), 1)
    data = body + directory + end64 + locator
    (tmp_path / "x.zip").write_bytes(data + end(0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF))
    with open_container(tmp_path / "x.zip") as container:
        assert container.read("a", 3) == b"abc"
    lying = end64[:-16] + struct.pack("<2Q", len(directory), len(body) - 1)
    reason = refuse(tmp_path, body + directory + lying + locator + end(1, 0xFFFFFFFF, 0xFFFFFFFF))
    assert "does not end where" in reason
    reason = refuse(tmp_path, data + end(2, len(directory), len(body)))
    assert "contradicts" in reason


@pytest.mark.parametrize(
    "name",
    [
        b"/etc/passwd",
        b"../x",
        b"a/../b",
        b"a/./b",
        b"a//b",
        b"a/",
        b"a\\b",
        b"C:x",
        b"a\0b",
        b"a b",
        b".hidden",
        b"",
        "é".encode(),
        b"a" * 256,
        b"a\n",
    ],
    ids=[
        "absolute",
        "parent",
        "parent inside",
        "dot",
        "empty part",
        "folder",
        "backslash",
        "drive",
        "NUL",
        "space",
        "hidden",
        "no name",
        "beyond ASCII",
        "long",
        "newline",
    ],
)
def test_names(tmp_path, name):
    """A name is a path inside of the bundle, in ASCII, and nothing else."""
    assert "not a name" in refuse(tmp_path, archive((name, b"x")))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(archive((b"a", b""), (b"a", b"")), "twice", id="duplicate"),
        pytest.param(archive((b"a", b""), (b"A", b"")), "twice", id="case duplicate"),
        pytest.param(archive((b"a", b"x", {"method": 8})), "compressed", id="deflated"),
        pytest.param(archive((b"a", b"x", {"needed": 46})), "a later ZIP", id="later version"),
        pytest.param(archive((b"a", b"x", {"flags": 1})), "encrypted", id="encrypted"),
        pytest.param(archive((b"a", b"x", {"flags": 8})), "not used", id="data descriptor"),
        pytest.param(archive((b"a", b"x", {"mode": 0o120777})), "no plain file", id="link"),
        pytest.param(archive((b"a", b"x", {"mode": 0o040755})), "no plain file", id="folder"),
        pytest.param(archive((b"a", b"x", {"mode": 0o020666})), "no plain file", id="device"),
        pytest.param(archive((b"a", b"x", {"comment": b"hi"})), "malformed", id="comment"),
        pytest.param(archive((b"a", b"x", {"extra": b"up\0\0"})), "extra", id="extra field"),
        pytest.param(archive((b"a", b"x"), before=b"#!"), "begins at", id="bytes before"),
        pytest.param(
            archive((b"a", b"x"), (b"b", b"y"), between=b"?"), "begins at", id="bytes between"
        ),
        pytest.param(archive((b"a", b"x"), between=b"?"), "directory", id="bytes behind members"),
        pytest.param(archive((b"a", b"x"), behind=b"?"), "no end is found", id="bytes behind"),
        pytest.param(archive((b"a", b"x", {"size": 99})), "directory", id="too large a size"),
        pytest.param(local(b"a", b"x"), "no end is found", id="no directory"),
    ],
)
def test_layout(tmp_path, data, reason):
    """There is one layout: nothing hidden, nothing twice, nothing packed."""
    assert reason in refuse(tmp_path, data)


def test_headers_that_disagree(tmp_path):
    """The header before a member says what the directory says."""
    one = local(b"b", b"x")
    directory = central(b"a", b"x", 0)
    data = one + directory + end(1, len(directory), len(one))
    assert "contradict" in refuse(tmp_path, data)


def test_overlapping_members(tmp_path):
    """Two entries of the directory do not share bytes (the better zip bomb)."""
    one = local(b"a", b"x")
    directory = central(b"a", b"x", 0) + central(b"b", b"x", 0)
    data = one + directory + end(2, len(directory), len(one))
    assert "begins at byte 0" in refuse(tmp_path, data)


def test_split_archive(tmp_path):
    """A file that says it is one of several disks is refused."""
    one = local(b"a", b"x")
    directory = central(b"a", b"x", 0)
    data = one + directory + end(1, len(directory), len(one), disk=1)
    assert "several files" in refuse(tmp_path, data)


def test_deflated_bomb(tmp_path):
    """A bomb is not unpacked: compressed members are refused by their header."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("data/record.jsonl", bytes(64 << 20))
    assert "compressed" in refuse(tmp_path, buffer.getvalue())


def test_too_many_members(tmp_path):
    """A million members are refused by their number, not by reading them."""
    data = end(0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    end64 = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, 10**6, 10**6, 56 << 20, 0)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, 0, 1)
    assert f"1000000 members, more than {MAX_MEMBERS}" in refuse(tmp_path, end64 + locator + data)


def test_too_large_a_directory(tmp_path):
    """A directory of 56 MB in a real file is not read, so no memory is spent on it."""
    path = tmp_path / "x.zip"
    size = 56 << 20
    with path.open("wb") as file:
        file.truncate(size)
        file.seek(size)
        file.write(end(60_000, size, 0))
    script = (
        "import resource, sys; from pathlib import Path\n"
        "from bozzetto.verify import verify_bundle\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "report = verify_bundle(Path(sys.argv[1]))\n"
        "print(report.verdict, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, path], capture_output=True, text=True, check=True
    )
    verdict, grown = done.stdout.split()
    assert verdict == "cannot-check"
    assert int(grown) < 20_000  # kB
