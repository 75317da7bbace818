"""The machine: whether what a studio stands on is as it must be."""

import hashlib
import os
import platform
import re
import secrets
import sqlite3  # noqa: TID251  # its version only
import stat
import sys
from importlib import metadata

from bozzetto.anchor import request_token
from bozzetto.durations import spell_size
from bozzetto.errors import BozzettoError
from bozzetto.language import term
from bozzetto.studio import Studio
from bozzetto.upkeep.disk import OUT_OF_SPACE, DiskState, disk_state, read_budget, usage
from bozzetto.upkeep.health import Check, CheckState
from bozzetto.upkeep.said import listed, plain, said, say_error, sentences
from bozzetto.upkeep.times import read_anchors, short_time

__all__ = [
    "check_authorities",
    "check_clock",
    "check_disk",
    "check_keys",
    "check_packages",
    "check_python",
    "check_sqlite",
]

OLDEST_PYTHON = (3, 11)
OLDEST_SQLITE = (3, 35, 0)  # the last tables and statements that are used here came with it
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def check_python() -> Check:
    """Compare the interpreter's version."""
    good = sys.version_info >= OLDEST_PYTHON
    state = CheckState.OK if good else CheckState.FAILED
    return Check("python", state, plain(platform.python_version()))


def check_sqlite() -> Check:
    """Compare the version of SQLite."""
    good = sqlite3.sqlite_version_info >= OLDEST_SQLITE
    state = CheckState.OK if good else CheckState.FAILED
    return Check("sqlite", state, plain(sqlite3.sqlite_version))


def check_packages() -> Check:
    """Look for the packages that this program needs."""
    try:
        wanted = metadata.requires("bozzetto") or []
    except metadata.PackageNotFoundError:
        words = term("bozzetto itself is not installed")
        return Check("packages", CheckState.WARNING, said(words))
    names = [_name(line) for line in wanted if "extra ==" not in line]
    missing = [name for name in names if not _version(name)]
    if missing:
        words = term("not installed: {names}")
        return Check("packages", CheckState.FAILED, said(words, names=listed(missing)))
    found = listed(f"{name} {_version(name)}" for name in names)
    return Check("packages", CheckState.OK, plain(found))


def _name(requirement: str) -> str:
    match = _NAME.match(requirement)
    return match[0] if match else requirement


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def check_keys(studio: Studio) -> Check:
    """Look for the private keys, and whether others can read them."""
    wanted = {
        term("owner's key"): studio.owner,
        term("device's key"): studio.device,
        term("log's key"): studio.log_keys.ed25519,
        term("log's second key"): studio.log_keys.ml_dsa_44,
    }
    missing = [said(name) for name, key in wanted.items() if not studio.keys.has(key)]
    if missing:
        words = term("not here: {names}")
        return Check("keys", CheckState.FAILED, said(words, names=listed(missing)))
    folder = studio.layout.keys
    open_to = [path.name for path in (folder, *folder.rglob("*")) if _others_can_read(path.stat())]
    if open_to:
        words = term("others can read: {names}")
        return Check("keys", CheckState.FAILED, said(words, names=listed(open_to)))
    if studio.keys.is_locked(studio.owner):
        return Check("keys", CheckState.OK, said(term("owner's key under a passphrase")))
    return Check("keys", CheckState.OK, said(term("owner's key without passphrase")))


def _others_can_read(found: os.stat_result) -> bool:
    return os.name == "posix" and bool(stat.S_IMODE(found.st_mode) & 0o077)


def check_clock(studio: Studio) -> Check:
    """Compare the wall clock with the newest token: it cannot be earlier."""
    now = studio.clock.now()
    known = [anchor.interval.after for anchor in read_anchors(studio).all]
    last = max((time for time in known if time is not None), default=None)
    if last is None:
        words = term("{time}, and no token to compare")
        return Check("clock", CheckState.OK, said(words, time=short_time(now)))
    good = now >= last
    compared = said(
        term("{now}, after the newest token of {time}")
        if good
        else term("the clock says {now}, the newest token {time}"),
        now=short_time(now),
        time=short_time(last),
    )
    return Check("clock", CheckState.OK if good else CheckState.FAILED, compared)


def check_authorities(studio: Studio, *, online: bool) -> Check:
    """Read whom the studio asks; ask each of them if `online`."""
    try:
        asked = studio.sealer.authorities()
    except BozzettoError as error:
        return Check("authorities", CheckState.FAILED, say_error(error))
    if not asked:
        words = term("no authority is asked: nothing proves when")
        return Check("authorities", CheckState.WARNING, said(words))
    names = listed(known.name for known in asked)
    if not online:
        words = term("{names}, not asked now: --online")
        return Check("authorities", CheckState.OK, said(words, names=names))
    problems = []
    for known in asked:
        try:
            digest = hashlib.sha256(secrets.token_bytes(32)).digest()
            request_token(known, digest, now=studio.clock.now())
        except BozzettoError as error:
            problems.append(say_error(error))
    if problems:
        return Check("authorities", CheckState.WARNING, plain(sentences(problems)))
    return Check("authorities", CheckState.OK, said(term("{names} answered"), names=names))


def check_disk(studio: Studio) -> Check:
    """Look for free space, and compare what the studio takes with its budget."""
    taken, budget = usage(studio.layout), read_budget(studio.layout)
    states = {
        DiskState.OK: CheckState.OK,
        DiskState.LOW: CheckState.WARNING,
        DiskState.OVER: CheckState.FAILED if taken.free < OUT_OF_SPACE else CheckState.WARNING,
    }
    state = states[disk_state(taken.used, taken.free, budget)]
    free = spell_size(taken.free)
    if budget is None:
        return Check("disk", state, said(term("{size} free"), size=free))
    words = said(
        term("{size} free; {used} used, of {budget} that are allowed"),
        size=free,
        used=spell_size(taken.used),
        budget=spell_size(budget),
    )
    return Check("disk", state, words)
