"""Documents: from a paper to a DOCX file that a person edits, completes and signs."""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Twips

from bozzetto.evidence.dossier.blocks import Mark
from bozzetto.evidence.dossier.words import pair
from bozzetto.evidence.papers.archive import repacked
from bozzetto.evidence.papers.elements import (
    NAMESPACE,
    Element,
    Look,
    element,
    field,
    fonts,
    paragraph,
    run,
    table,
)
from bozzetto.evidence.papers.paper import (
    Blank,
    Block,
    Cell,
    Grid,
    Heading,
    Note,
    Paper,
    Paragraph,
    Quoted,
    SheetSize,
    Signature,
)
from bozzetto.evidence.papers.spelling import READING, cited, cites, said
from bozzetto.law import Words

__all__ = ["MAX_ROWS", "document"]

MAX_ROWS = 32_767  # of one table, the most that Word has; more go on in the next one
_PAGES = {SheetSize.A4: (11_906, 16_838), SheetSize.LETTER: (12_240, 15_840)}  # points / 20
_MAIN, _BODY = "word/document.xml", b"<w:body>"  # of the library's empty template
_MARGIN = 1_134  # points / 20: two centimetres
_SIZES = {1: 28, 2: 24, 3: 21}  # half points, of headings
_SMALL, _CELL = 17, 18  # half points
_LINE = "\u3000" * 22  # as wide as what a person writes there by hand
_TITLE = 60  # characters of a title that a page's head has room for
_SIGNED = (
    pair("Name", "姓名或名称"),
    pair("Signature", "签名或盖章"),
    pair("Date", "日期"),
)


def document(paper: Paper, newest: datetime) -> bytes:
    """Write a paper as a DOCX file.

    Args:
        paper: What it says.
        newest: When the newest entry was written: the time of the file.
    """
    file = docx.Document()
    _prepare(file, paper, newest)
    body = "".join(_elements(paper, _Body(paper.languages, _width(paper))))
    out = io.BytesIO()
    file.save(out)
    return repacked(out.getvalue(), {_MAIN: lambda data: _filled(data, body)})


def _filled(data: bytes, body: str) -> bytes:
    """Put the body into its part as text: as objects, long tables take minutes."""
    return data.replace(_BODY, _BODY + body.encode(), 1)


def _parsed(elements: Iterable[Element]) -> list[BaseOxmlElement]:
    return list(parse_xml(f'<w:body xmlns:w="{NAMESPACE}">{"".join(elements)}</w:body>'))


def _width(paper: Paper) -> int:
    size = _PAGES[paper.sheet_size]
    return size[1 if paper.is_wide else 0] - 2 * _MARGIN


def _elements(paper: Paper, body: "_Body") -> Iterator[Element]:
    yield from body.head(paper.title, "Title", 36)
    if cites(paper):
        yield from body.note(READING)
    for block in paper.blocks:
        yield from body.of(block)


