"""Contributions: a statement of who did what in a joint work, for all of them to sign.

Who did what is taken from entries; what was thought up together outside of the record is left to
the people: in the cat pendant case (Beijing Internet Court, upheld 2025) the defence was that
material and words had been settled jointly. China's Copyright Law, art. 14: who took no part in
the creation is no co-author; Implementing Regulations, art. 3: to organise, to advise, or to
supply means is not to create.

Source: https://github.com/LawRefBook/Laws
"""

from collections.abc import Iterator

from bozzetto.evidence.dossier.source import Source
from bozzetto.evidence.dossier.words import ACTS, listed, pair, same
from bozzetto.evidence.papers.draft import draft
from bozzetto.evidence.papers.english import called, one_line
from bozzetto.evidence.papers.paper import (
    Blank,
    Block,
    Cell,
    Grid,
    Heading,
    Paragraph,
    Signature,
)
from bozzetto.evidence.papers.parties import Party
from bozzetto.law import Place

__all__ = ["contributions"]

_CN_AUTHORS = pair(
    "Under China's Copyright Law (art. 14) who took no part in the creation is no co-author; to"
    " organise, to advise or to supply means is not to create (Implementing Regulations, art. 3).",
    "依《著作权法》第十四条，没有参加创作的人，不能成为合作作者；依《著作权法实施条例》第三条，"
    "为他人创作进行组织工作，提供咨询意见、物质条件，或者进行其他辅助工作，均不视为创作。",
)
_US_AUTHORS = pair(
    "Under 17 U.S.C. 101 a joint work is prepared by two or more authors with the intention that"
    " their contributions be merged into inseparable or interdependent parts of a whole.",
    "依《美国法典》第 17 编第 101 条，合作作品由两名以上作者以将各自贡献合并为"
    "不可分割或相互依存的整体为目的而创作。",
)
_ANY_AUTHORS = pair(
    "Who of these is an author is for the law of the place, and is not said here.",
    "上述人员中何人为作者，依当地法律认定，本说明不作判断。",
)
_AUTHORS = {
    None: _CN_AUTHORS,
    Place.CN: _CN_AUTHORS,
    Place.US: _US_AUTHORS,
    Place.EU: _ANY_AUTHORS,
    Place.JP: _ANY_AUTHORS,
    Place.KR: _ANY_AUTHORS,
}
_ACTS = pair("Act", "行为")
_COUNT = pair("Times", "次数")
_ENTRIES = pair("Entries", "条目")


def contributions(parties: tuple[Party, ...], source: Source) -> Iterator[Block]:
    """Say who did what, as entries have it, and leave room for what they do not have.

    Args:
        parties: Those who sign.
        source: The work, its story, and what its record holds.
    """
    yield from draft(source)
    yield Paragraph(
        pair(
            "This says who did what in making “{title}”, as the entries of its record have it."
            " Names are what people typed; the digits after a name are the first of the person's"
            " key. How often somebody acted is no measure of what they contributed.",
            "本说明依记录条目载明各方在《{title}》创作过程中的行为。姓名由本人自行填写，"
            "其后为该人密钥的前几位。行为次数不衡量贡献大小。",
            title=called(source),
        ),
        source.mark(source.work[:1]),
    )
    for party in parties:
        yield from _contribution(party, source)
    yield from _jointly(parties, source)
    yield from _programs(source)
    yield from _outside(parties, source.place)
    for party in parties:
        yield Signature(party.name)


