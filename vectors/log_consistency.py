"""Makes the vectors of consistency proofs."""

from collections.abc import Iterator

from bozzetto.log import MAX_TREE_SIZE, HashReader, consistency_proof, root
from vectors.log_cases import Case, Cases, bad, flip, hexed, ok, reader
from vectors.log_inclusion import proof_refused

__all__ = ["consistency"]


def consistency() -> Cases:
    """Prove growth, and spoil the proofs."""
    read = reader()
    for old, size in [
        (0, 0), (0, 5), (1, 1), (1, 2), (2, 3), (3, 5), (4, 7), (4, 8), (5, 8), (6, 8), (7, 8),
        (8, 8), (7, 130), (64, 130), (128, 129), (129, 130),
    ]:  # fmt: skip
        values = _consistent(old, size, read)
        yield f"{old}-to-{size}", ok(f"the first {old} of {size}", **values)
    for old, size in [(1, 2), (3, 7), (4, 8), (6, 8)]:
        values = _consistent(old, size, read)
        for name, case in _consistency_refused(old, size, read):
            yield f"{old}-to-{size}-{name}", {**values, **case}
    for name, old, size, case in _no_proof_refused(read):
        yield name, {**_consistent(old, size, read), **case}


def _consistent(old: int, size: int, read: HashReader) -> Case:
    return {
        "old": old,
        "old_root": root(old, read).hex(),
        "size": size,
        "new_root": root(size, read).hex(),
        "proof": hexed(consistency_proof(old, size, read)),
    }


def _consistency_refused(old: int, size: int, read: HashReader) -> Cases:
    proof, before, after = consistency_proof(old, size, read), root(old, read), root(size, read)
    false, form = "verification", "format"
    yield from proof_refused(proof)
    yield "bit-in-old-root", bad(false, "one bit changed", old_root=flip(before).hex())
    yield "bit-in-new-root", bad(false, "one bit changed", new_root=flip(after).hex())
    yield (
        "roots-swapped",
        bad(false, "the roots in each other's place", old_root=after.hex(), new_root=before.hex()),
    )
    yield "old-root-twice", bad(false, "nothing was appended", new_root=before.hex())
    yield (
        "other-old-root",
        bad(false, "the root of one leaf more", old_root=root(old + 1, read).hex()),
    )
    yield (
        "proof-and-root",
        bad(false, "the new root at the end of the proof", proof=hexed([*proof, after])),
    )
    yield (
        "root-and-proof",
        bad(false, "the old root at the start of the proof", proof=hexed([before, *proof])),
    )
    yield "sizes-swapped", bad(form, "a tree that shrinks", old=size, size=old)
    yield "old-negative", bad(form, "a negative old size", old=-1)
    yield "size-too-large", bad(form, "a size beyond 2^53-1", size=MAX_TREE_SIZE + 1)
    yield "old-root-short", bad(form, "a root of 31 bytes", old_root=before[:31].hex())
    yield "new-root-long", bad(form, "a root of 33 bytes", new_root=after.hex() + "00")


def _no_proof_refused(read: HashReader) -> Iterator[tuple[str, int, int, Case]]:
    """Spoil what needs no proof: equal sizes, and growth out of the empty tree."""
    false, other = "verification", root(6, read).hex()
    yield "7-to-7-two-roots", 7, 7, bad(false, "one size and two roots", new_root=other)
    yield "7-to-7-proof", 7, 7, bad(false, "a proof where none is needed", proof=[other])
    yield (
        "0-to-5-old-root",
        0,
        5,
        bad(false, "an old root that is not the empty tree's", old_root=other),
    )
    yield "0-to-5-proof", 0, 5, bad(false, "a proof where none is needed", proof=[other])
    yield "0-to-0-new-root", 0, 0, bad(false, "an empty tree with another root", new_root=other)
