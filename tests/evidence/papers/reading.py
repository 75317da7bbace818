"""Reading of office files, without what wrote them: a ZIP of XML."""

import io
import zipfile
from xml.etree import ElementTree as ET

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
EXCEL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HOSTILE = (
    "<w:p>&amp;</w:p> ]]> {0} {who} %s \x1b[31m\x07 \u202egnp.exe\u202c \u200b 🐱👩\u200d🎨 "
    '=HYPERLINK("http://x")\n+1\r\n-1\t@SUM(A1) _x0041_ [U+1F431]'
)


def parts(data):
    """Return the members of a file, each of them well-formed XML."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        return {name: ET.fromstring(archive.read(name)) for name in archive.namelist()}  # noqa: S314  # our own bytes


def paragraphs(data):
    """Return the texts of a document's paragraphs, those of tables too."""
    body = parts(data)["word/document.xml"]
    return [_text(each) for each in body.iter(f"{WORD}p")]


def _text(paragraph):
    spelled = {f"{WORD}br": "\n", f"{WORD}tab": "\t"}
    return "".join(
        each.text or "" if each.tag == f"{WORD}t" else spelled.get(each.tag, "")
        for each in paragraph.iter()
    )


def cells(data):
    """Return the texts of a workbook's first sheet by openpyxl, row by row; empty cells too."""
    import openpyxl  # noqa: PLC0415  # the only place that needs it

    book = openpyxl.load_workbook(io.BytesIO(data))
    assert len(book.worksheets) == 1
    return [[cell.value or "" for cell in row] for row in book.worksheets[0].iter_rows()]
