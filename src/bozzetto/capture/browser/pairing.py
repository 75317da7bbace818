"""Pairing: which extension in a browser may hand over into which connection.

    token = pair(layout, connection)
    find_paired(layout, token)

The token is shown to the person once, who gives it to the extension. The studio keeps its SHA-256
alone, which lets nobody in. A pairing ends with its connection.
"""

import hashlib
import hmac
import json
import re
import secrets
from pathlib import Path

from bozzetto.capture.handover.connection import Connection, read_connections
from bozzetto.errors import FormatError, RecordingError, StudioError
from bozzetto.studio.durable import make_folder, write_durably
from bozzetto.studio.layout import Layout
from bozzetto.studio.lock import hold

__all__ = ["LONGEST_TOKEN", "SORT", "find_paired", "pair"]

SORT = "browser"
LONGEST_TOKEN = 128  # characters that are looked at; ours have 43
_MAX_FILE = 1 << 20  # bytes; 64 connections fill a hundredth of it
_NAME = re.compile("[0-9a-f]{64}")


def pair(layout: Layout, connection: Connection) -> str:
    """Let one extension hand over into a connection, and return its token; an earlier one ends.

    Raises:
        FormatError: the file of the pairings, or of the connections, is not of its form.
        StudioError: it cannot be read, or another process changes it.
        RecordingError: it could not be made durable.
    """
    token = secrets.token_urlsafe(32)
    path = _path(layout)
    try:
        make_folder(layout.spool)
        with hold(layout.spool / "lock") as is_own:
            if not is_own:
                raise StudioError(
                    "another process changes the connections", hint="try again in a moment"
                )
            there = {each.id for each in read_connections(layout)}
            kept = {name: digest for name, digest in _read(path).items() if name in there}
            kept[connection.id] = _digest(token).hex()
            write_durably(path, json.dumps({"pairings": kept}, indent=1).encode() + b"\n")
    except OSError as error:
        raise RecordingError(
            "cannot write {path}: {why}",
            hint="free space on the studio's disk, or check that its folder can be written",
            path=path,
            why=error.strerror or error,
        ) from error
    return token


def find_paired(layout: Layout, token: str) -> Connection | None:
    """Return the connection that a token lets into; None where it lets into none.

    Raises:
        FormatError: the file of the pairings, or of the connections, is not of its form.
        StudioError: it cannot be read.
    """
    asked = _digest(token)
    found = None
    for name, digest in _read(_path(layout)).items():  # all of them, however early it is found
        if hmac.compare_digest(bytes.fromhex(digest), asked):
            found = name
    connections = {each.id: each for each in read_connections(layout)} if found else {}
    return connections.get(found or "")


def _path(layout: Layout) -> Path:
    return layout.root / "pairings.json"


def _digest(token: str) -> bytes:
    """Return what is kept and compared: of one length, and no secret."""
    return hashlib.sha256(token[:LONGEST_TOKEN].encode(errors="replace")).digest()


def _read(path: Path) -> dict[str, str]:
    """Read the digests of tokens, by connection."""
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_FILE + 1)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise StudioError(
            "cannot read {path}: {why}", path=path, why=error.strerror or error
        ) from error
    try:
        found = json.loads(data)["pairings"] if len(data) <= _MAX_FILE else None
    except (ValueError, TypeError, KeyError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(
        isinstance(digest, str) and _NAME.fullmatch(digest) for digest in found.values()
    ):
        raise FormatError(
            "{path} is not of its form",
            hint="it is no evidence: move it away, and set anew what stood in it",
            path=path,
        )
    return found
