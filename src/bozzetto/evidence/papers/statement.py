"""Statement: 创作说明, a draft of what the author says of the making, to be completed and signed.

What entries show is said, and cites them. What only the author can say is a blank: why something
was changed, which features of the picture are claimed, what was done outside of the record.
"""

from collections.abc import Iterator

from bozzetto.evidence.dossier.source import Source, moment
from bozzetto.evidence.dossier.summary import final_picture, summary_of
from bozzetto.evidence.dossier.words import WITHHELD, listed, pair, same
from bozzetto.evidence.papers.course import COURSE, about
from bozzetto.evidence.papers.draft import draft
from bozzetto.evidence.papers.paper import (
    Blank,
    Block,
    Heading,
    Paper,
    Paragraph,
    Quoted,
    Signature,
)
from bozzetto.record import Digest
from bozzetto.story import Step
from bozzetto.story.body import digests, string
from bozzetto.story.step import brought_by

__all__ = ["statement"]


def statement(source: Source, languages: tuple[str, ...]) -> tuple[Paper, ...]:
    """Draft the author's statement."""
    title = pair("Statement on the making of the work", "创作说明")
    return (Paper("statement", title, languages, tuple(_blocks(source))),)


def _blocks(source: Source) -> Iterator[Block]:
    yield from draft(source)
    for chapter in (_author, _intent, _tools, *COURSE, _record, _claim):
        yield from chapter(source)
    yield Signature(
        pair(
            "Author; I have read this statement and correct it where it is wrong",
            "作者（本人已阅读上述内容，并对不实之处作出更正）",
        )
    )


def _author(source: Source) -> Iterator[Block]:
    yield Heading(1, pair("1. Author and work", "一、作者与作品"))
    yield Blank(pair("Author: name, identity document, address", "作者姓名、证件号码、住址"))
    yield Blank(
        pair("On whose behalf and in what relation", "创作身份"),
        pair(
            "for oneself, on commission, as an employee; joint authors",
            "独立创作、受托、职务或法人作品；合作作者",
        ),
    )
    yield Blank(pair("Finished on; first published on, where", "创作完成日期、首次发表日期及方式"))
    first = source.work[:1]
    yield Paragraph(
        pair(
            "In the record the work is called “{title}”; its people are named there as {people}.",
            "记录中作品名称为“{title}”，所列人员为：{people}。",
            title=source.title,
            people=listed(source.person(hand.person) for hand in source.facts.hands.people),
        ),
        source.mark(first),
    )
    found = final_picture(source)
    if found is not None:
        digest, how = found
        shown = [step for step in source.work if _is_about(step, digest)]
        yield Paragraph(
            pair(
                "The picture that stands at the end of the record ({how}): {name}, {digest}.",
                "记录末尾的图像（{how}）：{name}，{digest}。",
                how=how,
                name=source.name(digest),
                digest=digest,
            ),
            source.mark(shown[-1:]),
        )


def _is_about(step: Step, digest: Digest) -> bool:
    chosen = digests(step.body, "chosen") if step.kind == "choice.made" else ()
    released = step.body.get("asset") if step.kind == "work.released" else None
    return digest in (*brought_by(step), *chosen, released)


def _intent(source: Source) -> Iterator[Block]:
    yield Heading(1, pair("2. What was wanted", "二、创作意图"))
    intents = [each for each in source.facts.statements if each.step.kind == "intent.stated"]
    for each in intents:
        when = (
            pair("before any output was in the record", "在记录中尚无任何输出时")
            if each.is_before
            else pair("after an output was in the record", "在记录中已有输出之后")
        )
        words = pair(
            "{who} stated {when}, {at} by the recorder's clock{about}:",
            "{who} {when}陈述（记录程序时钟 {at}）{about}：",
            who=source.person(each.step.by.person),
            when=when,
            at=moment(each.step.at),
            about=about(each.dimensions),
        )
        if each.text is None:
            said = pair("{words} {text}", "{words}{text}", words=words, text=WITHHELD)
            yield Paragraph(said, source.mark([each.step]))
        else:
            yield Paragraph(words, source.mark([each.step]))
            yield Quoted(each.text, source.mark([each.step]))
    if not intents:
        yield Paragraph(
            pair("The record has no statement of intent.", "记录中没有创作意图的陈述。")
        )
    yield Blank(
        pair(
            "What the author adds: theme, composition, mood, references",
            "作者补充：主题、构图、意境、参考",
        ),
        pair("said now, and not at the time", "系现在的说明，并非当时的记录"),
    )
    added = [step for step in source.work if step.kind == "material.added"]
    if added:
        yield Paragraph(
            pair(
                "{count} files were added as material; their origins are what the person said:"
                " {origins}.",
                "加入素材 {count} 件，来源为本人陈述：{origins}。",
                count=len(added),
                origins=listed(
                    same(each) for each in dict.fromkeys(str(step.body["origin"]) for step in added)
                ),
            ),
            source.mark(added),
        )


def _tools(source: Source) -> Iterator[Block]:
    yield Heading(1, pair("3. Tools", "三、所用工具"))
    steps = [each.node.step for each in source.facts.rounds]
    for name, version in dict.fromkeys(
        (string(step.body.get("tool"), "name"), string(step.body.get("tool"), "version"))
        for step in steps
    ):
        own = [
            step
            for step in steps
            if (
                string(step.body.get("tool"), "name"),
                string(step.body.get("tool"), "version"),
            )
            == (name, version)
        ]
        yield Paragraph(
            pair(
                "{count} instructions were given to {name} {version}, as it calls itself.",
                "向 {name} {version}（工具自报名称与版本）下达指令 {count} 条。",
                count=len(own),
                name=name or "–",
                version=version or "",
            ),
            source.mark(own),
        )
    if not steps:
        yield Paragraph(pair("The record has no instruction.", "记录中没有指令。"))
    yield Blank(
        pair("Account at the service, and whose it is", "服务账号及其所有人"),
        pair("with proof: registration, payment", "并附注册、付费等证明"),
    )
    yield Blank(pair("Terms of the service on who owns outputs", "服务协议关于生成内容归属的约定"))


def _record(source: Source) -> Iterator[Block]:
    """Say on what all that rests, and what is weak, as the first page of the dossier says it."""
    summary = summary_of(source)
    yield Heading(1, pair("7. On what this rests, and what is weak", "七、依据与薄弱之处"))
    for line in (*summary.claim, *summary.rests, *summary.weak):
        yield Paragraph(line.words, line.mark)


def _claim(_source: Source) -> Iterator[Block]:
    yield Heading(1, pair("8. What only the author can say", "八、须由作者本人说明的事项"))
    yield Blank(
        pair(
            "Features of the picture that are claimed as one's own expression, each with its entry",
            "主张为本人独创性表达的画面内容（逐项写明并注明条目）",
        ),
        pair(
            "layout, proportion, viewing angle, composition elements, colour, lines",
            "布局、比例、视角、构图要素、色彩、线条",
        ),
    )
    yield Blank(pair("Parts that a tool made and that are not claimed", "由工具生成而不主张的部分"))
    yield Blank(
        pair("What was done outside of the record", "记录之外的创作活动"),
        pair(
            "before it began, in its gaps, on paper, in other programs",
            "开始之前、中断期间、纸面或其他程序中",
        ),
    )
    yield Blank(pair("Others who took part, and how", "其他参与者及其参与方式"))
    yield Blank(pair("Corrections of this draft", "对本草稿的更正"))
