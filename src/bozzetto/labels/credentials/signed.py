"""What came of signing: whether the file holds together, and what the signer's name is worth.

The two are never mixed. That nothing was changed since is checked by whoever has the file; whose
signature it is, a certificate says, and a certificate is worth as much as who issued it.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from bozzetto.capture.credentials import Credentials, State
from bozzetto.capture.credentials.manifest import parse_store
from bozzetto.errors import VerificationError
from bozzetto.labels.credentials.certificate import is_read_everywhere
from bozzetto.labels.credentials.library import read_store
from bozzetto.labels.credentials.signer import Signer
from bozzetto.record import JSON, JSONObject

__all__ = ["Read", "Signed", "Timestamp", "Trust", "read_back"]


_UNKNOWN = "signingCredential.untrusted"


class Trust(StrEnum):
    """What is known of whose signature it is."""

    SELF_ATTESTED = "self-attested"  # nobody but the signer says so
    ISSUED = "issued"  # somebody issued the certificate, and was held against no list
    TRUSTED = "trusted"  # by one of the roots that the caller gave
    UNTRUSTED = "untrusted"  # by none of them


class Timestamp(StrEnum):
    """Whether somebody else says when it was signed."""

    NONE = "none"  # nobody was asked
    STAMPED = "stamped"
    MISSED = "missed"  # somebody was asked, and gave none: see ``stamp_later``


@dataclass(frozen=True, slots=True)
class Signed:
    """A file with credentials, read back.

    Attributes:
        path: Where it is.
        media_type: What it is.
        manifest: The label of its manifest.
        integrity: Whether the bytes are as they were signed; `INTACT`, or nothing was written.
        trust: What is known of whose signature it is.
        signer: Whom the certificate names.
        issuer: Who issued it.
        expires: When the certificate does. Readers call a signature without a timestamp invalid
            from then on.
        timestamp: Whether somebody else says when.
        stamped_by: Who does, as the timestamp says; None without one.
        why: Why a timestamp was missed; empty otherwise.
        parent: Whether the credentials of what was opened held; None where there were none.
        is_read_everywhere: Whether the certificate is of a use that all readers know.
    """

    path: Path
    media_type: str
    manifest: str
    integrity: State
    trust: Trust
    signer: str
    issuer: str
    expires: datetime
    timestamp: Timestamp
    stamped_by: str | None = None
    why: str = ""
    parent: State | None = None
    is_read_everywhere: bool = True

    def to_value(self) -> JSONObject:
        """Return what it is as JSON has it; where the file is does not belong to it."""
        return {
            "integrity": self.integrity.value,
            "trust": self.trust.value,
            "signer": self.signer,
            "issuer": self.issuer,
            "expires": self.expires.isoformat(),
            "timestamp": self.timestamp.value,
            "stamped_by": self.stamped_by,
            "parent": None if self.parent is None else self.parent.value,
        }


@dataclass(frozen=True, slots=True)
class Read:
    """What a fresh reader says of a file that was just written.

    Attributes:
        label: Its newest manifest's.
        manifest: That manifest.
        credentials: What all of them say.
        is_trusted: Whether one of the reader's roots vouches for the signer.
        faults: Why the reader calls a certificate of the newest invalid, in codes of C2PA. That it
            knows nobody who vouches for the signer is no fault.
    """

    label: str
    manifest: dict[str, JSON]
    credentials: Credentials
    is_trusted: bool
    faults: tuple[str, ...]

    def trust(self, signer: Signer, anchors: str) -> Trust:
        """Tell what is known of whose signature it is."""
        if anchors:
            return Trust.TRUSTED if self.is_trusted else Trust.UNTRUSTED
        return Trust.SELF_ATTESTED if signer.is_self_attested else Trust.ISSUED

    def signed(
        self,
        target: Path,
        media_type: str,
        signer: Signer,
        anchors: str,
        timestamp: Timestamp,
        *,
        why: str = "",
        parent: State | None = None,
    ) -> Signed:
        """Return what came of a signing whose file was read so."""
        return Signed(
            target,
            media_type,
            self.label,
            self.credentials.state,
            self.trust(signer, anchors),
            signer.subject,
            signer.issuer,
            signer.expires,
            timestamp,
            self.credentials.stamped_by,
            why,
            parent,
            is_read_everywhere(signer.chain[0]),
        )

    def assertions(self, label: str) -> Iterator[JSON]:
        """List the data of assertions of one label."""
        listed = self.manifest.get("assertions")
        for each in listed if isinstance(listed, list) else ():
            if isinstance(each, dict) and each.get("label") == label:
                yield each.get("data")


def read_back(file: BinaryIO, media_type: str, signer: Signer, anchors: str = "") -> Read:
    """Read a file that was just written, and check that it is signed by this signer and whole.

    Meanwhile it is synced, in a thread: the one waits for the disk, the other counts.

    Raises:
        VerificationError: It is not.
        StudioError: It cannot be read.
    """
    file.flush()
    with ThreadPoolExecutor(1) as pool:
        synced = pool.submit(os.fsync, file.fileno())
        store = read_store(file, media_type, anchors)
        synced.result()
    found = parse_store(store)
    label = _member(store, "active_manifest")
    manifest = _member(_member(store, "manifests"), str(label))
    if found.state is not State.INTACT or not isinstance(manifest, dict):
        raise VerificationError(
            "the credentials that were written do not hold: {codes}",
            codes=", ".join((found.state, *found.problems)),
        )
    serial = _member(_member(manifest, "signature_info"), "cert_serial_number")
    if serial != str(signer.chain[0].serial_number):
        raise VerificationError("what was written is not what is read back")
    is_trusted = _member(store, "validation_state") == "Trusted"
    return Read(str(label), manifest, found, is_trusted, _faults(store))


def _faults(store: JSON) -> tuple[str, ...]:
    newest = _member(_member(store, "validation_results"), "activeManifest")
    failures = _member(newest, "failure")
    codes = [str(_member(each, "code")) for each in failures] if isinstance(failures, list) else []
    return tuple(code for code in codes if code != _UNKNOWN)


def _member(value: JSON, name: str) -> JSON:
    return value.get(name) if isinstance(value, dict) else None
