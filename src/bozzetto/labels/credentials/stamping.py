"""Stamping: a timestamp for a picture that was signed without one.

    stamp_later(Path("cat.png"), Path("cat-stamped.png"), signer, authority)

A second manifest is put upon the first, which changes nothing of the picture and holds a timestamp
over the first one's signature (C2PA 2.4, section 18.17, ``c2pa.time-stamp``). It has to be done
before the first signer's certificate expires: from then on it would show too late a time.
"""

import json
from pathlib import Path
from typing import BinaryIO

from bozzetto.anchor import Authority
from bozzetto.capture.credentials import State
from bozzetto.errors import StudioError, VerificationError
from bozzetto.labels.credentials.action import Program
from bozzetto.labels.credentials.earlier import Earlier, look
from bozzetto.labels.credentials.library import library, names_specification, settings
from bozzetto.labels.credentials.manifest import generator_of
from bozzetto.labels.credentials.relay import relayed
from bozzetto.labels.credentials.signed import Read, Signed, Timestamp, read_back
from bozzetto.labels.credentials.signer import Signer
from bozzetto.labels.credentials.signing import written_beside
from bozzetto.labels.credentials.writing import Job, write
from bozzetto.studio import Clock

__all__ = ["stamp_later"]

_STAMP = "c2pa.time-stamp"
# Their first bytes say where all else stands, or how long it is: a second manifest changes these,
# and the first one's signature covers them
_MOVED = ("image/tiff", "image/webp")
_EXPIRED = "signingCredential.expired"


def stamp_later(
    source: Path,
    target: Path,
    signer: Signer,
    authority: Authority,
    *,
    anchors: str = "",
    clock: Clock | None = None,
) -> Signed:
    """Write a copy of a signed picture whose signature has a timestamp, and read it back.

    Args:
        source: A picture with credentials that hold; it is only read.
        target: Where nothing is yet.
        signer: Who signs the second manifest; need not be who signed the first.
        authority: Whom to ask, twice: for the first signature and for the second.
        anchors: PEM of roots to hold the signer against; empty asks nothing of trust.
        clock: What tells the time.

    Raises:
        StudioError: c2pa-python is absent or refuses, a certificate is not valid now or the
            picture's own has expired, it has no credentials that hold, it is a WebP or a TIFF, or
            something is at `target`.
        FormatError: `source` is no picture.
        AnchorError: The authority gave no timestamp: nothing is written then.
        VerificationError: what was written is not what is read back.
        Exception: what the signer raises.
    """
    library()
    clock = clock or Clock()
    signer.check_at(clock.now())
    earlier = _stampable(source)
    generator = generator_of(Program("Bozzetto"), names_specification=names_specification())
    manifest = json.dumps({"claim_generator_info": [generator]})

    def make(out: BinaryIO) -> Read:
        with source.open("rb") as file, relayed(authority, clock) as relay:
            told = settings(anchors=anchors, stamps=relay.host)
            job = Job(manifest, told, signer, earlier.media_type, is_update=True)
            try:
                write(job, file, out, relay.url)
            finally:
                if relay.error is not None:  # why there is no timestamp, whatever the library says
                    raise relay.error
        read = read_back(out, earlier.media_type, signer, anchors)
        if read.faults:
            raise relay.refused(read.faults)
        if not list(read.assertions(_STAMP)):
            raise VerificationError("what was written has no timestamp over the first signature")
        return read

    return written_beside(target, make).signed(
        target, earlier.media_type, signer, anchors, Timestamp.STAMPED, parent=earlier.state
    )


def _stampable(source: Path) -> Earlier:
    """Look at a picture, and check that a later timestamp is of use to it.

    Raises:
        FormatError, StudioError: See ``stamp_later``.
    """
    earlier = look(source)
    if earlier.state is not State.INTACT:
        raise StudioError("{path} has no credentials that hold: nothing to stamp", path=source)
    if earlier.credentials is not None and _EXPIRED in earlier.credentials.refused:
        raise StudioError(
            "the certificate that {path} was signed with has expired: a timestamp is too late",
            path=source,
        )
    if earlier.media_type in _MOVED:
        raise StudioError(
            "{path} cannot be stamped later: a second manifest would break the first in {type}",
            hint="sign the picture again, with a timestamp",
            path=source,
            type=earlier.media_type,
        )
    return earlier