class _Body:
    """Blocks in the languages of one paper."""

    def __init__(self, languages: tuple[str, ...], width: int) -> None:
        self.languages = languages
        self.width = width

    def of(self, block: Block) -> Iterable[Element]:
        """Build what a block is made of."""
        match block:
            case Heading(level, words):
                found = self.head(words, f"Heading{level}", _SIZES[level])
            case Paragraph(words, mark):
                found = self.paragraph(words, mark)
            case Quoted(text, mark):
                found = self.quoted(text, mark)
            case Blank(label, note):
                found = self.blank(label, note)
            case Signature(role):
                found = self.signature(role)
            case Grid():
                found = self.grid(block)
            case Note(words):
                found = self.note(words)
        return found

    def head(self, words: Words, style: str, size: int) -> Iterator[Element]:
        runs = []
        for number, (language, text) in enumerate(said(words, self.languages)):
            look = Look(language, size - 6 * min(number, 1), is_bold=not number)
            runs += [element("r", element("br"))] if number else []
            runs.append(run(text, look))
        yield paragraph(runs, style=style, is_kept=True)

    def paragraph(self, words: Words, mark: Mark) -> Iterator[Element]:
        for number, (language, text) in enumerate(said(words, self.languages)):
            look = Look(language)
            if number:
                look = look.grey(_CELL)
            yield paragraph([run(text, look), *self.mark(mark, language)])

    def mark(self, mark: Mark, language: str) -> list[Element]:
        if not mark.groups:
            return []
        return [run(f" [{cited(mark, language)}]", Look(language, is_raised=True))]

    def quoted(self, text: str, mark: Mark) -> Iterator[Element]:
        language = self.languages[0]
        runs = [run(text, Look(language, 20)), *self.mark(mark, language)]
        yield paragraph(runs, indent=360)

    def blank(self, label: Words, note: Words | None) -> Iterator[Element]:
        for number, (language, text) in enumerate(said(label, self.languages)):
            look = Look(language) if not number else Look(language).grey(_CELL)
            runs = [run(text + ("：" if language == "zh" else ": "), look)]
            if not number:
                runs.append(run(_LINE, Look(is_underlined=True)))
            yield paragraph(runs, is_kept=note is not None)
        if note is not None:
            yield from self.note(note)

    def note(self, words: Words) -> Iterator[Element]:
        for language, text in said(words, self.languages):
            yield paragraph([run(text, Look(language).grey(_SMALL))])

    def signature(self, role: Words) -> Iterator[Element]:
        yield paragraph(
            [run(" / ".join(text for _, text in said(role, self.languages)), Look(is_bold=True))],
            is_kept=True,
        )
        rows = [[self.cell(words, is_kept=True), self.cell("", is_kept=True)] for words in _SIGNED]
        yield table(rows, _shared(self.width * 2 // 3, (1, 2)), has_heads=False)
        yield paragraph([])

    def grid(self, block: Grid) -> Iterator[Element]:
        widths = _shared(self.width, block.widths or (1,) * len(block.heads))
        most = MAX_ROWS - 1  # beside the heads
        for begin in range(0, max(len(block.rows), 1), most):
            heads = [self.cell(head, is_head=True) for head in block.heads]
            rows = block.rows[begin : begin + most]
            yield table([heads, *([self.cell(cell) for cell in row] for row in rows)], widths)
            yield paragraph([], after=0)

    def cell(self, cell: Cell, *, is_head: bool = False, is_kept: bool = False) -> list[Element]:
        """Build the paragraphs of a cell."""
        first = self.languages[0]
        if isinstance(cell, Words):
            texts = said(cell, self.languages)
        else:
            texts = ((first, cited(cell, first) if isinstance(cell, Mark) else cell),)
        return [
            paragraph([run(text, Look(language, _CELL, is_head))], after=0, is_kept=is_kept)
            for language, text in texts or ((first, ""),)
        ]


def _shared(width: int, parts: Sequence[int]) -> list[int]:
    return [width * part // sum(parts) for part in parts]


def _prepare(file: Document, paper: Paper, newest: datetime) -> None:
    """Set what the template of the library has otherwise: its own dates, fonts and page."""
    time = newest.astimezone(UTC).replace(microsecond=0, tzinfo=None)
    core = file.core_properties
    core.created = core.modified = time
    core.title = said(paper.title, paper.languages)[0][1][:255]
    core.author = core.last_modified_by = core.comments = core.keywords = ""
    core.language = "zh-CN" if paper.languages[0] == "zh" else "en"
    _drop_thumbnail(file)
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "Header"):
        look = file.styles[name].element.get_or_add_rPr()
        for old in look.findall(qn("w:rFonts")):
            look.remove(old)
        look.insert(0, *_parsed([fonts()]))
        for old in look.findall(qn("w:color")):
            look.remove(old)
    for old in file.styles.element.iter(qn("w:lang")):
        old.set(qn("w:eastAsia"), "zh-CN")
    _page(file, paper)


def _drop_thumbnail(file: Document) -> None:
    """Take out the picture of an empty page that the library's template carries."""
    package = file.part.package
    for name, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            package.rels.pop(name)


def _page(file: Document, paper: Paper) -> None:
    section = file.sections[0]
    width, height = _PAGES[paper.sheet_size]
    if paper.is_wide:
        section.orientation = WD_ORIENT.LANDSCAPE
        width, height = height, width
    section.page_width, section.page_height = Twips(width), Twips(height)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Twips(_MARGIN))
    header = section.header
    header.is_linked_to_previous = False
    old = header.paragraphs[0]._p  # noqa: SLF001  # the library's own way to the element
    old.addprevious(*_parsed([_header(paper)]))
    old.getparent().remove(old)


def _header(paper: Paper) -> Element:
    language, text = said(paper.title, paper.languages)[0]
    look = Look(language, _SMALL)
    title = " ".join(text.split())
    title = title if len(title) <= _TITLE else title[: _TITLE - 1] + "…"
    words = ("第 ", " 页，共 ", " 页") if language == "zh" else ("page ", " of ", "")
    parts = [
        run(f"{title} · {words[0]}", look),
        field("PAGE", look),
        run(words[1], look),
        field("NUMPAGES", look),
        run(words[2], look),
    ]
    return paragraph(parts, style="Header")
