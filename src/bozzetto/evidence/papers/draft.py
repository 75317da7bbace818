"""Draft: what stands at the head of every paper, so that nobody takes it for more than it is."""

from bozzetto.evidence.dossier.source import Source
from bozzetto.evidence.dossier.words import pair, same
from bozzetto.evidence.papers.paper import Block, Cell, Grid, Note
from bozzetto.law import Words

__all__ = ["draft"]


def draft(source: Source) -> tuple[Block, ...]:
    """Say that it is a draft, of what record, and what it is not."""
    newest = source.work[-1]
    note = pair(
        "Draft, drawn up by {program} from the record of this work up to entry {number}. It repeats"
        " what entries say, verifies nothing, and has blanks for what only people can say. Whoever"
        " signs it reads, corrects and answers for it. Not legal advice: a lawyer decides whether"
        " and how it is used.",
        "草稿，由 {program} 依据本作品截至第 {number} 条的记录生成。草稿只转述条目所载，不作核验，"
        "凡只有本人才能说明之处均留空。签署人应自行阅读、更正并对内容负责。"
        "本文件不构成法律意见，是否使用、如何使用由律师决定。",
        program=source.program or "bozzetto",
        number=newest.entry.event.number,
    )
    return (Note(note), _identity(source))


def _identity(source: Source) -> Grid:
    """Name the record that a draft is of, by digests that a reader can compare."""
    root = source.checkpoint.root_hash.hex()
    rows: list[tuple[Cell, ...]] = [
        (pair("Work", "作品"), source.title),
        (pair("First entry", "首条目"), source.work[0].digest),
        (pair("Newest entry drawn on", "所据最末条目"), source.work[-1].digest),
        (
            pair("Log: entries and root", "日志：条目数与根"),
            f"{source.checkpoint.tree_size} sha256:{root}",
        ),
        (pair("Evidence bundle, SHA-256", "证据包及其 SHA-256"), _bundle(source)),
    ]
    heads = (pair("Record", "所据记录"), pair("Digest", "摘要"))
    return Grid(heads, tuple(rows), (2, 5))


def _bundle(source: Source) -> Words:
    if source.bundle is None:
        return same("")
    return same(f"{source.bundle.name} {source.bundle.digest}")
