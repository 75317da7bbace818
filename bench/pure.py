"""The pure cost of an entry: canonical JSON, one Ed25519 signature, two SHA-256. No disk."""

import hashlib

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.entries import drafts
from bench.measure import rate
from bozzetto import Work
from bozzetto.record import Entry

__all__ = ["pure_cost"]


def pure_cost(work: Work, count: int) -> float:
    """Return how many events of the same size this machine's one core can spell and sign."""
    (recorded,) = work.studio.record(*drafts(work, 1))
    event = Entry.parse(work.studio.database.line(recorded.place)).event.to_value()
    private = Ed25519PrivateKey.generate()

    def spell_and_sign() -> None:
        for _ in range(count):
            data = rfc8785.dumps(event)
            signature = private.sign(data)
            hashlib.sha256(data).digest()
            hashlib.sha256(signature).digest()

    return rate(spell_and_sign, count)
