import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.errors import FormatError
from bozzetto.log.edge import Edge, Run
from bozzetto.log.merkle import EMPTY_ROOT, leaf_hash
from bozzetto.log.shape import MAX_TREE_SIZE
from tests.log.reference import data, mth, reader

LEAVES = data(300)
HASHES = [leaf_hash(leaf) for leaf in LEAVES]


def nodes_of(runs):
    """List the nodes of some runs as (level, index, hash)."""
    return [
        (run.level, run.first + offset, value)
        for run in runs
        for offset, value in enumerate(run.hashes)
    ]


def complete_nodes(size):
    """List the places of every complete node of a tree."""
    return {(level, index) for level in range(size.bit_length()) for index in range(size >> level)}


def test_edge_starts_empty():
    """An edge of nothing has the root of the empty tree, and extending by nothing changes none."""
    assert Edge().root() == EMPTY_ROOT
    assert Edge().extend([]) == (Edge(), ())


def test_append_every_size():
    """Leaf by leaf, every root and every completed node equals the recursive definition's."""
    edge, read, seen = Edge(), reader(LEAVES), set()
    for size, leaf in enumerate(HASHES[:130], start=1):
        edge, runs = edge.append(leaf)
        assert edge.size == size
        assert edge.root() == mth(LEAVES[:size])
        for level, index, value in nodes_of(runs):
            assert value == read(level, index)
            seen.add((level, index))
        assert seen == complete_nodes(size)


@given(st.lists(st.integers(0, 70), max_size=5))
def test_extend_equals_append(counts):
    """Appending in batches completes the same nodes, each once, and ends in the same edge."""
    bulk, single, bulk_nodes, single_nodes = Edge(), Edge(), [], []
    for count in counts:
        batch = HASHES[bulk.size : bulk.size + count]
        bulk, runs = bulk.extend(batch)
        bulk_nodes += nodes_of(runs)
        for leaf in batch:
            single, runs = single.append(leaf)
            single_nodes += nodes_of(runs)
    assert bulk == single
    assert sorted(bulk_nodes) == sorted(single_nodes)


def test_extend_gives_runs_by_level():
    """The runs name level, first index and hashes, from the leaves upwards."""
    edge, _ = Edge().extend(HASHES[:3])
    _, runs = edge.extend(HASHES[3:6])
    read = reader(LEAVES)
    assert runs == (
        Run(0, 3, tuple(HASHES[3:6])),
        Run(1, 1, (read(1, 1), read(1, 2))),
        Run(2, 0, (read(2, 0),)),
    )


@pytest.mark.parametrize("size", [0, 1, 2, 3, 130, 255, 256, 257])
def test_edge_at_size(size):
    """An edge read out of stored nodes is the edge that had grown to that size."""
    grown, _ = Edge().extend(HASHES[:size])
    assert Edge.at(size, reader(LEAVES)) == grown


@pytest.mark.parametrize(
    ("size", "hashes"),
    [
        pytest.param(3, (bytes(32),), id="too few hashes"),
        pytest.param(2, (bytes(32), bytes(32)), id="too many hashes"),
        pytest.param(0, (bytes(32),), id="hash of nothing"),
        pytest.param(1, (bytes(31),), id="short hash"),
        pytest.param(-1, (bytes(32),), id="negative size"),
        pytest.param(MAX_TREE_SIZE + 1, (bytes(32),), id="size beyond the limit"),
    ],
)
def test_edge_refuses(size, hashes):
    """An edge that no tree has cannot be made."""
    with pytest.raises(FormatError):
        Edge(size, hashes)


def test_extend_refuses_short_leaf():
    """A leaf that is no hash is refused before anything is hashed."""
    with pytest.raises(FormatError, match="not a hash of 32 bytes: 6161"):
        Edge().extend([bytes(32), b"aa"])


def test_extend_refuses_beyond_largest_tree():
    """No tree grows beyond what every verifier counts exactly."""
    full = Edge(MAX_TREE_SIZE, (bytes(32),) * 53)
    with pytest.raises(FormatError, match="not the size of a tree"):
        full.append(bytes(32))