def _contribution(party: Party, source: Source) -> Iterator[Block]:
    yield Heading(2, party.name)
    if party.acts:
        rows = tuple(
            (ACTS.get(kind, same(kind)), str(len(steps)), source.mark(steps))
            for kind, steps in party.acts.items()
        )
        yield Grid((_ACTS, _COUNT, _ENTRIES), rows, (3, 1, 4))
    else:
        yield Paragraph(
            pair(
                "No entry says that this person acted; a key of theirs is on entries that others"
                " made.",
                "没有条目载明该人为行为人；其密钥仅见于他人行为的条目。",
            )
        )
    if party.signed:
        yield Paragraph(
            pair(
                "Of these acts, signed with a key of this person: {n}.",
                "上述行为中，由该人密钥签名的：{n} 条。",
                n=len(party.signed),
            ),
            source.mark(party.signed),
        )
    signed = {step.digest for step in party.signed}
    others = [step for acts in party.acts.values() for step in acts if step.digest not in signed]
    if others:
        yield Paragraph(
            pair(
                "Told by a program or a device as this person's, without their signature: {n}.",
                "由程序或设备记为该人所为、未经其签名的：{n} 条。",
                n=len(others),
            ),
            source.mark(others),
        )
    yield Blank(
        pair("Contribution, in this person's own words", "本人对自己创作贡献的说明"),
        pair(
            "what in the picture comes from this person: layout, proportion, viewing angle,"
            " composition elements, colour, lines; by which entries",
            "画面中哪些内容出自该人：布局、比例、视角、构图要素、色彩、线条；对应哪些条目",
        ),
    )


def _jointly(parties: tuple[Party, ...], source: Source) -> Iterator[Block]:
    by_key = {key: party.name for party in parties for key in party.keys}
    rows: list[tuple[Cell, ...]] = []
    for joint in source.facts.hands.joint:
        names = dict.fromkeys(by_key[key] for key in joint.people if key in by_key)
        if len(names) > 1:
            marked = source.mark([joint.step, *joint.confirmed_in])
            kind = joint.step.kind
            rows.append((ACTS.get(kind, same(kind)), listed(names), marked))
    yield Heading(2, pair("Confirmed by several", "多人确认的条目"))
    if rows:
        people = pair("Whose keys are on it", "签名的密钥属于")
        yield Grid((_ACTS, people, _ENTRIES), tuple(rows), (2, 4, 3))
    else:
        yield Paragraph(
            pair("No entry bears the keys of several persons.", "没有条目带有多人的密钥签名。")
        )


def _programs(source: Source) -> Iterator[Block]:
    hands = source.facts.hands.programs
    if not hands:
        return
    yield Heading(2, pair("Done by programs, no person being named", "由程序完成、未指明行为人"))
    rows: list[tuple[Cell, ...]] = []
    for hand in hands:
        steps = [step for acts in hand.acts.values() for step in acts]
        kinds = listed(ACTS.get(kind, same(kind)) for kind in hand.acts)
        named = same(one_line(f"{hand.name or '–'} {hand.version or ''}"))
        rows.append((named, kinds, source.mark(steps)))
    program = pair("Program", "程序")
    yield Grid((program, _ACTS, _ENTRIES), tuple(rows), (2, 3, 4))


def _outside(parties: tuple[Party, ...], place: Place | None) -> Iterator[Block]:
    yield Heading(2, pair("What is not in the record", "记录之外的情况"))
    yield Paragraph(
        pair(
            "Ideas, talks and messages of which no entry tells are not above.",
            "条目未载明的构思、讨论与往来消息不在上文之列。",
        )
    )
    yield Paragraph(_AUTHORS[place])
    yield Blank(
        pair("Settled together outside of the record", "记录之外共同商定的内容"),
        pair(
            "ideas, material, prompt words; by whom, when, and what shows it (messages, mails)",
            "构思、素材、提示词；由谁、何时提出，以何为证（聊天记录、邮件等）",
        ),
    )
    yield Blank(
        pair("Others who took part", "其他参与人"),
        pair(
            "names, what they did, and whether it was creation or help; or: none",
            "姓名、所做工作，属于创作还是辅助；没有的写“无”",
        ),
    )
    yield Paragraph(
        pair(
            "The {n} persons below state that this is complete as far as they know, and where they"
            " do not agree.",
            "以下 {n} 人声明：就各自所知，以上内容完整；有异议之处已注明。",
            n=len(parties),
        )
    )
    yield Blank(
        pair("Points on which they do not agree", "异议"),
        pair("who, and on what; or: none", "何人、对何事项；没有的写“无”"),
    )
