"""Writing: from a click to a bundle that holds, once, however often it is handed over."""

from datetime import timedelta

import pytest

from bozzetto import verify_bundle
from bozzetto.capture.browser.visit import Picture, Role, tell
from bozzetto.capture.browser.writing import hand_over, is_recorded
from bozzetto.capture.handover.connection import spool_of
from bozzetto.capture.handover.receiver import Receiver
from bozzetto.errors import RecordingError
from bozzetto.record import digest_of, moment_of
from bozzetto.verify import Verdict
from tests.capture.handover.handing import picture


@pytest.fixture
def receive(studio, connection):
    """Record what is there."""
    return lambda: Receiver(studio, connection).drain()


@pytest.fixture
def events(work):
    """What the work's entries say."""
    return lambda: [entry.event for _, entry in work.entries()]


def test_from_a_click_to_a_bundle(studio, connection, visit, receive, events, work, tmp_path):
    """Words before pictures, candidates and choice, the person, all live; and it verifies."""
    hand_over(studio, connection, visit(role=Role.CHOSEN, chosen=1))
    assert not is_recorded(studio, connection, visit().id)
    receive()
    assert is_recorded(studio, connection, visit().id)
    _opened, told, screen, output, choice = events()
    kinds = [each.kind for each in (told, screen, output, choice)]
    assert kinds == ["instruction.given", "material.added", "output.received", "choice.made"]
    assert {each.seen.value for each in (told, screen, output, choice)} == {"live"}
    assert {each.by.person for each in (told, screen, choice)} == {studio.owner}
    assert output.by.tool == "pictures.example in Chromium"
    (entry,) = [entry for _, entry in work.entries() if entry.event.kind == "instruction.given"]
    assert output.body["instruction"] == entry.digest
    digests = [digest_of(picture(colour)) for colour in ("red", "blue")]
    assert [asset["digest"] for asset in output.body["assets"]] == digests
    assert (choice.body["among"], choice.body["chosen"]) == (digests, digests[1:])
    work.export(tmp_path / "cat.zip")
    assert verify_bundle(tmp_path / "cat.zip", signers=[studio.owner]).verdict is Verdict.INTACT


def test_handed_over_twice_is_recorded_once(studio, connection, visit, receive, events):
    """Whoever did not hear the answer sends it again: before it is recorded, and after."""
    for _ in range(2):
        hand_over(studio, connection, visit())
    receive()
    count = len(events())
    hand_over(studio, connection, visit())
    receive()
    assert len(events()) == count == 4
    assert not list(spool_of(studio.layout, connection).glob("*/*.json"))


def test_a_half_is_completed(studio, connection, visit, receive, events, monkeypatch):
    """A server that dies between two reports leaves what the next try goes on with."""
    from bozzetto.capture.browser import writing  # noqa: PLC0415  # to break it

    def fail(place, _data):
        raise OSError(28, "No space left on device", str(place))

    written, real = [], writing.write_durably

    def write(place, data):
        if len(written) == 4:
            fail(place, data)
        written.append(place)
        real(place, data)

    monkeypatch.setattr(writing, "write_durably", write)
    with pytest.raises(RecordingError, match="No space"):
        hand_over(studio, connection, visit())
    monkeypatch.setattr(writing, "write_durably", real)
    receive()
    assert [each.kind for each in events()] == ["work.opened", "instruction.given"]
    hand_over(studio, connection, visit())
    receive()
    assert [each.kind for each in events()][1:] == [
        "instruction.given",
        "material.added",
        "output.received",
    ]


def test_late_is_imported(studio, connection, visit, receive, events, clock):
    """What the extension had to keep stands as imported, with the time of the click."""
    at = moment_of(clock.now() - timedelta(hours=3))
    hand_over(studio, connection, visit(at=at))
    receive()
    assert {each.seen.value for each in events()[1:]} == {"imported"}
    assert {each.body["observed"] for each in events()[1:]} == {at}


def test_later_pictures_name_the_earlier_words(studio, connection, visit, receive, events, work):
    """Words are recorded before the tool is asked, and the pictures of a later visit name them."""
    hand_over(studio, connection, visit(pictures=()))
    receive()
    later = visit(id="00000000000000b2", words=None, selected=None, follows=visit().id)
    hand_over(studio, connection, later)
    receive()
    (told,) = [entry for _, entry in work.entries() if entry.event.kind == "instruction.given"]
    assert events()[-1].kind == "output.received"
    assert events()[-1].body["instruction"] == told.digest


def test_what_did_not_come_is_found(studio, connection, visit, receive, events):
    """A picture whose bytes the browser did not give is said to be missing."""
    lost = Picture("b.png", "https://x.example/b.png", None, "it is too large")
    hand_over(studio, connection, visit(pictures=(*visit().pictures, lost)))
    receive()
    assert len(events()[-1].body["assets"]) == 2
    found = [entry for _, entry in studio.entries(studio.digest)]
    (note,) = [each for each in found if each.event.kind == "recorder.found"]
    assert "b.png: it is too large" in note.text(note.event.body["note"])


def test_hostile_texts_are_reports(studio, connection, visit, receive, events):
    """Whatever a page calls itself and its pictures, what it says is recorded as text."""
    wild = "\x00\x1b[2J\u202e<img src=x onerror=1>\ud800" + "x" * 70_000
    pictures = (Picture("../../" + wild[:500], wild, picture("red")),)
    hand_over(
        studio, connection, visit(title=wild, address=wild, words=wild[:80_000], pictures=pictures)
    )
    assert receive() == len(tell(visit()))
    assert [each.kind for each in events()][1:] == [
        "instruction.given",
        "material.added",
        "output.received",
    ]
    refused = spool_of(studio.layout, connection) / "refused"
    assert not refused.exists()
