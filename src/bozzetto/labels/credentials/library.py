"""The library: c2pa-python, as it is used here to write credentials and to read them back.

It is native code in a package that is not there on every platform, so it is an extra, loaded when
it is first wanted. What it is told: no network on reading, no thumbnails, and that what the
manifest says is said by its signer (else C2PA's own rubric calls it somebody else's word). The one
request that signing makes goes to ``relay``, on this computer.

Writing is done in this process: the picture is the caller's own, callbacks of keys cannot be
carried over, and a crash leaves a temporary file and never a target. What comes from elsewhere,
a picture's earlier credentials, is read by ``capture``'s worker first, in a process of its own.
"""

import importlib
import io
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from types import ModuleType
from typing import Any, BinaryIO

from bozzetto.errors import StudioError
from bozzetto.labels.credentials.certificate import USES
from bozzetto.labels.credentials.manifest import PROCESS
from bozzetto.record import JSON

__all__ = [
    "context_of",
    "held",
    "library",
    "names_specification",
    "read_store",
    "settings",
    "writing",
]

# The first release of the native library whose claims can be read where they name their
# specification: 0.91.0 counts the members of a map wrong then, and writes what nobody can read
_NAMES_SPECIFICATION = (0, 91, 3)
_CREATED = (  # what the signer says; anything else would count as gathered from others
    "c2pa.actions",
    "c2pa.actions.v2",
    "c2pa.embedded-data",
    "c2pa.ingredient",
    "c2pa.ingredient.v3",
    "c2pa.time-stamp",
    PROCESS,
)
MAX_REASON = 300  # characters of the library's own words; they can hold what a file says
MAX_HELD = 64 << 20  # bytes of a file; the library itself holds as many while it counts
MAX_CONTEXTS = 4  # that are kept: most programs sign and read with one
_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")


def library() -> ModuleType:
    """Return c2pa-python.

    Raises:
        StudioError: It is not installed, or does not load on this platform.
    """
    try:
        return importlib.import_module("c2pa")
    except ImportError as error:
        raise StudioError(
            "c2pa-python is needed for content credentials, and is not installed",
            hint="install it with: pip install 'bozzetto[credentials]'",
        ) from error
    except Exception as error:  # the package raises RuntimeError and more where its own part fails
        raise StudioError(
            "c2pa-python is needed for content credentials, and does not load: {reason}",
            hint="see which platforms it has wheels for: https://pypi.org/project/c2pa-python/",
            reason=error,
        ) from error


@cache
def names_specification() -> bool:
    """Tell whether this release of the library may name the version of C2PA in a claim."""
    found = _VERSION.match(str(library().sdk_version()))
    return found is not None and tuple(map(int, found.groups())) >= _NAMES_SPECIFICATION


def settings(*, anchors: str = "", stamps: str = "") -> dict[str, JSON]:
    """Return what the library is told.

    Args:
        anchors: PEM of the roots that a reader trusts; empty for none.
        stamps: Host and port that is asked for a timestamp over the parent's signature; empty for
            none. (For one over the new signature the library takes the signer's word.)
    """
    trust: dict[str, JSON] = {"trust_config": "\n".join(oid.dotted_string for oid in USES)}
    if anchors:
        trust["trust_anchors"] = anchors
    stamping: dict[str, JSON] = {
        "auto_timestamp_assertion": {
            "enabled": True,
            "skip_existing": False,
            "fetch_scope": "parent",
        }
    }
    return {
        "builder": {
            "created_assertion_labels": list(_CREATED),
            "thumbnail": {"enabled": False},
            **(stamping if stamps else {}),
        },
        "core": {
            "allowed_network_hosts": [stamps] if stamps else [],
            "decode_identity_assertions": False,
            "max_decompressed_manifest_size_in_mb": 16,
        },
        "trust": trust,
        "verify": {
            "ocsp_fetch": False,
            "remote_manifest_fetch": False,
            "verify_after_sign": False,  # a fresh reader does, behind it
            "verify_timestamp_trust": True,
            "verify_trust": True,
        },
    }


@lru_cache(MAX_CONTEXTS)
def context_of(told: str) -> Any:  # noqa: ANN401  # the library has no types
    """Return the library's context for what it is told, as JSON; threads may share one."""
    return library().Context.from_json(told)


def held(file: BinaryIO) -> BinaryIO:
    """Return a file's bytes in memory, where they are few: the library reads four at a time."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return io.BytesIO(file.read()) if size <= MAX_HELD else file


def read_store(file: BinaryIO, media_type: str, anchors: str = "") -> JSON:
    """Read the credentials of a file of ours back, as the library's JSON.

    Raises:
        StudioError: They cannot be read.
    """
    c2pa = library()
    file = held(file)
    try:
        context = context_of(json.dumps(settings(anchors=anchors)))
        with c2pa.Reader(media_type, file, context=context) as reader:
            store: JSON = json.loads(reader.json())
    except c2pa.C2paError as error:
        raise StudioError(
            "the credentials cannot be read: {reason}", reason=_said(error)
        ) from error
    return store


@contextmanager
def writing() -> Iterator[None]:
    """Turn what the library raises while it writes into an error of ours.

    Raises:
        StudioError: With the library's words.
    """
    error_of_library = library().C2paError
    try:
        yield
    except error_of_library as error:
        raise StudioError(
            "the credentials cannot be written: {reason}", reason=_said(error)
        ) from error


def _said(error: Exception) -> str:
    return str(error)[:MAX_REASON]
