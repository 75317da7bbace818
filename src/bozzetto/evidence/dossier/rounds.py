"""The chapter on rounds: words, settings, pictures, choices and reasons."""

from collections.abc import Iterator

from bozzetto.evidence.dossier.blocks import (
    Block,
    Card,
    Changes,
    Columns,
    Gallery,
    Head,
    Line,
    Picture,
    Quote,
    Table,
)
from bozzetto.evidence.dossier.quotes import quote
from bozzetto.evidence.dossier.source import SMALL, Source, moment
from bozzetto.evidence.dossier.traces import trace_method, traces
from bozzetto.evidence.dossier.words import (
    ANSWERS,
    ENDED,
    WITHHELD,
    WRITERS,
    listed,
    pair,
    same,
)
from bozzetto.record import Digest
from bozzetto.story import Choice, GivenInput, Phrase, Round, WordsChange
from bozzetto.story.body import string
from bozzetto.story.settings import settings_of
from bozzetto.story.wording import words_of

__all__ = ["rounds"]

MAX_ROWS = 40  # settings that one round lists: a workflow of hundreds is in the record


def rounds(source: Source) -> Iterator[Block]:
    """Tell the work round by round, and then its edits."""
    yield Head(1, pair("Rounds", "逐轮经过"))
    if not source.facts.rounds:
        yield Line(pair("The record has no instruction.", "记录中没有指令。"))
    yield from trace_method(source)
    numbers = {id(each.node): each.number for each in source.facts.rounds}
    told: set[Digest] = set()
    for each in source.facts.rounds:
        before = numbers.get(id(each.before), 0)
        yield from _round(each, before, source)
        choices = [one for one in source.facts.selection.choices if one.step.digest not in told]
        for choice in choices:
            if not set(choice.among).isdisjoint(each.node.assets):
                told.add(choice.step.digest)
                yield _choice(choice, source)
    left = [one for one in source.facts.selection.choices if one.step.digest not in told]
    if left:
        yield Head(2, pair("Other choices", "其他选择"))
        for choice in left:
            yield Gallery(
                tuple(_candidate(digest, source, choice.mark(digest)) for digest in choice.among)
            )
            yield _choice(choice, source)


def _round(told: Round, before: int, source: Source) -> Iterator[Block]:
    said = ANSWERS[told.answer].filled({"before": before})
    yield Head(
        2, pair("Round {number}: {said}", "第 {number} 轮：{said}", number=told.number, said=said)
    )
    step = told.node.step
    tool = string(step.body.get("tool"), "name") or step.by.tool or "–"
    given = pair(
        "Given to {tool} by {who}, recorder's clock {at}.",
        "由 {who} 下达给 {tool}，记录程序时钟 {at}。",
        tool=tool,
        who=source.actor(step),
        at=moment(step.at),
    )
    yield Line(given, source.mark([step]))
    yield from _words(told, source)
    yield from _settings(told)
    yield from _inputs(told, source)
    if told.looked:
        words = pair(
            "In between, persons acted upon outputs of the round before.",
            "其间有人就前一轮的输出作出了行为。",
        )
        yield Line(words, source.mark(told.looked))
    if told.foretold and told.before is not None:
        words = pair(
            "What was wanted was stated before any output of this round was there.",
            "在本轮任何输出出现之前，已陈述所要达到的结果。",
        )
        yield Line(words, source.mark(told.foretold))
    yield from _outputs(told, source)
    yield from traces(told, source)


def _words(told: Round, source: Source) -> Iterator[Block]:
    step = told.node.step
    if told.before is not None:
        for change in told.words:
            if change.change != "same":
                yield _change(change)
    for words in words_of(step):
        label = pair(
            "{role} ({whose})",
            "{role}（{whose}）",
            role=words.role,
            whose=WRITERS.get(words.writer, same(words.writer)),
        )
        yield quote(label, words.text, source, step)


