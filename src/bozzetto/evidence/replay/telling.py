"""Telling: a report as lines in both languages, for the terminal and the folder's README."""

from collections.abc import Iterator

from bozzetto.capture.naming import spell
from bozzetto.evidence.dossier.words import pair, same
from bozzetto.evidence.replay.mark import MARK
from bozzetto.evidence.replay.report import Compared, Likeness, Outcome, Report, Sameness, Side
from bozzetto.law import Words

__all__ = ["tell"]

_MOST = 4  # regions that one line names; report.json has all
_LIKENESS = {
    Likeness.SAME_BYTES: pair("the same, byte for byte", "逐字节相同"),
    Likeness.SAME_PIXELS: pair(
        "the same pixels in a file of other bytes", "像素相同，文件字节不同"
    ),
    Likeness.RE_ENCODED: pair(
        "not comparable: one of the two is lossily coded, which changes pixels by itself",
        "不可比较：其一为有损编码，编码本身即改变像素",
    ),
    Likeness.RESIZED: pair("not comparable: their sizes differ", "不可比较：尺寸不同"),
    Likeness.TOO_LARGE: pair("not compared: too large", "未比较：过大"),
    Likeness.NOT_HERE: pair(
        "other bytes; the recorded file is not in the studio any more",
        "字节不同；所记录的文件已不在工作室中",
    ),
    Likeness.NOT_MEASURED: pair(
        "other bytes; not measured: numpy is not installed", "字节不同；未测量：未安装 numpy"
    ),
    Likeness.DID_NOT_COME: pair("did not come", "未得到"),
    Likeness.NOT_RECORDED: pair(
        "came now, and nothing in the record answers to it", "此次得到，记录中没有与之对应者"
    ),
}
_WHAT = {
    "model": pair("model", "模型"),
    "version": pair("version of the tool", "工具版本"),
    "nodes": pair("nodes", "节点"),
    "seed": pair("seed", "种子"),
    "sampler": pair("sampler", "采样器"),
    "setting": pair("settings", "参数"),
    "input": pair("input", "输入"),
}
_SAMENESS = {
    Sameness.SAME: pair("the same", "相同"),
    Sameness.DIFFERENT: pair("differs", "不同"),
    Sameness.NOT_COMPARED: pair("not compared", "未比较"),
}
_MEANING = pair(
    "That a re-run gives the same shows that the tool can make this picture out of this"
    " instruction. It does not show who gave the instruction, nor when. That it gives another one"
    " shows little: hardware, drivers and versions change what comes.",
    "重新生成得到相同结果，只表明该工具能由该指令生成此图；不表明指令由何人、何时给出。得到不同结果"
    "亦说明不了多少：硬件、驱动与版本都会改变结果。",
)


def tell(report: Report) -> Iterator[Words]:
    """Say all of it, line by line."""
    yield _bracketed(MARK)
    yield pair(
        "entry {number}, given again to {tool} at {url}, {at} by this computer's clock",
        "第 {number} 条，再次交给 {url} 的 {tool}，本机时钟 {at}",
        number=report.number,
        tool=spell(report.tool),
        url=report.url,
        at=report.at,
    )
    if report.outcome is Outcome.FAILED:
        why = report.why or same("–")
        yield pair("the re-run failed: {why}", "重新生成失败：{why}", why=why)
    for each in report.outputs:
        yield _output(each)
    for side in _telling(report.sides):
        yield _side(side)
    yield from report.notes
    yield _MEANING


def _bracketed(mark: Words) -> Words:
    return Words(f"[{mark.en}]", f"【{mark.zh}】")


def _output(each: Compared) -> Words:
    is_measured = each.likeness is Likeness.MEASURED
    said = _measured(each) if is_measured else _LIKENESS[each.likeness]
    recorded = each.recorded.removeprefix("sha256:")[:8] if each.recorded else "–"
    return pair(
        "output {recorded} → {file}: {said}",
        "输出 {recorded} → {file}：{said}",
        recorded=recorded,
        file=each.file or "–",
        said=said,
    )


def _measured(each: Compared) -> Words:
    change = each.change
    if change is None:
        return _LIKENESS[Likeness.NOT_MEASURED]
    parts = [
        pair(
            "{count} of {all} pixels differ",
            "{all} 个像素中有 {count} 个不同",
            count=change.differing,
            all=change.width * change.height,
        )
    ]
    if change.shift != (0, 0):
        parts.append(
            pair(
                "moved by {right}, {down} pixels",
                "位移 {right}、{down} 像素",
                right=change.shift[0],
                down=change.shift[1],
            )
        )
    if change.tones:
        tones = ", ".join(map(str, change.tones))
        parts.append(
            pair(
                "all tones changed, by {tones} of 255",
                "整体色调改变 {tones}（满值 255）",
                tones=tones,
            )
        )
    if change.is_spread:
        parts.append(pair("it differs nearly everywhere", "几乎处处不同"))
    elif not change.regions:
        parts.append(pair("no region is left apart from that", "除此之外没有不同的区域"))
    else:
        boxes = ", ".join(
            f"{box.width}×{box.height}+{box.left}+{box.top}" for box in change.regions[:_MOST]
        )
        count = len(change.regions) + change.more
        parts.append(
            pair(
                "regions: {count}, the largest {boxes}",
                "区域 {count} 处，最大者 {boxes}",
                count=count,
                boxes=boxes,
            )
        )
    return Words("; ".join(each.en for each in parts), "；".join(each.zh for each in parts))


def _telling(sides: tuple[Side, ...]) -> Iterator[Side]:
    """What differed or was not compared; of settings that are the same, none is named."""
    for side in sides:
        is_plain = side.what == "setting" and side.name != ""
        if side.sameness is not Sameness.SAME or not is_plain:
            yield side


def _side(side: Side) -> Words:
    name = f" {spell(side.name)}" if side.name else ""
    said = pair(
        "{what}{name}: {same}",
        "{what}{name}：{same}",
        what=_WHAT[side.what],
        name=name,
        same=_SAMENESS[side.sameness],
    )
    if side.then is not None or side.now is not None:
        then, now = (spell(each) if each else "–" for each in (side.then, side.now))
        told = (
            Words(f" ({then})", f"（{then}）")
            if then == now
            else Words(f" (then {then}, now {now})", f"（当时 {then}，现在 {now}）")
        )
        said = Words(said.en + told.en, said.zh + told.zh)
    return (
        said
        if side.why is None
        else pair("{said}; {why}", "{said}；{why}", said=said, why=side.why)
    )
