"""A studio: made, opened, shared and closed."""

import shutil
import sqlite3

import pytest

from bozzetto import __version__
from bozzetto.errors import FormatError, RecordingError, StudioError
from bozzetto.record import digest_of
from bozzetto.studio import Database, Instruction, Layout, Studio
from tests.studio.whole import check_whole


def test_create(studio, folder):
    """A new studio names its owner, device and keys, signed by both of them."""
    opening = studio.opening
    assert opening.digest == studio.digest
    assert opening.text(opening.event.body["name"]) == "Atelier"
    assert opening.text(opening.event.body["owner"]["name"]) == "Ann"
    assert opening.text(opening.event.body["device"]["name"]) == "desk"
    assert opening.event.body["software"] == {"name": "bozzetto", "version": __version__}
    assert {signature.key for signature in opening.signatures} == {studio.owner, studio.device}
    assert studio.origin == f"bozzetto.local/{studio.digest[7:23]}"
    assert len(list((folder / "keys").iterdir())) == 4
    assert [entry.event.kind for entry in check_whole(folder)] == [
        "studio.opened",
        "anchors.opened",
    ]


def test_create_default_place(own_folders):
    """Where no folder is named, the studio is made in the user's own."""
    with Studio.create(name="Atelier", owner="Ann") as made:
        assert made.layout.root == own_folders / "studio"
    with Studio.open() as opened:
        assert opened.digest == made.digest


def test_create_device_named(folder):
    """A device that is not named has the machine's name."""
    with Studio.create(folder, name="Atelier", owner="Ann") as made:
        assert made.opening.text(made.opening.event.body["device"]["name"])


def test_create_twice(studio, folder):
    """A studio is not made over another one."""
    with pytest.raises(StudioError, match=r"stands at .* already"):
        Studio.create(folder, name="Other", owner="Ben")
    assert studio.opening.event.number == 0


def test_create_in_a_file(tmp_path):
    """Where no folder can be made, the error says so."""
    (tmp_path / "file").touch()
    with pytest.raises(RecordingError, match="cannot make a studio"):
        Studio.create(tmp_path / "file" / "studio", name="A", owner="Ann")
    with pytest.raises(RecordingError, match="cannot make a studio"):
        Studio.create(tmp_path / "file", name="A", owner="Ann")


def test_create_malformed_name(folder):
    """A name that has no UTF-8 form is refused before anything is recorded."""
    with pytest.raises(FormatError):
        Studio.create(folder, name="\ud800", owner="Ann")
    assert not Layout(folder).exists()


def test_open_absent(tmp_path):
    """Where there is no studio, the error says how to make one."""
    with pytest.raises(StudioError, match="no studio at"):
        Studio.open(tmp_path)


def test_open_unfinished(folder):
    """A studio whose making was cut short says what to do."""
    folder.mkdir()
    Database(Layout(folder).database, create=True).close()
    with pytest.raises(StudioError, match="was not finished") as caught:
        Studio.open(folder)
    assert "make it anew" in caught.value.hint


def test_open_without_device_key(studio, folder, clock):
    """A studio that could record nothing is not opened."""
    studio.keys._path(studio.device).unlink()  # noqa: SLF001  # lost
    with pytest.raises(StudioError, match="not in this studio"):
        Studio.open(folder, clock=clock)


def test_open_altered(studio, folder, clock):
    """A studio whose first entry was altered is not opened."""
    with sqlite3.connect(folder / "studio.sqlite") as raw:
        (line,) = raw.execute("SELECT line FROM entry WHERE place = 0").fetchone()
        raw.execute("UPDATE entry SET line = ? WHERE place = 0", (line[:-2],))
    with pytest.raises(FormatError):
        Studio.open(folder, clock=clock)
    with sqlite3.connect(folder / "studio.sqlite") as raw:
        raw.execute("UPDATE entry SET line = ? WHERE place = 0", (line,))
    raw.close()
    assert studio.works() == []


def test_works_listed(studio, folder, clock):
    """Works are listed oldest first, in this process and the next."""
    made = [studio.open_work(title) for title in ("Cat", "狗", "Cat")]
    with Studio.open(folder, clock=clock) as again:
        assert [(work.title, work.digest) for work in again.works()] == [
            (work.title, work.digest) for work in made
        ]


