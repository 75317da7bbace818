"""Signing: a copy of a picture that carries content credentials, the last thing that is written.

    signed = sign_credentials(Path("cat-labelled.png"), Path("cat.png"), manifest, signer)
    signed.integrity, signed.trust, signed.timestamp

They cover every byte of the file, so labels come first. The copy is written beside its place,
synced, read back by a fresh reader, and then gets its name. The network is called for the one
timestamp, through ``anchor``, and for nothing else; where the authority gives none, the picture is
signed without, and the result says so.
"""

import os
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

from bozzetto.anchor import Authority
from bozzetto.errors import BozzettoError, StudioError, VerificationError
from bozzetto.labels.credentials.earlier import Earlier, look
from bozzetto.labels.credentials.library import library, names_specification, settings
from bozzetto.labels.credentials.manifest import PROCESS, Manifest, Opened
from bozzetto.labels.credentials.relay import Relay, relayed
from bozzetto.labels.credentials.signed import Read, Signed, Timestamp, read_back
from bozzetto.labels.credentials.signer import Signer
from bozzetto.labels.credentials.writing import Job, write
from bozzetto.studio import Clock
from bozzetto.studio.durable import sync_folder

__all__ = ["sign_credentials", "written_beside"]


def sign_credentials(
    source: Path,
    target: Path,
    manifest: Manifest,
    signer: Signer,
    *,
    authority: Authority | None = None,
    anchors: str = "",
    clock: Clock | None = None,
) -> Signed:
    """Write a copy of a picture with content credentials, and read it back.

    Where the authority gives no timestamp, the signer is asked a second time: the first signature
    was made for one that has it.

    Args:
        source: A picture; it is only read. One with credentials must be said to be opened.
        target: Where nothing is yet. What is there after a crash is whole, or nothing.
        manifest: What they are to say.
        signer: Who signs.
        authority: Whom to ask for a timestamp over the signature; None asks nobody.
        anchors: PEM of roots to hold the signer against; empty asks nothing of trust.
        clock: What tells the time.

    Raises:
        StudioError: c2pa-python is absent or refuses, a certificate is not valid now, something is
            at `target`, or `manifest` says of a picture with credentials what is not so.
        FormatError: `source` is no picture that can have credentials, or `manifest` is too long.
        VerificationError: what was written is not what is read back.
        Exception: what the signer raises.
    """
    library()
    clock = clock or Clock()
    signer.check_at(clock.now())
    earlier = look(source)
    files = tuple((each, path, look(path)) for each in manifest.files() if (path := each.path))
    parent = _parent(source, earlier, manifest, files[0][2] if files else None)
    job = Job(
        manifest.write(names_specification=names_specification()),
        settings(anchors=anchors),
        signer,
        earlier.media_type,
        tuple(each for each in manifest.ingredients if each.data is not None),
        files,
    )
    missed: list[BozzettoError] = []

    def make(out: BinaryIO) -> Read:
        with source.open("rb") as file:
            if authority is not None:
                found = _write_stamped(job, file, out, anchors, relayed(authority, clock))
                if isinstance(found, Read):
                    return _checked(found, manifest)
                missed.append(found)
                for each in (file, out):
                    each.seek(0)
                out.truncate()
            write(job, file, out)
        return _checked(read_back(out, job.media_type, signer, anchors), manifest)

    read = written_beside(target, make)
    stamp = Timestamp.NONE if authority is None else Timestamp.STAMPED
    return read.signed(
        target,
        job.media_type,
        signer,
        anchors,
        Timestamp.MISSED if missed else stamp,
        why="; ".join(map(str, missed)),
        parent=None if parent is None else parent.state,
    )


def written_beside(target: Path, make: Callable[[BinaryIO], Read]) -> Read:
    """Write a file beside its place, and give it its name.

    Args:
        target: Where nothing is yet.
        make: Writes it, and reads it back, which syncs it.

    Raises:
        StudioError: something is at `target` already.
        Exception: what `make` raises; nothing is left of the file then.
    """
    if os.path.lexists(target):
        raise StudioError("there is something at {path} already", path=target)
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("x+b") as out:
            read = make(out)
        temporary.rename(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)
    return read


def _write_stamped(
    job: Job,
    source: BinaryIO,
    out: BinaryIO,
    anchors: str,
    relaying: AbstractContextManager[Relay],
) -> Read | BozzettoError:
    """Write with a timestamp and read it back; return why there is none where that fails."""
    with relaying as relay:
        try:
            write(job, source, out, relay.url)
        except StudioError as error:
            if relay.token is not None:  # there was one: something else is wrong
                raise
            return relay.error or error
    read = read_back(out, job.media_type, job.signer, anchors)
    return relay.refused(read.faults) if read.faults else read


def _parent(
    source: Path, earlier: Earlier, manifest: Manifest, first: Earlier | None
) -> Earlier | None:
    """Return the parent as it was looked at, and check that no credentials are lost.

    Raises:
        StudioError: The picture has credentials, and the manifest would not carry them on.
    """
    if not isinstance(manifest.start, Opened):
        if earlier.carried:
            raise StudioError(
                "{path} has content credentials already: it was opened, and not created here",
                path=source,
            )
        return None
    if earlier.carried and (first is None or first.carried != earlier.carried):
        raise StudioError(
            "the credentials in {path} are not those of {parent}, and would be lost",
            hint="name the file as it came, before labels were written, as what was opened",
            path=source,
            parent=manifest.start.parent,
        )
    return first


def _checked(read: Read, manifest: Manifest) -> Read:
    """Check that what was read back says of the record what it should.

    Raises:
        VerificationError: It does not.
    """
    if read.faults:
        raise VerificationError(
            "readers do not take the signer's certificate: {codes}", codes=", ".join(read.faults)
        )
    wanted = [] if manifest.process is None else [manifest.process.json()]
    if list(read.assertions(PROCESS)) != wanted:
        raise VerificationError("what was written is not what is read back")
    return read
