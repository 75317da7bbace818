"""Exhibits: 证据目录, the numbered list of evidence that Chinese courts ask for.

Provisions on Evidence in Civil Proceedings (2019), article 19: each item is numbered, its source,
object of proof and content are stated, and the party signs and dates. Items stand in groups by the
fact that they are to prove. Article 17 wants a translation of what is in another language; that is
the list of prompts.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bozzetto.evidence.dossier.source import Source, moment, time_words
from bozzetto.evidence.dossier.words import pair, same
from bozzetto.evidence.papers.draft import draft
from bozzetto.evidence.papers.items import GROUPS, Item
from bozzetto.evidence.papers.paper import (
    Blank,
    Block,
    Cell,
    Grid,
    Heading,
    Note,
    Paper,
    Signature,
)
from bozzetto.law import Words
from bozzetto.record import Digest, Seen
from bozzetto.story import Step

__all__ = ["exhibits"]

_HEADS = (
    pair("No.", "序号"),
    pair("Exhibit", "证据名称"),
    pair("Source", "证据来源"),
    pair("Object of proof and content", "证明对象和内容"),
    pair("When made (recorder's clock; authorities)", "形成时间（记录程序时钟；外部时间）"),
    pair("Entries", "条目及知悉方式"),
    pair("Digests of the entries", "条目摘要"),
    pair("Original or copy", "原件或复制件"),
    pair("Pages", "页码"),
)
_WIDTHS = (2, 4, 4, 6, 4, 3, 5, 2, 1)
_FILE_HEADS = (
    pair("Exhibit", "所属证据"),
    pair("File", "文件名"),
    pair("Type", "类型"),
    pair("Bytes", "字节数"),
    pair("Entry that brought it", "所载条目"),
    pair("SHA-256", "SHA-256 摘要"),
    pair("Bytes kept", "原始字节"),
)
_FILE_WIDTHS = (2, 5, 3, 2, 3, 7, 2)
_TICK = pair("□ original □ copy", "□原件 □复制件")
_ORDINALS = "一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class _Numbered:
    """An item with the number that the court finds it by."""

    number: str
    item: Item


def exhibits(source: Source, languages: tuple[str, ...]) -> tuple[Paper, ...]:
    """List the evidence, as a workbook and as a document of the same content."""
    title = pair("List of evidence", "证据目录")
    blocks = tuple(_blocks(source))
    return (
        Paper("exhibits", title, languages, blocks, is_wide=True),
        Paper("exhibits", title, languages, blocks, is_sheet=True, is_wide=True),
    )


def _blocks(source: Source) -> Iterator[Block]:
    yield from _party()
    yield from draft(source)
    yield Note(
        pair(
            "Take out what is not relied on, and number anew. Whether an item is handed in as"
            " original or copy, and its pages, are for the party (Civil Evidence Rules 2019,"
            " articles 15 and 19). What the record is said to show is no finding.",
            "未援引的证据请删除并重新编号。以原件或复制件提交以及页码由当事人填写"
            "（《最高人民法院关于民事诉讼证据的若干规定》第十五条、第十九条）。"
            "“证明对象和内容”为拟证明事项，并非认定。",
        )
    )
    every: list[_Numbered] = []
    for name, items_of in GROUPS:
        items = list(items_of(source))
        if items:
            group = _group(items, 1 + len({each.number.split("-")[0] for each in every}))
            every += group
            yield from _listed(name, group, source)
    yield from _files(every, source)
    yield Blank(pair("Copies handed in", "提交份数"))
    yield Signature(pair("Party who hands it in", "提交人（当事人）"))


def _party() -> Iterator[Block]:
    yield Blank(pair("Court and case number", "受理法院及案号"))
    yield Blank(pair("Cause of action", "案由"))
    yield Blank(
        pair("Party who hands it in, and in what role", "提交人及其诉讼地位"),
        pair("plaintiff, defendant, third party", "原告、被告、第三人"),
    )


def _group(items: Iterable[Item], number: int) -> list[_Numbered]:
    return [_Numbered(f"{number}-{place}", item) for place, item in enumerate(items, 1)]


def _listed(name: Words, group: list[_Numbered], source: Source) -> Iterator[Block]:
    number = int(group[0].number.split("-")[0])
    yield Heading(
        2,
        pair(
            "Group {n}: {name}",
            "第{ordinal}组　{name}",
            n=number,
            ordinal=_ORDINALS[number - 1],
            name=name,
        ),
    )
    yield Grid(_HEADS, tuple(_row(each, source) for each in group), _WIDTHS)


def _row(numbered: _Numbered, source: Source) -> tuple[Cell, ...]:
    item = numbered.item
    return (
        numbered.number,
        item.name,
        item.origin or _origin(item.steps, source),
        item.purpose,
        _made(item.steps),
        source.mark(item.steps),
        item.digest or "\n".join(step.digest for step in item.steps),
        _TICK,
        "",
    )


def _origin(steps: tuple[Step, ...], source: Source) -> Words:
    """Say where entries come from, by how each of them is known."""
    known = dict.fromkeys(step.seen for step in steps)
    words = {
        Seen.LIVE: pair("recorded live by the recorder", "由记录程序实时记录"),
        Seen.IMPORTED: pair(
            "read by the recorder afterwards, out of files", "由记录程序事后自文件导入"
        ),
        Seen.STATED: pair("stated by the person named", "由所列人员本人陈述"),
    }
    people = dict.fromkeys(step.by.person for step in steps if step.by.person is not None)
    parts = [words[seen] for seen in known]
    parts += [source.person(key) for key in people]
    where = pair("evidence bundle, data/record.jsonl", "见证据包 data/record.jsonl")
    parts.append(where)
    return Words("; ".join(each.en for each in parts), "；".join(each.zh for each in parts))


def _made(steps: tuple[Step, ...]) -> Words:
    if not steps:
        return same("")
    clock = moment(min(step.at for step in steps)), moment(max(step.at for step in steps))
    ends = [step.interval.before for step in steps]
    whole = [each for each in ends if each is not None]
    after = time_words(steps[0].interval.after)
    before = time_words(max(whole) if len(whole) == len(ends) else None)
    spelled = clock[0] if clock[0] == clock[1] else f"{clock[0]} – {clock[1]}"
    if after == before == time_words(None):
        none = pair("no authority's time", "无外部机构时间")
        return pair("{clock}\n{none}", "{clock}\n{none}", clock=spelled, none=none)
    return pair(
        "{clock}\nafter {after}\nbefore {before}",
        "{clock}\n晚于 {after}\n早于 {before}",
        clock=spelled,
        after=after,
        before=before,
    )


def _files(every: list[_Numbered], source: Source) -> Iterator[Block]:
    """List the files of all exhibits, each with its digest and the entry that brought it."""
    rows = [
        _file(each.number, digest, step, source)
        for each in every
        for digest, step in each.item.files
    ]
    if rows:
        yield Heading(2, pair("Annex: files of the exhibits", "附：各证据所含文件"))
        yield Note(
            pair(
                "In the bundle a file is data/assets/ and its SHA-256 in hexadecimal; a file that"
                " differs by one byte has another.",
                "证据包中，文件位于 data/assets/，以其 SHA-256（十六进制）命名；"
                "内容相差一个字节，摘要即不同。",
            )
        )
        yield Grid(_FILE_HEADS, tuple(rows), _FILE_WIDTHS)


def _file(number: str, digest: Digest, step: Step, source: Source) -> tuple[Cell, ...]:
    asset = source.assets.get(digest)
    kept = (
        pair("erased", "已删除")
        if digest in source.erased
        else pair("not held", "未留存")
        if asset is None
        else pair("kept", "留存")
    )
    return (
        number,
        "–" if asset is None or not asset.name else asset.name,
        "–" if asset is None else asset.type,
        "–" if asset is None else f"{asset.size:,}",
        source.mark([step]),
        digest.removeprefix("sha256:"),
        kept,
    )
