"""``bozzetto backup`` and ``bozzetto restore``."""

import pytest

from bozzetto.api import Studio


@pytest.fixture
def disk(tmp_path):
    """Where backups go."""
    return tmp_path / "disk"


def test_backup_and_restore(run, ask, told, disk, tmp_path):
    """A studio is backed up, made anew out of it, and holds together."""
    assert told
    done = ask("backup", disk)
    assert (done["files"], done["copied"]["files"]) == (3, 3)
    assert done["log"]["state"] == "ok"
    assert (disk / f"{done['snapshot']}.sha256").is_file()
    new = tmp_path / "new"
    restored = ask("restore", disk, "--studio", new)
    assert restored["place"] == str(new)
    assert {key: restored[key] for key in ("snapshot", "at", "studio", "entries", "files")} == {
        key: done[key] for key in ("snapshot", "at", "studio", "entries", "files")
    }
    run("doctor", "--deep", "--studio", new)
    run("comment", "goes on", "--studio", new)


def test_backup_says_what_it_is(run, told, disk):
    """What was copied is shown, and that the keys are in it."""
    assert told
    result = run("backup", disk)
    assert "new      3, " in result.stdout
    assert "the private keys are in the backup" in result.stderr
    assert "new      0, " in run("backup", disk).stdout


def test_backup_without_keys(run, ask, told, disk, tmp_path):
    """What it means to leave the keys out is said, before and after."""
    assert told
    result = run("backup", disk, "--without-keys")
    assert "the private keys are not in the backup" in result.stderr
    assert ask("backup", disk, "--without-keys")["keys"] == {"included": False, "exposed": False}
    result = run("restore", disk, "--studio", tmp_path / "new")
    assert f"put the key files into {tmp_path / 'new' / 'keys'}" in result.stderr


def test_restore_says_what_is_missing(run, told, disk, tmp_path):
    """Until when the record goes is said, and that going on is another log."""
    assert told
    run("backup", disk)
    result = run("restore", disk, "--studio", tmp_path / "new")
    assert "is not in it; if recording goes on here, that is another log" in result.stderr
    assert "all there: 3" in result.stdout


def test_damage_is_named_and_ends_with_1(run, ask, told, disk, tmp_path):
    """What cannot be backed up is named; so is what is missing in what was restored."""
    assert told
    with Studio.open() as studio:
        digests = list(studio.works()[0].assets())
        for digest in digests:
            studio.assets.path(digest).unlink()
    result = run("backup", disk, code=1)
    for digest in digests:
        assert f"{digest} is missing or altered in the studio: not backed up" in result.stderr
    assert ask("backup", disk, code=1)["damaged"] == sorted(digests)
    result = run("restore", disk, "--studio", tmp_path / "new", code=1)
    assert "is missing" in result.stderr


def test_damage_is_counted(run, told, disk, monkeypatch):
    """Of many damaged files a few are named, and the others are counted."""
    assert told
    monkeypatch.setattr("bozzetto.cli.backup.MAX_NAMED", 1)
    with Studio.open() as studio:
        for digest in studio.works()[0].assets():
            studio.assets.path(digest).unlink()
    assert "and 2 more" in run("backup", disk, code=1).stderr


def test_damaged_log_ends_with_1(run, told, disk):
    """A log that does not hold is backed up all the same, and that is said."""
    assert told
    with Studio.open() as studio:
        studio.database._sql.execute("DELETE FROM step WHERE place = 4")  # noqa: SLF001
        studio.database._sql.execute("DELETE FROM entry WHERE place = 4")  # noqa: SLF001
    assert "of the log" in run("backup", disk, code=1).stderr


def test_erased_files_in_earlier_backups_are_told(run, told, pictures, disk):
    """Who erased a file is told that a backup still has it."""
    assert told
    run("backup", disk)
    run("erase", pictures[0], "--reason", "asked", "--yes")
    assert "1 files that were erased in the studio are still" in run("backup", disk).stderr


def test_altered_backup_is_refused_by_name(run, told, disk, tmp_path):
    """An altered file ends with 1, is named, and leaves nothing behind."""
    assert told
    run("backup", disk)
    victim = next(path for path in (disk / "assets").rglob("*") if path.is_file())
    victim.write_bytes(b"x" + victim.read_bytes()[1:])
    result = run("restore", disk, "--studio", tmp_path / "new", code=1)
    assert f"{victim.relative_to(disk).as_posix()} is not what was backed up" in result.stderr
    assert not (tmp_path / "new").exists()


def test_mended_backup(run, told, disk, tmp_path):
    """What is damaged in the backup is mended where all is read."""
    assert told
    run("backup", disk)
    victim = next(path for path in (disk / "assets").rglob("*") if path.is_file())
    victim.write_bytes(b"x" + victim.read_bytes()[1:])
    assert "new      1, " in run("backup", disk, "--deep").stdout
    run("restore", disk, "--studio", tmp_path / "new")


def test_nothing_is_restored_over_a_studio(run, told, studio, disk):
    """The studio that stands is left alone."""
    assert told
    run("backup", disk)
    result = run("restore", disk, code=5)
    assert f"there is something at {studio['place']}" in result.stderr
    run("doctor")


def test_restored_where_none_stands(ask, run, told, disk, tmp_path):
    """Without a folder the studio goes where the user's own would be."""
    assert told
    run("backup", disk)
    place = tmp_path / "own"
    answer = ask("restore", disk, env={"BOZZETTO_STUDIO": str(place)})
    assert answer["place"] == str(place)


def test_no_backup_is_an_error(run, tmp_path):
    """Where there is no backup, the command says which folder is wanted."""
    result = run("restore", tmp_path, "--studio", tmp_path / "new", code=5)
    assert "there is no such backup" in result.stderr
    assert "bozzetto backup DIR" in result.stderr
