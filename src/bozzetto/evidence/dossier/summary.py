"""The first page: what is claimed, on what it rests, and what is weak."""

from dataclasses import dataclass

from bozzetto.evidence.dossier.blocks import (
    Card,
    Code,
    Fields,
    Gallery,
    Line,
    Picture,
    Rendering,
)
from bozzetto.evidence.dossier.claims import claim, rests, weak
from bozzetto.evidence.dossier.source import SMALL, Source
from bozzetto.evidence.dossier.words import pair
from bozzetto.law import Words
from bozzetto.record import Digest, JSONObject
from bozzetto.story.body import asset_of, string

__all__ = ["Summary", "final_picture", "summary_of"]

LARGE = 900  # pixels: 8 cm of print at 280 dots an inch


@dataclass(frozen=True, slots=True)
class Summary:
    """What the first page says."""

    title: Words
    under: Words
    final: Card | None
    stages: Gallery  # what it began with, the first output, what was chosen
    claim: tuple[Line, ...]
    rests: tuple[Line, ...]
    weak: tuple[Line, ...]
    facts: Fields
    note: Words

    def to_value(self, how: Rendering) -> JSONObject:
        """Return it as JSON has it."""
        return {
            "title": how.say(self.title),
            "under": how.say(self.under),
            "final": None if self.final is None else self.final.to_value(how),
            "stages": self.stages.to_value(how),
            "claim": [line.to_value(how) for line in self.claim],
            "rests": [line.to_value(how) for line in self.rests],
            "weak": [line.to_value(how) for line in self.weak],
            "facts": self.facts.to_value(how),
            "note": how.say(self.note),
        }


def summary_of(source: Source) -> Summary:
    """Say on one page what a work's record bears."""
    return Summary(
        source.title,
        pair(
            "How this picture was made: a dossier drawn from its record",
            "图像创作过程卷宗（据记录生成）",
        ),
        _final(source),
        _stages(source),
        tuple(claim(source)),
        tuple(rests(source)),
        tuple(weak(source)),
        _facts(source),
        pair(
            "This paper is a reading aid. The evidence is the signed record:"
            " what is drawn from its entries names them, and how they are"
            " known. It is not legal advice, and says"
            " nothing on originality or ownership.",
            "本卷宗仅供阅读之便，证据是经签名的记录；凡出自条目者均注明编号及知悉方式。"
            "本卷宗不构成法律意见，不判断独创性与权属。",
        ),
    )


def final_picture(source: Source) -> tuple[Digest, Words] | None:
    """Return the picture that stands at the end, and by which act it does."""
    for step in reversed(source.work):
        released = string(step.body, "asset") if step.kind == "work.released" else None
        if released is not None:
            return Digest(released), pair("released", "所发布的图像")
    for step in reversed(source.work):
        after = asset_of(step.body, "after") if step.kind == "edit.made" else None
        if after is not None:
            return after, pair("after the last edit", "最后一次修改之后")
        chosen = step.body.get("chosen") if step.kind == "choice.made" else None
        if isinstance(chosen, list) and chosen:
            return Digest(str(chosen[-1])), pair("chosen last", "最后选用")
    outputs = [digest for each in source.facts.rounds for digest in each.node.assets]
    return (
        (outputs[-1], pair("the last output; nothing was chosen", "最后的输出；未作选择"))
        if outputs
        else None
    )


def _final(source: Source) -> Card | None:
    found = final_picture(source)
    if found is None:
        return None
    digest, how = found
    caption = pair("{how}: {name}", "{how}：{name}", how=how, name=source.name(digest))
    return source.card(Picture(digest, LARGE), caption)


def _stages(source: Source) -> Gallery:
    """Show how it began, and what came in between."""
    work, selection = source.work, source.facts.selection
    added = [asset_of(step.body, "asset") for step in work if step.kind == "material.added"]
    outputs = [digest for each in source.facts.rounds for digest in each.node.assets]
    found: list[tuple[Words, list[Digest | None]]] = [
        (pair("first material", "最初的素材"), added[:1]),
        (pair("first output", "最初的输出"), [*outputs[:1]]),
        (pair("chosen first", "最先选用"), [*selection.marked("chosen")[:1]]),
        (pair("chosen last", "最后选用"), [*selection.marked("chosen")[-1:]]),
    ]
    return Gallery(
        tuple(
            source.card(
                Picture(digest, SMALL),
                pair("{how}: {name}", "{how}：{name}", how=how, name=source.name(digest)),
            )
            for how, digests in found
            for digest in digests
            if digest is not None
        )
    )


def _facts(source: Source) -> Fields:
    newest = source.work[-1]
    rows: list[tuple[Words, Words | Code]] = [
        (pair("First entry of the work", "作品首条目"), Code(source.work[0].digest)),
        (pair("Newest entry shown", "所示最末条目"), Code(newest.digest)),
        (
            pair("Log: entries and root", "日志：条目数与根"),
            Code(f"{source.checkpoint.tree_size} sha256:{source.checkpoint.root_hash.hex()}"),
        ),
    ]
    if source.bundle is not None:
        rows.append((pair("Evidence bundle", "证据包"), Code(source.bundle.digest)))
    return Fields(tuple(rows))
