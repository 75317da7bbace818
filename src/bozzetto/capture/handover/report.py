"""Reports: what an integration hands over, read strictly out of hostile bytes.

docs/formats/handover.md describes them. Whatever is not of that form is no report, and is refused
as a whole. What would be secret is taken out here once more, though the integrations do it.
"""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn, TypeAlias, TypeVar

from bozzetto.capture.handover.acts import (
    Act,
    Chosen,
    Edited,
    Ended,
    File,
    GivenInput,
    GivenPrompt,
    Instructed,
    JobOutput,
    Lost,
    Material,
    Modelled,
    NamedModel,
    Received,
    Ref,
    Report,
    Started,
    Stopped,
)
from bozzetto.capture.handover.dialect import DIALECTS
from bozzetto.capture.handover.redaction import redact
from bozzetto.errors import FormatError
from bozzetto.record import DIMENSIONS, ENDED, WRITERS, parse_digest, parse_moment
from bozzetto.record.canonical import MAX_INTEGER
from bozzetto.record.commitment import MAX_TEXT_BYTES
from bozzetto.record.event import MAX_TOOL
from bozzetto.record.shape import MAX_STRING
from bozzetto.studio import Program

__all__ = [
    "FORMAT",
    "MAX_FILES",
    "MAX_REPORT",
    "PROMPT_REVISED",
    "SECRET_REMOVED",
    "TEXT_CUT",
    "parse_report",
]

FORMAT = "bozzetto-handover/1"
MAX_REPORT = 16 << 20  # bytes; a workflow of 100 kB is a large one, and goes along as a file
MAX_FILES = 4096  # of one report; the largest batch that a tool was seen to make is 100
MAX_ITEMS = 4096  # of a list in a body
MAX_ID = 256  # characters
MAX_NUMBER = 9_999_999_999  # ten digits, as in a report's name
MAX_PATH = 4096  # characters: PATH_MAX of Linux, the longest that any of the systems takes
MAX_CHANGED = 1 << 63  # nanoseconds since 1970: the year 2262, where file systems end

SECRET_REMOVED = "secret.removed"  # noqa: S105  # a note of an instruction: something was not to be kept
PROMPT_REVISED = "prompt.revised"  # and: its words are a language model's, not the person's
TEXT_CUT = "text.cut"  # and: words or a setting were longer than the record takes

_RUN = re.compile(r"[0-9a-f]{16}")
_WORD = re.compile(r"[a-z][a-z0-9]*(?:[ -][a-z0-9]+)*")
_CODE = re.compile(r"[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*")
_CHANGED = re.compile(r"0|[1-9][0-9]{0,18}")
_HOW = ("done", *ENDED)
_MEMBERS = {"format", "run", "number", "at", "tool", "reporter", "act", "body", "files"}

_T = TypeVar("_T")
_Value: TypeAlias = object  # anything that JSON can say
_Object: TypeAlias = Mapping[str, _Value]


def parse_report(data: bytes, run: str, number: int) -> Report:
    """Read a report.

    Args:
        data: Its bytes.
        run: The run in whose folder it lay.
        number: The one that its name says.

    Raises:
        FormatError: it is not of the form, or says another run or number.
    """
    if len(data) > MAX_REPORT:
        raise FormatError("a report of more than {limit} bytes", limit=MAX_REPORT)
    value = _load(data)
    top = _members(value, "report", _MEMBERS, {"job"})
    if top["format"] != FORMAT:
        raise FormatError("want format {want}, got {got!r}", want=FORMAT, got=_brief(top["format"]))
    said = _count(top["number"], "number", MAX_NUMBER)
    if top["run"] != run or said != number or _RUN.fullmatch(run) is None:
        raise FormatError("a report that says another run or number than its name")
    files = _list(top["files"], "files", MAX_FILES)
    name = _word(top["act"], "act")
    if name not in _ACTS:
        raise FormatError("not an act: {text!r}", text=name)
    body, removed = redact(top["body"])
    if not isinstance(body, dict):
        _refuse("body", "an object", body)
    reader = _Body(len(files), is_redacted=removed > 0)
    act = _ACTS[name](reader, body)
    job = None if "job" not in top else _string(top["job"], "job", MAX_ID)
    if job is None and name in _OF_A_JOB:
        raise FormatError("{act}: its job is missing", act=name)
    return Report(
        run,
        number,
        parse_moment(top["at"]),
        _program(top["tool"]),
        _string(top["reporter"], "reporter", MAX_TOOL),
        name,
        act,
        job,
        tuple(_file(each, number, index) for index, each in enumerate(files)),
    )


