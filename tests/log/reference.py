"""The tree of RFC 6962, section 2.1, as its own text defines it: recursive, slow and plain."""

from hashlib import sha256


def split(count):
    """Give the largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1


def mth(leaves):
    """Hash a list of leaf data: MTH(D[n])."""
    if len(leaves) < 2:
        return sha256(b"\0" + leaves[0] if leaves else b"").digest()
    k = split(len(leaves))
    return sha256(b"\1" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(m, leaves):
    """Prove that leaf m is in the tree: PATH(m, D[n])."""
    if len(leaves) < 2:
        return []
    k = split(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m, leaves, whole=True):
    """Prove that the first m leaves, at least one, are a prefix: SUBPROOF(m, D[n], b)."""
    if m == len(leaves):
        return [] if whole else [mth(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], whole), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], whole=False), mth(leaves[:k])]


def data(count):
    """Make the data of some leaves, all different."""
    return [index.to_bytes(4) for index in range(count)]


def reader(leaves):
    """Read complete nodes straight out of the leaves."""

    def read(level, index):
        node = leaves[index << level : (index + 1) << level]
        assert len(node) == 1 << level, "an incomplete node was asked for"
        return mth(node)

    return read
