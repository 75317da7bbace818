from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.errors import FormatError, VerificationError
from bozzetto.log.merkle import (
    EMPTY_ROOT,
    check_hashes,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
    verify_consistency,
    verify_inclusion,
)
from bozzetto.log.shape import MAX_TREE_SIZE
from tests.log.reference import data, mth, path, reader, subproof

SIZES = range(1, 131)
LEAVES = data(130)
read = cache(reader(LEAVES))

# The eight leaves and the roots of their prefixes that Certificate Transparency's own tests use.
PUBLISHED_LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
PUBLISHED_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]

trees = st.integers(1, 130).flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size)))
prefixes = st.integers(1, 130).flatmap(lambda size: st.tuples(st.integers(1, size), st.just(size)))


@cache
def root_of(size):
    """Hash the first leaves by the recursive definition."""
    return mth(LEAVES[:size])


def flip(value, bit):
    """Change one bit."""
    changed = bytearray(value)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@pytest.mark.parametrize("size", range(1, 9))
def test_root_published(size):
    """The roots are those that Certificate Transparency has published."""
    leaves = [bytes.fromhex(leaf) for leaf in PUBLISHED_LEAVES]
    assert root(size, reader(leaves)).hex() == PUBLISHED_ROOTS[size - 1]


def test_hashes_are_domain_separated():
    """A leaf can never be read as the node above two others."""
    left, right = leaf_hash(b"left"), leaf_hash(b"right")
    assert leaf_hash(left + right) != node_hash(left, right)


def test_empty_root_is_the_hash_of_nothing():
    """The empty tree has the root that RFC 6962 gives it."""
    assert root(0, read) == EMPTY_ROOT == mth([])


@pytest.mark.parametrize("size", SIZES)
def test_root_every_size(size):
    """Every root equals the recursive definition's."""
    assert root(size, read) == root_of(size)


@pytest.mark.parametrize("size", SIZES)
def test_inclusion_every_size(size):
    """Every inclusion proof equals the recursive definition's, and verifies."""
    leaves = LEAVES[:size]
    for index in range(size):
        proof = inclusion_proof(index, size, read)
        assert proof == path(index, leaves)
        verify_inclusion(leaf_hash(leaves[index]), index, size, proof, root_of(size))


@pytest.mark.parametrize("size", SIZES)
def test_consistency_every_size(size):
    """Every consistency proof equals the recursive definition's, and verifies."""
    for old in range(1, size + 1):
        proof = consistency_proof(old, size, read)
        assert proof == subproof(old, LEAVES[:size])
        verify_consistency(old, root_of(old), size, root_of(size), proof)


@given(trees, st.data())
def test_inclusion_refuses_any_changed_bit(tree, draw):
    """One bit changed in the leaf, the proof or the root, and the proof does not hold."""
    index, size = tree
    values = [leaf_hash(LEAVES[index]), *inclusion_proof(index, size, read), root_of(size)]
    place = draw.draw(st.integers(0, len(values) - 1))
    values[place] = flip(values[place], draw.draw(st.integers(0, 255)))
    leaf, *proof, want = values
    with pytest.raises(VerificationError, match="leads to root"):
        verify_inclusion(leaf, index, size, proof, want)


@given(prefixes, st.data())
def test_consistency_refuses_any_changed_bit(tree, draw):
    """One bit changed in the proof or in either root, and the proof does not hold."""
    old, size = tree
    values = [root_of(old), *consistency_proof(old, size, read), root_of(size)]
    place = draw.draw(st.integers(0, len(values) - 1))
    values[place] = flip(values[place], draw.draw(st.integers(0, 255)))
    old_root, *proof, new_root = values
    with pytest.raises(VerificationError, match="leads to root"):
        verify_consistency(old, old_root, size, new_root, proof)


@given(trees, st.integers(0, 129))
def test_inclusion_refuses_another_place(tree, other):
    """A leaf's proof does not hold for another index, whose leaf is another."""
    index, size = tree
    proof = inclusion_proof(index, size, read)
    if other in range(size) and other != index:
        with pytest.raises(VerificationError):
            verify_inclusion(leaf_hash(LEAVES[index]), other, size, proof, root_of(size))


@given(trees, st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=3))
def test_inclusion_refuses_longer_proof(tree, more):
    """Hashes beyond the end of a proof are refused, and the error counts them."""
    index, size = tree
    proof = inclusion_proof(index, size, read)
    with pytest.raises(VerificationError, match="must have") as caught:
        verify_inclusion(leaf_hash(LEAVES[index]), index, size, proof + more, root_of(size))
    assert caught.value.values == {"want": len(proof), "got": len(proof) + len(more)}


