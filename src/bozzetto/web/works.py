"""Works: the studio's works as cards, found by title, person, date and words."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query

from bozzetto.record import Asset, Digest, Moment
from bozzetto.studio.gist import pieces_in
from bozzetto.studio.shelf import Card, Found, Match, Shelf, State, Term
from bozzetto.web.answers import missing
from bozzetto.web.bodies import PathDigest
from bozzetto.web.days import span_named
from bozzetto.web.indexing import Indexer
from bozzetto.web.state import Desk
from bozzetto.web.state import State as Shared

__all__ = ["router", "start", "stop"]

router = APIRouter(tags=["works"])

MOST = 200  # works of one answer: a page fetches as it scrolls
USUAL = 60  # works, where nobody says how many: some screens
LONGEST_QUERY = 200  # characters
MOST_TERMS = 8  # of one query; more only make it slower
FARTHEST = 1_000_000  # works that may be passed over


@dataclass(frozen=True, slots=True)
class WorkAnswer:
    """A work, and the chain of the record that holds it."""

    digest: Digest
    chain: Digest
    title: str
    state: State
    opened: Moment
    newest: Moment
    entries: int
    pictures: int
    cover: Asset | None
    match: Match | None


def start(state: Shared) -> None:
    """Let the catalogue follow the log."""
    state.indexer.start()


def stop(state: Shared) -> None:
    """Let it rest."""
    state.indexer.stop()


def settle(desk: Shared) -> Indexer:
    """Return the indexer when it has read what stands in the log now, or nearly."""
    with desk.studios.borrow() as studio:
        size = studio.database.size()
    desk.indexer.settle(size)
    return desk.indexer


def terms_of(query: str) -> list[Term]:
    """Take a query apart: each of its words must be found."""
    return [Term(words, span_named(words)) for words in sorted(pieces_in(query))][:MOST_TERMS]


@router.get("/works")
def find(
    desk: Desk,
    query: Annotated[
        str,
        Query(max_length=LONGEST_QUERY, description="words, a name, a day or a month: 2026-11"),
    ] = "",
    state: Annotated[State | None, Query()] = None,
    offset: Annotated[int, Query(ge=0, le=FARTHEST)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST)] = USUAL,
) -> Found:
    """List the works that have every word of the query, the newest first."""
    terms = terms_of(query)

    def question(shelf: Shelf) -> Found:
        return shelf.find(terms, state=state, offset=offset, limit=limit)

    return settle(desk).ask(question)


@router.get("/works/{work}")
def show(desk: Desk, work: PathDigest) -> WorkAnswer:
    """Show one work."""
    card: Card | None = settle(desk).ask(lambda shelf: shelf.card(work))
    if card is None:
        raise missing("the studio has no work {digest}", digest=work)
    return WorkAnswer(
        card.digest,
        card.digest,
        card.title,
        card.state,
        card.opened,
        card.newest,
        card.entries,
        card.pictures,
        card.cover,
        card.match,
    )
