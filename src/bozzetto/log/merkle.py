"""The Merkle tree of RFC 6962: its hashes, its root and its two proofs.

A leaf hashes to ``SHA-256(0x00 || data)``, two neighbours to ``SHA-256(0x01 || left || right)``
(RFC 6962, section 2.1). A *node* at (level, index) is the complete subtree over the leaves
``[index * 2**level, (index + 1) * 2**level)``; level 0 holds the leaf hashes. Complete nodes
never change as the log grows, so they are all that is ever stored: every root and every
proof is folded from them. With the four entries ``b"a"`` to ``b"d"``::

    level 2            (2,0)                 root of 4 leaves
    level 1       (1,0)     (1,1)            root of 3 leaves = H(0x01 || (1,0) || (0,2))
    level 0    (0,0) (0,1) (0,2) (0,3)

Whoever asks for a root or a proof brings a reader of nodes; who stores them, and how, is not
known here. No I/O.
"""

from collections.abc import Callable, Collection, Sequence
from hashlib import sha256

from bozzetto.errors import FormatError, VerificationError
from bozzetto.log.shape import (
    Subtree,
    check_index,
    check_prefix,
    consistency_nodes,
    inclusion_nodes,
    root_nodes,
)

__all__ = [
    "EMPTY_ROOT",
    "HASH_SIZE",
    "HashReader",
    "check_hashes",
    "consistency_proof",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "root",
    "verify_consistency",
    "verify_inclusion",
]

HASH_SIZE = 32  # bytes, SHA-256

EMPTY_ROOT = sha256().digest()  # MTH({}) of RFC 6962, section 2.1

# Gives the 32-byte hash of the complete node at (level, index). It raises where it cannot.
HashReader = Callable[[int, int], bytes]


def leaf_hash(data: bytes) -> bytes:
    """Hash the data of a leaf; in Bozzetto's logs that is a 32-byte entry digest."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two neighbouring 32-byte hashes into the one above them."""
    return sha256(b"\x01" + left + right).digest()


def root(size: int, read: HashReader) -> bytes:
    """Compute the root hash of the first `size` leaves.

    Raises:
        FormatError: `size` is no size of a tree.
    """
    if nodes := root_nodes(size):
        return _fold(nodes, read)
    return EMPTY_ROOT


def inclusion_proof(index: int, size: int, read: HashReader) -> list[bytes]:
    """Prove that leaf `index` is in the tree of `size` leaves (RFC 9162, section 2.1.3.1).

    Raises:
        FormatError: not 0 <= index < size.
    """
    return [_fold(subtree, read) for subtree in inclusion_nodes(index, size)]


