"""Agreement: what people who made a work together sign, with the statement of who did what.

Terms that the record has are quoted. What each person's share is, and who may do what with the
work, is left blank: no count becomes a share. China's Copyright Law, art. 14: the rights in a joint
work are exercised by agreement.

Source: https://github.com/LawRefBook/Laws
"""

from collections.abc import Iterator

from bozzetto.evidence.dossier.source import Source
from bozzetto.evidence.dossier.words import WITHHELD, pair
from bozzetto.evidence.papers.contributions import contributions
from bozzetto.evidence.papers.draft import draft
from bozzetto.evidence.papers.english import called
from bozzetto.evidence.papers.paper import (
    Blank,
    Block,
    Grid,
    Heading,
    Paper,
    Paragraph,
    Quoted,
    SheetSize,
    Signature,
)
from bozzetto.evidence.papers.parties import Party, parties_of
from bozzetto.law import Place

__all__ = ["agreement"]

_CN_RIGHTS = pair(
    "Under China's Copyright Law (art. 14) co-authors exercise the rights in a joint work by"
    " agreement.",
    "依《著作权法》第十四条，合作作品的著作权由合作作者通过协商一致行使。",
)
_US_RIGHTS = pair(
    "Under 17 U.S.C. 201(a) the authors of a joint work are coowners of copyright in it.",
    "依《美国法典》第 17 编第 201 条 (a) 款，合作作品的作者为其著作权的共有人。",
)
_ANY_RIGHTS = pair(
    "What holds where nothing is agreed is for the law of the place.",
    "未作约定的，依当地法律。",
)
_RIGHTS = {
    None: _CN_RIGHTS,
    Place.CN: _CN_RIGHTS,
    Place.US: _US_RIGHTS,
    Place.EU: _ANY_RIGHTS,
    Place.JP: _ANY_RIGHTS,
    Place.KR: _ANY_RIGHTS,
}


def agreement(source: Source) -> tuple[Paper, ...]:
    """Draft the statement of contributions and the agreement; nothing where one person acted.

    Args:
        source: The work, its story, and what its record holds.
    """
    parties = tuple(parties_of(source))
    if len(parties) < 2:
        return ()
    languages = ("zh", "en")
    size = SheetSize.LETTER if source.place is Place.US else SheetSize.A4
    return (
        Paper(
            "contribution-statement",
            pair("Statement of contributions to a joint work", "合作作品创作贡献说明"),
            languages,
            tuple(contributions(parties, source)),
            sheet_size=size,
        ),
        Paper(
            "contribution-agreement",
            pair("Agreement on a joint work", "合作作品著作权协议"),
            languages,
            tuple(_agreement(parties, source)),
            sheet_size=size,
        ),
    )


def _agreement(parties: tuple[Party, ...], source: Source) -> Iterator[Block]:
    yield from draft(source)
    yield Heading(2, pair("1. Parties", "一、当事人"))
    heads = (
        pair("In the record", "记录中的名称"),
        pair("Key", "密钥"),
        pair("Legal name and number of identity document", "真实姓名及证件号码"),
        pair("Address and contact", "地址及联系方式"),
    )
    rows = tuple((party.name, party.keys[-1], "", "") for party in parties)
    yield Grid(heads, rows, (3, 7, 4, 4))
    yield from _subject(source)
    yield from _terms(source)
    yield Heading(2, pair("4. Shares and credit", "四、份额与署名"))
    heads = (
        pair("Party", "当事人"),
        pair("Co-author: yes or no", "是否为合作作者"),
        pair("Share in the rights and in income", "权利及收益份额"),
        pair("Credited as, and in which place", "署名方式及顺序"),
    )
    yield Grid(heads, tuple((party.name, "", "", "") for party in parties), (3, 2, 3, 3))
    yield from _clauses(source.place)
    yield Blank(pair("Signed at", "签订地点"))
    for party in parties:
        yield Signature(party.name)


