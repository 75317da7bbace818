"""Certificates that somebody signs with: read out of files, held to their rules, put in order."""

from bozzetto.certificates.held import (
    Held,
    PrivateKey,
    broken_chain,
    check_hash,
    check_links,
    check_strength,
    check_valid,
    fits,
    has_issued,
    name_of,
    unknown_kind,
)
from bozzetto.certificates.keyfile import MAX_FILE_BYTES, read_held

__all__ = [
    "MAX_FILE_BYTES",
    "Held",
    "PrivateKey",
    "broken_chain",
    "check_hash",
    "check_links",
    "check_strength",
    "check_valid",
    "fits",
    "has_issued",
    "name_of",
    "read_held",
    "unknown_kind",
]
