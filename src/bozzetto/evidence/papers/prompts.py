"""Prompts: all words that were given to tools, verbatim, with a place for their translation."""

from collections.abc import Iterator

from bozzetto.evidence.dossier.source import Source, moment, time_words
from bozzetto.evidence.dossier.words import SEEN, WITHHELD, WRITERS, pair, same
from bozzetto.evidence.papers.draft import draft
from bozzetto.evidence.papers.paper import Blank, Block, Cell, Grid, Note, Paper, Signature
from bozzetto.law import Words
from bozzetto.story import Round
from bozzetto.story.body import objects, string
from bozzetto.story.wording import words_of

__all__ = ["numbers_of_prompts", "prompts"]

_HEADS = (
    pair("No.", "序号"),
    pair("Entry", "条目"),
    pair("Known", "知悉方式"),
    pair("Part", "类别"),
    pair("Words as given to the tool", "输入原文"),
    pair("Translation", "译文"),
    pair("Who wrote the words, as recorded", "文字由谁撰写（记录所载）"),
    pair("Given by, to", "下达人、工具"),
    pair("Recorder's clock, UTC", "记录程序时钟（UTC）"),
    pair("After, before (authorities)", "外部时间：晚于、早于"),
    pair("Digest of the entry", "条目摘要"),
)
_WIDTHS = (1, 1, 1, 1, 5, 4, 2, 2, 2, 2, 3)
_PARTS = {
    "positive": pair("positive", "正向"),
    "negative": pair("negative", "反向"),
    "region": pair("region", "区域"),
    "style": pair("style", "风格"),
    "system": pair("system", "系统"),
}


def prompts(source: Source, languages: tuple[str, ...]) -> tuple[Paper, ...]:
    """List all words that the record has, one row each, as a document and as a workbook.

    Args:
        source: The work.
        languages: Those of the paper; the words themselves stay as they are.
    """
    title = pair("List of prompts", "提示词（输入指令）清单")
    blocks = tuple(_blocks(source))
    return (
        Paper("prompts", title, languages, blocks, is_wide=True),
        Paper("prompts", title, languages, blocks, is_sheet=True, is_wide=True),
    )


def numbers_of_prompts(told: Round) -> Words:
    """Name the rows that have the words of a round."""
    count = len(words_of(told.node.step))
    first, last = f"{told.number}-1", f"{told.number}-{count}"
    if not count:
        return pair("no words", "无文字")
    return same(first if count == 1 else f"{first}…{last}")


def _blocks(source: Source) -> Iterator[Block]:
    yield from draft(source)
    yield Note(
        pair(
            "No. 3-2 is the second text of the third instruction. The words stand as the record"
            " has them; nothing is corrected or shortened. Who wrote them is what the tool or a"
            " person said. The recorder's clock can be set by anybody; an authority's time bounds"
            " when the entry was made.",
            "序号 3-2 指第三条指令的第二段文字。文字按记录原样列出，未作更正或删节。文字由谁撰写，"
            "依工具或本人所述。记录程序的时钟任何人都可以设置；外部机构的时间限定条目形成的区间。",
        )
    )
    yield Blank(pair("Translated into", "译成何种语言"))
    rows = tuple(row for told in source.facts.rounds for row in _rows(told, source))
    if rows:
        yield Grid(_HEADS, rows, _WIDTHS)
    else:
        yield Note(pair("The record has no instruction with words.", "记录中没有含文字的指令。"))
    yield Signature(
        pair("Translator (with the qualification, where it is asked for)", "译者（需要时注明资质）")
    )


def _rows(told: Round, source: Source) -> Iterator[tuple[Cell, ...]]:
    step = told.node.step
    tool = string(step.body.get("tool"), "name") or step.by.tool or "–"
    times = f"{time_words(step.interval.after)}\n{time_words(step.interval.before)}"
    whole = [each.get("exact") != "no" for each in objects(step.body, "prompts")]
    for number, words in enumerate(words_of(step), 1):
        writer = WRITERS.get(words.writer, same(words.writer))
        if not whole[number - 1]:
            writer = pair(
                "{writer}; not all of the words could be read",
                "{writer}；文字未能全部读出",
                writer=writer,
            )
        yield (
            f"{told.number}-{number}",
            str(step.entry.event.number),
            SEEN[step.seen],
            _PARTS.get(words.role, same(words.role)),
            WITHHELD if words.text is None else words.text,
            "",
            writer,
            pair("{who} → {tool}", "{who} → {tool}", who=source.actor(step), tool=tool),
            moment(step.at),
            times,
            step.digest,
        )
