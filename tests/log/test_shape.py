import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.errors import FormatError
from bozzetto.log.shape import (
    MAX_TREE_SIZE,
    check_index,
    check_prefix,
    check_size,
    consistency_nodes,
    inclusion_nodes,
    root_nodes,
)

places = st.integers(1, MAX_TREE_SIZE).flatmap(
    lambda size: st.tuples(st.integers(0, size - 1), st.just(size))
)


def leaves_of(nodes):
    """Give the spans of leaves that some nodes cover."""
    return [(index << level, (index + 1) << level) for level, index in nodes]


def joins(spans, first, end):
    """Whether the spans follow one another from `first` to `end` and leave nothing out."""
    edges = [first, *(edge for span in spans for edge in span), end]
    return edges[::2] == edges[1::2]


def test_inclusion_nodes_of_the_drawing():
    """Leaf 4 of 7 is proven by leaf 5, by leaf 6, and by the first four."""
    assert inclusion_nodes(4, 7) == [[(0, 5)], [(0, 6)], [(2, 0)]]


def test_inclusion_nodes_of_ragged_edge():
    """Leaf 0 of 7 is proven by two complete nodes, and by a ragged subtree of two more."""
    assert inclusion_nodes(0, 7) == [[(0, 1)], [(1, 1)], [(1, 2), (0, 6)]]


def test_consistency_nodes_known():
    """From 6 to 7 leaves, the last complete node of the old tree opens the proof."""
    assert consistency_nodes(6, 7) == [[(1, 2)], [(0, 6)], [(2, 0)]]
    assert consistency_nodes(4, 7) == [[(1, 2), (0, 6)]]


@given(st.integers(0, MAX_TREE_SIZE))
def test_root_nodes_cover_the_tree(size):
    """The root is folded from shrinking nodes that cover every leaf once."""
    nodes = root_nodes(size)
    assert joins(leaves_of(nodes), 0, size)
    levels = [level for level, _ in nodes]
    assert levels == sorted(set(levels), reverse=True)


@given(places)
def test_inclusion_nodes_cover_the_rest(place):
    """An inclusion proof covers every leaf but its own, each once."""
    index, size = place
    spans = [span for nodes in inclusion_nodes(index, size) for span in leaves_of(nodes)]
    assert joins(sorted([*spans, (index, index + 1)]), 0, size)


@given(places)
def test_consistency_nodes_cover_both_trees(place):
    """A consistency proof covers the new tree, and cuts it where the old one ended."""
    old, size = place
    spans = sorted(span for nodes in consistency_nodes(old, size) for span in leaves_of(nodes))
    if old == 0:
        assert spans == []
    elif old & (old - 1) == 0:  # the old tree is one node, whose hash the verifier has
        assert joins(spans, old, size)
    else:
        assert joins(spans, 0, size)
        assert old in [end for _, end in spans]


@given(st.integers(0, MAX_TREE_SIZE))
def test_consistency_nodes_of_equal_sizes(size):
    """Nothing needs to be proven between equal sizes."""
    assert consistency_nodes(size, size) == []


def test_nodes_of_largest_tree():
    """The largest tree's proofs are as long as its height, and no longer."""
    assert len(inclusion_nodes(0, MAX_TREE_SIZE)) == 53
    assert len(root_nodes(MAX_TREE_SIZE)) == 53
    assert len(consistency_nodes(1, MAX_TREE_SIZE)) == 53


@pytest.mark.parametrize("size", [-1, MAX_TREE_SIZE + 1])
@pytest.mark.parametrize("ask", [check_size, root_nodes])
def test_size_refused(ask, size):
    """No tree has a negative size, or one beyond what every verifier counts exactly."""
    with pytest.raises(FormatError, match="not the size of a tree"):
        ask(size)


@pytest.mark.parametrize(("index", "size"), [(7, 7), (8, 7), (-1, 7), (0, 0), (0, -1)])
@pytest.mark.parametrize("ask", [check_index, inclusion_nodes])
def test_index_refused(ask, index, size):
    """A place that the tree does not have is malformed."""
    with pytest.raises(FormatError):
        ask(index, size)


@pytest.mark.parametrize(("old", "size"), [(8, 7), (-1, 7), (0, -1), (1, MAX_TREE_SIZE + 1)])
@pytest.mark.parametrize("ask", [check_prefix, consistency_nodes])
def test_prefix_refused(ask, old, size):
    """Sizes that no growing tree has are malformed."""
    with pytest.raises(FormatError):
        ask(old, size)
