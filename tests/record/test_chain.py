import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.errors import VerificationError
from bozzetto.record.chain import Head, chain_sort, verify_next
from bozzetto.record.entry import Entry
from bozzetto.record.kinds import ChainSort
from vectors.record_entries import resigned
from vectors.record_story import story

BOOK = story()
CHAINS = {sort: BOOK.chain(sort) for sort in ChainSort}
WORK, ANCHORS = CHAINS[ChainSort.WORK], CHAINS[ChainSort.ANCHOR]
each_sort = pytest.mark.parametrize("sort", list(ChainSort))


def follow(entries, *, sparse=False):
    """Follow a chain from its first entry, and give its head."""
    head = None
    for entry in entries:
        head = verify_next(head, entry, sparse=sparse)
    return head


def altered(entry, **changes):
    """Change an event and sign it anew, its texts withheld."""
    bare = entry.without(text.digest for text in entry.texts)
    return Entry.parse(resigned({**entry.event.to_value(), **changes}, bare))


@each_sort
def test_whole_chain_holds(sort):
    """A whole chain has a head that names its first and its last entry."""
    entries = CHAINS[sort]
    assert follow(entries) == Head(entries[0].digest, sort, len(entries) - 1, entries[-1].digest)


@each_sort
@given(data=st.data())
def test_chain_with_an_entry_left_out(sort, data):
    """An entry that is taken out of the middle is missed."""
    entries = CHAINS[sort]
    at = data.draw(st.integers(0, len(entries) - 2))
    with pytest.raises(VerificationError):
        follow([*entries[:at], *entries[at + 1 :]])


@each_sort
@given(data=st.data())
def test_chain_in_another_order(sort, data):
    """Entries in any other order are no chain."""
    entries = CHAINS[sort]
    order = data.draw(st.permutations(range(len(entries))))
    if order == list(range(len(entries))):
        follow(entries)
    else:
        with pytest.raises(VerificationError):
            follow([entries[index] for index in order])


@given(st.sets(st.integers(1, len(ANCHORS) - 1)))
def test_sparse_chain(kept):
    """Of a sparse chain any entries may be left out but its first."""
    entries = [ANCHORS[index] for index in sorted({0, *kept})]
    assert follow(entries, sparse=True).number == max({0, *kept})


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param(ANCHORS[1:], id="first missing"),
        pytest.param([ANCHORS[0], ANCHORS[2], ANCHORS[1]], id="backwards"),
        pytest.param([ANCHORS[0], ANCHORS[1], ANCHORS[1]], id="doubled"),
        pytest.param([ANCHORS[0], altered(ANCHORS[1], previous=ANCHORS[2].digest)], id="unlinked"),
        pytest.param([ANCHORS[0], WORK[1]], id="other chain"),
    ],
)
def test_sparse_chain_refuses(entries):
    """In a sparse chain numbers grow, and neighbours are linked."""
    with pytest.raises(VerificationError):
        follow(entries, sparse=True)


def test_unknown_kind_is_a_link():
    """An entry of an unknown kind belongs to the chain that it stands in."""
    head = follow(WORK[:2])
    strange = altered(WORK[2], kind="mood.felt", body={})
    assert chain_sort(strange) is None
    assert verify_next(head, strange) == Head(head.chain, head.sort, 2, strange.digest)


def test_unknown_kind_begins_no_chain():
    """A chain begins with one of three kinds."""
    with pytest.raises(VerificationError, match="where a chain begins"):
        verify_next(None, altered(WORK[0], kind="mood.opened", body={}))


def test_known_kind_of_another_chain():
    """A known kind stands in its own sort of chain only."""
    key = WORK[0].signatures[0].key
    alien = altered(WORK[1], kind="person.left", body={"key": key})
    assert chain_sort(alien) is ChainSort.STUDIO
    with pytest.raises(VerificationError, match="stands in a work chain"):
        verify_next(follow(WORK[:1]), alien)


def test_refusals_name_both_values():
    """What was wanted and what was found are both named."""
    with pytest.raises(VerificationError, match="want number 2 of the chain, got 3"):
        follow([WORK[0], WORK[1], WORK[3]])
    with pytest.raises(VerificationError) as caught:
        follow([WORK[0], WORK[1], altered(WORK[2], previous=WORK[0].digest)])
    assert caught.value.values["want"] == WORK[1].digest
    assert caught.value.values["got"] == WORK[0].digest