def _subject(source: Source) -> Iterator[Block]:
    yield Heading(2, pair("2. The work", "二、作品"))
    first, newest = source.work[0], source.work[-1]
    yield Paragraph(
        pair(
            "The work is “{title}”, as its record has it from the entry {first} up to the entry"
            " {newest}. Who did what is said in the statement of contributions, which goes with"
            " this agreement.",
            "本协议所称作品为《{title}》，以其记录自条目 {first} 至条目 {newest} 所载为准。"
            "各方所为见《合作作品创作贡献说明》，为本协议附件。",
            title=called(source),
            first=first.digest,
            newest=newest.digest,
        ),
        source.mark([first, newest]),
    )
    yield Blank(
        pair("The finished picture", "定稿"),
        pair(
            "name and SHA-256 of the file; or: not finished yet", "文件名及 SHA-256；尚未定稿的注明"
        ),
    )


def _terms(source: Source) -> Iterator[Block]:
    yield Heading(2, pair("3. Terms that the record has", "三、记录中已有的约定"))
    opened = source.work[0]
    mark = source.mark([opened])
    if "terms" not in opened.body:
        said = pair(
            "When the work was opened, no terms were recorded.", "开立作品时未记录合作约定。"
        )
        yield Paragraph(said, mark)
    else:
        said = pair(
            "When the work was opened, these terms were recorded; who signed that entry is said in"
            " the record.",
            "开立作品时记录的合作约定如下；该条目由何人签名，以记录为准。",
        )
        yield Paragraph(said, mark)
        terms = opened.words("terms")
        yield Paragraph(WITHHELD, mark) if terms is None else Quoted(terms, mark)
    yield Blank(
        pair("Whether these terms stay", "上述约定是否继续有效"),
        pair(
            "stay, are replaced by this agreement, or were never agreed",
            "继续有效、由本协议取代，或从未达成",
        ),
    )


def _clauses(place: Place | None) -> Iterator[Block]:
    yield Heading(2, pair("5. What the parties agree", "五、约定事项"))
    yield Paragraph(_RIGHTS[place])
    yield Paragraph(pair("What is left blank here is not agreed.", "以下空白之处视为未约定。"))
    for label, note in _CLAUSES:
        yield Blank(label, note)


_CLAUSES = (
    (
        pair("One joint work", "作为一个合作作品"),
        pair(
            "whether the parties meant their contributions to become one work, and since when; or"
            " which parts can be used apart, and are whose",
            "各方是否有共同创作一个作品的合意、自何时起；可以分割使用的部分及其归属",
        ),
    ),
    (
        pair("Use and licences", "使用与许可"),
        pair(
            "who may publish, license, transfer or change the work, with whose consent",
            "由谁、经谁同意，可以发表、许可、转让或修改作品",
        ),
    ),
    (
        pair("Claims against others", "维权"),
        pair(
            "who may sue or register, who bears the costs, how what is won is shared",
            "由谁起诉或登记、费用由谁负担、所得如何分配",
        ),
    ),
    (
        pair("Employers and clients", "单位与委托人"),
        pair(
            "whether anybody worked under a contract of employment or on commission, and what that"
            " contract says",
            "是否有人系履行职务或接受委托创作，有关合同如何约定",
        ),
    ),
    (
        pair("Accounts and tools", "账号与工具"),
        pair(
            "whose accounts at services were used, and on what terms",
            "所用服务的账号归谁所有、适用何种用户协议",
        ),
    ),
    (
        pair("The record", "记录的保管"),
        pair(
            "who keeps the studio's folder and copies, and who may export from it",
            "由谁保管工作室文件夹及副本，谁可以导出",
        ),
    ),
    (
        pair("When somebody leaves", "退出"),
        pair(
            "what becomes of the unfinished work, and who may go on with it",
            "未完成的作品如何处理、由谁继续创作",
        ),
    ),
    (
        pair("Law and courts", "适用法律与争议解决"),
        pair("which law, which court or arbitration", "适用的法律、管辖法院或仲裁机构"),
    ),
)
