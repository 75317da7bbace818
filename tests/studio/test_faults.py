"""Faults: the recorder is killed, or refused, at every system call that writes.

After each of them the studio is opened anew, the whole log is held to the format, everything
that was acknowledged is there, and recording goes on. ``strace`` makes the faults, so what is
tested is the program as it runs, and the calls that SQLite makes for it.
"""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from bozzetto.errors import RecordingError, StudioError
from bozzetto.studio import Studio
from tests.studio.whole import check_whole

CHILD = Path(__file__).with_name("child.py")
FAULTED = Path(__file__).with_name("faulted.py")
KILLED = -9
FIXED = 64  # at which call of a process the fault stands; harmless calls stand before

# Those that SQLite and the assets write with, and more of each than a child makes. A kill
# stands before the call.
WRITES = {
    "pwrite64": 48,
    "write": 8,
    "fsync": 8,
    "fdatasync": 16,
    "ftruncate": 8,
    "rename": 4,
    "unlink": 8,
}
ERRORS = (
    ("pwrite64", "ENOSPC"),
    ("pwrite64", "EIO"),
    ("write", "ENOSPC"),
    ("fdatasync", "EIO"),
    ("fsync", "EIO"),
    ("rename", "ENOSPC"),
    ("ftruncate", "ENOSPC"),
)


@dataclass(frozen=True)
class Ended:
    """How a child ended."""

    folder: Path
    status: int
    told: list[str]  # digests that were acknowledged


def strace_works() -> bool:
    """Whether processes may be traced here."""
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], check=False).returncode == 0


needs_strace = pytest.mark.skipif(
    not strace_works(), reason="strace is not installed, or may not trace here"
)


@pytest.fixture(scope="module")
def pattern(tmp_path_factory):
    """A studio to be copied for each child."""
    folder = tmp_path_factory.mktemp("faults") / "pattern"
    with Studio.create(folder, name="Atelier", owner="Ann") as studio:
        studio.open_work("Cat").state_intent("a silver cat")
    return folder


def each_fault(pattern: Path, folder: Path, call: str, fault: str, last: int) -> list[Ended]:
    """Run a child for each of the calls that it makes, with a fault at that one."""
    options = ("-f", "-qq", "-o", os.devnull, "-e", f"trace={call}", "-e")
    inject = f"inject={call}:{fault}:when={FIXED}"
    arguments = (pattern, folder, call, str(FIXED), str(last))
    done = subprocess.run(
        ["strace", *options, inject, sys.executable, FAULTED, *arguments],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.stderr == b""
    return [
        Ended(folder / str(number), status, told)
        for number, status, told in json.loads(done.stdout)
    ]


def check_after(ended: Ended) -> None:
    """Check that what was acknowledged is there, and that recording goes on."""
    found = {entry.digest for entry in check_whole(ended.folder)}
    assert set(ended.told) <= found, ended
    with Studio.open(ended.folder) as studio:
        work = studio.find_work("Cat")
        work.comment("afterwards")
        again = work.take(CHILD)
        work.add_material(again, role="sketch", origin="own hand")
        assert list(studio.layout.staging.iterdir()) == []
    assert len(check_whole(ended.folder)) >= len(found) + 2


@needs_strace
@pytest.mark.parametrize("call", WRITES)
def test_killed_at_each(pattern, tmp_path, call):
    """Killed at any call, the recorder loses nothing that it acknowledged."""
    ended = each_fault(pattern, tmp_path, call, "signal=SIGKILL", WRITES[call])
    assert [ended[0].status, ended[-1].status] == [KILLED, 0]
    assert {one.status for one in ended} == {KILLED, 0}
    for one in ended:
        check_after(one)


@needs_strace
@pytest.mark.parametrize(("call", "error"), ERRORS, ids=[" ".join(both) for both in ERRORS])
def test_refused_at_each(pattern, tmp_path, call, error):
    """Refused at any call, the recorder says so or goes on, and loses nothing."""
    ended = each_fault(pattern, tmp_path, call, f"error={error}", WRITES[call])
    assert {one.status for one in ended} <= {0, 3, 4}
    assert ended[0].status == 3
    assert ended[-1].status == 0
    for one in ended:
        check_after(one)


@pytest.mark.parametrize("size", [0, 4096, 33_000, 60_000])
def test_files_limited(pattern, tmp_path, size):
    """Where files may not grow, recording stops and says so; later it goes on."""
    folder = tmp_path / "studio"
    shutil.copytree(pattern, folder)
    program = (
        "import resource, runpy, sys; most = resource.getrlimit(resource.RLIMIT_FSIZE)[1]; "
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, most)); "
        "del sys.argv[0]; runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, CHILD, folder, "child", "20"],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert (done.returncode, done.stderr) == (3, b"")
    check_after(Ended(folder, done.returncode, done.stdout.decode().split()))


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 400 KiB."""
    place = tmp_path / "disk"
    place.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", place], check=False
    ).returncode:
        pytest.skip("this user may not mount a small disk")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_disk_full(small_disk):
    """A full disk stops the recording; nothing acknowledged is lost; with room it goes on."""
    folder, told = small_disk / "studio", []
    with Studio.create(folder, name="Atelier", owner="Ann") as studio:
        work = studio.open_work("Cat")

        def fill():
            while True:
                told.append(work.comment("x" * 2000).digest)

        with pytest.raises(RecordingError) as caught:
            fill()
        assert "free space" in caught.value.hint
        with pytest.raises(RecordingError, match="No space left"):
            work.take(big_file(small_disk.parent))
        assert set(told) <= {entry.digest for _, entry in work.entries()}
        subprocess.run(["mount", "-o", "remount,size=4m", small_disk], check=True)
        told.append(work.comment("with room").digest)
        work.add_material(big_file(small_disk.parent), role="sketch", origin="own hand")
    assert set(told) <= {entry.digest for entry in check_whole(folder)}


def big_file(folder: Path) -> Path:
    """Write a file that does not fit on the small disk."""
    file = folder / "big.bin"
    file.write_bytes(bytes(1 << 20))
    return file


def test_disk_read_only(small_disk, pattern):
    """Where nothing can be written, a studio is neither opened for recording nor made."""
    folder = small_disk / "studio"
    shutil.copytree(pattern, folder)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(StudioError, match="cannot open the studio"):
        Studio.open(folder)
    with pytest.raises(RecordingError, match="cannot make a studio"):
        Studio.create(small_disk / "other", name="Atelier", owner="Ann")
    subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
    with Studio.open(folder) as studio:
        studio.find_work("Cat").comment("in time")
    check_whole(folder)
