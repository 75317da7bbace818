"""Spelling: text of people and tools as it stands in a file of an office program.

XML 1.0 cannot hold most control characters, and a mark that turns the reading around would let a
paper show what is not in the record; both are spelled by their numbers, ``[U+202E]``. Lines stay.
"""

import unicodedata
from collections.abc import Iterable, Iterator

from bozzetto.evidence.dossier.blocks import Mark
from bozzetto.evidence.dossier.words import SEEN, pair
from bozzetto.evidence.papers.paper import Block, Grid, Paper, Paragraph, Quoted
from bozzetto.law import Words
from bozzetto.record import Seen

__all__ = ["READING", "cited", "cites", "said", "visible"]

# Cc: controls. Cf: invisible, bidirectional marks among them. Co: private. Cs: halves of
# characters, which no encoding can write. Zl, Zp: line breaks that are no control characters.
_HARMFUL = frozenset(("Cc", "Cf", "Co", "Cs", "Zl", "Zp"))
_KEPT = "\n\t\u200c\u200d"  # lines, columns, and what joins letters and emoji

READING = pair(
    "How to read a mark such as [12, 14–17 live]: numbers of entries in the record of this work;"
    " S before a number: of the studio's own record. live: a program saw it happen. imported: read"
    " afterwards out of a file that somebody wrote. stated: a person's own word. A character that"
    " cannot be shown is spelled by its number, [U+202E].",
    "标注的读法，以 [12, 14–17 实时] 为例：数字为本作品记录的条目编号；数字前有 S 的，为工作室自身"
    "记录的条目。实时：由记录程序亲见；导入：事后自他人写成的文件读出；陈述：本人的说法。"
    "不能显示的字符以其编号表示：[U+202E]。",
)


def visible(text: str) -> str:
    """Spell out what XML cannot hold, or what would change how other text is read."""
    if text.isascii() and text.isprintable():
        return text
    lines = text.replace("\r\n", "\n")
    return "".join(each if _is_harmless(each) else f"[U+{ord(each):04X}]" for each in lines)


def _is_harmless(letter: str) -> bool:
    if letter in _KEPT:
        return True
    if ord(letter) & 0xFFFE == 0xFFFE:  # no characters: XML 1.0 section 2.2 bars the first two
        return False
    return unicodedata.category(letter) not in _HARMFUL


def said(words: Words, languages: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return language and text, in their order; once where the texts are the same."""
    found: dict[str, str] = {}
    for language in languages:
        found.setdefault(visible(words.said(language)), language)
    return tuple((language, text) for text, language in found.items() if text)


def cited(mark: Mark, language: str) -> str:
    """Spell a mark, without its brackets: ``12, 14–17 live; 3 stated``."""
    parts = []
    for seen, numbers in mark.groups:
        words = SEEN[Seen(seen)]
        parts.append(f"{numbers} {words.said(language)}")
    return ("；" if language == "zh" else "; ").join(parts)


def cites(paper: Paper) -> bool:
    """Whether anything in a paper points at entries."""
    return any(mark.groups for block in paper.blocks for mark in _marks(block))


def _marks(block: Block) -> Iterator[Mark]:
    if isinstance(block, Paragraph | Quoted):
        yield block.mark
    elif isinstance(block, Grid):
        yield from (cell for row in block.rows for cell in row if isinstance(cell, Mark))
