"""Inspections in words: who says what in a file, what protects it, and what it is worth."""

import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from rich.cells import cell_len

from bozzetto.capture.picture import Picture
from bozzetto.cli.help import wrap
from bozzetto.cli.output import say
from bozzetto.escape import escape, shorten
from bozzetto.labels.inspection import (
    WORTHS,
    Held,
    Inspection,
    Match,
    Statement,
    Voice,
    shields_of,
)
from bozzetto.language import _, join_parts, term, translate_filled

__all__ = ["show_inspection", "show_short"]

MAX_PROMPT = 2000  # characters shown of a prompt; --json has all of it
MAX_VALUE = 300  # characters shown of anything else
MAX_SETTINGS = 40  # rows of settings; --json has all of them
_LINE = re.compile(r"\r?\n")
_PROMPT = 6  # columns before a prompt's line

_Row = tuple[str, list[str]]  # a name, and what stands beside it, line by line

_METHOD = term(
    "compared by 64 bits of how a picture looks in the large, of which up to 10 may differ: that"
    " finds copies in another size or coding, and not crops, turns or large parts painted over"
)


def show_inspection(path: Path, found: Inspection) -> None:
    """Print all that a file says."""
    _show_rows(_picture(path, found.picture), "")
    say()
    say(_("in short:"))
    for head in found.heads:
        _show_text(head.words(translate_filled), "  ")
    for voice in found.voices:
        say()
        say(_("{who}:", who=voice.title.words(translate_filled)))
        _show_voice(voice)
    if not found.voices:
        _show_rows([(_("worth"), [_(WORTHS["nothing"])])], "  ")
    if found.unread:
        say()
        say(_("what was not read:"))
        for each in found.unread:
            _show_text(each.words(translate_filled), "  ")
    say()
    say(_("in the studio:"))
    for line in _held(found.held):
        _show_text(line, "  ")


def show_short(path: Path, found: Inspection) -> None:
    """Print a file's summary: one of several."""
    say(escape(str(path)))
    unread = [each for each in found.unread if each.code != "unread.pixels"]  # said once for all
    for each in (*found.heads, *unread):
        _show_text(each.words(translate_filled), "  ")
    if found.held is not None and (found.held.same_bytes or found.held.same_pixels):
        for line in _held(found.held):
            _show_text(line, "  ")


def _picture(path: Path, picture: Picture) -> Iterator[_Row]:
    yield _("file"), [str(path)]
    yield _("type"), [picture.type]
    if picture.width is not None and picture.height is not None:
        size = _("{width} x {height} pixels", width=picture.width, height=picture.height)
        yield _("size"), [size]
    if picture.pixels is not None:
        yield _("pixels"), [picture.pixels]
    if picture.problems:
        yield _("problems"), [", ".join(picture.problems)]


def _show_voice(voice: Voice) -> None:
    shields = [each.words(translate_filled) for each in shields_of(voice)]
    last: list[_Row] = [(_("protected by"), shields), (_("worth"), list(_worth(voice)))]
    settings = list(voice.of("setting"))
    others = [each for each in voice.statements if each.name != "setting"]
    names = [escape(each.label(translate_filled)) for each in others if not _is_prompt(each)]
    column = max(map(cell_len, [*names, *(name for name, _lines in last)]))
    rows: list[_Row] = []
    for each in others:
        if _is_prompt(each):
            _show_rows(_gathered(rows), "  ", column)
            rows = []
            _show_prompt(each)
        else:
            rows.append((escape(each.label(translate_filled)), [_words(each)]))
    _show_rows(_gathered(rows), "  ", column)
    if settings:
        say("  " + _("settings:"))
        shown = settings[:MAX_SETTINGS]
        _show_rows(
            ((escape(each.label(translate_filled)), [_words(each)]) for each in shown), "    "
        )
        if len(settings) > MAX_SETTINGS:
            say("    " + _("and {count} more", count=len(settings) - MAX_SETTINGS))
    _show_rows(last, "  ", column)


def _is_prompt(each: Statement) -> bool:
    return each.name == "prompt" or each.name.startswith("prompt.")


def _show_prompt(each: Statement) -> None:
    say("  " + _("{who}:", who=each.label(translate_filled)))
    for line in _LINE.split(shorten(each.words(translate_filled), MAX_PROMPT)):
        first, *rest = _wrapped(escape(line), _PROMPT)
        say(f"    | {first}")  # the bar is at every line that is one in the prompt
        for part in rest:
            say(f"      {part}")


def _gathered(rows: Iterable[_Row]) -> list[_Row]:
    """Put what has one name under it."""
    found: dict[str, list[str]] = {}
    for name, lines in rows:
        found.setdefault(name, []).extend(lines)
    return list(found.items())


def _words(each: Statement) -> str:
    return shorten(each.words(translate_filled), MAX_VALUE)


def _worth(voice: Voice) -> Iterator[str]:
    """Say what a voice is worth, and what differs from that for single statements."""
    yield _(WORTHS[voice.worth])
    special: dict[str, str] = {}
    for each in voice.statements:
        if each.worth is not None:
            special.setdefault(each.worth, each.label(translate_filled))
    for worth, label in special.items():
        yield _("{what}: {worth}", what=label, worth=_(WORTHS[worth]))


def _held(held: Held | None) -> Iterator[str]:
    if held is None:
        yield _("not looked at: there is no studio")
        return
    for matches, words in (
        (held.same_bytes, term("this very file is in {where}")),
        (held.same_pixels, term("the same pixels, with other metadata, are in {where}")),
    ):
        if matches:
            yield _(words, where=join_parts(dict.fromkeys(map(_where, matches))))
    for match in held.alike:
        yield _(
            "a picture that looks like it is in {where}: {distance} of 64 bits differ",
            where=_where(match),
            distance=str(match.distance),
        )
    if not held.same_bytes:
        yield _("this very file is not there")
    if held.pictures:  # also where none was compared: not looked at is not absent
        yield _(
            "{compared} of {pictures} pictures were {method}",
            compared=held.compared,
            pictures=held.pictures,
            method=_(_METHOD),
        )


def _where(match: Match) -> str:
    digest = match.asset.removeprefix("sha256:")[:8]
    return _("{title} ({name}, {digest})", title=match.title, name=match.name or "-", digest=digest)


def _show_rows(rows: Iterable[_Row], indent: str, least: int = 0) -> None:
    """Print names, and beside each its lines, wrapped where a terminal shows them."""
    shown = list(rows)
    column = max((cell_len(name) for name, _lines in shown), default=0)
    column = max(column, least) + 2
    for name, lines in shown:
        first = name + " " * (column - cell_len(name))
        for line in lines:
            for part in _wrapped(escape(line), cell_len(indent) + column):
                say(f"{indent}{first}{part}".rstrip())
                first = " " * column


def _show_text(words: str, indent: str) -> None:
    for line in _wrapped(escape(words), cell_len(indent)):
        say(indent + line)


def _wrapped(words: str, indent: int) -> list[str]:
    """Wrap a text for the terminal; where none shows it, a line stays whole."""
    if not sys.stdout.isatty():
        return [words]
    return wrap(words, shutil.get_terminal_size().columns - indent)
