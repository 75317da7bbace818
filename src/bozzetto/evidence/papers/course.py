"""Course: the chapters of a statement that tell what was done: rounds, choices and edits."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from bozzetto.evidence.dossier.source import Source, moment
from bozzetto.evidence.dossier.words import ANSWERS, DIMENSIONS, listed, pair, same
from bozzetto.evidence.papers.paper import Blank, Block, Cell, Grid, Heading, Paragraph, Quoted
from bozzetto.evidence.papers.prompts import numbers_of_prompts
from bozzetto.law import Words
from bozzetto.story import Choice, Edit, Phrase, Round

__all__ = ["COURSE", "about"]

_ROUNDS = (
    pair("Round", "轮次"),
    pair("What the record says", "记录所载"),
    pair("What changed against the round before", "与前一轮相比的改动"),
    pair("Words: list of prompts, no.", "文字：提示词清单序号"),
    pair("Entries", "条目"),
    pair("Why, and what was wanted: the author fills in", "改动的原因与所求效果（作者填写）"),
)
_ROUND_WIDTHS = (1, 4, 5, 2, 2, 5)


def about(dimensions: Iterable[str]) -> Words:
    """Name the dimensions of the picture that a person said something is about."""
    names = [DIMENSIONS.get(each, same(each)) for each in dimensions]
    if not names:
        return same("")
    return pair(", on {names}", "，关于{names}", names=listed(names))


def _rounds(source: Source) -> Iterator[Block]:
    yield Heading(1, pair("4. How it was made, round by round", "四、创作经过（逐轮）"))
    numbers = {id(each.node): each.number for each in source.facts.rounds}
    rows = [_row(each, numbers.get(id(each.before), 0), source) for each in source.facts.rounds]
    if rows:
        yield Paragraph(
            pair(
                "That an output was in the record shows that it could be looked at, not that it"
                " was. Words are not repeated here: they stand in the list of prompts.",
                "输出已入记录，表明其可供查看，并不表明确已查看。指令原文不在此重复，见提示词清单。",
            )
        )
        yield Grid(_ROUNDS, tuple(rows), _ROUND_WIDTHS)
    else:
        yield Paragraph(pair("The record has no instruction.", "记录中没有指令。"))


def _row(told: Round, before: int, source: Source) -> tuple[Cell, ...]:
    step = told.node.step
    said = pair(
        "{at} (recorder's clock), by {who}: {answer}. Outputs: {count}.{looked}",
        "{at}（记录程序时钟），{who}：{answer}。输出 {count} 个。{looked}",
        at=moment(step.at),
        who=source.actor(step),
        answer=ANSWERS[told.answer].filled({"before": before}),
        count=len(told.node.assets),
        looked=pair(
            " In between, persons acted upon outputs of the round before.",
            "其间有人就前一轮的输出作出行为。",
        )
        if told.looked
        else same(""),
    )
    mark = source.mark([*told.node.steps, *told.looked])
    return (str(told.number), said, _changed(told), numbers_of_prompts(told), mark, "")


def _changed(told: Round) -> Words:
    """Say what differs; nothing of it is left out."""
    if told.before is None:
        return same("–")
    parts = [part for change in told.words for part in _phrases(change.added, change.removed)]
    parts += [
        pair(
            "weight of “{text}”: {a} → {b}",
            "“{text}”的权重：{a} → {b}",
            text=one.text,
            a=one.before or "1",
            b=one.after or "1",
        )
        for change in told.words
        for one in change.reweighted
    ]
    if any(change.is_moved for change in told.words):
        parts.append(pair("words in another order", "文字次序有变"))
    if any(change.change == "unknown" for change in told.words):
        parts.append(pair("words withheld", "文字未附"))
    parts += [
        pair(
            "{name}: {a} → {b}",
            "{name}：{a} → {b}",
            name=one.name,
            a=one.before or "–",
            b=one.after or "–",
        )
        for one in (*told.settings, *told.models, *told.seeds)
    ]
    for label, inputs in (
        (pair("led by, new", "新引导图像"), told.inputs_added),
        (pair("led by no more", "不再引导"), told.inputs_removed),
    ):
        if inputs:
            names = listed(same(each.name or each.role) for each in inputs)
            parts.append(pair("{label}: {names}", "{label}：{names}", label=label, names=names))
    if not parts:
        return pair("nothing that the record names", "记录未载明改动")
    return Words("\n".join(each.en for each in parts), "\n".join(each.zh for each in parts))


def _phrases(added: tuple[Phrase, ...], removed: tuple[Phrase, ...]) -> Iterator[Words]:
    for label, phrases in ((pair("added", "增加"), added), (pair("removed", "删去"), removed)):
        if phrases:
            every = listed(_phrase(phrase, count) for phrase, count in Counter(phrases).items())
            yield pair("{label}: {every}", "{label}：{every}", label=label, every=every)


def _phrase(phrase: Phrase, count: int) -> Words:
    weight = "" if phrase.weight is None else f" ×{phrase.weight}"
    words = same(f"“{phrase.text}”{weight}")
    if count == 1:
        return words
    return pair("{words} ({n} times)", "{words}（{n} 次）", words=words, n=count)


def _choices(source: Source) -> Iterator[Block]:
    yield Heading(1, pair("5. Selection", "五、选择"))
    for choice in source.facts.selection.choices:
        yield from _choice(choice, source)
    if not source.facts.selection.choices:
        yield Paragraph(pair("The record has no choice.", "记录中没有选择。"))


def _choice(choice: Choice, source: Source) -> Iterator[Block]:
    mark = source.mark([choice.step])
    yield Paragraph(
        pair(
            "Of {among} candidates {who} chose {chosen} ({names}) and rejected {rejected}.",
            "{who} 从 {among} 个候选中选用 {chosen} 个（{names}），未采用 {rejected} 个。",
            among=len(choice.among),
            who=source.person(choice.step.by.person),
            chosen=len(choice.chosen),
            names=listed(source.name(each) for each in choice.chosen) if choice.chosen else "–",
            rejected=len(choice.rejected),
        ),
        mark,
    )
    if choice.reason is not None:
        yield Paragraph(pair("The reason, as stated then:", "当时陈述的理由："), mark)
        yield Quoted(choice.reason, mark)
    else:
        yield Blank(
            pair("Why: the record has no reason that can be shown", "理由（记录中没有可示的理由）"),
            pair("said now, and not at the time", "系现在的说明，并非当时的记录"),
        )


def _edits(source: Source) -> Iterator[Block]:
    yield Heading(1, pair("6. Changes by hand", "六、人工修改"))
    for number, edit in enumerate(source.facts.edits, 1):
        yield from _edit(number, edit, source)
    if not source.facts.edits:
        yield Paragraph(pair("The record has no edit.", "记录中没有修改。"))


def _edit(number: int, edit: Edit, source: Source) -> Iterator[Block]:
    mark = source.mark([edit.step])
    before = (
        pair("the picture before is not in the record", "修改之前的图像不在记录中")
        if not edit.before
        else pair("from {names}", "原图为 {names}", names=listed(map(source.name, edit.before)))
    )
    yield Paragraph(
        pair(
            "Edit {n}: {who} in {tool}, {at} by the recorder's clock; {before}; result {after}"
            "{about}.",
            "第 {n} 次修改：{who} 使用 {tool}，记录程序时钟 {at}；{before}；结果 {after}{about}。",
            n=number,
            who=source.person(edit.step.by.person),
            tool=edit.tool or "–",
            at=moment(edit.step.at),
            before=before,
            after="–" if edit.after is None else source.name(edit.after),
            about=about(edit.dimensions),
        ),
        mark,
    )
    if edit.note is not None:
        yield Quoted(edit.note, mark)
    yield Blank(
        pair("What was changed in edit {n}, and why", "第 {n} 次修改的内容与原因", n=number)
    )


COURSE: tuple[Callable[[Source], Iterator[Block]], ...] = (_rounds, _choices, _edits)
