"""Health: a studio is computed anew from its lines, and what does not hold is named."""

import shutil
import sqlite3

import pytest

from bozzetto.api import Studio
from bozzetto.upkeep.health import CheckState, check_assets, check_forks, check_log, survey


@pytest.fixture
def studio_at(told, studio):
    """The database of a studio with a work of three pictures."""
    assert told
    return studio["place"]


def change(place, *statement):
    """Change the database behind the studio's back."""
    with sqlite3.connect(f"{place}/studio.sqlite") as sql:
        sql.execute(*statement)
    sql.close()


def log_check(*, deep=False):
    """Check the log."""
    with Studio.open() as studio:
        return check_log(studio, survey(studio, deep=deep))


def test_whole_log_holds(studio_at):
    """A log that nobody touched holds, and says how much of it there is."""
    assert studio_at
    found = log_check(deep=True)
    assert found.state is CheckState.OK
    assert "entries: 9" in str(found.detail)


def test_anchored_checkpoints_are_compared(run, asking, studio_at):
    """A log that holds by itself, and is not the one that was anchored, is found out."""
    assert asking
    assert studio_at
    run("seal")
    assert log_check().state is CheckState.OK
    with Studio.open() as studio:
        found = survey(studio, deep=False)
        found.roots = dict.fromkeys(found.roots, bytes(32))
        check = check_log(studio, found)
    assert check.state is CheckState.FAILED
    assert "not the one that was anchored at 9 entries" in str(check.detail)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        pytest.param(
            "UPDATE entry SET line = CAST(replace(line, 'stated', 'live') AS BLOB) WHERE place = 2",
            "entry 2 of the log",
            id="a word of an event",
        ),
        pytest.param(
            "UPDATE entry SET digest = zeroblob(32) WHERE place = 3",
            "entry 3 of the log: not what was recorded",
            id="a digest",
        ),
        pytest.param("DELETE FROM entry WHERE place = 4", "of the log", id="an entry"),
        pytest.param(
            "UPDATE entry SET line = x'00' WHERE place = 5", "entry 5 of the log", id="a line"
        ),
    ],
)
def test_changed_lines_are_found(studio_at, statement, said):
    """Whatever is changed in the database is named by its place in the log."""
    change(studio_at, statement)
    found = log_check()
    assert found.state is CheckState.FAILED
    assert said in str(found.detail)


def test_false_signature_is_found_in_depth(studio_at):
    """A signature that is not its key's is found where signatures are verified."""
    with Studio.open() as studio:
        line = studio.database.line(6)
        at = line.index(b'"sig":"') + 7
        other = line[:at] + (b"B" if line[at : at + 1] != b"B" else b"C") + line[at + 1 :]
    change(studio_at, "UPDATE entry SET line = ? WHERE place = 6", (other,))
    found = log_check(deep=True)
    assert found.state is CheckState.FAILED
    assert "the signature is not that of" in str(found.detail)


def test_missing_and_damaged_files_are_named(studio_at):
    """A file that is gone, shorter or other than recorded is named by its digest."""
    with Studio.open() as studio:
        first, second, third = studio.works()[0].assets().values()
        studio.assets.path(first.digest).unlink()
        studio.assets.path(second.digest).write_bytes(b"x")
        studio.assets.path(third.digest).write_bytes(bytes(third.size))
        found = survey(studio, deep=False)
        shallow = check_assets(studio, found, deep=False)
        deep = check_assets(studio, found, deep=True)
    assert studio_at
    assert f"0.png ({first.digest}) is missing" in str(shallow.detail)
    assert f"{second.digest}: want {second.size} bytes, got 1" in str(shallow.detail)
    assert third.digest not in str(shallow.detail)
    assert f"want {third.digest}, got sha256:" in str(deep.detail)


def test_erased_files_are_not_missed(run, studio_at, pictures):
    """What was erased by an entry need not be there."""
    assert studio_at
    run("erase", pictures[0], "--reason", "x", "--yes")
    with Studio.open() as studio:
        found = check_assets(studio, survey(studio, deep=False), deep=True)
    assert found.state is CheckState.OK
    assert str(found.detail).endswith(": 2")


def test_studio_that_was_brought_back_is_a_fork(run, asking, studio_at, tmp_path):
    """A studio older than what this machine sealed in it is named: another log begins there."""
    assert asking
    shutil.copytree(studio_at, tmp_path / "old")
    run("intent", "more")
    run("seal")
    shutil.rmtree(studio_at)
    shutil.copytree(tmp_path / "old", studio_at)
    with Studio.open() as studio:
        found = check_forks(studio, survey(studio, deep=False))
    assert found.state is CheckState.FAILED
    assert "brought back from an older copy" in str(found.detail)


def test_copies_in_the_record_are_a_warning(studio_at):
    """A studio whose record says that it was copied is to be looked at."""
    assert studio_at
    with Studio.open() as studio:
        studio.record(studio.run.found("copied", None, None, "elsewhere"))
        found = check_forks(studio, survey(studio, deep=False))
    assert found.state is CheckState.WARNING


def test_survey_tells_how_far_it_is(studio_at):
    """Who watches is told after each entry."""
    assert studio_at
    told = []
    with Studio.open() as studio:
        survey(studio, deep=False, advance=lambda done, total: told.append((done, total)))
    assert told == [(number, 9) for number in range(1, 10)]