def _load(data: bytes) -> _Value:
    try:
        found: _Value = json.loads(
            data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant
        )
    except (ValueError, RecursionError) as error:
        raise FormatError("not a report: no JSON") from error
    return found


def _unique(pairs: list[tuple[str, _Value]]) -> dict[str, _Value]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_constant(text: str) -> NoReturn:
    raise ValueError(text)


def _brief(value: _Value) -> str:
    return str(value)[:80]


def _refuse(where: str, wanted: str, value: _Value) -> NoReturn:
    raise FormatError(
        "{where}: want {wanted}, got {value}",
        where=where,
        wanted=wanted,
        value=repr(_brief(value)),
    )


def _members(
    value: _Value, where: str, required: set[str], optional: set[str] | None = None
) -> _Object:
    if not isinstance(value, dict):
        _refuse(where, "an object", value)
    for name in sorted(required - value.keys()):
        raise FormatError("{where}: the field {name!r} is missing", where=where, name=name)
    for name in value.keys() - required - (optional or set()):
        raise FormatError("{where}: unknown field {name!r}", where=where, name=_brief(name))
    return value


def _list(value: _Value, where: str, most: int = MAX_ITEMS) -> list[_Value]:
    if not isinstance(value, list) or len(value) > most:
        _refuse(where, f"a list of at most {most}", value)
    return value


