"""The chapter on what was wanted, and what it began with."""

from collections.abc import Iterable, Iterator

from bozzetto.evidence.dossier.blocks import Block, Gallery, Head, Line, Picture
from bozzetto.evidence.dossier.quotes import quote
from bozzetto.evidence.dossier.source import SMALL, Source, moment
from bozzetto.evidence.dossier.words import ACTS, DIMENSIONS, listed, pair, same
from bozzetto.law import Words
from bozzetto.story.body import asset_of

__all__ = ["intent"]


def intent(source: Source) -> Iterator[Block]:
    """Tell what the author wanted, in their words, and what they began with."""
    yield Head(1, pair("Statement of intent and material", "创作意图与素材"))
    statements = source.facts.statements
    if not statements:
        yield Line(pair("The record has no statement of intent.", "记录中没有意图陈述。"))
    for each in statements:
        when = (
            pair("before any output", "在任何输出之前")
            if each.is_before
            else pair("after an output was there", "在已有输出之后")
        )
        label = pair(
            "{act} by {who}, {when}, clock of the recorder {at}{about}",
            "{who} {act}，{when}，记录程序时钟 {at}{about}",
            act=ACTS.get(each.step.kind, same(each.step.kind)),
            who=source.person(each.step.by.person),
            when=when,
            at=moment(each.step.at),
            about=_about(each.dimensions),
        )
        yield quote(label, each.text, source, each.step)
    yield from _materials(source)


def _about(dimensions: Iterable[str]) -> Words:
    names = [DIMENSIONS.get(each, same(each)) for each in dimensions]
    if not names:
        return same("")
    return pair("; about {names}", "；关于{names}", names=listed(names))


def _materials(source: Source) -> Iterator[Block]:
    added = [step for step in source.work if step.kind == "material.added"]
    if not added:
        return
    yield Head(2, pair("Material", "素材"))
    cards = []
    for step in added:
        digest = asset_of(step.body, "asset")
        if digest is not None:
            caption = pair(
                "{name}: {role}, said to be: {origin}",
                "{name}：{role}，自述来源：{origin}",
                name=source.name(digest),
                role=str(step.body["role"]),
                origin=str(step.body["origin"]),
            )
            cards.append(source.card(Picture(digest, SMALL), caption))
    yield Gallery(tuple(cards))
    words = pair("Origins are what the person says.", "来源为本人的说法。")
    yield Line(words, source.mark(added))
