"""The chapter that lists every entry of the work with its times."""

from collections.abc import Iterator

from bozzetto.evidence.dossier.blocks import (
    KNOWN,
    MOMENT,
    NUMBER,
    Block,
    Columns,
    Head,
    Line,
    Table,
)
from bozzetto.evidence.dossier.source import Source, moment, time_words
from bozzetto.evidence.dossier.words import ACTS, SEEN, pair, same
from bozzetto.law import Words
from bozzetto.story import Step
from bozzetto.story.body import objects

__all__ = ["timeline"]


def timeline(source: Source) -> Iterator[Block]:
    """List every entry, with the recorder's clock and the outside times around it."""
    yield Head(1, pair("Timeline", "时间线"))
    yield Line(
        pair(
            "All times are UTC. The recorder's clock can be set by anybody;"
            " outside times are those of"
            " the authorities in the chapter on integrity: the entry was made between the two.",
            "时间均为 UTC。记录程序的时钟任何人都可以设置；外部时间来自“完整性”一章所列机构，"
            "条目形成于两者之间。",
        )
    )
    heads = (
        pair("No.", "编号"),
        pair("Recorder's clock", "记录程序时钟"),
        pair("What", "事项"),
        pair("By", "行为人"),
        pair("Known", "知悉"),
        pair("After, before (outside)", "外部时间：晚于、早于"),
    )
    yield Table(
        Columns(heads, (NUMBER, MOMENT, "1fr", "1fr", KNOWN, MOMENT)),
        tuple(
            (
                same(str(step.entry.event.number)),
                same(moment(step.at)),
                _what(step),
                source.actor(step),
                SEEN[step.seen],
                same(f"{time_words(step.interval.after)}\n{time_words(step.interval.before)}"),
            )
            for step in source.work
        ),
    )


def _what(step: Step) -> Words:
    act = ACTS.get(step.kind, same(step.kind))
    body = step.body
    match step.kind:
        case "output.received":
            count = len(objects(body, "assets"))
            return pair("{act}: {n} files", "{act}：{n} 个文件", act=act, n=count)
        case "choice.made":
            sizes = [
                len(each) if isinstance(each, list) else 0
                for each in (body["chosen"], body["among"])
            ]
            return pair("{act}: {a} of {b}", "{act}：{b} 选 {a}", act=act, a=sizes[0], b=sizes[1])
    return act
