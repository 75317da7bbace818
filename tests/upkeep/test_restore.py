"""Restoring: every byte is held to the list, and nothing is ever restored over anything."""

import os
import stat

import pytest

from bozzetto.errors import FormatError, RecordingError, StudioError, VerificationError
from bozzetto.labels.credentials import make_own_signer, open_own_signer
from bozzetto.studio import Instruction, Layout, Studio
from bozzetto.upkeep import restore as restoring
from bozzetto.upkeep.backup import back_up
from bozzetto.upkeep.health import CheckState, check_forks, survey
from bozzetto.upkeep.restore import restore
from tests.studio.whole import check_whole
from tests.upkeep.backing import sketch


@pytest.fixture
def folder(tmp_path):
    """Where backups go."""
    return tmp_path / "backups"


@pytest.fixture
def into(tmp_path):
    """Where the restored studio goes."""
    return tmp_path / "restored"


def found(studio):
    """List what the record says was found amiss."""
    entries = [entry for _, entry in studio.entries(studio.digest)]
    return [entry.event.body["what"] for entry in entries if entry.event.kind == "recorder.found"]


def test_restored_studio_is_the_backed_up_one(atelier, folder, into):
    """The record is the same to the byte, all files and keys are there, and it can go on."""
    backed_up = back_up(atelier, folder)
    before = [line for _, _, line in atelier.database.all_lines()]
    done = restore(folder, into)
    assert (done.studio, done.snapshot) == (atelier.digest, backed_up.snapshot)
    assert (done.entries, done.files, done.keys) == (6, 3, True)
    assert [check.state for check in done.checks] == [CheckState.OK, CheckState.OK]
    assert [entry.line for entry in check_whole(into)] == before
    with Studio.open(into) as studio:
        studio.find_work("Cat").comment("goes on")
    assert len(check_whole(into)) == 7


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX ones")
def test_restored_keys_are_the_owners_only(atelier, folder, into):
    """Whatever the disk of the backup knew of owners, the restored keys are 0600 in 0700."""
    back_up(atelier, folder)
    for path in folder.rglob("*.key"):
        path.chmod(0o777)
    restore(folder, into)
    keys = into / "keys"
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys.iterdir()} == {0o600}


def test_a_certificate_of_ones_own_is_a_key_too(atelier, folder, into):
    """Pictures are signed after it as before; without keys it is left out."""
    made = make_own_signer(atelier.layout.credentials, "Li", now=atelier.clock.now())
    (atelier.layout.credentials / "Old root.p12").write_bytes(b"a copy that somebody made")
    (atelier.layout.keys / "copy.key").write_bytes(b"and another")
    back_up(atelier, folder)
    restore(folder, into)
    place = Layout(into).credentials
    assert open_own_signer(place).chain == made.chain
    assert sorted(path.name for path in place.iterdir()) == ["root.p12", "root.pem", "signer.p12"]
    assert stat.S_IMODE(place.stat().st_mode) == 0o700 or os.name != "posix"
    done = back_up(atelier, folder, keys=False)
    assert not (folder / done.snapshot.name / "keys").exists()


def test_record_says_that_it_was_brought_back(atelier, folder, into):
    """When recording goes on, the record says from when on another log begins, and says it once."""
    back_up(atelier, folder)
    done = restore(folder, into)
    for _ in range(2):
        with Studio.open(into) as studio:
            studio.find_work("Cat").give_instruction(Instruction("ComfyUI"))
            assert found(studio).count("rolled back") == 1
    with Studio.open(into) as studio:
        (said,) = [
            entry
            for _, entry in studio.entries(studio.digest)
            if entry.event.body.get("what") == "rolled back"
        ]
        assert said.event.body["from"] == done.moment
        assert done.moment in said.text(said.event.body["note"])
        assert check_forks(studio, survey(studio, deep=False)).state is CheckState.WARNING
    check_whole(into)


def test_checkpoint_is_signed_after_the_record_says_so(atelier, folder, into):
    """A restored log signs nothing before it says that it was brought back."""
    back_up(atelier, folder)
    restore(folder, into)
    with Studio.open(into) as studio:
        size, _note = studio.sealer.sign(studio.clock.now())
        assert found(studio) == ["rolled back"]
        assert size == 7
        studio.sealer.sign(studio.clock.now())
        assert found(studio) == ["rolled back"]


def test_older_backup_can_be_named(atelier, folder, into):
    """The newest is restored, or the one that is named."""
    first = back_up(atelier, folder)
    sketch(atelier, b"later")
    back_up(atelier, folder)
    assert restore(folder, into, snapshot=first.snapshot.name).entries == 6
    assert restore(folder, into.with_name("newest")).entries == 7