@given(trees)
def test_inclusion_refuses_shorter_proof(tree):
    """A proof whose last hash is missing is refused."""
    index, size = tree
    if proof := inclusion_proof(index, size, read):
        with pytest.raises(VerificationError, match="must have"):
            verify_inclusion(leaf_hash(LEAVES[index]), index, size, proof[:-1], root_of(size))


@given(prefixes, st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=3))
def test_consistency_refuses_longer_proof(tree, more):
    """Hashes beyond the end of a proof are refused, also where none are needed."""
    old, size = tree
    proof = consistency_proof(old, size, read) + more
    with pytest.raises(VerificationError, match="must have"):
        verify_consistency(old, root_of(old), size, root_of(size), proof)


@given(prefixes)
def test_consistency_refuses_shorter_proof(tree):
    """A proof whose last hash is missing is refused."""
    old, size = tree
    if proof := consistency_proof(old, size, read):
        with pytest.raises(VerificationError, match="must have"):
            verify_consistency(old, root_of(old), size, root_of(size), proof[:-1])


def test_consistency_from_empty_tree():
    """Every tree grows out of the empty one, whose root must be the empty root."""
    verify_consistency(0, EMPTY_ROOT, 7, root_of(7), consistency_proof(0, 7, read))
    with pytest.raises(VerificationError, match="leads to root"):
        verify_consistency(0, root_of(1), 7, root_of(7), [])
    with pytest.raises(VerificationError, match="must have 0"):
        verify_consistency(0, EMPTY_ROOT, 7, root_of(7), [root_of(7)])


def test_consistency_of_equal_sizes():
    """Two trees of one size are consistent exactly when they are one tree."""
    verify_consistency(7, root_of(7), 7, root_of(7), [])
    with pytest.raises(VerificationError, match="leads to root"):
        verify_consistency(7, root_of(7), 7, root_of(8), [])


@pytest.mark.parametrize(
    ("index", "size"),
    [
        pytest.param(7, 7, id="index at the end"),
        pytest.param(8, 7, id="index beyond the end"),
        pytest.param(-1, 7, id="index before the start"),
        pytest.param(0, 0, id="empty tree"),
        pytest.param(0, -1, id="negative size"),
        pytest.param(0, MAX_TREE_SIZE + 1, id="size beyond the limit"),
    ],
)
def test_inclusion_refuses_place(index, size):
    """A place that the tree does not have is malformed, whatever the proof says."""
    for attempt in (
        lambda: verify_inclusion(bytes(32), index, size, [], bytes(32)),
        lambda: inclusion_proof(index, size, read),
    ):
        with pytest.raises(FormatError):
            attempt()


@pytest.mark.parametrize(
    ("old", "size"),
    [
        pytest.param(8, 7, id="shrinking tree"),
        pytest.param(-1, 7, id="negative old size"),
        pytest.param(0, -1, id="negative size"),
        pytest.param(1, MAX_TREE_SIZE + 1, id="size beyond the limit"),
    ],
)
def test_consistency_refuses_sizes(old, size):
    """Sizes that no growing tree has are malformed, whatever the proof says."""
    for attempt in (
        lambda: verify_consistency(old, bytes(32), size, bytes(32), []),
        lambda: consistency_proof(old, size, read),
    ):
        with pytest.raises(FormatError):
            attempt()


@pytest.mark.parametrize("size", [-1, MAX_TREE_SIZE + 1])
def test_root_refuses_size(size):
    """No tree has a negative size, or one beyond what every verifier counts exactly."""
    with pytest.raises(FormatError, match="not the size of a tree"):
        root(size, read)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_hashes_refused_by_length(length):
    """A hash that is not 32 bytes long is malformed wherever it stands."""
    bad, good = bytes(length), bytes(32)
    for attempt in (
        lambda: verify_inclusion(bad, 0, 2, [good], good),
        lambda: verify_inclusion(good, 0, 2, [bad], good),
        lambda: verify_inclusion(good, 0, 2, [good], bad),
        lambda: verify_consistency(1, bad, 2, good, [good]),
        lambda: verify_consistency(1, good, 2, bad, [good]),
        lambda: verify_consistency(1, good, 2, good, [bad]),
        lambda: check_hashes([good, bad]),
    ):
        with pytest.raises(FormatError, match="not a hash of 32 bytes"):
            attempt()
