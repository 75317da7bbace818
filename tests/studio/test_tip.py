"""The tip: a copy of the log's end that follows what others commit."""

import pytest

from bozzetto.errors import StudioError
from bozzetto.log import leaf_hash
from bozzetto.record import digest_of
from bozzetto.studio import Database
from bozzetto.studio.tip import Tip
from tests.studio.drafts import remarks
from tests.studio.whole import reference_root


@pytest.fixture
def database(studio):
    """A second connection to the studio's database."""
    other = Database(studio.layout.database)
    yield other
    other.close()


def root_of(database):
    """Compute the log's root from its entries alone."""
    return reference_root(database.leaves(0, database.size()))


def test_follow_from_nothing(studio, database):
    """A new tip knows the log's size and root, its chains and whose keys stand."""
    tip = Tip()
    tip.follow(database)
    assert (tip.edge.size, tip.edge.root()) == (2, root_of(database))
    assert tip.studio == studio.digest
    assert tip.anchors == studio.anchors()[0][1].digest
    assert tip.newest_anchor is None
    assert tip.roll == studio.roll
    assert tip.introduced == 1


@pytest.mark.parametrize("count", [1, 253, 254, 255, 600])
def test_follow_others(studio, database, count):
    """What others wrote meanwhile is taken over, across tiles."""
    tip = Tip()
    tip.follow(database)
    work = studio.open_work("Cat")
    studio.record(*remarks(studio, work, count - 1))
    tip.follow(database)
    assert tip.edge.size == database.size() == 2 + count
    assert tip.edge.root() == root_of(database)
    full = tip.edge.size - tip.edge.size % 256
    assert list(tip.partial) == database.leaves(full, tip.edge.size)


def test_follow_people(studio, database):
    """Who joined or left in another process stands, or does not, in this one."""
    tip = Tip()
    tip.follow(database)
    ben = studio.people.join("Ben", "colourist")
    tip.follow(database)
    assert ben in tip.roll.standing.people
    studio.people.leave(ben)
    tip.follow(database)
    assert tip.roll == studio.roll
    assert ben in tip.roll.standing.retired
    assert tip.introduced == 3


def test_follow_unchanged(studio, database):
    """Where nobody else committed, nothing is read again."""
    tip = Tip()
    tip.follow(database)
    tip.end(database, studio.digest)
    tip.follow(database)
    assert tip.ends.keys() == {studio.digest}


def test_end_known_and_unknown(studio, database):
    """A chain's end is read once; a chain that is not there is refused."""
    tip = Tip()
    tip.follow(database)
    end = tip.end(database, studio.digest)
    assert (end.chain, end.length, end.last) == (studio.digest, 1, studio.digest)
    assert tip.end(database, studio.digest) is end
    with pytest.raises(StudioError, match="no chain"):
        tip.end(database, digest_of(b"none"))


def test_branch_is_apart(studio, database):
    """What is done to a branch leaves the tip as it was."""
    tip = Tip()
    tip.follow(database)
    before = (tip.edge, tip.partial, dict(tip.ends), tip.roll, tip.introduced, tip.version)
    branch = tip.branch()
    assert before == (
        branch.edge,
        branch.partial,
        branch.ends,
        branch.roll,
        branch.introduced,
        branch.version,
    )
    branch.grow([leaf_hash(bytes(32))] * 300)
    branch.end(database, studio.digest)
    branch.studio = None
    assert before == (tip.edge, tip.partial, tip.ends, tip.roll, tip.introduced, tip.version)
    assert tip.studio == studio.digest


@pytest.mark.parametrize("sizes", [(1,) * 5, (255, 1), (256,), (254, 3), (0, 513, 0)])
def test_grow_partial(sizes):
    """The partial tile is always the leaves beyond the last full one."""
    tip, leaves = Tip(), []
    for size in sizes:
        more = [leaf_hash(bytes([size % 256, n % 256, n // 256])) for n in range(size)]
        leaves += more
        tip.grow(more)
        assert list(tip.partial) == leaves[len(leaves) - len(leaves) % 256 :]
    assert tip.edge.root() == reference_root(leaves)