def test_without_keys_it_is_read_and_not_opened(atelier, folder, into):
    """Without its keys a restored studio is whole, and opens when they are put back."""
    back_up(atelier, folder, keys=False)
    done = restore(folder, into)
    assert not done.keys
    assert check_whole(into)
    with pytest.raises(StudioError, match="private half"):
        Studio.open(into)
    for path in atelier.layout.keys.iterdir():
        (into / "keys" / path.name).write_bytes(path.read_bytes())
        (into / "keys" / path.name).chmod(0o600)
    Studio.open(into).close()


def victims(folder):
    """List every file of the newest backup."""
    (line,) = folder.glob("*.sha256")
    return [row[66:] for row in line.read_text().splitlines()]


@pytest.mark.parametrize("index", range(8))
def test_altered_byte_is_refused_by_name(atelier, folder, into, index):
    """One altered byte anywhere is refused, the file is named, and nothing is left behind."""
    back_up(atelier, folder)
    victim = victims(folder)[index]
    data = bytearray((folder / victim).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / victim).write_bytes(data)
    with pytest.raises(VerificationError) as caught:
        restore(folder, into)
    assert caught.value.values["file"] == victim
    assert not into.exists()


def test_missing_file_is_refused_by_name(atelier, folder, into):
    """A file that is gone is named; an empty folder that stood there is empty again."""
    back_up(atelier, folder)
    victim = victims(folder)[0]
    (folder / victim).unlink()
    into.mkdir()
    with pytest.raises(VerificationError, match=f"{victim} of the backup cannot be read"):
        restore(folder, into)
    assert list(into.iterdir()) == []


def test_altered_list_is_refused(atelier, folder, into):
    """A list that leads elsewhere is not followed."""
    done = back_up(atelier, folder)
    place = folder / done.snapshot.list_name
    place.write_text(place.read_text().replace("keys/", "keys/../../../"))
    with pytest.raises(FormatError, match="not a line of a backup's list"):
        restore(folder, into)
    assert not into.exists()


def test_list_without_end_is_refused(atelier, folder, into, monkeypatch):
    """A list that is longer than any is not read."""
    back_up(atelier, folder)
    monkeypatch.setattr(restoring, "MAX_LIST", 10)
    with pytest.raises(FormatError, match="not a list of files"):
        restore(folder, into)


def test_record_of_another_studio_is_refused(atelier, folder, into):
    """A backup under the name of another studio is none of it."""
    done = back_up(atelier, folder)
    name = done.snapshot.name
    other = name[:-8] + ("0" * 8 if name[-8:] != "0" * 8 else "1" * 8)
    (folder / name).rename(folder / other)
    text = (folder / f"{name}.sha256").read_text().replace(name, other)
    (folder / f"{other}.sha256").write_text(text)
    (folder / f"{name}.sha256").unlink()
    with pytest.raises(VerificationError, match="not that of the studio"):
        restore(folder, into)
    assert not into.exists()


@pytest.mark.parametrize("what", ["studio", "file in it", "file"])
def test_nothing_is_restored_over_anything(atelier, folder, into, what):
    """Where something stands nothing is restored, and what stands stays."""
    back_up(atelier, folder)
    if what == "file":
        into.touch()
    elif what == "studio":
        into = atelier.layout.root
    else:
        into.mkdir()
        (into / "letter.txt").touch()
    with pytest.raises(StudioError, match="nothing is ever restored over it"):
        restore(folder, into)
    assert into.exists()
    assert check_whole(atelier.layout.root)


def test_into_the_backup_itself_is_refused(atelier, folder):
    """A studio is not restored into the folder of its backups."""
    back_up(atelier, folder)
    with pytest.raises(StudioError, match="inside of the backup"):
        restore(folder, folder / "new")


def test_damage_of_the_studio_is_found_again(atelier, folder, into):
    """What was missing when it was backed up is missing still, and the check says so."""
    gone = sketch(atelier, b"gone")
    atelier.assets.path(gone.digest).unlink()
    back_up(atelier, folder)
    log, files = restore(folder, into).checks
    assert log.state is CheckState.OK
    assert files.state is CheckState.FAILED
    assert gone.digest in str(files.detail)


def test_called_off_leaves_nothing(atelier, folder, into):
    """What the watcher raises ends it, and nothing is left that looks like a studio."""
    back_up(atelier, folder)
    told = []

    def call_off(done, total):
        told.append((done, total))
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore(folder, into, progress=call_off)
    assert told[-1] == (5, 8)
    assert not into.exists()


def test_place_that_cannot_be_written(atelier, folder, tmp_path):
    """Where nothing can be written, that is said."""
    back_up(atelier, folder)
    (tmp_path / "file").touch()
    with pytest.raises(RecordingError, match="cannot write the studio"):
        restore(folder, tmp_path / "file" / "new")