def test_find_work(studio):
    """A work is found by its title, or by the first digits of its digest."""
    cat, dog = studio.open_work("Cat"), studio.open_work("Dog")
    assert studio.find_work("Dog").digest == dog.digest
    assert studio.find_work(cat.digest).digest == cat.digest
    assert studio.find_work(cat.digest[:15]).digest == cat.digest
    assert studio.find_work(cat.digest[7:19]).digest == cat.digest


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("Bird", "no work is called 'Bird'", id="unknown"),
        pytest.param("Cat", "2 works are called 'Cat'", id="twice"),
        pytest.param("", "no work is called", id="empty"),
        pytest.param("sha256:", "no work is called", id="no digits"),
        pytest.param("cat", "no work is called", id="another spelling"),
    ],
)
def test_find_work_refused(studio, name, message):
    """A name that means none, or several, is refused with what to do."""
    studio.open_work("Cat")
    studio.open_work("Cat")
    with pytest.raises(StudioError, match=message) as caught:
        studio.find_work(name)
    assert caught.value.hint


def test_title_before_digits(studio):
    """A title that looks like the digits of another work means the work of that title."""
    cat = studio.open_work("Cat")
    other = studio.open_work(cat.digest[7:15])
    assert studio.find_work(cat.digest[7:15]).digest == other.digest


def test_entries_unknown_chain(studio):
    """A chain that is not here has no entries."""
    with pytest.raises(StudioError, match="no chain"):
        list(studio.entries(digest_of(b"none")))


def test_checkpoint_grows(studio, folder):
    """The checkpoint names the log, its size and its root."""
    first = studio.checkpoint()
    studio.open_work("Cat")
    second = studio.checkpoint()
    assert (first.tree_size, second.tree_size) == (2, 3)
    assert first.origin == studio.origin
    assert len(check_whole(folder)) == 3


def test_text_salted(studio):
    """The same words are committed to differently each time."""
    assert studio.text("a cat").digest != studio.text("a cat").digest


def test_two_open(studio, folder, clock):
    """A studio may be open twice; each sees what the other wrote."""
    with Studio.open(folder, clock=clock) as other:
        work = other.open_work("Cat")
        studio.find_work("Cat").state_intent("from here")
        work.state_intent("from there")
        assert len(studio.find_work("Cat").entries()) == 3


def test_close_reason(folder, clock):
    """The end of a run says why; to close again does nothing."""
    studio = Studio.create(folder, name="A", owner="Ann", clock=clock)
    studio.open_work("Cat").give_instruction(Instruction("tool"))
    studio.close("shutdown")
    studio.close()
    last = check_whole(folder)[-1]
    assert last.event.kind == "recorder.stopped"
    assert last.text(last.event.body["reason"]) == "shutdown"
    with pytest.raises(StudioError):
        studio.works()


def test_close_keeps_error(folder, clock):
    """What cannot be recorded at the end is said, and the files are closed all the same."""
    studio = Studio.create(folder, name="A", owner="Ann", clock=clock)
    studio.open_work("Cat").give_instruction(Instruction("tool"))
    studio.recorder.close()
    with pytest.raises(RecordingError):
        studio.close()
    with pytest.raises(StudioError):
        studio.works()
    check_whole(folder)


def test_open_clears_staging(studio, folder, clock):
    """What a crash left on its way into the assets is gone after the next start."""
    (folder / "staging").mkdir()
    (folder / "staging" / "left").touch()
    with Studio.open(folder, clock=clock) as again:
        assert list((folder / "staging").iterdir()) == []
        assert again.digest == studio.digest


def test_folder_moved(folder, clock, tmp_path):
    """A studio is one folder: it works wherever it stands."""
    with Studio.create(folder, name="A", owner="Ann", clock=clock) as studio:
        studio.open_work("Cat").take(tmp_path.joinpath("studio", "studio.sqlite"))
    shutil.move(folder, tmp_path / "moved")
    with Studio.open(tmp_path / "moved", clock=clock) as studio:
        studio.find_work("Cat").state_intent("still here")
    check_whole(tmp_path / "moved")


def test_opened_often(folder, clock):
    """A studio that was opened many times opens as it did."""
    with Studio.create(folder, name="A", owner="Ann", clock=clock) as studio:
        studio.open_work("Cat")
    for _ in range(20):
        with Studio.open(folder, clock=clock) as studio:
            studio.run.start()
    assert len(check_whole(folder)) == 3 + 40
