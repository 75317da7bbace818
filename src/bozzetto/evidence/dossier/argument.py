"""Chapters for whoever argues: factors and who asks for them, weak points, and how to verify."""

from collections.abc import Iterator

from bozzetto.evidence.dossier.blocks import Block, Commands, Head, Line
from bozzetto.evidence.dossier.source import Source
from bozzetto.evidence.dossier.words import pair, same
from bozzetto.evidence.readme import COMMANDS, PAGE
from bozzetto.law import (
    Assessment,
    Authority,
    Found,
    Outcome,
    Place,
    Read,
    State,
    Words,
    weak_points,
)

__all__ = ["factors", "limits", "verification"]

_MANIFEST = """\
    unzip -q bundle.zip -d bundle
    cd bundle
    sha256sum --check --strict tagmanifest-sha256.txt
    sha256sum --check --strict manifest-sha256.txt
"""

_PLACES = {
    Place.CN: pair("China", "中国"),
    Place.US: pair("the United States", "美国"),
    Place.EU: pair("the European Union", "欧盟"),
    Place.JP: pair("Japan", "日本"),
    Place.KR: pair("Korea", "韩国"),
}
_STATES = {
    State.DOCUMENTED: pair("documented", "有记录"),
    State.THIN: pair("thin", "薄弱"),
    State.MISSING: pair("missing", "缺失"),
}
_OUTCOMES = {
    Outcome.PROTECTED: pair("protected", "予以保护"),
    Outcome.REFUSED: pair("refused", "不予保护"),
    Outcome.MIXED: pair("in part", "部分"),
}
_FOUND = {
    Found.THERE: pair("[found there]", "【认定具备】"),
    Found.MISSING: pair("[found missing]", "【认定缺失】"),
    Found.NOT_ENOUGH: pair("[found not to be enough]", "【认定不足】"),
}


def factors(source: Source) -> Iterator[Block]:
    """Hold the record against what courts and offices ask for."""
    yield Head(1, pair("What is asked for, and what the record has", "要求与记录对照"))
    if source.place is None:
        words = pair(
            "Every factor, without naming who asks for it. A factor is"
            " documented, thin or missing by"
            " published rules; there is no score.",
            "列出全部要素，未指明由何机构要求。各要素依公开规则分为有记录、薄弱或缺失，不作评分。",
        )
    else:
        words = pair(
            "Held against what courts and offices of {place} are reported to"
            " have asked for. A factor"
            " is documented, thin or missing by published rules; there is no score.",
            "与据报道{place}法院及机关所要求者对照。各要素依公开规则分为有记录、薄弱或缺失，不作评分。",
            place=_PLACES[source.place],
        )
    yield Line(words)
    for each in source.assessments:
        yield from _factor(each, source)


def _factor(each: Assessment, source: Source) -> Iterator[Block]:
    state = each.finding.state
    name = pair("{name}: {state}", "{name}：{state}", name=each.words.name, state=_STATES[state])
    yield Head(2, name, state.value)
    yield Line(each.said, source.mark(source.steps(each.finding.rest.entries)))
    for authority, asked in each.asked_by:
        found = same("") if asked.found is None else _FOUND[asked.found]
        words = pair(
            "{named}: {asked} {found}",
            "{named}：{asked}{found}",
            named=_named(authority),
            asked=asked.words,
            found=found,
        )
        yield Line(words, is_point=True)


def _named(authority: Authority) -> Words:
    parts = [
        pair(
            "{court}, {name} ({year})",
            "{court}，{name}（{year}）",
            court=authority.court,
            name=authority.name,
            year=authority.year,
        )
    ]
    if authority.outcome in _OUTCOMES:
        parts.append(_OUTCOMES[authority.outcome])
    if authority.read is Read.MEMORY:
        parts.append(pair("not looked up", "未查证"))
    return Words(", ".join(part.en for part in parts), "，".join(part.zh for part in parts))


