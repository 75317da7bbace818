"""Faults: the recorder is killed, or refused, at every system call that writes.

After each of them the studio is opened anew, the whole log is held to the format, everything
that was acknowledged is there, and recording goes on. ``strace`` makes the faults, so what is
tested is the program as it runs, and the calls that SQLite makes for it.
"""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from tests.studio.whole import check_whole

from bozzetto.errors import RecordingError, StudioError
from bozzetto.studio import Studio

CHILD = Path(__file__).with_name("child.py")
REMARKS = 1
AT_ONCE = 4  # children; most of their time goes into starting Python
KILLED = -9

# Those that SQLite and the assets write with. A kill stands before the call.
WRITES = ("pwrite64", "write", "fsync", "fdatasync", "ftruncate", "rename", "unlink")
# The call, the error, and how many calls lie between two that are refused.
ERRORS = (
    ("pwrite64", "ENOSPC", 4),
    ("pwrite64", "EIO", 3),
    ("write", "ENOSPC", 1),
    ("fdatasync", "EIO", 1),
    ("fsync", "EIO", 1),
    ("rename", "ENOSPC", 1),
    ("ftruncate", "ENOSPC", 1),
)


@dataclass(frozen=True)
class Ended:
    """How a child ended."""

    folder: Path
    status: int
    told: list[str]  # digests that were acknowledged
    said: str  # on the standard error: nothing, if all is well


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


def run_child(
    folder: Path,
    *before: str,
    remarks: int = REMARKS,
    limit: Callable[[], None] | None = None,
) -> Ended:
    """Run a child in `folder`."""
    done = subprocess.run(
        [*before, sys.executable, CHILD, folder, "child", str(remarks)],
        capture_output=True,
        check=False,
        preexec_fn=limit,  # noqa: PLW1509  # no threads but the pool's own wait here
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        timeout=60,
    )
    return Ended(folder, done.returncode, done.stdout.decode().split(), done.stderr.decode())


def inject(pattern: Path, folder: Path, fault: str) -> Ended:
    """Run a child in a copy of the pattern, with one fault: ``CALL:WHAT:when=N``."""
    shutil.copytree(pattern, folder)
    call = fault.partition(":")[0]
    options = ("-f", "-qq", "-o", os.devnull, "-e", f"trace={call}", "-e", f"inject={fault}")
    return run_child(folder, "strace", *options)


def each_fault(pattern: Path, tmp_path: Path, fault: str, step: int = 1) -> list[Ended]:
    """Run a child for each call in turn, until there is no further call to hit."""
    ended: list[Ended] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for start in count(1, AT_ONCE * step):
            numbers = range(start, start + AT_ONCE * step, step)
            ended += pool.map(
                lambda number: inject(pattern, tmp_path / str(number), f"{fault}:when={number}"),
                numbers,
            )
            if ended[-1].status == 0:
                return ended


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
    ended = each_fault(pattern, tmp_path, f"{call}:signal=SIGKILL")
    assert {one.status for one in ended} == {KILLED, 0}
    for one in ended:
        check_after(one)


@needs_strace
@pytest.mark.parametrize(
    ("call", "error", "step"), ERRORS, ids=[f"{call} {error}" for call, error, _ in ERRORS]
)
def test_refused_at_each(pattern, tmp_path, call, error, step):
    """Refused at any call, the recorder says so or goes on, and loses nothing."""
    ended = each_fault(pattern, tmp_path, f"{call}:error={error}", step)
    assert {one.status for one in ended} <= {0, 3, 4}
    for one in ended:
        assert one.said == ""
        check_after(one)


@needs_strace
@pytest.mark.parametrize("call", ["pwrite64", "write", "fdatasync", "fsync"])
def test_refused_from_the_start(pattern, tmp_path, call):
    """Where every call is refused, nothing is acknowledged, and the error says why."""
    ended = inject(pattern, tmp_path / "all", f"{call}:error=ENOSPC:when=1+")
    assert (ended.status, ended.told, ended.said) == (3, [], "")
    check_after(ended)


@pytest.mark.parametrize("size", [0, 4096, 33_000, 60_000])
def test_files_limited(pattern, tmp_path, size):
    """Where files may not grow, recording stops and says so; later it goes on."""
    folder = tmp_path / "studio"
    shutil.copytree(pattern, folder)

    def limit():
        resource.setrlimit(
            resource.RLIMIT_FSIZE, (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1])
        )

    ended = run_child(folder, remarks=20, limit=limit)
    assert (ended.status, ended.said) == (3, "")
    check_after(ended)


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
        with pytest.raises(RecordingError) as caught:
            for number in count():
                told.append(work.comment(f"remark {number}: " + "x" * 2000).digest)
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
