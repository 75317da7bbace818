"""What tools handed over is recorded before a backup, unless who acted would be lost by it."""

import pytest

from bozzetto.capture.handover.connection import Connection, add_connection, connect, spool_of
from bozzetto.record import digest_of
from bozzetto.studio import Studio
from bozzetto.upkeep.backup import back_up
from bozzetto.upkeep.emptying import empty_spools
from bozzetto.upkeep.restore import restore
from tests.capture.handover.handing import Hand, instruction

WORDS = "a long passphrase"


@pytest.fixture
def one(atelier):
    """A tool that is connected, whose acts are the owner's."""
    (work,) = atelier.works()
    return connect(
        atelier.layout, sort="comfyui", label="ComfyUI", work=work.digest, person=atelier.owner
    )


def hand_over(studio, connection):
    """Hand over an instruction."""
    Hand(spool_of(studio.layout, connection), studio.clock).report(
        "instruction", instruction(), job="j"
    )


def kinds(studio):
    """Name what the work's entries are."""
    (work,) = studio.works()
    return [entry.event.kind for _, entry in work.entries()]


def test_nothing_waits(atelier, one):
    """Where nothing waits, nothing is recorded."""
    size = atelier.database.size()
    assert empty_spools(atelier) == 0
    assert atelier.database.size() == size
    assert one.person == atelier.owner


def test_what_waits_is_in_the_backup(atelier, one, tmp_path):
    """Reports are recorded first, with whose acts they are, and come back with the rest."""
    hand_over(atelier, one)
    done = back_up(atelier, tmp_path / "backups")
    assert done.waiting == 0
    assert restore(tmp_path / "backups", tmp_path / "restored").tools == ()
    with Studio.open(tmp_path / "restored") as studio:
        assert "instruction.given" in kinds(studio)
        (work,) = studio.works()
        *_, (_, entry) = work.entries()
        assert entry.event.by.person == studio.owner


def test_who_acted_is_not_lost(tmp_path):
    """A locked key lets reports wait, and the backup says so; opened, it has them."""
    folder = tmp_path / "locked"
    Studio.create(folder, name="A", owner="Ann", passphrase=WORDS).close()
    with Studio.open(folder, passphrase=WORDS) as studio:
        work = studio.open_work("Cat").digest
        made = connect(studio.layout, sort="api", label="x", work=work, person=studio.owner)
        hand_over(studio, made)
    with Studio.open(folder) as studio:
        assert back_up(studio, tmp_path / "backups").waiting == 1
        assert kinds(studio) == ["work.opened"]
    with Studio.open(folder, passphrase=WORDS) as studio:
        assert back_up(studio, tmp_path / "backups").waiting == 0


def test_what_cannot_be_recorded_holds_nothing_up(atelier, tmp_path):
    """Reports for a work that is not here wait, and are counted."""
    lost = add_connection(atelier.layout, Connection.new("api", "x", digest_of(b"another")))
    hand_over(atelier, lost)
    assert back_up(atelier, tmp_path / "backups").waiting == 1


def test_a_damaged_list_holds_nothing_up(atelier, tmp_path):
    """A list of connections that cannot be read is copied as it is, and read by nobody."""
    atelier.layout.connections.write_bytes(b"{")
    assert back_up(atelier, tmp_path / "backups").waiting == 0
    assert restore(tmp_path / "backups", tmp_path / "restored").tools == ()


def test_a_spool_that_cannot_be_read(atelier, one):
    """A spool that is no folder has nothing that waits."""
    spool_of(atelier.layout, one).rmdir()
    spool_of(atelier.layout, one).write_bytes(b"")
    assert empty_spools(atelier) == 0


def test_tools_that_hand_over_elsewhere_are_named(run, ask, work, tmp_path):
    """After a restore, each tool with files in it is named, with what to do."""
    assert work
    (tmp_path / "ComfyUI" / "custom_nodes").mkdir(parents=True)
    ask("connect", "comfyui", str(tmp_path / "ComfyUI"))
    ask("backup", str(tmp_path / "disk"))
    done = run("restore", str(tmp_path / "disk"), "--studio", str(tmp_path / "restored"))
    assert "still hand over to the studio that was backed up: ComfyUI" in done.stderr
    found = ask("connections", "--studio", str(tmp_path / "restored"))["connections"]
    assert "files.elsewhere" in found[0]["findings"]
