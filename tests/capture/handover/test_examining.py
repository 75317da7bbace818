"""Examining a connection: everything that keeps a tool from being heard is found, and named."""

import json
import os
import time
from dataclasses import replace

import pytest

from bozzetto.api import Studio
from bozzetto.capture.handover.connection import Connection, add_connection, spool_of
from bozzetto.capture.handover.examining import CODES, Finding, Weight, examine
from bozzetto.capture.handover.installing import brought, install, plan
from bozzetto.capture.handover.reporter import Reporter
from bozzetto.record import digest_of
from tests.capture.handover.handing import instruction

WORDS = "a long passphrase"
GOOD = ["spool.good", "tool.new"]


@pytest.fixture
def look(studio):
    """Examine a connection, and name what was found."""

    def examined(connection, **how):
        found = examine(studio, [connection], **how)[connection.id]
        assert [each.code for each in found.findings] == sorted(
            (each.code for each in found.findings), key=list(CODES).index
        )
        return found

    return examined


@pytest.fixture
def installed(studio, connection, tmp_path):
    """The connection, with its files in ComfyUI's folder."""
    (tmp_path / "ComfyUI" / "custom_nodes").mkdir(parents=True)
    files = install(plan(studio.layout, connection, tmp_path / "ComfyUI"))
    return add_connection(studio.layout, replace(connection, installed=files))


def codes(condition):
    """Name what was found."""
    return [each.code for each in condition.findings]


def pack(tmp_path):
    """Where the files stand."""
    return tmp_path / "ComfyUI" / "custom_nodes" / "bozzetto"


def test_a_new_connection(look, connection):
    """Nothing was handed over, and nothing is amiss."""
    found = look(connection)
    assert codes(found) == GOOD
    assert (found.weight, found.heard, found.waiting, found.tool) == (Weight.OK, None, 0, None)


def test_one_that_was_heard(look, hand, receiver, connection):
    """What the tool said of itself is told, and when it was heard."""
    hand.report("started", {"settings": {"python": "3.12"}})
    hand.report("instruction", instruction(), job="j")
    hand.report("stopped")
    receiver.drain()
    found = look(connection)
    assert codes(found) == ["spool.good", "tool.said"]
    assert (found.tool, found.reporter) == ("ComfyUI 0.3.64", "pack 1")
    assert found.heard is not None


def test_a_version_that_nobody_gave(look, hand, receiver, connection):
    """A tool without a version is named without one."""
    hand.report("started", {"settings": {}}, tool={"name": "ComfyUI"})
    receiver.drain()
    assert look(connection).tool == "ComfyUI"


def test_one_that_runs(look, spool, connection):
    """A tool that lives is told apart from one that has gone."""
    reporter = Reporter(str(spool), {"name": "ComfyUI"}, "pack 1")
    reporter.report("started", {"settings": {}})
    assert reporter.flush(60)
    assert "tool.running" in codes(look(connection))
    reporter.close(60)
    assert "tool.running" not in codes(look(connection))


def test_reports_that_wait(look, hand, connection, spool):
    """They are counted; those that wait long are a warning."""
    path = hand.report("instruction", instruction(), job="j")
    hand.report("stopped")
    found = look(connection)
    assert codes(found) == ["spool.good", "reports.waiting"]
    assert (found.waiting, found.weight) == (2, Weight.OK)
    past = time.time() - 120
    os.utime(path, (past, past))
    found = look(connection)
    assert Finding("reports.stuck", {"count": 2}) in found.findings
    assert found.weight is Weight.WARNING
    assert spool.is_dir()


def test_what_went_wrong_stays_told(look, hand, receiver, connection):
    """Reports that did not come, and what was no report."""
    hand.report("instruction", instruction(), job="j", late=600)
    hand.report("stopped").write_text("{", encoding="utf-8")
    receiver.drain()
    hand.report("instruction", instruction(), job="k", number=5)
    receiver.turn(0.0)
    receiver.turn(11.0)
    receiver.turn(11.0)
    found = codes(look(connection))
    assert {"reports.refused", "reports.lost"} <= set(found)
    assert look(connection).weight is Weight.WARNING


def test_a_late_tool(look, hand, receiver, connection):
    """That the newest reports came late is told, and is nothing to do about."""
    hand.report("instruction", instruction(), job="j", late=600)
    receiver.drain()
    found = look(connection)
    assert "reports.late" in codes(found)
    assert found.weight is Weight.OK


def test_a_run_without_an_end(look, hand, receiver, connection):
    """A tool that was killed is told of."""
    hand.report("instruction", instruction(), job="j")
    (hand.folder / "alive").touch()
    receiver.drain()
    assert Finding("runs.unfinished", {"count": 1}) in look(connection).findings


def test_a_work_that_is_not_here(look, studio):
    """A connection into another studio's work records nothing."""
    found = look(add_connection(studio.layout, Connection.new("api", "x", digest_of(b"other"))))
    assert codes(found)[0] == "work.gone"
    assert found.weight is Weight.FAILED


