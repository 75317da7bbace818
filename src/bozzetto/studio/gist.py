"""Gists: what the catalogue notes of one line of the log.

The line was written by this program and stands in its own database, so it is read quickly and
not strictly: no signature, commitment or spelling is checked, and nothing that comes of it is
evidence. What cannot be read so is no gist, and is counted.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from bozzetto.errors import FormatError
from bozzetto.record import (
    JSON,
    KINDS,
    Asset,
    ChainSort,
    Digest,
    JSONObject,
    Key,
    Moment,
    parse_moment,
)

__all__ = ["MARKS", "MAX_WORDS", "Gist", "Mark", "Picture", "pieces_in", "read_gist"]

MAX_WORDS = 65_536  # characters of one text that can be found: a graph pasted as a prompt has more
MAX_PIECE = 1_024  # characters; a longer one is no word of anybody's
MAX_SHOWN = 280  # characters of what an entry says, where it is listed among others

# Between two of these stands one piece of a text. Prompts are lists, in Chinese too.
_BETWEEN = re.compile(r"[\s\x00,;|\uff0c\u3001\u3002\uff1b]+")
# The text that says most of an entry, by the name of its field
_MAIN = ("title", "text", "reason", "note", "name", "label", "where", "place")
# How a comment begins that says it of the work as a whole; the studio's page reads it likewise
MARKS = {"milestone:": "milestone", "dispute:": "disputed"}
_ENCODE = json.JSONEncoder(ensure_ascii=False).encode
# What a line may be instead of an entry, met while it is read
_UNREADABLE = (FormatError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that an entry brings."""

    digest: Digest
    value: str  # the asset, as JSON
    made: bool  # by a tool or by hand; else it went in, as material


@dataclass(frozen=True, slots=True)
class Mark:
    """What an entry says about the state of its work."""

    sort: str  # released, milestone or disputed
    asset: Digest | None = None  # what was released


@dataclass(frozen=True, slots=True)
class Gist:
    """What is noted of one entry."""

    kind: str
    at: Moment
    seen: str
    chain: Digest | None  # None in a first entry
    sort: ChainSort
    title: str | None = None  # of the work that begins here
    texts: tuple[str, ...] = ()  # that can be found
    words: str | None = None  # what it says, in short
    assets: tuple[Digest, ...] = ()  # files whose bytes came with it
    pictures: tuple[Picture, ...] = ()
    shown: Digest | None = None  # the picture that stands for it
    among: tuple[Digest, ...] = ()  # of a choice
    chosen: tuple[Digest, ...] = ()
    erased: tuple[Digest, ...] = ()
    mark: Mark | None = None
    corrects: Digest | None = None
    people: tuple[Key, ...] = ()  # who take part in the work
    names: tuple[tuple[Key, str], ...] = ()  # of people and devices
    replaced: tuple[Key, Key] | None = None  # an old key, and the new one


def read_gist(line: bytes) -> Gist | None:
    """Read one line of the log; None where it is none that this program writes."""
    try:
        value = json.loads(line)
        event, opened = value["event"], value["open"]
        texts = {digest: _string(pair[1]) for digest, pair in opened.items()}
        return _gist(event, event["body"], texts)
    except _UNREADABLE:
        return None


def _gist(event: JSONObject, body: JSONObject, texts: dict[str, str]) -> Gist:
    kind, by = _string(event["kind"]), event["by"]
    chain = None if event["chain"] is None else _digest(event["chain"])
    title = _opened(body["title"], texts) if kind == "work.opened" else None
    pictures = tuple(_pictures(kind, body))
    choice = body if kind == "choice.made" else {}
    chosen = _digests(choice.get("chosen"))
    opening = body if kind == "work.opened" else {}
    people = [*_list(opening.get("people")), by.get("person")]  # type: ignore[union-attr]  # or it is unreadable
    words = _string(body["name"]) if kind == "model.identified" else _main(body, texts)
    return Gist(
        kind=kind,
        at=parse_moment(event["at"]),
        seen=_string(event["seen"]),
        chain=chain,
        sort=KINDS[kind].chain if kind in KINDS else ChainSort.WORK,
        title=title,
        texts=tuple(text for digest, text in texts.items() if not _is_title(kind, body, digest)),
        words=None if words is None else words[:MAX_SHOWN],
        assets=tuple(_named(body)),
        pictures=pictures,
        shown=_shown(kind, body, pictures, chosen),
        among=_digests(choice.get("among")),
        chosen=chosen,
        erased=_digests(body["assets"]) if kind == "bytes.erased" else (),
        mark=_mark(kind, chain, body, texts),
        corrects=_digest(body["corrects"]) if kind == "entry.corrected" else None,
        people=tuple(Key(_string(key)) for key in people if key is not None),
        names=tuple(_names(kind, body, texts)),
        replaced=(Key(_string(body["old"])), Key(_string(body["new"])))
        if kind == "key.replaced"
        else None,
    )


