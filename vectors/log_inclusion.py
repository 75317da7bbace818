"""Makes the vectors of inclusion proofs, and what spoils a proof of either sort."""

from bozzetto.log import EMPTY_ROOT, MAX_TREE_SIZE, HashReader, inclusion_proof, leaf_hash, root
from vectors.log_cases import Case, Cases, bad, digest, flip, hexed, ok, reader

__all__ = ["inclusion", "proof_refused"]


def inclusion() -> Cases:
    """Prove that leaves are in their trees, and spoil the proofs."""
    read = reader()
    for index, size in [
        (0, 1), (0, 2), (1, 2), (0, 3), (2, 3), (3, 5), (4, 5), (5, 6), (6, 7), (0, 8), (7, 8),
        (63, 64), (64, 65), (100, 130), (129, 130),
    ]:  # fmt: skip
        values = _included(index, size, read)
        yield f"{index}-of-{size}", ok(f"leaf {index} of {size}", **values)
    for index, size in [(0, 1), (2, 3), (5, 7), (4, 8)]:
        values = _included(index, size, read)
        for name, case in _inclusion_refused(index, size, read):
            yield f"{index}-of-{size}-{name}", {**values, **case}


def _included(index: int, size: int, read: HashReader) -> Case:
    return {
        "digest": digest(index).hex(),
        "index": index,
        "size": size,
        "proof": hexed(inclusion_proof(index, size, read)),
        "root": root(size, read).hex(),
    }


def _inclusion_refused(index: int, size: int, read: HashReader) -> Cases:
    proof, top = inclusion_proof(index, size, read), root(size, read)
    false, form = "verification", "format"
    yield "bit-in-digest", bad(false, "one bit changed", digest=flip(digest(index)).hex())
    yield (
        "leaf-hash-as-digest",
        bad(false, "the leaf hash in place of the leaf", digest=leaf_hash(digest(index)).hex()),
    )
    yield "other-leaf", bad(false, "the leaf beside it", digest=digest(index ^ 1).hex())
    yield "bit-in-root", bad(false, "one bit changed", root=flip(top).hex())
    yield "empty-root", bad(false, "the root of the empty tree", root=EMPTY_ROOT.hex())
    yield "other-root", bad(false, "the root of a larger tree", root=root(size + 1, read).hex())
    yield (
        "proof-and-root",
        bad(false, "the root at the end of the proof", proof=hexed([*proof, top])),
    )
    yield (
        "proof-and-zeros",
        bad(false, "a hash of zeros at the end of the proof", proof=hexed([*proof, bytes(32)])),
    )
    yield (
        "leaf-and-proof",
        bad(
            false,
            "the leaf hash at the start of the proof",
            proof=hexed([leaf_hash(digest(index)), *proof]),
        ),
    )
    yield "size-doubled", bad(false, "a tree one level higher", size=2 * size)
    yield "index-at-size", bad(form, "an index just beyond the tree", index=size)
    yield "index-negative", bad(form, "a negative index", index=-1)
    yield "size-zero", bad(form, "the empty tree has no leaf", index=0, size=0)
    yield "size-too-large", bad(form, "a size beyond 2^53-1", size=MAX_TREE_SIZE + 1)
    yield "root-short", bad(form, "a root of 31 bytes", root=top[:31].hex())
    yield "root-long", bad(form, "a root of 33 bytes", root=top.hex() + "00")
    if proof:
        yield from proof_refused(proof)
    if size > 1:
        yield "index-moved", bad(false, "the next index", index=(index + 1) % size)


def proof_refused(proof: list[bytes]) -> Cases:
    """Spoil a proof of either sort that has at least one hash."""
    false = "verification"
    yield (
        "bit-in-first",
        bad(false, "one bit changed in the first hash", proof=hexed([flip(proof[0]), *proof[1:]])),
    )
    yield (
        "bit-in-last",
        bad(false, "one bit changed in the last hash", proof=hexed([*proof[:-1], flip(proof[-1])])),
    )
    yield "no-first", bad(false, "without its first hash", proof=hexed(proof[1:]))
    yield "no-last", bad(false, "without its last hash", proof=hexed(proof[:-1]))
    yield "no-proof", bad(false, "an empty proof where one is needed", proof=[])
    yield (
        "proof-short-hash",
        bad("format", "a hash of 31 bytes", proof=hexed([proof[0][:31], *proof[1:]])),
    )
    if len(proof) > 1:
        yield "reversed", bad(false, "the proof from its end", proof=hexed(proof[::-1]))
