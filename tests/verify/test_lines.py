"""Lines: the one spelling of each entry, one at a time."""

import pytest

from bozzetto.record import MAX_LINE_BYTES, canonical
from bozzetto.verify.container import open_container
from bozzetto.verify.findings import Findings
from bozzetto.verify.lines import RECORD, Line, Texts, read_lines
from bozzetto.verify.withheld import Withheld
from tests.verify.forge import line_of, put_together


def read(data, tmp_path):
    """Read a record, and give its lines and what was found."""
    findings = Findings()
    with open_container(put_together({RECORD: data}, tmp_path / "x.zip")) as container:
        lines = list(read_lines(container, findings))
    return lines, [(finding.code, finding.where) for finding in findings.listed]


def test_read_lines(told, tmp_path):
    """Good lines come with their numbers and digests."""
    entries = [entry for _, entry in told.carried()]
    lines, found = read(b"".join(entry.line for entry in entries), tmp_path)
    assert found == []
    assert [(number, line.digest) for number, line in lines] == [
        (number, entry.digest) for number, entry in enumerate(entries, 1)
    ]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda line: line[:-1],
        lambda line: line[:-1] + b"\r\n",
        lambda line: b" " + line,
        lambda line: b"\n" + line,
        lambda line: line.replace(b":", b": ", 1),
        lambda line: b"\xef\xbb\xbf" + line,
        lambda line: line.replace(b"bozzetto/1", b"bozzetto/2"),
        lambda line: b"x" * 2000 + b"\n" + line,
    ],
    ids=["no end", "CR", "space", "empty line", "space inside", "BOM", "format", "junk"],
)
def test_read_lines_malformed(told, tmp_path, spoil):
    """A second spelling is no entry; it comes as None, with its number."""
    line = told.lines[0].line
    lines, found = read(spoil(line), tmp_path)
    assert (1, None) in lines
    assert ("line.malformed", f"{RECORD} line 1") in found


def test_read_lines_overlong(told, tmp_path):
    """A line beyond the limit is passed over in pieces, and the next one is read."""
    line = told.lines[0].line
    lines, found = read(b"x" * (2 * MAX_LINE_BYTES + 5) + b"\n" + line, tmp_path)
    assert [(number, each is None) for number, each in lines] == [(1, True), (2, False)]
    assert found == [("line.malformed", f"{RECORD} line 1")]


def test_every_false_text_is_named(bundle, tmp_path):
    """Of several false texts in a line each is named; the true ones still count."""
    _, entry = line_of(bundle, "studio.opened")
    value = {
        "event": entry.event.to_value(),
        "open": {text.digest: [text.salt, text.text] for text in entry.texts},
        "signatures": [{"key": done.key, "sig": done.sig} for done in entry.signatures],
    }
    digests = [text.digest for text in entry.texts]
    for digest in digests[:2]:
        value["open"][digest][1] += "!"
    lines, found = read(canonical(value) + b"\n", tmp_path)
    assert [code for code, _ in found] == ["text.altered"] * 2
    _, line = lines[0]
    assert line.digest == entry.digest
    assert line.false == set(digests[:2])
    assert [text.digest for text in line.entry.texts] == digests[2:]


def test_texts(bundle):
    """Shown, withheld, missing and falsely opened texts are told apart."""
    _, entry = line_of(bundle, "studio.opened")
    shown, withheld, missing = (text.digest for text in entry.texts)
    findings = Findings()
    texts = Texts(Withheld(frozenset([withheld]), reason="x"))
    part = entry.without([withheld, missing])
    texts.add(Line(1, part, part.digest), [shown, withheld, missing], findings)
    texts.finish(findings)
    assert (texts.committed, texts.withheld) == (3, {withheld})
    assert [(each.code, each.want) for each in findings.listed] == [
        ("text.missing", missing),
        ("text.withheld", withheld),
    ]
