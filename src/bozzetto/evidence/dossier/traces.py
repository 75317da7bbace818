"""Traces: how far what a tool was given shows in what it made, within the chapter on rounds."""

from collections.abc import Iterator

from bozzetto.evidence.dossier.blocks import Block, Cell, Columns, Line, Table
from bozzetto.evidence.dossier.source import Source
from bozzetto.evidence.dossier.words import pair, same
from bozzetto.evidence.tracing import Traced, Unsaid
from bozzetto.law import Words
from bozzetto.story import Round

__all__ = ["trace_method", "traces"]

_METHOD = pair(
    "How far a picture that was given shows in an output (bozzetto-trace/1): both are averaged to"
    " 256 pixels on the longer side. Lines: of 1,000 edges of the given picture, how many have one"
    " of the output within 2 pixels, in about the same direction. Tones: the correlation of the"
    " means of a grid of 16 by 16, in thousandths. A figure alone says nothing, since every picture"
    " has edges: beside it stands the largest figure of copies of the given picture that were"
    " mirrored, turned or shifted, and of up to four other outputs that, as far as the record"
    " knows, were not made from it. “Above” is a figure that is larger than that of every copy by"
    " 100. Lines that were moved, poses and colours are not found.",
    "所给图像在输出中显现的程度（bozzetto-trace/1）：两图均按长边平均缩至 256 像素。线条：所给图像"
    "每 1,000 个边缘点中，有多少个在输出的 2 像素之内有方向大致相同的边缘点。明暗：16×16 网格均值的"
    "相关系数，以千分计。任何图像都有边缘，单独一个数值不说明问题：故并列所给图像经镜像、旋转或"
    "平移之副本的最大数值，以及据记录所知并非由其生成的至多四个其他输出的最大数值。“高于”指比每个"
    "副本的数值至少大 100。移动了位置的线条、姿态与色彩均不能检出。",
)
_LIMIT = pair(
    "It says that lines lie where lines were given. It does not say that they came from there, or"
    " who drew them, and it is no share of authorship.",
    "它说明线条位于所给线条之处；不说明线条源自该处，也不说明由谁所画，更不是作者贡献的份额。",
)
_WHY = {
    Unsaid.NOT_HERE: pair("the bytes are not in the studio", "字节不在工作室中"),
    Unsaid.LOSSY: pair(
        "one of the two is lossily encoded, or no picture", "其中之一为有损编码或非图像"
    ),
    Unsaid.TOO_LARGE: pair("too large to compare", "过大"),
    Unsaid.SMALL: pair("under 64 pixels", "不足 64 像素"),
    Unsaid.PROPORTIONS: pair("the proportions differ", "长宽比不同"),
}
_HEADS = (
    pair("Given", "所给图像"),
    pair("Output", "输出"),
    pair("Lines, of 1,000", "线条（千分）"),
    pair("Tones, in thousandths", "明暗（千分）"),
)


def trace_method(source: Source) -> Iterator[Block]:
    """Say how it is measured, and what it does not say, where the work has any."""
    if not source.traced:
        return
    yield Line(_METHOD)
    yield Line(_LIMIT)
    if source.untraced:
        yield Line(
            pair(
                "Compared here: {some} of {all} pairs, those with a chosen output first.",
                "此处比较 {all} 对中的 {some} 对，以选用的输出为先。",
                some=len(source.traced),
                all=len(source.traced) + source.untraced,
            )
        )


def traces(told: Round, source: Source) -> Iterator[Block]:
    """Show what was found of the pictures that one round was given."""
    step = told.node.step
    found = [each for each in source.traced if each.pair.step.digest == step.digest]
    if found:
        words = pair("How far what was given shows in the outputs:", "所给图像在输出中显现的程度：")
        yield Line(words, source.mark([step, *told.node.outputs]))
        yield Table(
            Columns(_HEADS, ("1fr", "1fr", "58mm", "42mm")),
            tuple(_row(each, source) for each in found),
        )


def _row(traced: Traced, source: Source) -> tuple[Cell, ...]:
    role, given = traced.pair.role, source.name(traced.pair.given)
    named = pair("{role}: {name}", "{role}：{name}", role=role, name=given)
    return (named, source.name(traced.pair.made), _lines(traced), _tones(traced))


def _lines(traced: Traced) -> Words:
    if traced.trace is None:
        why = _WHY[traced.why] if traced.why else same("–")
        return pair("not compared: {why}", "未作比较：{why}", why=why)
    lines = traced.trace.lines
    if lines is None:
        return pair("fewer than 64 edges were given", "所给边缘点不足 64 个")
    said = _agreement(lines.value, lines.copies, is_above=lines.is_above)
    if not traced.others:
        return said
    other = pair("other outputs ≤\u00a0{n}", "其他输出 ≤\u00a0{n}", n=traced.others[0])
    return pair("{said}; {other}", "{said}；{other}", said=said, other=other)


def _tones(traced: Traced) -> Words:
    if traced.trace is None:
        return same("–")
    tones = traced.trace.tones
    if tones is None:
        return pair("one of the two is flat", "其中之一没有明暗")
    return _agreement(tones.value, tones.copies, is_above=tones.is_above)


def _agreement(value: int, copies: tuple[int, ...], *, is_above: bool | None) -> Words:
    if is_above is None:
        return pair(
            "{value}; every copy is too like it", "{value}；各副本均与原图过于相似", value=value
        )
    above = pair("above", "高于") if is_above else pair("not above", "不高于")
    return pair(
        "{value}; copies ≤\u00a0{copy}: {above}",
        "{value}；副本 ≤\u00a0{copy}：{above}",
        value=value,
        copy=copies[0],
        above=above,
    )
