"""Claims: the sentences of the first page, each with what it rests on."""

from collections import Counter

from bozzetto.evidence.dossier.blocks import Line
from bozzetto.evidence.dossier.source import Source, time_words
from bozzetto.evidence.dossier.words import listed, pair, same
from bozzetto.law import Assessment, State, Words
from bozzetto.record import Seen
from bozzetto.story import Answer, Step

__all__ = ["claim", "rests", "weak"]


def claim(source: Source) -> list[Line]:
    """Say what is claimed, in counts and names."""
    facts, work = source.facts, source.work
    outputs = [step for step in work if step.kind == "output.received"]
    selection, edits = facts.selection, facts.edits
    acts = [*(each.node.step for each in facts.rounds), *outputs]
    acts += [*(each.step for each in selection.choices), *(each.step for each in edits)]
    made = pair(
        "The picture came about in this process. Rounds of instructions:"
        " {rounds}; outputs: {outputs};"
        " choices: {choices}, among candidates: {offered} (chosen {chosen}, rejected {rejected});"
        " edits: {edits}.",
        "该图像经 {rounds} 轮指令、{outputs} 个输出、在 {offered} 个候选中作出 {choices} 次选择"
        "（选用 {chosen} 个，未采用 {rejected} 个）以及 {edits} 次修改而成。",
        rounds=len(facts.rounds),
        outputs=len({digest for each in facts.rounds for digest in each.node.assets}),
        choices=len(selection.choices),
        offered=len(selection.candidates),
        chosen=len(selection.marked("chosen")),
        rejected=len(selection.marked("rejected")),
        edits=len(edits),
    )
    people = [source.person(hand.person) for hand in facts.hands.people]
    signed = [step for hand in facts.hands.people for step in hand.signed]
    who = pair(
        "Those who acted, by their own word: {people}; entries that their own"
        " keys are on: {signed}.",
        "行为人（其自述）：{people}；由其本人密钥签名的条目：{signed} 条。",
        people=listed(people) if people else same("–"),
        signed=len({step.digest for step in signed}),
    )
    return [Line(made, source.mark(acts)), *_answering(source), Line(who, source.mark(signed))]


def _answering(source: Source) -> list[Line]:
    rounds = source.facts.rounds
    answers = [each for each in rounds if each.answer is Answer.RESPONSIVE]
    if not rounds:
        return []
    words = pair(
        "Rounds that changed something after an output was there to be looked"
        " at: {count} of {rounds}.",
        "{rounds} 轮中有 {count} 轮是在输出已可查看之后作出改动的。",
        count=len(answers),
        rounds=len(rounds),
    )
    return [Line(words, source.mark(each.node.step for each in answers))]


def rests(source: Source) -> list[Line]:
    """Say how it is known, and since when."""
    counts = Counter(step.seen for step in source.work)
    known = pair(
        "{all} entries of the record: {live} recorded live by a program,"
        " {imported} read out of files"
        " afterwards, {stated} stated by a person.",
        "记录共 {all} 条：{live} 条由程序实时记录，{imported} 条事后从文件导入，"
        "{stated} 条为本人陈述。",
        all=len(source.work),
        live=counts[Seen.LIVE],
        imported=counts[Seen.IMPORTED],
        stated=counts[Seen.STATED],
    )
    return [
        Line(known, source.mark(source.work)),
        Line(_when(source)),
        *_parted(source),
        *_documented(source),
    ]


def _documented(source: Source) -> list[Line]:
    found = [each for each in source.assessments if each.finding.state is State.DOCUMENTED]
    if not found:
        return []
    names = listed(each.words.name for each in found)
    words = pair(
        "Documented in the record, by published rules: {names}.",
        "依公开规则，记录中有记载：{names}。",
        names=names,
    )
    return [Line(words, source.mark(_rested(found, source)))]


def _rested(found: list[Assessment], source: Source) -> list[Step]:
    return source.steps(digest for each in found for digest in each.finding.rest.entries)


def _when(source: Source) -> Words:
    times = source.facts.times
    if times.before is None:
        return pair(
            "No outside authority gives any of it a time.", "没有任何外部机构为其提供时间。"
        )
    authorities = dict.fromkeys(name for each in source.anchors for name in each.authorities)
    named = listed(same(name) for name in authorities)
    if times.after is None:
        begun = pair("nobody outside says when it began", "开始时间无外部证明")
    else:
        begun = pair("begun after {t}", "始于 {t} 之后", t=time_words(times.after[0]))
    if times.all_before is None:
        return pair(
            "Outside times ({named}): {begun}; some of it existed before {before}; "
            "{open} entries are not covered yet.",
            "外部时间（{named}）：{begun}；部分内容于 {before} 之前已存在；尚有"
            " {open} 条未被覆盖。",
            named=named,
            begun=begun,
            before=time_words(times.before[0]),
            open=len(times.open),
        )
    return pair(
        "Outside times ({named}): {begun}; some of it existed before {before}, all of it"
        " before {whole}.",
        "外部时间（{named}）：{begun}；部分内容于 {before} 之前、全部内容于 {whole} 之前已存在。",
        named=named,
        begun=begun,
        before=time_words(times.before[0]),
        whole=time_words(times.all_before),
    )


def _parted(source: Source) -> list[Line]:
    if source.parted is None or source.dispute is None:
        return []
    words = pair(
        "Acts of creation that outside times show to be older than the dispute ({time}): {older}; "
        "not shown to be: {others}; instructions with words derived from a picture: {derived}.",
        "外部时间表明早于争议（{time}）的创作行为：{older} 个；未能表明的：{others} 个；"
        "文字由图像反推的指令：{derived} 条。",
        time=time_words(source.dispute),
        older=len(source.parted.before.entries),
        others=len(source.parted.after.entries),
        derived=len(source.parted.derived.entries),
    )
    return [Line(words, source.mark(source.steps(source.parted.before.entries)))]


def weak(source: Source) -> list[Line]:
    """Say what is missing, thin, or open, and what always is."""
    found = []
    for state, words in (
        (State.MISSING, pair("Missing in the record: ", "记录中缺失：")),
        (State.THIN, pair("Thin: ", "薄弱：")),
    ):
        names = [each.words.name for each in source.assessments if each.finding.state is state]
        if names:
            found.append(
                Line(pair("{what}{names}.", "{what}{names}。", what=words, names=listed(names)))
            )
    gaps = source.facts.pace.gaps
    if gaps:
        words = pair(
            "Gaps that the recorder names: {count}.",
            "记录程序指明的中断：{count} 处。",
            count=len(gaps),
        )
        found.append(Line(words, source.mark(step for gap in gaps for step in gap.steps)))
    if source.facts.times.open:
        words = pair(
            "Entries that no outside time covers: {count}.",
            "未被外部时间覆盖的条目：{count} 条。",
            count=len(source.facts.times.open),
        )
        found.append(Line(words, source.mark(source.facts.times.open)))
    found.append(
        Line(
            pair(
                "Always: a process can be staged; whose a key is, is its holder's word; a second,"
                " unshown record cannot be ruled out.",
                "始终存在：过程可以摆拍；密钥归谁仅为持有人自述；不能排除另有未出示的记录。",
            )
        )
    )
    return found
