"""Wording: what was said to a tool, phrase by phrase, and what changed between two times.

A prompt is cut into phrases at commas, at the ends of sentences and lines, at their Chinese
counterparts, and at white space between two Han characters. Weights count only where they are
spelled out, as AUTOMATIC1111 and ComfyUI read them, ``(blue eyes:1.2)`` and ``<lora:name:0.8>``;
any other bracket is part of the words, because tools do not agree on what it means. A phrase that
was reworded is one that went and one that came: no likeness is guessed.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bozzetto.record import JSONObject
from bozzetto.story.body import objects
from bozzetto.story.step import Step

__all__ = ["Phrase", "Reweighted", "Words", "WordsChange", "change_of", "phrases", "words_of"]

# By blocks and code points: tables of scripts and of white space differ from one language, and from
# one Unicode, to the next. The second is Unicode's White_Space; `str.split` takes more than that.
_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_WHITE = r"[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
_SEPARATOR = re.compile(
    rf"[,，、;；。！？\r\n]+|[.!?]+(?={_WHITE}|\Z)|(?<={_HAN})(?:(?![\r\n]){_WHITE})+(?={_HAN})"
)
_SPACES = re.compile(rf"{_WHITE}+")
_NUMBER = r"[0-9]{1,4}(?:\.[0-9]{1,8})?"
_WEIGHTED = re.compile(rf"(?<!\\)\(([^()\[\]\\]{{1,2000}}):{_WHITE}*({_NUMBER}){_WHITE}*\)")
_TAG = re.compile(rf"<([a-z]{{1,16}}:[^<>:\r\n]{{1,200}}):(-?{_NUMBER})(?::[^<>\r\n]{{0,100}})?>")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A part of a prompt between two separators."""

    text: str  # white space is single, and none stands at its ends
    weight: str | None = None  # as it is spelled; None where none is

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        return {"text": self.text, "weight": self.weight}


@dataclass(frozen=True, slots=True)
class Words:
    """One prompt of an instruction."""

    role: str
    writer: str
    text: str | None  # None where the words are withheld


@dataclass(frozen=True, slots=True)
class Reweighted:
    """A phrase that stayed, and counts for more or less than it did."""

    text: str
    before: str | None
    after: str | None

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        return {"text": self.text, "before": self.before, "after": self.after}


@dataclass(frozen=True, slots=True)
class WordsChange:
    """Two prompts of one role, in the same place among those of the role."""

    role: str
    place: int  # among the prompts of the role, from 0
    change: str  # same, changed, added, removed, or unknown where words are withheld
    writer: str  # of the prompt that is there now, else of the one that went
    added: tuple[Phrase, ...] = ()
    removed: tuple[Phrase, ...] = ()
    reweighted: tuple[Reweighted, ...] = ()
    is_moved: bool = False  # phrases that stayed stand in another order

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        return {
            "role": self.role,
            "place": self.place,
            "change": self.change,
            "by": self.writer,
            "added": [phrase.to_value() for phrase in self.added],
            "removed": [phrase.to_value() for phrase in self.removed],
            "reweighted": [phrase.to_value() for phrase in self.reweighted],
            "moved": self.is_moved,
        }


def words_of(step: Step) -> tuple[Words, ...]:
    """Return the prompts of an instruction, in its order."""
    return tuple(
        Words(str(prompt["role"]), str(prompt["by"]), step.text(prompt["text"]))
        for prompt in objects(step.body, "prompts")
    )


def phrases(text: str) -> tuple[Phrase, ...]:
    """Cut a prompt into its phrases."""
    found: list[Phrase] = []
    start = 0
    for match in _spelled_weights(text):
        found += _cut(text[start : match.start()], None)
        inner, weight = match.group(1), match.group(2)
        found += [Phrase(f"<{inner}>", weight)] if match.re is _TAG else _cut(inner, weight)
        start = match.end()
    return (*found, *_cut(text[start:], None))


def _spelled_weights(text: str) -> Iterator[re.Match[str]]:
    """Yield what spells a weight, in its order, none within another."""
    end = 0
    both = [*_WEIGHTED.finditer(text), *_TAG.finditer(text)]
    for match in sorted(both, key=lambda match: match.start()):
        if match.start() >= end:
            yield match
            end = match.end()


def _cut(text: str, weight: str | None) -> list[Phrase]:
    parts = (_SPACES.sub(" ", part).strip(" ") for part in _SEPARATOR.split(text))
    return [Phrase(part, weight) for part in parts if part]


def change_of(after: Sequence[Words], before: Sequence[Words]) -> tuple[WordsChange, ...]:
    """Return how prompts differ from earlier ones, role by role.

    First come the roles of `after` in its order, then those that went.
    """
    old, young = _by_role(before), _by_role(after)
    found: list[WordsChange] = []
    for role in dict.fromkeys((*young, *old)):
        then, now = old.get(role, []), young.get(role, [])
        for place in range(max(len(then), len(now))):
            was = then[place] if place < len(then) else None
            found.append(_pair(role, place, was, now[place] if place < len(now) else None))
    return tuple(found)


def _by_role(words: Sequence[Words]) -> dict[str, list[Words]]:
    roles: dict[str, list[Words]] = {}
    for one in words:
        roles.setdefault(one.role, []).append(one)
    return roles


def _pair(role: str, place: int, was: Words | None, now: Words | None) -> WordsChange:
    one = now or was
    writer = "unknown" if one is None else one.writer
    old = "" if was is None else was.text
    young = "" if now is None else now.text
    change = "added" if was is None else "removed" if now is None else "unknown"
    if old is None or young is None:
        return WordsChange(role, place, change, writer)
    if was is not None and now is not None:
        change = "same" if old == young else "changed"
    return _compare(WordsChange(role, place, change, writer), phrases(old), phrases(young))


def _compare(told: WordsChange, old: Sequence[Phrase], young: Sequence[Phrase]) -> WordsChange:
    """Tell which phrases came, went, or were weighted anew; the same phrases are paired first."""
    gone, come = _without(old, young), _without(young, old)
    reweighted: list[Reweighted] = []
    for phrase in list(come):
        twin = next((one for one in gone if one.text == phrase.text), None)
        if twin is not None:
            gone.remove(twin)
            come.remove(phrase)
            reweighted.append(Reweighted(phrase.text, twin.weight, phrase.weight))
    return WordsChange(
        told.role,
        told.place,
        told.change,
        told.writer,
        tuple(come),
        tuple(gone),
        tuple(reweighted),
        _are_moved(old, gone, young, come),
    )


def _are_moved(
    old: Sequence[Phrase], gone: Sequence[Phrase], young: Sequence[Phrase], come: Sequence[Phrase]
) -> bool:
    """Whether what stayed stands in another order.

    Nothing says which of several equal phrases stayed: it must be so if the last ones did, and if
    the first ones did.
    """
    is_last = _texts_without(old, gone) != _texts_without(young, come)
    return is_last and _texts_without(old[::-1], gone) != _texts_without(young[::-1], come)


def _without(these: Sequence[Phrase], those: Sequence[Phrase]) -> list[Phrase]:
    """Return what is left of `these` when each of `those` takes the first like it away."""
    left = Counter(those)
    found: list[Phrase] = []
    for phrase in these:
        if left[phrase]:
            left[phrase] -= 1
        else:
            found.append(phrase)
    return found


def _texts_without(every: Sequence[Phrase], gone: Sequence[Phrase]) -> list[str]:
    return [phrase.text for phrase in _without(every, gone)]
