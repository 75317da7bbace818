"""Acts: what people say about a work, and do in it by hand.

Each is one entry (an undoing is two), signed by the key of the person whose act it is. Where
that key is locked the answer is 409 ``locked``: the page asks for the passphrase, and repeats.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi import APIRouter

from bozzetto.api import Program, Studio, Work
from bozzetto.capture.naming import safe_name
from bozzetto.errors import StudioError
from bozzetto.record import Asset, Digest
from bozzetto.studio import Recorded
from bozzetto.studio.acts import Acts
from bozzetto.studio.elsewhere import ActsElsewhere
from bozzetto.web import bodies
from bozzetto.web.answers import Refusal, missing
from bozzetto.web.bodies import PathDigest
from bozzetto.web.guest import guest_now
from bozzetto.web.guests import WANTED
from bozzetto.web.state import Desk, State

__all__ = ["open_work", "router"]

router = APIRouter(tags=["acts"])

# What the work does not name is a mistake of the request, and no state of the studio
_UNNAMED = frozenset(
    (
        "no entry of the work {title!r} names the file {digest}",
        "the work {title!r} has no entry {digest}",
        "the entry {digest} is no choice: only a choice is undone",
    )
)


def open_work(studio: Studio, digest: Digest) -> Work:
    """Return a work of the studio.

    Raises:
        Refusal: there is none.
    """
    try:
        return studio.work(digest)
    except StudioError as error:
        raise missing("the studio has no work {digest}", digest=digest) from error


@contextmanager
def _at(desk: State, digest: Digest) -> Iterator[Acts]:
    """Borrow a studio for an act in one of its works; a guest's acts wait for a signature."""
    with desk.studios.borrow() as studio:
        work: Acts = open_work(studio, digest)
        guest = guest_now()
        if guest is not None and guest.key is not None:
            work = ActsElsewhere(studio, digest, work.title, guest.key)
        try:
            yield work
        except StudioError as error:
            if error.template in _UNNAMED:
                values: dict[str, Any] = error.values
                raise Refusal(400, "studio", error.template, **values) from error
            raise


@router.post("/works")
def begin_work(desk: Desk, body: bodies.WorkBody) -> Recorded:
    """Begin a work; the owner signs its title, and what those who make it agreed on."""
    with desk.studios.borrow() as studio:
        work = studio.open_work(body.title, terms=body.terms)
        ((place, entry), *_rest) = work.entries()
        return Recorded(place, entry.digest, entry.event.number, entry.event.at)


@router.post("/works/{work}/intent", responses=WANTED)
def state_intent(desk: Desk, work: PathDigest, body: bodies.IntentBody) -> Recorded:
    """Say what is wanted, and why."""
    with _at(desk, work) as found:
        return found.state_intent(
            body.text, targets=body.targets, dimensions=body.dimensions, person=body.person
        )


@router.post("/works/{work}/comments", responses=WANTED)
def comment(desk: Desk, work: PathDigest, body: bodies.CommentBody) -> Recorded:
    """Record a remark."""
    with _at(desk, work) as found:
        return found.comment(body.text, body.about, person=body.person)


@router.post("/works/{work}/corrections", responses=WANTED)
def correct(desk: Desk, work: PathDigest, body: bodies.CorrectionBody) -> Recorded:
    """Say that an entry is wrong, and what is right. The entry stays."""
    with _at(desk, work) as found:
        return found.correct(body.entry, body.text, person=body.person)


@router.post("/works/{work}/choices", responses=WANTED)
def choose(desk: Desk, work: PathDigest, body: bodies.ChoiceBody) -> Recorded:
    """Record a choice among pictures."""
    with _at(desk, work) as found:
        return found.choose(
            body.among,
            chosen=body.chosen,
            rejected=body.rejected,
            reason=body.reason,
            person=body.person,
        )


@router.post("/works/{work}/undo")
def undo(desk: Desk, work: PathDigest, body: bodies.UndoBody) -> list[Recorded]:
    """Correct a choice, and make each of its candidates what it was before. Nothing is erased."""
    with _at(desk, work) as found:
        return found.undo(body.choice, body.text, person=body.person)


@router.post("/works/{work}/materials", responses=WANTED)
def add_material(desk: Desk, work: PathDigest, body: bodies.MaterialBody) -> Recorded:
    """Record a file that goes into the work: a sketch, a photo, a reference, a mask."""
    with _at(desk, work) as found:
        return found.add_material(
            _material(desk, found, body.asset),
            role=body.role,
            origin=body.origin,
            note=body.note,
            person=body.person,
        )


def _material(desk: State, work: Acts, sent: Digest | bodies.SentAsset) -> Asset:
    if not isinstance(sent, bodies.SentAsset):
        return desk.kept.find(work, sent)
    name = None if sent.name is None else safe_name(sent.name)
    return desk.kept.named(desk.kept.find(work, sent.digest), name)


@router.post("/works/{work}/edits", responses=WANTED)
def record_edit(desk: Desk, work: PathDigest, body: bodies.EditBody) -> Recorded:
    """Record what was changed in a picture by hand."""
    with _at(desk, work) as found:
        return found.record_edit(
            body.before,
            desk.kept.find(found, body.after),
            program=Program(body.tool.name, body.tool.version),
            dimensions=body.dimensions,
            note=body.note,
            project=None if body.project is None else desk.kept.find(found, body.project),
            person=body.person,
        )


@router.post("/works/{work}/erasures")
def erase(desk: Desk, work: PathDigest, body: bodies.ErasureBody) -> Recorded:
    """Record that bytes go, and remove them for ever. Their digests stay."""
    with _at(desk, work) as found:
        recorded = found.erase(body.assets, body.reason, person=body.person)
    for digest in body.assets:
        desk.thumbnails.forget(digest)
    return recorded


@router.post("/works/{work}/countersignatures", responses=WANTED)
def countersign(desk: Desk, work: PathDigest, body: bodies.CountersignatureBody) -> Recorded:
    """Record that a second person confirms entries."""
    with _at(desk, work) as found:
        return found.countersign(body.entries, body.person)


@router.post("/works/{work}/milestones")
def name_milestone(desk: Desk, work: PathDigest, body: bodies.MilestoneBody) -> Recorded:
    """Record that the work has come so far."""
    with _at(desk, work) as found:
        return found.name_milestone(body.name, person=body.person)


@router.post("/works/{work}/disputes")
def state_dispute(desk: Desk, work: PathDigest, body: bodies.DisputeBody) -> Recorded:
    """Record that the work is disputed."""
    with _at(desk, work) as found:
        return found.state_dispute(body.text, person=body.person)
