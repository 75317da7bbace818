"""The chapter on edits: before and after, with what the pixels say of the difference."""

from collections.abc import Iterator

from bozzetto.evidence.dossier.blocks import Block, Gallery, Head, Line, Picture
from bozzetto.evidence.dossier.source import SMALL, Source, moment
from bozzetto.evidence.dossier.words import DIMENSIONS, WITHHELD, listed, pair, same
from bozzetto.evidence.measuring import Measured, Why
from bozzetto.law import Words
from bozzetto.record import Digest
from bozzetto.story import Edit

__all__ = ["edits"]

WIDE = 560  # pixels: half of the page's width at 180 dots an inch
MAX_FRAMES = 12  # regions that are framed, the largest: more hide the picture

_WHY = {
    Why.NOT_HERE: pair("the bytes are not in the studio", "字节不在工作室中"),
    Why.RE_ENCODED: pair(
        "one of the two is lossily encoded, or no picture: not compared",
        "其中之一为有损编码或非图像，未作比较",
    ),
    Why.RESIZED: pair("the sizes differ: not compared", "尺寸不同，未作比较"),
    Why.TOO_LARGE: pair("too large to compare", "过大，未作比较"),
}


def edits(source: Source) -> Iterator[Block]:
    """Show every edit that the record has."""
    yield Head(1, pair("Edits by hand", "人工修改"))
    if not source.facts.edits:
        yield Line(pair("The record has no edit.", "记录中没有修改。"))
        return
    yield Line(
        pair(
            "Frames mark regions whose pixels differ, drawn onto the small"
            " pictures here and nowhere"
            " else. They do not say who changed them, and an area is no measure of originality.",
            "方框标出像素不同的区域，仅画在此处的缩略图上。它不说明由谁改动，面积也不衡量独创性。",
        )
    )
    for number, edit in enumerate(source.facts.edits, 1):
        yield Head(2, pair("Edit {n}", "第 {n} 次修改", n=number))
        yield Line(_told(edit, source), source.mark([edit.step]))
        yield from _shown(edit, source)


def _told(edit: Edit, source: Source) -> Words:
    parts = [
        pair(
            "In {tool}, by {who}, recorder's clock {at}",
            "{who} 使用 {tool}，记录程序时钟 {at}",
            tool=edit.tool or "–",
            who=source.person(edit.step.by.person),
            at=moment(edit.step.at),
        )
    ]
    if edit.dimensions:
        names = listed(DIMENSIONS.get(each, same(each)) for each in edit.dimensions)
        parts.append(pair("said to change: {names}", "自述改动：{names}", names=names))
    if edit.layers:
        layers = listed(WITHHELD if each is None else same(each) for each in edit.layers)
        parts.append(pair("layers named: {names}", "图层名称：{names}", names=layers))
    if "note" in edit.step.body:
        note = WITHHELD if edit.note is None else same(edit.note)
        parts.append(pair("note: {note}", "说明：{note}", note=note))
    return Words("; ".join(each.en for each in parts), "；".join(each.zh for each in parts))


def _shown(edit: Edit, source: Source) -> Iterator[Block]:
    if edit.after is None:
        return
    after = edit.after
    pairs = [(each, source.measured.get((each, after))) for each in edit.before]
    for before, measured in pairs:
        frames = _frames(measured)
        yield Gallery(
            (
                source.card(Picture(before, WIDE), _named("before", "之前", before, source)),
                source.card(Picture(after, WIDE, frames), _named("after", "之后", after, source)),
            ),
            columns=2,
        )
        yield from _measured(measured, source, edit)
    if not pairs:
        yield Line(
            pair("The picture before is not in the record.", "修改之前的图像不在记录中。"),
            source.mark([edit.step]),
        )
        yield Gallery((source.card(Picture(after, SMALL), _named("after", "之后", after, source)),))


def _named(en: str, zh: str, digest: Digest, source: Source) -> Words:
    return pair("{when}: {name}", "{when}：{name}", when=Words(en, zh), name=source.name(digest))


def _frames(measured: Measured | None) -> tuple[tuple[int, int, int, int], ...]:
    if measured is None or measured.change is None:
        return ()
    regions = measured.change.regions[:MAX_FRAMES]
    return tuple((each.left, each.top, each.width, each.height) for each in regions)


def _measured(measured: Measured | None, source: Source, edit: Edit) -> Iterator[Block]:
    if measured is None:
        return
    change = measured.change
    if change is None:
        why = _WHY[measured.why] if measured.why else same("–")
        yield Line(pair("Pixels: {why}.", "像素：{why}。", why=why), source.mark([edit.step]))
        return
    if change.is_spread:
        where = pair("over most of the picture", "遍及大部分画面")
    else:
        where = pair("in {n} regions", "分布于 {n} 个区域", n=len(change.regions) + change.more)
    parts = [
        pair(
            "Pixels (bozzetto-pixel-change/1): {count} of {all} differ to the"
            " bit; beyond changes of"
            " the whole, {where}",
            "像素（bozzetto-pixel-change/1）：{all} 个中有 {count} 个逐位不同；"
            "除整体变化外，{where}",
            count=change.differing,
            all=change.width * change.height,
            where=where,
        )
    ]
    if change.shift != (0, 0):
        right, down = change.shift
        parts.append(pair("moved by {x}, {y}", "整体平移 {x}, {y}", x=right, y=down))
    if change.tones:
        tones = ", ".join(map(str, change.tones))
        parts.append(
            pair("all tones changed (mean {tones})", "整体色调改变（均值 {tones}）", tones=tones)
        )
    if change.regions:
        first = change.regions[0]
        parts.append(
            pair(
                "largest {w}×{h} at {x}, {y}",
                "最大者 {w}×{h}，位于 {x}, {y}",
                w=first.width,
                h=first.height,
                x=first.left,
                y=first.top,
            )
        )
    said = Words("; ".join(each.en for each in parts), "；".join(each.zh for each in parts))
    yield Line(pair("{said}.", "{said}。", said=said), source.mark([edit.step]))