def test_a_person_who_left(look, studio, connection):
    """Somebody who left signs nothing more."""
    ben = studio.people.join("Ben", "colourist")
    left = replace(connection, person=ben)
    assert "person.gone" not in codes(look(left))
    studio.people.leave(ben)
    assert Finding("person.gone", {"name": "Ben"}) in look(left).findings


def test_a_person_whose_key_is_elsewhere(look, studio, connection):
    """A key that is not on this machine signs nothing here."""
    next(studio.layout.keys.glob(f"*{_name(studio, studio.owner)}*")).unlink()
    studio._signers.clear()  # noqa: SLF001  # what an earlier act has opened
    assert codes(look(connection))[0] == "person.elsewhere"


def _name(studio, key):
    return studio.keys._path(key).stem  # noqa: SLF001  # where the key is


def test_a_person_whose_key_is_locked(tmp_path):
    """A passphrase that nobody gave is told where this process receives, and else as it may be."""
    folder = tmp_path / "locked"
    Studio.create(folder, name="A", owner="Ann", passphrase=WORDS).close()
    with Studio.open(folder, passphrase=WORDS) as studio:
        work = studio.open_work("Cat").digest
        made = Connection.new("api", "OpenAI", work, studio.owner)
        add_connection(studio.layout, made)
        assert codes(examine(studio, [made])[made.id]) == GOOD
    with Studio.open(folder) as studio:
        assert (
            Finding("person.locked", {"name": "Ann"}) in examine(studio, [made])[made.id].findings
        )
        found = examine(studio, [made], is_receiver=False)[made.id]
        assert codes(found) == ["person.passphrase", *GOOD]
        assert found.weight is Weight.OK


def test_files_that_are_as_they_were_put(look, installed):
    """An installed tool that was not heard yet has to be restarted."""
    found = look(installed)
    assert codes(found) == ["files.good", "spool.good", "tool.silent"]
    assert found.weight is Weight.WARNING


@pytest.mark.parametrize(
    ("harm", "want", "weight"),
    [
        (lambda at: (at / "__init__.py").unlink(), "files.missing", Weight.FAILED),
        (lambda at: (at / "__init__.py").write_text("x"), "files.changed", Weight.WARNING),
        (
            lambda at: (at / "bozzetto.json").write_text('{"spool": "/elsewhere"}'),
            "files.elsewhere",
            Weight.FAILED,
        ),
        (lambda at: (at / "bozzetto.json").write_text("{"), "files.elsewhere", Weight.FAILED),
        (lambda at: (at / "bozzetto.json").write_text("[]"), "files.elsewhere", Weight.FAILED),
    ],
    ids=["gone", "changed", "another spool", "no JSON", "another form"],
)
def test_files_that_were_harmed(look, installed, tmp_path, harm, want, weight):
    """Whatever is not as it was put there is found."""
    harm(pack(tmp_path))
    found = look(installed)
    assert codes(found)[0] == want
    assert found.weight is weight


def test_files_of_another_version(look, installed, studio, tmp_path):
    """Files that are whole, and not what this program brings, are another version's."""
    path = pack(tmp_path) / "__init__.py"
    path.write_bytes(b"# an older pack\n")
    files = tuple(
        replace(each, digest=digest_of(path.read_bytes())) if each.path == path else each
        for each in installed.installed
    )
    older = add_connection(studio.layout, replace(installed, installed=files))
    assert codes(look(older))[0] == "files.older"


def test_what_is_brought():
    """A tool that needs no files is brought none; the modules beside an integration count."""
    assert brought("api") == frozenset()
    assert len(brought("comfyui")) > 3


def test_a_spool_that_is_gone(look, connection, spool):
    """It is made again when something is received, and until then it is told."""
    spool.rmdir()
    assert codes(look(connection))[0] == "spool.missing"


@pytest.mark.parametrize("sort", ["file", "link"])
def test_a_spool_that_is_none(look, connection, spool, tmp_path, sort):
    """What is no folder of its own cannot be read."""
    spool.rmdir()
    if sort == "file":
        spool.write_bytes(b"")
    else:
        spool.symlink_to(tmp_path)
    found = look(connection)
    assert codes(found)[0] == "spool.blocked"
    assert (found.weight, found.waiting) == (Weight.FAILED, 0)


def test_a_test_writes_and_leaves_nothing(look, connection, spool, monkeypatch):
    """A full disk is found by a test, and by nothing else; no file stays."""
    assert codes(look(connection, is_test=True)) == GOOD
    assert list(spool.iterdir()) == []

    def full(**_how):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    assert codes(look(connection)) == GOOD
    assert codes(look(connection, is_test=True))[0] == "spool.blocked"


def test_nothing_is_recorded_by_looking(look, studio, connection):
    """The log is as long as before."""
    size = studio.database.size()
    look(connection, is_test=True)
    assert studio.database.size() == size


def test_several_at_once(studio, connection, work):
    """Each has its own; none is none."""
    other = add_connection(studio.layout, Connection.new("krita", "Krita", work.digest))
    found = examine(studio, [connection, other])
    assert list(found) == [connection.id, other.id]
    assert examine(studio, []) == {}
    json.dumps([list(each.values) for each in found[other.id].findings])
    assert spool_of(studio.layout, other).is_dir()