def _change(words: WordsChange) -> Block:
    other = [
        same(f"{each.text}: {each.before or '1'} → {each.after or '1'}")
        for each in words.reweighted
    ]
    if words.is_moved:
        other.append(pair("in another order", "次序有变"))
    if words.change == "unknown":
        other.append(WITHHELD)
    if not (words.added or words.removed or other):
        other.append(pair("spelling alone", "仅写法有变"))
    label = pair("Words changed, {role}", "文字改动，{role}", role=words.role)
    added, removed = (tuple(map(_phrase, each)) for each in (words.added, words.removed))
    return Changes(label, added, removed, tuple(other))


def _phrase(phrase: Phrase) -> str:
    return phrase.text + ("" if phrase.weight is None else f" ×{phrase.weight}")


def _settings(told: Round) -> Iterator[Block]:
    if told.before is None:
        every = settings_of(told.node.step)
        rows = [(name, "–", value) for name, value in every.items()]
    else:
        changed = (*told.settings, *told.seeds, *told.models)
        rows = [(each.name, each.before or "–", each.after or "–") for each in changed]
    if not rows:
        return
    heads = (pair("Setting", "参数"), pair("Before", "之前"), pair("Now", "现在"))
    yield Table(
        Columns(heads, ("2fr", "2fr", "2fr")),
        tuple(tuple(same(cell) for cell in row) for row in rows[:MAX_ROWS]),
    )
    if len(rows) > MAX_ROWS:
        more = len(rows) - MAX_ROWS
        yield Line(pair("{n} more are in the record.", "另有 {n} 项见记录。", n=more))


def _inputs(told: Round, source: Source) -> Iterator[Block]:
    cards: list[Card] = []
    for given in told.inputs_added:
        cards += _input(given, source)
    if cards:
        yield Line(pair("Led by, new in this round:", "本轮新加入的引导图像："))
        yield Gallery(tuple(cards))
    named = [given for given in told.inputs_added if not given.is_held]
    if named:
        names = listed(same(given.name or "–") for given in named)
        yield Line(
            pair(
                "Named by the tool, and not kept: {names}.",
                "工具提及但未留存：{names}。",
                names=names,
            )
        )
    if told.inputs_removed:
        names = listed(same(given.name or given.role) for given in told.inputs_removed)
        yield Line(pair("Led by no more: {names}.", "不再引导：{names}。", names=names))


def _input(given: GivenInput, source: Source) -> Iterator[Card]:
    if given.is_held and given.digest is not None:
        caption = pair(
            "{role}: {name}", "{role}：{name}", role=given.role, name=source.name(given.digest)
        )
        yield source.card(Picture(given.digest, SMALL), caption)
    if given.region is not None:
        caption = pair("mask: {name}", "蒙版：{name}", name=source.name(given.region))
        yield source.card(Picture(given.region, SMALL), caption)


def _outputs(told: Round, source: Source) -> Iterator[Block]:
    marks = {each.asset: each.mark for each in source.facts.selection.candidates}
    cards = [
        _candidate(digest, source, marks.get(digest, "never offered"))
        for digest in told.node.assets
    ]
    if cards:
        words = pair("Outputs: {n}.", "输出：{n} 个。", n=len(cards))
        yield Line(words, source.mark(told.node.outputs))
        yield Gallery(tuple(cards))
    for ended in told.node.ended:
        how = ENDED.get(str(ended.body["how"]), same(str(ended.body["how"])))
        yield Line(pair("Ended: {how}.", "结束：{how}。", how=how), source.mark([ended]))


def _candidate(digest: Digest, source: Source, state: str) -> Card:
    return source.card(Picture(digest, SMALL), None, state)


def _choice(choice: Choice, source: Source) -> Block:
    label = pair(
        "Choice by {who}: {chosen} of {among}; rejected {rejected}",
        "{who} 作出选择：{among} 选 {chosen}；未采用 {rejected}",
        who=source.person(choice.step.by.person),
        chosen=len(choice.chosen),
        among=len(choice.among),
        rejected=len(choice.rejected),
    )
    if choice.reason is None:
        none = WITHHELD if "reason" in choice.step.body else pair("no reason given", "未说明理由")
        said = pair("{label}: {why}", "{label}：{why}", label=label, why=none)
        return Line(said, source.mark([choice.step]))
    return Quote(label, choice.reason, source.mark([choice.step]))