def consistency_proof(old: int, size: int, read: HashReader) -> list[bytes]:
    """Prove that the first `old` leaves are a prefix of `size` (RFC 9162, section 2.1.4.1).

    The proof is empty for equal sizes and, where the RFC is silent, from the empty tree.

    Raises:
        FormatError: not 0 <= old <= size.
    """
    return [_fold(subtree, read) for subtree in consistency_nodes(old, size)]


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Verify that `leaf` is at `index` in the tree with this size and root.

    The algorithm is that of RFC 9162, section 2.1.3.2, by its step numbers.

    Args:
        leaf: The leaf's hash (`leaf_hash`), not its data.
        index: The leaf's position, from 0.
        size: Leaves in the tree.
        proof: 32-byte hashes, from the leaf upwards.
        root: The tree's root hash.

    Raises:
        FormatError: not 0 <= index < size, or a hash is not 32 bytes long.
        VerificationError: The proof is too long, too short, or leads to another root.
    """
    check_index(index, size)
    check_hashes((leaf, *proof, root))
    fn, sn, reached = index, size - 1, leaf  # steps 2 and 3
    for sibling in proof:
        if sn == 0:  # step 4, first sentence: longer than the tree is high
            raise _wrong_length(len(inclusion_nodes(index, size)), proof)
        if fn & 1 or fn == sn:
            reached = node_hash(sibling, reached)
            fn, sn = _climb(fn, sn)
        else:
            reached = node_hash(reached, sibling)
        fn, sn = fn >> 1, sn >> 1
    if sn:  # step 5
        raise _wrong_length(len(inclusion_nodes(index, size)), proof)
    _check_root(want=root, got=reached)


def verify_consistency(
    old: int, old_root: bytes, size: int, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Verify that the tree of `old` leaves is a prefix of the tree of `size` leaves.

    The algorithm is that of RFC 9162, section 2.1.4.2, by its step numbers; the RFC leaves out
    equal sizes and the empty tree, where no proof is needed and none is accepted.

    Args:
        old: Leaves in the older tree.
        old_root: Its 32-byte root hash.
        size: Leaves in the newer tree.
        new_root: Its 32-byte root hash.
        proof: 32-byte hashes.

    Raises:
        FormatError: not 0 <= old <= size, or a hash is not 32 bytes long.
        VerificationError: The proof is too long, too short, or leads to another root.
    """
    check_prefix(old, size)
    check_hashes((old_root, new_root, *proof))
    if old in (0, size):
        _verify_without_proof(old, old_root, size, new_root, proof)
        return
    if not proof:  # step 1
        raise _wrong_length(len(consistency_nodes(old, size)), proof)
    is_power_of_two = old & (old - 1) == 0
    path = [old_root, *proof] if is_power_of_two else proof  # step 2
    fn, sn = old - 1, size - 1  # step 3
    while fn & 1:  # step 4
        fn, sn = fn >> 1, sn >> 1
    old_reached = new_reached = path[0]  # step 5
    for hash_ in path[1:]:  # step 6
        if sn == 0:
            raise _wrong_length(len(consistency_nodes(old, size)), proof)
        if fn & 1 or fn == sn:
            old_reached = node_hash(hash_, old_reached)
            new_reached = node_hash(hash_, new_reached)
            fn, sn = _climb(fn, sn)
        else:
            new_reached = node_hash(new_reached, hash_)
        fn, sn = fn >> 1, sn >> 1
    if sn:  # step 7
        raise _wrong_length(len(consistency_nodes(old, size)), proof)
    _check_root(want=old_root, got=old_reached)
    _check_root(want=new_root, got=new_reached)


def check_hashes(hashes: Collection[bytes]) -> None:
    """Refuse what cannot be hashes.

    Raises:
        FormatError: One of them is not 32 bytes long.
    """
    if set(map(len, hashes)) - {HASH_SIZE}:
        bad = next(value for value in hashes if len(value) != HASH_SIZE)
        raise FormatError("not a hash of {want} bytes: {got}", want=HASH_SIZE, got=bad.hex())


def _fold(nodes: Subtree, read: HashReader) -> bytes:
    *rest, reached = [read(level, index) for level, index in nodes]
    for left in reversed(rest):
        reached = node_hash(left, reached)
    return reached


def _climb(fn: int, sn: int) -> tuple[int, int]:
    """Pass over the levels where a node on the right edge has no sibling."""
    while fn and not fn & 1:
        fn, sn = fn >> 1, sn >> 1
    return fn, sn


def _verify_without_proof(
    old: int, old_root: bytes, size: int, new_root: bytes, proof: Sequence[bytes]
) -> None:
    if proof:
        raise _wrong_length(0, proof)
    if old == 0:
        _check_root(want=old_root, got=EMPTY_ROOT)
    if old == size:
        _check_root(want=new_root, got=old_root)


def _check_root(*, want: bytes, got: bytes) -> None:
    if want != got:
        raise VerificationError(
            "the proof leads to root {got}, not to {want}", want=want.hex(), got=got.hex()
        )


def _wrong_length(want: int, proof: Sequence[bytes]) -> VerificationError:
    return VerificationError(
        "the proof must have {want} hashes, and has {got}", want=want, got=len(proof)
    )
