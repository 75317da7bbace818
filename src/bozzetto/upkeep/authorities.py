"""The studio's file of timestamp authorities: ``authorities.toml``.

The built-in ones are copied into it, so that what a studio asks is what stands in its own
folder. A password is never in it, only the name of the variable that holds it.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from bozzetto.anchor import Authority, builtin_authorities, load_authorities
from bozzetto.errors import RecordingError, StudioError
from bozzetto.studio.durable import write_durably

__all__ = ["known_authority", "read_authorities", "write_authorities"]

_HEAD = "# Timestamp authorities that this studio asks: bozzetto authority --help\n"
_FIELDS = ("name", "title", "url", "policy", "min_interval", "user", "password_env", "notes")


def known_authority(name: str) -> Authority:
    """Return a built-in authority.

    Raises:
        StudioError: there is none of that name.
    """
    for known in builtin_authorities():
        if known.name == name:
            return known
    raise StudioError(
        "no authority is built in under the name {name!r}",
        hint="give its address with --url, or see the names: bozzetto authority list",
        name=name,
    )


def read_authorities(path: Path) -> tuple[Authority, ...]:
    """Read whom a studio asks; nobody where there is no file.

    Raises:
        FormatError: the file is not of its form.
    """
    return load_authorities(path.read_text("utf-8")) if path.is_file() else ()


def write_authorities(path: Path, authorities: Sequence[Authority]) -> None:
    """Write whom a studio asks.

    Raises:
        RecordingError: the file could not be written.
    """
    text = _HEAD + "".join(_table(known) for known in authorities)
    load_authorities(text)  # what is written is what will be read
    try:
        write_durably(path, text.encode())
    except OSError as error:
        raise RecordingError(
            "cannot write {path}: {why}", path=path, why=error.strerror or error
        ) from error


def _table(known: Authority) -> str:
    return "\n[[authority]]\n" + "".join(_lines(known))


def _lines(known: Authority) -> Iterable[str]:
    for name in _FIELDS:
        value = getattr(known, name)
        if value not in {None, ""}:
            yield f"{name} = {value if isinstance(value, int) else _string(value)}\n"


def _string(value: str) -> str:
    """Spell a TOML basic string: as in JSON, and DEL is escaped too (TOML 1.0, strings)."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
