"""Chains: nothing was taken out of the middle.

A chain with no number missing and every ``previous`` right is complete up to its last entry.
The studio chain and each work's chain are carried whole; of the anchor chain a bundle has only
the entries that bracket the work, so there the numbers only grow.
"""

from dataclasses import dataclass

from bozzetto.errors import VerificationError
from bozzetto.record.entry import Entry
from bozzetto.record.kinds import FIRST, KINDS, ChainSort
from bozzetto.record.value import Digest

__all__ = ["Head", "chain_sort", "verify_next"]


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a chain, as far as it was read."""

    chain: Digest  # the chain's first entry
    sort: ChainSort
    number: int
    digest: Digest  # of the entry at `number`


def chain_sort(entry: Entry) -> ChainSort | None:
    """Return the sort of chain that an entry's kind belongs to, None for an unknown kind."""
    kind = KINDS.get(entry.event.kind)
    return None if kind is None else kind.chain


def verify_next(head: Head | None, entry: Entry, *, sparse: bool = False) -> Head:
    """Verify that `entry` follows `head` in its chain, and return the new head.

    Args:
        head: The chain's last entry so far, None before its first.
        entry: The entry that stands next.
        sparse: Entries may be left out between the two, as in a bundle's anchor chain.

    Raises:
        VerificationError: an entry is missing, doubled, out of order, or of another chain.
    """
    event = entry.event
    if head is None:
        sort = FIRST.get(event.kind)
        if event.number != 0 or sort is None:
            raise VerificationError(
                "{kind} number {number} stands where a chain begins",
                kind=event.kind,
                number=event.number,
            )
        return Head(entry.digest, sort, 0, entry.digest)
    if event.chain != head.chain:
        raise VerificationError("want chain {want}, got {got}", want=head.chain, got=event.chain)
    if chain_sort(entry) not in {None, head.sort}:
        raise VerificationError("{kind} stands in a {sort} chain", kind=event.kind, sort=head.sort)
    _verify_link(head, entry, sparse=sparse)
    return Head(head.chain, head.sort, event.number, entry.digest)


def _verify_link(head: Head, entry: Entry, *, sparse: bool) -> None:
    event = entry.event
    if sparse and event.number > head.number + 1:
        return
    if event.number != head.number + 1:
        raise VerificationError(
            "want number {want} of the chain, got {got}", want=head.number + 1, got=event.number
        )
    if event.previous != head.digest:
        raise VerificationError(
            "number {number}: want previous {want}, got {got}",
            number=event.number,
            want=head.digest,
            got=event.previous,
        )
