"""Releases: what the record says of a publication, and that the copies are kept."""

import io

import pytest

from bozzetto.errors import FormatError, LockedError, StudioError
from bozzetto.record import digest_of
from bozzetto.studio import LabelledCopy, Program, Studio

TOOL = Program("ComfyUI", "0.3.10")
SAID = {"place": "https://example.org", "licence": "CC0", "source_type": "trainedAlgorithmicMedia"}


@pytest.fixture
def picture(work):
    """A picture that a tool made."""
    work.receive_output(None, [io.BytesIO(b"a")], program=TOOL)
    return next(iter(work.assets()))


def test_release_keeps_the_copies(studio, work, picture):
    """The entry names the picture, where and how it is published, and each copy's labels."""
    copies = [
        LabelledCopy(io.BytesIO(b"labelled"), ("visible", "aigc")),
        LabelledCopy(io.BytesIO(b"plain"), ()),
    ]
    recorded = work.release(picture, **SAID, copies=copies)
    entry = work.entries()[-1][1]
    body = entry.event.body
    assert (entry.digest, entry.event.kind, entry.event.seen) == (
        recorded.digest,
        "work.released",
        "stated",
    )
    assert (body["asset"], body["source type"]) == (picture, "trainedAlgorithmicMedia")
    assert [entry.text(body[name]) for name in ("place", "licence")] == [
        "https://example.org",
        "CC0",
    ]
    assert [copy["labels"] for copy in body["copies"]] == [["visible", "aigc"], []]
    digests = [copy["asset"]["digest"] for copy in body["copies"]]
    assert digests == [digest_of(b"labelled"), digest_of(b"plain")]
    with studio.assets.open(digests[0]) as kept:
        assert kept.read() == b"labelled"
    assert set(digests) <= set(work.assets())


def test_release_without_copies(work, picture):
    """Who labels nothing still says where it went."""
    work.release(picture, **SAID)
    assert "copies" not in work.entries()[-1][1].event.body


def test_release_is_its_persons(studio, work, picture):
    """Another person's release is signed by that person's key."""
    ben = studio.people.join("Ben", "agent")
    work.release(picture, **SAID, person=ben)
    entry = work.entries()[-1][1]
    assert entry.event.by.person == ben
    assert [signature.key for signature in entry.signatures] == [ben]


@pytest.mark.parametrize(
    "code",
    ["", "trained media", "http://cv.iptc.org/newscodes/digitalsourcetype/print", "é", "a" * 65],
)
def test_release_refuses_other_source_types(work, picture, code):
    """A source type is one word: readers of the record make the address of it."""
    with pytest.raises(FormatError, match="last part of its address"):
        work.release(picture, **{**SAID, "source_type": code})
    assert work.entries()[-1][1].event.kind == "output.received"


def test_release_refuses_others_pictures(studio, picture):
    """What no entry of the work names is not released from it; nothing is recorded."""
    other = studio.open_work("Dog")
    with pytest.raises(StudioError, match="names the file"):
        other.release(picture, **SAID)
    assert len(other.entries()) == 1


def test_release_of_a_locked_person(folder, clock):
    """Without the passphrase nothing is released in a person's name."""
    with Studio.create(folder, name="A", owner="Ann", clock=clock) as studio:
        ben = studio.people.join("Ben", "agent", passphrase="ben's")  # noqa: S106  # a test's
        work = studio.open_work("Cat")
        work.receive_output(None, [io.BytesIO(b"a")], program=TOOL)
    with Studio.open(folder, clock=clock) as studio:
        (work,) = studio.works()
        with pytest.raises(LockedError):
            work.release(next(iter(work.assets())), **SAID, person=ben)
