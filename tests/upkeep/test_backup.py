"""Backups: consistent while others record, and whole whatever happens in the middle."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bozzetto.errors import RecordingError, StudioError
from bozzetto.studio import Studio
from bozzetto.upkeep import backup, backup_folder
from bozzetto.upkeep.backup import back_up
from bozzetto.upkeep.health import CheckState
from bozzetto.upkeep.restore import restore
from bozzetto.upkeep.snapshot import asset_path
from tests.studio.test_faults import needs_strace
from tests.studio.whole import check_whole
from tests.upkeep.backing import check_list, lists, sketch

BURST = Path(__file__).with_name("burst.py")
PROGRAM = """
import os, signal, sys
from pathlib import Path
from bozzetto.studio import Studio
from bozzetto.upkeep.backup import back_up

def progress(done, total):
    if done == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)

with Studio.open(Path(sys.argv[1])) as studio:
    back_up(studio, Path(sys.argv[2]), progress=progress)
"""


@pytest.fixture
def folder(tmp_path):
    """Where backups go."""
    return tmp_path / "backups"


def parts(folder):
    """Name what a backup left on the way."""
    return [path.name for path in folder.glob(".part-*")]


def test_backup_checks_with_sha256sum(atelier, folder):
    """A backup is listed as a stranger's tool reads it, and has all files and keys."""
    done = back_up(atelier, folder)
    assert (done.entries, done.files, done.copied) == (6, 3, 3)
    assert done.studio == atelier.digest
    assert done.keys
    assert not done.exposed
    assert (done.damaged, done.erased, done.check.state) == ((), (), CheckState.OK)
    assert lists(folder) == [done.snapshot.list_name]
    assert check_list(folder, done.snapshot.list_name) == ""
    assert len(list((folder / done.snapshot.name / "keys").iterdir())) == 4
    assert "restore" in (folder / "README.txt").read_text("utf-8")
    assert parts(folder) == []


def test_second_backup_copies_what_is_new(atelier, folder):
    """A later backup shares the files that are there, and leaves the earlier one alone."""
    first = back_up(atelier, folder)
    known = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    sketch(atelier, b"new")
    second = back_up(atelier, folder)
    assert (second.files, second.copied) == (4, 1)
    assert second.copied_size < second.size
    assert {path: path.stat().st_mtime_ns for path in known} == known
    assert lists(folder) == [first.snapshot.list_name, second.snapshot.list_name]
    assert [check_list(folder, name) for name in lists(folder)] == ["", ""]


def test_settings_go_with_it(atelier, folder):
    """Authorities, settings and watches are in the backup where there are some."""
    for name in ("authorities.toml", "settings.json", "watches.json"):
        (atelier.layout.root / name).write_text(f"# {name}", encoding="utf-8")
    done = back_up(atelier, folder)
    own = folder / done.snapshot.name
    assert (own / "watches.json").read_text(encoding="utf-8") == "# watches.json"
    assert len((folder / done.snapshot.list_name).read_text().splitlines()) == 3 + 1 + 4 + 3


