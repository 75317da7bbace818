"""Content credentials (C2PA) in a file: read, checked, and kept as what a third party says."""

from bozzetto.capture.credentials.claims import CLAIMS, claim_code, claims_of
from bozzetto.capture.credentials.manifest import Action, Credentials, State, parse_store
from bozzetto.capture.credentials.reader import (
    MAX_FILES,
    Store,
    can_read,
    credential_claims,
    read_credentials,
    read_store,
)

__all__ = [
    "CLAIMS",
    "MAX_FILES",
    "Action",
    "Credentials",
    "State",
    "Store",
    "can_read",
    "claim_code",
    "claims_of",
    "credential_claims",
    "parse_store",
    "read_credentials",
    "read_store",
]
