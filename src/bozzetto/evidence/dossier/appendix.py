"""The last chapters: all digests, and where the record has been."""

from collections.abc import Iterator

from bozzetto.evidence.dossier.blocks import (
    DIGEST,
    KNOWN,
    MOMENT,
    NUMBER,
    Block,
    Code,
    Columns,
    Fields,
    Head,
    Line,
    Table,
)
from bozzetto.evidence.dossier.source import Source, moment, time_words
from bozzetto.evidence.dossier.words import ACTS, SEEN, pair, same

__all__ = ["custody", "digests"]


def digests(source: Source) -> Iterator[Block]:
    """List the digests of all entries and files."""
    yield Head(1, pair("Digests", "摘要表"))
    words = pair("SHA-256, in hexadecimal. Of entries:", "SHA-256，十六进制。条目：")
    yield Line(words)
    heads = (
        pair("No.", "编号"),
        pair("Kind", "种类"),
        pair("Known", "知悉"),
        pair("Digest", "摘要"),
    )
    yield Table(
        Columns(heads, (NUMBER, "1fr", KNOWN, DIGEST)),
        tuple(
            (
                same(str(step.entry.event.number)),
                ACTS.get(step.kind, same(step.kind)),
                SEEN[step.seen],
                Code(step.digest),
            )
            for step in source.work
        ),
    )
    if source.assets:
        yield Line(pair("Of files:", "文件："))
        heads = (
            pair("Name", "名称"),
            pair("Type", "类型"),
            pair("Bytes", "字节数"),
            pair("Digest", "摘要"),
        )
        yield Table(
            Columns(heads, ("2fr", "1fr", "21mm", DIGEST)),
            tuple(
                (
                    same(asset.name or "–"),
                    same(asset.type),
                    same(f"{asset.size:,}"),
                    Code(digest),
                )
                for digest, asset in source.assets.items()
            ),
        )


def custody(source: Source) -> Iterator[Block]:
    """Tell where the record has been, as far as it says so itself."""
    yield Head(1, pair("Custody", "保管"))
    yield Line(
        pair(
            "The studio's own chain: who and what joined, left or changed keys, and when a recorder"
            " ran. Numbers of its entries begin with S. Who held copies outside is not in it.",
            "工作室自身的链：何人何物加入、离开或更换密钥，"
            "以及记录程序何时运行。其条目编号以 S 开头。"
            "在外副本由谁保管不在其中。",
        )
    )
    heads = (
        pair("No.", "编号"),
        pair("Recorder's clock", "记录程序时钟"),
        pair("What", "事项"),
        pair("Known", "知悉"),
        pair("Before (outside)", "外部时间：早于"),
    )
    yield Table(
        Columns(heads, (NUMBER, MOMENT, "1fr", KNOWN, MOMENT)),
        tuple(
            (
                same(f"S{step.entry.event.number}"),
                same(moment(step.at)),
                ACTS.get(step.kind, same(step.kind)),
                SEEN[step.seen],
                same(time_words(step.interval.before)),
            )
            for step in source.studio
        ),
    )
    rows = [(pair("Drawn up by", "生成程序"), same(source.program))]
    bundle = source.bundle
    if bundle is None:
        yield Fields(tuple(rows))
        return
    if bundle.is_attached:
        place = pair("attached to this PDF", "附于本 PDF 之内")
    else:
        place = pair("beside this PDF", "与本 PDF 并列")
    named = pair(
        "{name}, {size} B, {place}",
        "{name}，{size} B，{place}",
        name=bundle.name,
        size=f"{bundle.size:,}",
        place=place,
    )
    rows.append((pair("Evidence bundle", "证据包"), named))
    yield Fields((*rows, (pair("its SHA-256", "其 SHA-256"), Code(bundle.digest))))
