"""The bag: BagIt 1.0 in one ZIP, the same bytes for the same files."""

import io
import stat
import subprocess
import sys
import zipfile

import bagit
import pytest

from bozzetto.errors import FormatError, RecordingError
from bozzetto.evidence.bag import Member, write_bag
from bozzetto.record import digest_of
from bozzetto.verify.container import open_container

FILES = [Member.of("data/a.txt", b"one"), Member.of("data/b/c.bin", bytes(300))]
INFO = [("Bagging-Date", "2026-11-22"), ("Bag-Software-Agent", "bozzetto test")]


def test_write_bag(tmp_path):
    """Tag files stand first, then the payload, in the order given."""
    digest = write_bag(FILES, INFO, tmp_path / "x.zip")
    data = (tmp_path / "x.zip").read_bytes()
    assert digest == digest_of(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == [
            "bagit.txt",
            "bag-info.txt",
            "manifest-sha256.txt",
            "tagmanifest-sha256.txt",
            "data/a.txt",
            "data/b/c.bin",
        ]
        assert archive.read("bag-info.txt") == (
            b"Bag-Software-Agent: bozzetto test\nBagging-Date: 2026-11-22\nPayload-Oxum: 303.2\n"
        )
        for info in archive.infolist():
            assert info.compress_type == zipfile.ZIP_STORED
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            assert info.external_attr >> 16 == stat.S_IFREG | 0o644
            assert not info.flag_bits
            assert not info.extra
        assert archive.testzip() is None


def test_write_bag_again(tmp_path):
    """The same files make the same bytes."""
    assert write_bag(FILES, INFO, tmp_path / "x") == write_bag(FILES, INFO, tmp_path / "y")


def test_write_bag_is_valid(tmp_path):
    """The Library of Congress's own checker calls it a valid bag."""
    write_bag(FILES, INFO, tmp_path / "x.zip")
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        archive.extractall(tmp_path / "bag")
    bag = bagit.Bag(str(tmp_path / "bag"))
    assert bag.validate()
    assert bag.info["Payload-Oxum"] == "303.2"


def test_write_bag_replaces(tmp_path):
    """What stood there is replaced at the end, and nothing else is left behind."""
    (tmp_path / "x.zip").write_bytes(b"old")
    write_bag(FILES, INFO, tmp_path / "x.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["x.zip"]


@pytest.mark.parametrize(
    "member",
    [
        Member("data/x", 3, digest_of(b"abd"), lambda: io.BytesIO(b"abc")),
        Member("data/x", 4, digest_of(b"abc"), lambda: io.BytesIO(b"abc")),
    ],
    ids=["digest", "size"],
)
def test_write_bag_of_damaged_bytes(tmp_path, member):
    """A file that is not what it said it was stops the export; what stood there stays."""
    (tmp_path / "x.zip").write_bytes(b"old")
    with pytest.raises(RecordingError, match="data/x: want"):
        write_bag([member], INFO, tmp_path / "x.zip")
    assert (tmp_path / "x.zip").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["x.zip"]


def test_write_bag_twice_the_same_path(tmp_path):
    """A path stands once."""
    with pytest.raises(FormatError, match="twice"):
        write_bag([FILES[0], FILES[0]], INFO, tmp_path / "x.zip")


@pytest.mark.parametrize("value", ["a\nPayload-Oxum: 0.0", "a\rb"], ids=["newline", "return"])
def test_write_bag_info_of_two_lines(tmp_path, value):
    """A value cannot bring another line with it."""
    with pytest.raises(FormatError, match="not one line"):
        write_bag(FILES, [("Bag-Software-Agent", value)], tmp_path / "x.zip")


def test_write_bag_nowhere(tmp_path):
    """A folder that is not there is said, with a hint."""
    with pytest.raises(RecordingError, match="cannot write") as caught:
        write_bag(FILES, INFO, tmp_path / "no" / "x.zip")
    assert caught.value.hint


def test_write_bag_progress(tmp_path):
    """Progress is told in bytes, up to all of them."""
    told = []
    write_bag(FILES, INFO, tmp_path / "x.zip", lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] > 303
    assert told == sorted(told)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of memory from /proc")
def test_two_gigabytes(tmp_path):
    """2 GB are written and verified in less than 300 MB of memory."""
    size = 2_200_000_000  # more than 2^31: both 64-bit forms come into play
    source = tmp_path / "large"
    with source.open("wb") as file:
        file.truncate(size)
    digest = "5a937555b4853ad95365d9b319cf96579dfd4264b20bffb6d3745bea02adf31d"  # of these zeros
    script = f"""
from pathlib import Path
from bozzetto.evidence.bag import Member, write_bag
from bozzetto.verify import verify_bundle
from bozzetto.verify.container import open_container
source, target = Path({str(source)!r}), Path({str(tmp_path / "x.zip")!r})
member = Member("data/large", {size}, "sha256:{digest}", lambda: source.open("rb"))
write_bag([member, Member.of("data/small", b"behind")], [], target)
report = verify_bundle(target)
altered = [finding.where for finding in report.findings if finding.code == "file.altered"]
with open_container(target) as container:
    behind = container.read("data/small", 10)
# not ru_maxrss: a child inherits the peak of the process that started it
status = Path("/proc/self/status").read_text()
print(altered, behind, status.partition("VmHWM:")[2].split()[0])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    source.unlink()
    altered, behind, memory = done.stdout.split()
    assert (altered, behind) == ("[]", "b'behind'")
    assert int(memory) < 300_000  # kB
    with open_container(tmp_path / "x.zip") as container:
        assert container.members["data/large"].size == size