def _string(value: JSON) -> str:
    if not isinstance(value, str):
        raise TypeError
    value.encode()  # an unpaired surrogate is a ValueError
    return value


def _digest(value: JSON) -> Digest:
    bytes.fromhex(_string(value).removeprefix("sha256:"))
    return Digest(_string(value))


def _list(value: JSON) -> list[JSON]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise TypeError
    return value


def _digests(value: JSON) -> tuple[Digest, ...]:
    return tuple(_digest(item) for item in _list(value))


def _opened(commitment: JSON, texts: dict[str, str]) -> str | None:
    if not isinstance(commitment, dict) or not isinstance(commitment.get("text"), str):
        return None
    return texts.get(str(commitment["text"]))


def _is_title(kind: str, body: JSONObject, digest: str) -> bool:
    return kind == "work.opened" and body["title"] == {"text": digest}


def _main(body: JSONObject, texts: dict[str, str]) -> str | None:
    """Find what an entry says: its main text, or the prompt that it gives."""
    given = body.get("prompts")
    prompts = [item for item in given if isinstance(item, dict)] if isinstance(given, list) else []
    prompts.sort(key=lambda prompt: prompt.get("role") != "positive")
    values = [body.get(name) for name in _MAIN] + [prompt.get("text") for prompt in prompts]
    found = (_opened(value, texts) for value in values)
    return next((text for text in found if text is not None), None)


def _pictures(kind: str, body: JSONObject) -> Iterable[Picture]:
    values: list[JSON] = []
    if kind == "output.received":
        values = _list(body["assets"])
    elif kind in {"edit.made", "material.added"}:
        values = [body["after" if kind == "edit.made" else "asset"]]
    for value in values:
        asset = Asset.from_value(value)
        if asset.type.startswith("image/"):
            yield Picture(asset.digest, _ENCODE(asset.to_value()), kind != "material.added")


def _named(body: JSONObject) -> Iterable[Digest]:
    """List the files that stand in a body itself: their bytes were kept again with it."""
    for value in body.values():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict) and item.keys() >= {"digest", "size", "type"}:
                yield _digest(item["digest"])


def _shown(
    kind: str, body: JSONObject, pictures: tuple[Picture, ...], chosen: tuple[Digest, ...]
) -> Digest | None:
    if kind == "work.released":
        return _digest(body["asset"])
    if kind == "choice.made" and chosen:
        return chosen[0]
    return pictures[0].digest if pictures else None


def _mark(kind: str, work: Digest | None, body: JSONObject, texts: dict[str, str]) -> Mark | None:
    if kind == "work.released":
        return Mark("released", _digest(body["asset"]))
    if kind != "comment.made":
        return None
    about, words = _digests(body.get("about")), _opened(body["text"], texts) or ""
    if about and work not in about:
        return None  # a remark about one of its pictures
    return next((Mark(sort) for head, sort in MARKS.items() if words.startswith(head)), None)


def _names(kind: str, body: JSONObject, texts: dict[str, str]) -> Iterable[tuple[Key, str]]:
    values = [body["owner"], body["device"]] if kind == "studio.opened" else []
    if kind in {"person.joined", "device.joined"}:
        values = [body]
    for value in values:
        if isinstance(value, dict):
            name = _opened(value["name"], texts)
            if name is not None:
                yield Key(_string(value["key"])), name


def pieces_in(text: str) -> set[str]:
    """Take a text apart into what can be found in it, without upper case.

    What somebody looks for is taken apart in the same way: a piece of it that is in the text
    is in one of the text's pieces.
    """
    found = _BETWEEN.split(text[:MAX_WORDS].casefold())
    return {piece[:MAX_PIECE] for piece in found if piece}
