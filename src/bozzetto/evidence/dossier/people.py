"""The chapter on people, and on programs that acted alone."""

from collections.abc import Iterator

from bozzetto.evidence.dossier.blocks import Block, Columns, Head, Line, Table
from bozzetto.evidence.dossier.source import Source
from bozzetto.evidence.dossier.words import ACTS, listed, pair, same
from bozzetto.law import Words
from bozzetto.story import Hand

__all__ = ["people"]


def people(source: Source) -> Iterator[Block]:
    """Tell who did what."""
    yield Head(1, pair("People", "人员"))
    yield Line(
        pair(
            "Names are what people typed. That a key is on an entry shows that"
            " whoever holds the key"
            " agreed to it; an entry without it says that the recorder saw the act.",
            "姓名由本人自行填写。条目上有某密钥，表明密钥持有人认可该条目；没有的，仅表明记录程序见到该行为。",
        )
    )
    heads = (
        pair("Who", "何人"),
        pair("Acts", "行为"),
        pair("Signed", "签名"),
        pair("Entries", "条目"),
    )
    hands = (*source.facts.hands.people, *source.facts.hands.programs)
    yield Table(
        Columns(heads, ("2fr", "3fr", "15mm", "2fr")),
        tuple(
            (
                _who(hand, source),
                listed(
                    pair("{act} {n}", "{act} {n}", act=ACTS.get(kind, same(kind)), n=len(steps))
                    for kind, steps in hand.acts.items()
                ),
                same("–" if hand.person is None else str(len(hand.signed))),
                source.mark(step for steps in hand.acts.values() for step in steps),
            )
            for hand in hands
        ),
    )
    for joint in source.facts.hands.joint:
        names = listed(source.person(key) for key in joint.people)
        words = pair("Confirmed by several: {names}.", "多人确认：{names}。", names=names)
        yield Line(words, source.mark([joint.step, *joint.confirmed_in]))
    terms = source.work[0].words("terms")
    if terms is not None:
        yield Line(
            pair("Terms of joint work: {terms}", "合作约定：{terms}", terms=terms),
            source.mark(source.work[:1]),
        )


def _who(hand: Hand, source: Source) -> Words:
    if hand.person is not None:
        return source.person(hand.person)
    return pair(
        "program: {name} {version}",
        "程序：{name} {version}",
        name=hand.name or "–",
        version=hand.version or "",
    )
