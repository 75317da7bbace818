"""Fixed keys, from fixed 32-byte seeds, and the log that signs with them."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from bozzetto.log.checkpoint import Checkpoint
from bozzetto.log.key import KeyKind, NoteSigner

ORIGIN = "bozzetto.local/0123456789abcdef"
WITNESS = "witness.example.com/w1"
TIME = 1_795_320_555  # 2026-11-22T04:09:15Z

ED25519 = Ed25519PrivateKey.from_private_bytes(bytes([1]) * 32)
MLDSA44 = MLDSA44PrivateKey.from_seed_bytes(bytes([2]) * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(bytes([3]) * 32)

LOG_ED25519 = NoteSigner(ORIGIN, KeyKind.ED25519, ED25519)
LOG_MLDSA44 = NoteSigner(ORIGIN, KeyKind.MLDSA44, MLDSA44)
WITNESS_ED25519 = NoteSigner(WITNESS, KeyKind.ED25519_COSIGNATURE, OTHER)

CHECKPOINT = Checkpoint(ORIGIN, 17, bytes(range(32)))
