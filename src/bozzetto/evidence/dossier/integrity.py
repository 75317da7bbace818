"""The chapter on what seals the record, and where it is open."""

from collections.abc import Iterator

from bozzetto.evidence.dossier.blocks import DIGEST, MOMENT, Block, Code, Columns, Head, Line, Table
from bozzetto.evidence.dossier.source import Source, moment, time_words
from bozzetto.evidence.dossier.words import GAPS, listed, pair, same
from bozzetto.law import Words
from bozzetto.story import Gap

__all__ = ["integrity"]


def integrity(source: Source) -> Iterator[Block]:
    """Tell what seals the record, and where it is open."""
    yield Head(1, pair("Integrity and times", "完整性与时间"))
    yield Line(
        pair(
            "Every entry is signed, names the one before it, and is a leaf of one append-only log;"
            " outside authorities put times to states of that log. This paper"
            " repeats the record and"
            " is no verification of it: the chapter on verification says how that is done.",
            "每一条目均经签名、指明其前一条，并为同一只增日志的叶子；外部机构为日志的状态加盖时间。"
            "本卷宗只是转述记录，本身不是核验，核验方法见“如何核验”一章。",
        )
    )
    yield from _keys(source)
    yield from _anchors(source)
    yield from _spans(source)
    yield from _gaps(source)


def _keys(source: Source) -> Iterator[Block]:
    counts: dict[str, int] = {}
    for step in source.work:
        for signature in step.entry.signatures:
            counts[signature.key] = counts.get(signature.key, 0) + 1
    heads = (
        pair("Key", "密钥"),
        pair("Whose, by the studio's word", "归属（工作室自述）"),
        pair("On entries", "签名条目数"),
    )
    known = {str(key): name for key, name in source.names.items()}
    yield Table(
        Columns(heads, (DIGEST, "1fr", "20mm")),
        tuple(
            (Code(key), same(known.get(key, "–")), same(str(count)))
            for key, count in counts.items()
        ),
    )


def _anchors(source: Source) -> Iterator[Block]:
    yield Head(2, pair("Outside times", "外部时间"))
    last = source.work[-1].place
    needed: list[tuple[Words | Code, ...]] = []
    for each in source.anchors:
        own = [step for step in source.work if step.place < each.size]
        newest = same("–") if not own else same(str(own[-1].entry.event.number))
        needed.append(
            (
                same(time_words(each.time)),
                listed(same(name) for name in each.authorities),
                newest,
                Code(each.entry),
            )
        )
        if each.size > last:
            break
    if not needed:
        yield Line(pair("There is none.", "没有。"))
        return
    heads = (
        pair("Time", "时间"),
        pair("Authorities", "机构"),
        pair("Covers up to no.", "覆盖至编号"),
        pair("Entry of the anchor", "时间锚条目"),
    )
    yield Table(Columns(heads, (MOMENT, "1fr", "17mm", DIGEST)), tuple(needed))


def _spans(source: Source) -> Iterator[Block]:
    times = source.facts.times
    if times.widest is not None:
        length, step = times.widest
        words = pair(
            "The widest interval between outside times: {n} seconds.",
            "外部时间之间的最大间隔：{n} 秒。",
            n=int(length.total_seconds()),
        )
        yield Line(words, source.mark([step]))
    if times.open:
        words = pair("No outside time covers these yet.", "下列条目尚无外部时间覆盖。")
        yield Line(words, source.mark(times.open))
    if times.delays:
        longest = max(abs(each.late.total_seconds()) for each in times.delays)
        words = pair(
            "{n} entries stood in the record more than two seconds after a"
            " tool's part saw them; the"
            " longest after {longest} seconds.",
            "{n} 条目在工具侧观察到两秒以后才进入记录，最长 {longest} 秒。",
            n=len(times.delays),
            longest=f"{longest:.3f}",
        )
        yield Line(words, source.mark(each.step for each in times.delays))


def _gaps(source: Source) -> Iterator[Block]:
    yield Head(2, pair("Sessions and gaps", "工作时段与中断"))
    for session in source.facts.pace.sessions:
        ats = [step.at for step in session.steps]
        words = pair(
            "Session {since} to {until} by the recorder's clock.",
            "时段 {since} 至 {until}（记录程序时钟）。",
            since=moment(min(ats)),
            until=moment(max(ats)),
        )
        yield Line(words, source.mark(session.steps), is_point=True)
    gaps = source.facts.pace.gaps
    if not gaps:
        yield Line(pair("The recorder names no gap.", "记录程序未指明中断。"), is_point=True)
    for gap in gaps:
        yield Line(_gap(gap), source.mark(gap.steps), is_point=True)
    erased = [step for step in source.work if step.kind == "bytes.erased"]
    if erased:
        words = pair(
            "Bytes of {n} files were erased; their digests stay.",
            "{n} 个文件的字节已删除，摘要保留。",
            n=len(source.erased),
        )
        yield Line(words, source.mark(erased), is_point=True)


def _gap(gap: Gap) -> Words:
    since, until = ("–" if each is None else moment(each) for each in (gap.since, gap.until))
    return pair(
        "Gap: {what}, {since} to {until}{note}",
        "中断：{what}，{since} 至 {until}{note}",
        what=GAPS.get(gap.what, same(gap.what)),
        since=since,
        until=until,
        note="" if gap.note is None else f" ({gap.note})",
    )