def _clean(text: str) -> str:
    """Replace halves of characters, which no UTF-8 has."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _string(value: _Value, where: str, most: int) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= most:
        _refuse(where, f"a text of 1 to {most} characters", value)
    return _clean(value)


def _word(value: _Value, where: str) -> str:
    if not isinstance(value, str) or len(value) > 64 or _WORD.fullmatch(value) is None:
        _refuse(where, "lower-case words", value)
    return value


def _one_of(value: _Value, where: str, words: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in words:
        _refuse(where, "one of " + ", ".join(words), value)
    return value


def _count(value: _Value, where: str, most: int = MAX_INTEGER) -> int:
    if type(value) is not int or not 0 <= value <= most:
        _refuse(where, f"an integer from 0 to {most}", value)
    return value


def _codes(value: _Value, where: str) -> tuple[str, ...]:
    for each in _list(value, where):
        if not isinstance(each, str) or len(each) > 64 or _CODE.fullmatch(each) is None:
            _refuse(where, "a code", each)
    return tuple(dict.fromkeys(str(each) for each in _list(value, where)))


def _program(value: _Value) -> Program:
    found = _members(value, "tool", {"name"}, {"version"})
    version = found.get("version")
    return Program(
        _string(found["name"], "tool.name", MAX_TOOL),
        None if version is None else _string(version, "tool.version", MAX_TOOL),
    )


def _file(value: _Value, number: int, index: int) -> File:
    """Read where a file is: beside its report, under the one name that it may have there."""
    where = f"files[{index}]"
    found = _members(value, where, {"name"}, {"file", "lost", "path", "changed"})
    if ("file" in found) == ("lost" in found):
        raise FormatError("{where}: want either file or lost", where=where)
    stored = f"{number:010d}-{index}"
    if "file" in found and found["file"] != stored:
        _refuse(f"{where}.file", stored, found["file"])
    path, changed = _path(found.get("path")), found.get("changed")
    if changed is not None and (
        not isinstance(changed, str)
        or _CHANGED.fullmatch(changed) is None
        or int(changed) >= MAX_CHANGED
    ):
        _refuse(f"{where}.changed", "nanoseconds", changed)
    return File(
        _string(found["name"], f"{where}.name", MAX_STRING),
        stored if "file" in found else None,
        None if "lost" not in found else _string(found["lost"], f"{where}.lost", MAX_STRING),
        path,
        None if changed is None else int(str(changed)),
    )


def _path(value: _Value) -> Path | None:
    """Read where the tool wrote a file; it is only ever compared with other paths."""
    if value is None:
        return None
    if not isinstance(value, str) or not 1 <= len(value) <= MAX_PATH or "\x00" in value:
        _refuse("path", f"a path of 1 to {MAX_PATH} characters", value)
    path = Path(value)
    return path if path.is_absolute() else None


def _ref(value: _Value, where: str) -> Ref:
    if isinstance(value, str):
        return parse_digest(value)
    found = _members(value, where, {"job", "index"})
    return JobOutput(
        _string(found["job"], f"{where}.job", MAX_ID), _count(found["index"], f"{where}.index")
    )


def _refs(value: _Value, where: str) -> tuple[Ref, ...]:
    return tuple(_ref(each, where) for each in _list(value, where))


def _optional(body: _Object, name: str, read: Callable[[_Value], _T]) -> _T | None:
    return read(body[name]) if name in body else None


class _Body:
    """Reads the body of one report."""

    def __init__(self, files: int, *, is_redacted: bool) -> None:
        self._files = files
        self._notes = [SECRET_REMOVED] if is_redacted else []

    def _index(self, value: _Value) -> int:
        return _count(value, "file", self._files - 1)

    def _text(self, value: _Value, where: str) -> str:
        """Read a text that the record commits to; cut where it is longer than the record takes."""
        if not isinstance(value, str):
            _refuse(where, "a text", value)
        text = _clean(value)
        if len(text.encode()) <= MAX_TEXT_BYTES:
            return text
        self._notes.append(TEXT_CUT)
        return text.encode()[:MAX_TEXT_BYTES].decode("utf-8", "ignore")

    def _note(self, body: _Object, name: str = "note") -> str | None:
        return _optional(body, name, lambda value: self._text(value, name) or None)

    def _settings(self, value: _Value, where: str) -> dict[str, str]:
        if not isinstance(value, dict) or len(value) > MAX_ITEMS:
            _refuse(where, f"an object of at most {MAX_ITEMS}", value)
        found = {}
        for name, told in value.items():
            if not isinstance(told, str):
                _refuse(f"{where}.{_brief(name)}", "a string", told)
            if max(len(told), len(name)) > MAX_STRING:
                self._notes.append(TEXT_CUT)
            found[_clean(name)[:MAX_STRING]] = _clean(told)[:MAX_STRING]
        return found

    def started(self, body: _Object) -> Started:
        found = _members(body, "started", {"settings"})
        return Started(self._settings(found["settings"], "settings"))

    def stopped(self, body: _Object) -> Stopped:
        _members(body, "stopped", set())
        return Stopped()

    def material(self, body: _Object) -> Material:
        found = _members(body, "material", {"file", "role", "origin"}, {"note"})
        return Material(
            self._index(found["file"]),
            _word(found["role"], "role"),
            _word(found["origin"], "origin"),
            self._note(found),
        )

    def instruction(self, body: _Object) -> Instructed:
        found = _members(
            body,
            "instruction",
            {"prompts", "models", "settings", "inputs"},
            {"raw", "account", "notes", "dialect"},
        )
        prompts = tuple(self._prompt(each) for each in _list(found["prompts"], "prompts"))
        models = tuple(self._model(each) for each in _list(found["models"], "models"))
        settings = self._settings(found["settings"], "settings")
        inputs = tuple(self._input(each) for each in _list(found["inputs"], "inputs"))
        account = self._note(found, "account")
        told = _codes(found.get("notes", []), "notes")
        return Instructed(
            prompts,
            models,
            settings,
            inputs,
            _optional(found, "raw", self._index),
            account,
            tuple(dict.fromkeys((*told, *self._notes))),
            _optional(found, "dialect", lambda value: _one_of(value, "dialect", DIALECTS)),
        )

    def _prompt(self, value: _Value) -> GivenPrompt:
        found = _members(value, "prompt", {"role", "text", "by"})
        text = self._text(found["text"], "prompt.text")
        return GivenPrompt(
            _word(found["role"], "prompt.role"),
            text,
            _one_of(found["by"], "prompt.by", WRITERS),
            _clean(str(found["text"])) == found["text"],
        )

    def _model(self, value: _Value) -> NamedModel:
        found = _members(value, "model", {"name"}, {"digest"})
        digest = found.get("digest")
        return NamedModel(
            _string(found["name"], "model.name", MAX_STRING),
            None if digest is None else _string(digest, "model.digest", MAX_ID),
        )

    def _input(self, value: _Value) -> GivenInput:
        found = _members(value, "input", {"role"}, {"file", "region", "digest", "name", "node"})
        return GivenInput(
            _word(found["role"], "input.role"),
            _optional(found, "file", self._index),
            _optional(found, "region", self._index),
            _optional(found, "digest", parse_digest),
            _optional(found, "name", lambda name: _string(name, "input.name", MAX_STRING)),
            _optional(found, "node", lambda node: _string(node, "input.node", MAX_STRING)),
        )

    def output(self, body: _Object) -> Received:
        found = _members(body, "output", {"files"}, {"raw", "claims", "problems"})
        files = tuple(self._index(each) for each in _list(found["files"], "files", MAX_FILES))
        if not files:
            _refuse("files", "a list of 1 or more", found["files"])
        return Received(
            tuple(dict.fromkeys(files)),
            _optional(found, "raw", self._index),
            self._settings(found.get("claims", {}), "claims"),
            _codes(found.get("problems", []), "problems"),
        )

    def ended(self, body: _Object) -> Ended:
        found = _members(body, "ended", {"how"}, {"note"})
        return Ended(_one_of(found["how"], "how", _HOW), self._note(found))

    def choice(self, body: _Object) -> Chosen:
        found = _members(body, "choice", {"among", "chosen", "rejected"}, {"reason"})
        among, chosen, rejected = (
            _refs(found[name], name) for name in ("among", "chosen", "rejected")
        )
        return Chosen(among, chosen, rejected, self._note(found, "reason"))

    def edit(self, body: _Object) -> Edited:
        optional = {"project", "layers", "dimensions", "note"}
        found = _members(body, "edit", {"before", "after"}, optional)
        layers = _list(found.get("layers", []), "layers")
        dimensions = _list(found.get("dimensions", []), "dimensions")
        told = (_one_of(each, "dimensions", DIMENSIONS) for each in dimensions)
        return Edited(
            _refs(found["before"], "before"),
            self._index(found["after"]),
            _optional(found, "project", self._index),
            tuple(self._text(each, "layers") for each in layers),
            tuple(dict.fromkeys(told)),
            self._note(found),
        )

    def model(self, body: _Object) -> Modelled:
        found = _members(body, "model", {"name", "digest", "size"})
        return Modelled(
            _string(found["name"], "name", MAX_STRING),
            parse_digest(found["digest"]),
            _count(found["size"], "size"),
        )

    def lost(self, body: _Object) -> Lost:
        found = _members(body, "lost", {"note"})
        return Lost(self._note(found) or "-")


_ACTS: dict[str, Callable[[_Body, _Object], Act]] = {
    "started": _Body.started,
    "stopped": _Body.stopped,
    "material": _Body.material,
    "instruction": _Body.instruction,
    "output": _Body.output,
    "ended": _Body.ended,
    "choice": _Body.choice,
    "edit": _Body.edit,
    "model": _Body.model,
    "lost": _Body.lost,
}
_OF_A_JOB = ("instruction", "ended")
