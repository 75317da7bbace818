"""The shape of the tree of RFC 6962: which nodes make up what, without any hash.

A tree of 7 leaves, and what stands beside the path of leaf 4 in it::

    level 2          (2,0)
    level 1     (1,0)     (1,1)     (1,2)
    level 0   0   1     2   3     4   5     6

    inclusion_nodes(4, 7) == [[(0, 5)], [(0, 6)], [(2, 0)]]

A hash of a proof stands for a whole subtree. Most are one complete node; one at the right edge
may be ragged, and is folded from several. Who makes a proof, and who wants to know which
stored pieces it takes, both ask here.
"""

from bozzetto.errors import FormatError

__all__ = [
    "MAX_TREE_SIZE",
    "Subtree",
    "check_index",
    "check_prefix",
    "check_size",
    "consistency_nodes",
    "inclusion_nodes",
    "root_nodes",
]

# Entries. The largest integer that JSON and JavaScript hold exactly, so that a verifier in a
# browser counts as this one does.
MAX_TREE_SIZE = 2**53 - 1

# The (level, index) of the complete nodes, from the left, that fold into one hash.
Subtree = list[tuple[int, int]]


def root_nodes(size: int) -> Subtree:
    """List the (level, index) of the complete nodes, from the left, that fold into the root.

    Raises:
        FormatError: `size` is no size of a tree.
    """
    check_size(size)
    return _subtree(0, size)


def inclusion_nodes(index: int, size: int) -> list[Subtree]:
    """List, for each hash of an inclusion proof, the complete nodes that fold into it.

    Raises:
        FormatError: not 0 <= index < size.
    """
    check_index(index, size)
    return _siblings(0, index, size)


def consistency_nodes(old: int, size: int) -> list[Subtree]:
    """List, for each hash of a consistency proof, the complete nodes that fold into it.

    Raises:
        FormatError: not 0 <= old <= size.
    """
    check_prefix(old, size)
    if old in (0, size):
        return []
    # The last complete node of the old tree is where the two trees begin to differ. It opens
    # the proof unless it is the whole old tree, whose root the verifier has.
    level = (old & -old).bit_length() - 1
    index = (old >> level) - 1
    start = [[(level, index)]] if index else []
    return start + _siblings(level, index, size)


def check_size(size: int) -> None:
    """Refuse what cannot be the size of a tree.

    Raises:
        FormatError: not 0 <= size <= MAX_TREE_SIZE.
    """
    if not 0 <= size <= MAX_TREE_SIZE:
        raise FormatError("not the size of a tree: {size}", size=size)


def check_index(index: int, size: int) -> None:
    """Refuse what cannot be the place of a leaf.

    Raises:
        FormatError: not 0 <= index < size <= MAX_TREE_SIZE.
    """
    check_size(size)
    if not 0 <= index < size:
        raise FormatError("a tree of {size} leaves has no leaf {index}", size=size, index=index)


def check_prefix(old: int, size: int) -> None:
    """Refuse what cannot be the sizes of an older and a newer tree.

    Raises:
        FormatError: not 0 <= old <= size <= MAX_TREE_SIZE.
    """
    check_size(size)
    if not 0 <= old <= size:
        raise FormatError("a tree of {size} leaves has no prefix of {old}", size=size, old=old)


def _siblings(level: int, index: int, size: int) -> list[Subtree]:
    """List the subtrees beside the path from the node (level, index) up to the root."""
    found = []
    while (size - 1) >> level:
        first = (index ^ 1) << level
        if first < size:  # otherwise nothing stands there, and the node is its own parent
            found.append(_subtree(first, min(first + (1 << level), size)))
        level, index = level + 1, index >> 1
    return found


def _subtree(first: int, end: int) -> Subtree:
    """Split the subtree over the leaves [first, end) into its complete nodes, from the left."""
    nodes = []
    while first < end:
        level = (end - first).bit_length() - 1
        nodes.append((level, first >> level))
        first += 1 << level
    return nodes
