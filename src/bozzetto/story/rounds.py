"""Rounds: each instruction against the one that it follows, and what lay between the two.

A round is compared with the nearest instruction above it in the lineage. Its *answer* says what
kind of step it was:

    first         there is no instruction above it
    repetition    nothing differs, or nothing but seeds
    responsive    something differs, and an output of the other one was in the record before
    unanswered    something differs, and no output of the other one was there yet to be looked at
    unknown       words are withheld, and nothing else differs

That an output was in the record shows that it could be looked at, not that it was. What persons
did about it in between (`looked`) says more: they chose, commented, or went on from its file.
What they wanted was said before it could be seen where an intent stands between an output of the
other one and the first of this one (`foretold`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bozzetto.record import Digest, JSONObject
from bozzetto.story.body import GivenInput, inputs_of
from bozzetto.story.lineage import Lineage
from bozzetto.story.nodes import Node
from bozzetto.story.settings import SettingChange, changed_models, changed_settings, is_seed
from bozzetto.story.step import Step, rest_on, subjects_of
from bozzetto.story.wording import WordsChange, change_of, words_of

__all__ = ["Answer", "Round", "rounds_of"]

_ACTS = {"choice.made", "comment.made", "intent.stated", "edit.made"}


class Answer(StrEnum):
    """What kind of step a round was; see above."""

    FIRST = "first"
    REPETITION = "repetition"
    RESPONSIVE = "responsive"
    UNANSWERED = "unanswered"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Round:
    """An instruction, its outputs, and how it differs from the one before it."""

    number: int  # from 1
    node: Node
    before: Node | None  # the attempt that it is compared with
    answer: Answer
    words: tuple[WordsChange, ...]
    settings: tuple[SettingChange, ...]  # without seeds
    seeds: tuple[SettingChange, ...]
    models: tuple[SettingChange, ...]
    inputs_added: tuple[GivenInput, ...]
    inputs_removed: tuple[GivenInput, ...]
    looked: tuple[Step, ...]  # what persons did about the outputs of the one before, in between
    foretold: tuple[Step, ...] = ()  # intents that persons stated before its first output

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        before = [] if self.before is None else [self.before.step]
        step = self.node.step
        return {
            "round": self.number,
            "instruction": step.digest,
            "before": None if self.before is None else self.before.step.digest,
            "answer": self.answer.value,
            "words": [change.to_value() for change in self.words if change.change != "same"],
            "settings": [change.to_value() for change in self.settings],
            "seeds": [change.to_value() for change in self.seeds],
            "models": [change.to_value() for change in self.models],
            "inputs added": [_input_value(each) for each in self.inputs_added],
            "inputs removed": [_input_value(each) for each in self.inputs_removed],
            "outputs": [*self.node.assets],
            "ended": [str(ended.body["how"]) for ended in self.node.ended],
            "looked": [each.digest for each in self.looked],
            "foretold": [each.digest for each in self.foretold],
            **rest_on([*before, *self.node.steps, *self.looked, *self.foretold]).to_value(),
        }


def rounds_of(steps: Sequence[Step], lineage: Lineage) -> tuple[Round, ...]:
    """Tell every instruction of a work against the one that it follows."""
    acts = _acts_by_node(steps, lineage)
    intents = [step for step in steps if step.kind == "intent.stated" and step.by.person]
    nodes = [node for node in lineage.gathered.nodes if node.step.kind == "instruction.given"]
    rounds = (
        _round(number, node, lineage.instruction_before(node), acts)
        for number, node in enumerate(nodes, 1)
    )
    return tuple(replace(told, foretold=_foretold(told, intents)) for told in rounds)


def _foretold(told: Round, intents: Iterable[Step]) -> tuple[Step, ...]:
    """Gather what was wanted once the round before had shown something, and before this one had."""
    outputs, before = told.node.outputs, told.before
    if not outputs:
        return ()
    end = outputs[0].place
    shown = [] if before is None else [*before.outputs, before.step]
    begin = next((step.place for step in shown if step.place < end), -1)
    return tuple(step for step in intents if begin < step.place < end)


def _round(number: int, node: Node, before: Node | None, acts: dict[Node, list[Step]]) -> Round:
    now = words_of(node.step)
    if before is None:
        words = change_of(now, ())
        return Round(number, node, None, Answer.FIRST, words, (), (), (), _inputs(node), (), ())
    changes = changed_settings(node.step, before.step)
    old, young = _inputs(before), _inputs(node)
    told = Round(
        number,
        node,
        before,
        Answer.FIRST,
        change_of(now, words_of(before.step)),
        tuple(change for change in changes if not is_seed(change.name)),
        tuple(change for change in changes if is_seed(change.name)),
        changed_models(node.step, before.step),
        tuple(each for each in young if each not in old),
        tuple(each for each in old if each not in young),
        tuple(_between(acts.get(before, []), before, node)),
    )
    return replace(told, answer=_answer(told, before, node))


def _answer(told: Round, before: Node, node: Node) -> Answer:
    differs = (
        told.settings
        or told.models
        or told.inputs_added
        or told.inputs_removed
        or any(change.change in {"changed", "added", "removed"} for change in told.words)
    )
    if not differs:
        is_hidden = any(change.change == "unknown" for change in told.words)
        return Answer.UNKNOWN if is_hidden else Answer.REPETITION
    was_there = any(output.place < node.step.place for output in before.outputs)
    return Answer.RESPONSIVE if was_there else Answer.UNANSWERED


def _inputs(node: Node) -> tuple[GivenInput, ...]:
    return inputs_of(node.step.body)


def _acts_by_node(steps: Iterable[Step], lineage: Lineage) -> dict[Node, list[Step]]:
    """Return what persons did about each attempt's outputs, in order."""
    found: dict[Node, list[Step]] = {}
    brought = lineage.gathered.by_asset
    for step in steps:
        if step.kind in _ACTS and step.by.person is not None:
            about = _files_of(step)
            for node in dict.fromkeys(brought[each] for each in about if each in brought):
                found.setdefault(node, []).append(step)
    return found


def _files_of(step: Step) -> Sequence[Digest]:
    before = step.body.get("before") if step.kind == "edit.made" else None
    if isinstance(before, list):
        return [Digest(str(each)) for each in before]
    return subjects_of(step)


def _between(acts: Sequence[Step], before: Node, node: Node) -> list[Step]:
    return [act for act in acts if before.step.place < act.place < node.step.place]


def _input_value(given: GivenInput) -> JSONObject:
    return {
        "role": given.role,
        "held": given.is_held,
        "digest": given.digest,
        "name": given.name,
        "region": given.region,
    }
