"""Content credentials (C2PA): what a picture says of its making, signed by whoever says it."""

from bozzetto.labels.credentials.action import Act, Program, Region
from bozzetto.labels.credentials.certificate import check_certificate
from bozzetto.labels.credentials.ingredient import Ingredient, Relation
from bozzetto.labels.credentials.manifest import PROCESS, Created, Manifest, Opened, Process
from bozzetto.labels.credentials.own import (
    has_own_signer,
    make_own_signer,
    open_own_signer,
    renew_own_signer,
)
from bozzetto.labels.credentials.signed import Signed, Timestamp, Trust
from bozzetto.labels.credentials.signer import Signer, read_signer
from bozzetto.labels.credentials.signing import sign_credentials
from bozzetto.labels.credentials.stamping import stamp_later

__all__ = [
    "PROCESS",
    "Act",
    "Created",
    "Ingredient",
    "Manifest",
    "Opened",
    "Process",
    "Program",
    "Region",
    "Relation",
    "Signed",
    "Signer",
    "Timestamp",
    "Trust",
    "check_certificate",
    "has_own_signer",
    "make_own_signer",
    "open_own_signer",
    "read_signer",
    "renew_own_signer",
    "sign_credentials",
    "stamp_later",
]