_LIMITS = (
    pair(
        "Whose a key is. That is its holder's word until somebody vouches for"
        " it whom the reader trusts.",
        "密钥归谁。在读者信任的人担保之前，这只是持有人自己的说法。",
    ),
    pair(
        "That what is written is true: only that it was written by then. A process can be staged.",
        "所写内容为真：只表明那时已经写下。过程可以摆拍。",
    ),
    pair(
        "That nothing else was done beside the record, or came after its end;"
        " or that no second record"
        " is kept.",
        "记录之外或末尾之后没有别的事，或不存在另一套记录。",
    ),
    pair(
        "Imported entries show what a file said on the day of the import."
        " Stated entries are a party's"
        " word.",
        "导入的条目只表明导入当日文件上写着什么；陈述的条目为当事人的说法。",
    ),
    pair(
        "That the picture is an original work, or whose it is: that is for courts.",
        "图像是否具有独创性、归谁所有：由法院判断。",
    ),
)


def limits(source: Source) -> Iterator[Block]:
    """Say what the record does not prove, and where this one is weak."""
    yield Head(1, pair("What it does not prove, and weak points", "不能证明的事项与薄弱之处"))
    for words in _LIMITS:
        yield Line(words, is_point=True)
    yield Head(2, pair("Weak points of this record", "本记录的薄弱之处"))
    weak = weak_points(source.assessments)
    if not weak:
        yield Line(
            pair("No factor is missing or thin by the rules.", "依规则没有缺失或薄弱的要素。")
        )
    for each in weak:
        yield from _weak(each, source)
    yield Head(2, pair("What the other side will say of the rest", "对方对其余要素的质疑"))
    for each in source.assessments:
        if each.finding.state is State.DOCUMENTED:
            words = pair(
                "{name}: {words}", "{name}：{words}", name=each.words.name, words=each.words.counter
            )
            yield Line(words, is_point=True)


def _weak(each: Assessment, source: Source) -> Iterator[Block]:
    name = pair(
        "{name} ({state}): {said}",
        "{name}（{state}）：{said}",
        name=each.words.name,
        state=_STATES[each.finding.state],
        said=each.said,
    )
    yield Line(name, source.mark(source.steps(each.finding.rest.entries)), is_point=True)
    yield Line(pair("The other side: {words}", "对方：{words}", words=each.words.counter))
    yield Line(pair("Still possible: {words}", "尚可补救：{words}", words=each.words.can))


def verification(source: Source) -> Iterator[Block]:
    """Tell how a stranger checks the record."""
    yield Head(1, pair("How to verify", "如何核验"))
    yield Line(
        pair(
            "What is verified is the evidence bundle (a ZIP file), not this"
            " paper. Take page and program"
            " from a release, not from the party; root certificates from the authority.",
            "核验的对象是证据包（ZIP 文件），而非本卷宗。"
            "页面与程序应取自正式发布，不得取自当事人；根证书应取自时间戳机构。",
        )
    )
    yield Head(2, pair("1. With a double click", "一、双击"))
    yield Line(
        pair(
            "Open the judge's page in a browser, with the network off, and drop"
            " the ZIP file on it. The"
            " page can be written by:",
            "断网，在浏览器中打开核验页面，将 ZIP 文件拖入。核验页面可由下列命令写出：",
        )
    )
    yield Commands(PAGE)
    yield Head(2, pair("2. With one command", "二、一条命令"))
    yield Line(
        pair(
            "root.pem is the root certificate of an authority that you trust."
            " Exit status: 0 intact;"
            " 1 altered; 3 incomplete; 4 cannot be checked.",
            "root.pem 为您所信任的时间戳机构的根证书。退出码：0 完好；1"
            " 已被改动；3 不完整；4 无法核验。",
        )
    )
    yield Commands(COMMANDS)
    yield Head(2, pair("3. By hand", "三、手工"))
    yield Line(
        pair(
            "Files against the manifest; data/README.txt in the bundle goes on to the timestamp.",
            "将文件与清单核对；时间戳的手工核对见包内 data/README.txt。",
        )
    )
    yield Commands(_MANIFEST)
    yield Head(2, pair("Is the bundle of this paper?", "证据包与本卷宗是否对应？"))
    yield Line(
        pair(
            "Compare the digests of the first and the newest entry on page 1"
            " with those that the report"
            " shows{bundle}. The code on page 1 holds the same digests as text.",
            "将第 1 页所载首条目与最末条目的摘要与核验报告对照{bundle}。第 1"
            " 页的二维码含有同样的摘要文本。",
            bundle=same("")
            if source.bundle is None
            else pair(", and the bundle's own", "，并核对证据包自身的摘要"),
        )
    )