def test_keys_can_be_left_out(atelier, folder):
    """Without keys there are none in it."""
    done = back_up(atelier, folder, keys=False)
    assert not done.keys
    assert not (folder / done.snapshot.name / "keys").exists()
    assert check_list(folder, done.snapshot.list_name) == ""


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX ones")
def test_only_the_owner_can_read_it(atelier, folder):
    """Every folder is 0700 and every file 0600, whatever the umask."""
    before = os.umask(0)
    try:
        back_up(atelier, folder)
    finally:
        os.umask(before)
    for path in (folder, *folder.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX ones")
def test_exposed_keys_are_said_to_be(atelier, folder, monkeypatch):
    """A file system without owners leaves the keys open to others, and that is said."""
    write = backup.write_durably

    def write_as_fat_does(place, data):
        write(place, data)
        place.chmod(0o755)

    monkeypatch.setattr(backup, "write_durably", write_as_fat_does)
    assert back_up(atelier, folder).exposed
    assert not back_up(atelier, folder, keys=False).exposed


def test_backup_while_another_process_records(atelier, folder, tmp_path):
    """What is backed up in the middle of a burst is whole, and a beginning of the log."""
    stop = tmp_path / "stop"
    with subprocess.Popen(
        [sys.executable, BURST, atelier.layout.root, stop], stdout=subprocess.PIPE, text=True
    ) as burst:
        try:
            assert burst.stdout
            burst.stdout.readline()
            done = []
            while burst.poll() is None and len({each.entries for each in done}) < 3:
                done.append(back_up(atelier, folder))
            stop.touch()
            assert burst.wait(60) == 0  # seconds; the machine may be busy
        finally:
            burst.kill()  # where a backup failed it would record for ever
    log = [line for _, _, line in atelier.database.all_lines()]
    assert len({each.entries for each in done}) == 3
    for number, each in enumerate((done[0], done[len(done) // 2], done[-1])):
        assert each.check.state is CheckState.OK
        assert each.damaged == ()
        place = tmp_path / f"restored {number}"
        restored = restore(folder, place, snapshot=each.snapshot.name)
        assert [check.state for check in restored.checks] == [CheckState.OK, CheckState.OK]
        assert [entry.line for entry in check_whole(place)] == log[: each.entries]


@pytest.mark.parametrize("at", [1, 7, 9, 10], ids=["entry", "first file", "third", "last"])
def test_killed_in_the_middle(atelier, folder, at):
    """A backup that is killed leaves earlier ones whole, and the next one cleans up."""
    back_up(atelier, folder)
    sketch(atelier, b"new")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, atelier.layout.root, folder, str(at)], check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert len(parts(folder)) == 1
    assert [check_list(folder, name) for name in lists(folder)] == [""]
    back_up(atelier, folder)
    assert parts(folder) == []
    assert [check_list(folder, name) for name in lists(folder)] == ["", ""]


@needs_strace
@pytest.mark.parametrize("rename", [1, 6, 7, 8], ids=["file", "folder", "list", "after"])
def test_killed_at_a_rename(atelier, folder, tmp_path, monkeypatch, rename):
    """Killed before any of its names is given, a backup is there as a whole or not at all."""
    back_up(atelier, folder)
    sketch(atelier, b"new")
    inject = f"inject=rename:signal=SIGKILL:when={rename}"
    program = (sys.executable, "-c", PROGRAM, atelier.layout.root, folder, "0")
    subprocess.run(
        ["strace", "-f", "-qq", "-o", os.devnull, "-e", "trace=rename", "-e", inject, *program],
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    count = 2 if rename == 8 else 1
    assert [check_list(folder, name) for name in lists(folder)] == [""] * count
    monkeypatch.setattr(backup_folder, "ABANDONED", -1.0)
    back_up(atelier, folder)
    assert parts(folder) == []
    assert len(list(folder.glob("studio-*Z-????????"))) == len(lists(folder)) == count + 1
    restore(folder, tmp_path / "restored")
    assert check_whole(tmp_path / "restored")


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 300 KiB."""
    place = tmp_path / "disk"
    place.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", place], check=False
    ).returncode:
        pytest.skip("this user may not mount a small disk")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


@pytest.mark.parametrize("size", [200_000, 1_000], ids=["a file", "many files"])
def test_disk_full(small_disk, atelier, size):
    """A full disk is said to be, leaves earlier backups whole, and nothing on the way."""
    folder = small_disk / "backups"
    back_up(atelier, folder)
    for number in range(200_000 // size):
        sketch(atelier, b"%06d" % number * (size // 6))
    with pytest.raises(RecordingError, match=r"No space left|is full") as caught:
        back_up(atelier, folder)
    assert "free space" in caught.value.hint
    assert parts(folder) == []
    assert [check_list(folder, name) for name in lists(folder)] == [""]
    subprocess.run(["mount", "-o", "remount,size=8m", small_disk], check=True)
    back_up(atelier, folder)
    assert [check_list(folder, name) for name in lists(folder)] == ["", ""]


def test_damage_in_the_studio_is_named(atelier, folder):
    """What is missing or altered in the studio is not backed up, and named; the rest is."""
    gone, altered = sketch(atelier, b"gone"), sketch(atelier, b"altered")
    atelier.assets.path(gone.digest).unlink()
    atelier.assets.path(altered.digest).write_bytes(b"Altered")
    done = back_up(atelier, folder)
    assert done.damaged == tuple(sorted((gone.digest, altered.digest)))
    assert done.files == 3
    assert check_list(folder, done.snapshot.list_name) == ""


def test_backup_still_has_what_the_studio_lost(atelier, folder):
    """What a backup has already is not asked of the studio again."""
    lost = sketch(atelier, b"lost")
    back_up(atelier, folder)
    atelier.assets.path(lost.digest).unlink()
    assert back_up(atelier, folder).damaged == ()


@pytest.mark.parametrize("deep", [False, True])
def test_damage_in_the_backup_is_mended(atelier, folder, deep):
    """A file of another length is copied anew; one with an altered byte, where all are read."""
    short, altered = sketch(atelier, b"short"), sketch(atelier, b"altered")
    back_up(atelier, folder)
    (folder / asset_path(short.digest)).write_bytes(b"shor")
    (folder / asset_path(altered.digest)).write_bytes(b"Altered")
    done = back_up(atelier, folder, deep=deep)
    assert done.copied == (2 if deep else 1)
    said = check_list(folder, done.snapshot.list_name)
    assert (asset_path(altered.digest) in said) is not deep
    assert asset_path(short.digest) not in said


def test_erased_files_are_not_missed(atelier, folder):
    """What an entry erased is not backed up; where an earlier backup has it, that is said."""
    erased = sketch(atelier, b"private")
    back_up(atelier, folder)
    atelier.find_work("Cat").erase([erased.digest], "asked")
    done = back_up(atelier, folder)
    assert done.files == 3
    assert done.damaged == ()
    assert done.erased == (erased.digest,)
    assert erased.digest[7:] not in (folder / done.snapshot.list_name).read_text()


def test_erased_meanwhile(atelier, folder):
    """A file that is erased while the backup runs is not damage: the record is copied again."""
    erased = sketch(atelier, b"private")

    def progress(done, _total):
        if done == 7 and atelier.assets.has(erased.digest):
            atelier.find_work("Cat").erase([erased.digest], "asked")

    done = back_up(atelier, folder, progress=progress)
    assert done.damaged == ()
    assert done.entries == 8
    assert done.files == 3


def test_progress_ends_with_all(atelier, folder):
    """Who watches is told of entries and then of files; what is done never goes back."""
    told = []
    back_up(atelier, folder, progress=lambda *numbers: told.append(numbers))
    assert [done for done, _ in told] == list(range(1, 10))
    assert told[-1] == (9, 9)


def test_backup_can_be_called_off(atelier, folder):
    """What the watcher raises ends the backup, and leaves nothing on the way."""

    def call_off(_done, _total):
        raise InterruptedError

    with pytest.raises(RecordingError):
        back_up(atelier, folder, progress=call_off)
    assert parts(folder) == lists(folder) == []


def test_foreign_folder_is_refused(atelier, tmp_path):
    """A folder with other things in it is left alone."""
    foreign = tmp_path / "documents"
    foreign.mkdir()
    (foreign / "letter.txt").touch()
    with pytest.raises(StudioError, match="holds other things"):
        back_up(atelier, foreign)
    assert [path.name for path in foreign.iterdir()] == ["letter.txt"]


def test_new_disk_is_taken(atelier, folder):
    """What a system puts on a new disk by itself is no reason to refuse it."""
    for name in ("lost+found", ".Trash-1000", "$RECYCLE.BIN"):
        (folder / name).mkdir(parents=True)
    assert back_up(atelier, folder).copied == 3


@pytest.mark.parametrize("inside", [".", "backups", "assets/aa"])
def test_folder_inside_the_studio_is_refused(atelier, inside):
    """A studio is not backed up into itself."""
    with pytest.raises(StudioError, match="inside of the studio"):
        back_up(atelier, atelier.layout.root / inside)


def test_living_backup_is_not_cleaned_away(atelier, folder):
    """What another process is writing now is left to it."""
    back_up(atelier, folder)
    living = folder / f".part-studio-x-{atelier.digest[7:15]}-{os.getppid()}"
    living.mkdir()
    back_up(atelier, folder)
    assert parts(folder) == [living.name]


def test_two_studios_share_a_folder(atelier, folder, tmp_path):
    """Backups of two studios stand side by side, and share what both have."""
    back_up(atelier, folder)
    with Studio.create(tmp_path / "other", name="Other", owner="Bob") as other:
        other.open_work("Cat")
        sketch(other, b"sketch 0")
        assert back_up(other, folder).copied == 0
    assert [check_list(folder, name) for name in lists(folder)] == ["", ""]
