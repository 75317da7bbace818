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
from bozzetto.language import _, error_words, join, join_parts
from bozzetto.studio import Studio
from bozzetto.upkeep.disk import OUT_OF_SPACE, DiskState, disk_state, read_budget, usage
from bozzetto.upkeep.health import Check, CheckState
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
    return Check("python", CheckState.OK if good else CheckState.FAILED, platform.python_version())


def check_sqlite() -> Check:
    """Compare the version of SQLite."""
    good = sqlite3.sqlite_version_info >= OLDEST_SQLITE
    return Check("sqlite", CheckState.OK if good else CheckState.FAILED, sqlite3.sqlite_version)


def check_packages() -> Check:
    """Look for the packages that this program needs."""
    try:
        wanted = metadata.requires("bozzetto") or []
    except metadata.PackageNotFoundError:
        return Check("packages", CheckState.WARNING, _("bozzetto itself is not installed"))
    names = [_name(line) for line in wanted if "extra ==" not in line]
    missing = [name for name in names if not _version(name)]
    if missing:
        words = _("not installed: {names}", names=join(missing))
        return Check("packages", CheckState.FAILED, words)
    found = join(f"{name} {_version(name)}" for name in names)
    return Check("packages", CheckState.OK, found)


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
        _("owner's key"): studio.owner,
        _("device's key"): studio.device,
        _("log's key"): studio.log_keys.ed25519,
        _("log's second key"): studio.log_keys.ml_dsa_44,
    }
    missing = [name for name, key in wanted.items() if not studio.keys.has(key)]
    if missing:
        return Check("keys", CheckState.FAILED, _("not here: {names}", names=join(missing)))
    folder = studio.layout.keys
    open_to = [path.name for path in (folder, *folder.iterdir()) if _others_can_read(path.stat())]
    if open_to:
        words = _("others can read: {names}", names=join(open_to))
        return Check("keys", CheckState.FAILED, words)
    locked = studio.keys.is_locked(studio.owner)
    words = _("owner's key under a passphrase") if locked else _("owner's key without passphrase")
    return Check("keys", CheckState.OK, words)


def _others_can_read(found: os.stat_result) -> bool:
    return os.name == "posix" and bool(stat.S_IMODE(found.st_mode) & 0o077)


def check_clock(studio: Studio) -> Check:
    """Compare the wall clock with the newest token: it cannot be earlier."""
    now = studio.clock.now()
    times = [anchor.interval.after for anchor in read_anchors(studio).all]
    last = max((time for time in times if time is not None), default=None)
    if last is None:
        return Check(
            "clock", CheckState.OK, _("{time}, and no token to compare", time=short_time(now))
        )
    if now < last:
        words = _(
            "the clock says {now}, the newest token {time}",
            now=short_time(now),
            time=short_time(last),
        )
        return Check("clock", CheckState.FAILED, words)
    words = _("{now}, after the newest token of {time}", now=short_time(now), time=short_time(last))
    return Check("clock", CheckState.OK, words)


def check_authorities(studio: Studio, *, online: bool) -> Check:
    """Read whom the studio asks; ask each of them if `online`."""
    try:
        asked = studio.sealer.authorities()
    except BozzettoError as error:
        return Check("authorities", CheckState.FAILED, error_words(error))
    if not asked:
        words = _("no authority is asked: nothing proves when")
        return Check("authorities", CheckState.WARNING, words)
    if not online:
        words = _("{names}, not asked now: --online", names=join(known.name for known in asked))
        return Check("authorities", CheckState.OK, words)
    problems = []
    for known in asked:
        try:
            digest = hashlib.sha256(secrets.token_bytes(32)).digest()
            request_token(known, digest, now=studio.clock.now())
        except BozzettoError as error:
            problems.append(error_words(error))
    if problems:
        return Check("authorities", CheckState.WARNING, join_parts(problems))
    words = _("{names} answered", names=join(known.name for known in asked))
    return Check("authorities", CheckState.OK, words)


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
        return Check("disk", state, _("{size} free", size=free))
    words = _(
        "{size} free; {used} used, of {budget} that are allowed",
        size=free,
        used=spell_size(taken.used),
        budget=spell_size(budget),
    )
    return Check("disk", state, words)
