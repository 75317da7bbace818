"""Elements of WordprocessingML."""

from xml.etree import ElementTree as ET

from bozzetto.evidence.papers.elements import (
    CHINESE,
    MAX_WHOLE,
    NAMESPACE,
    Look,
    element,
    field,
    paragraph,
    run,
    table,
)

WORD = f"{{{NAMESPACE}}}"


def read(found):
    """Parse an element."""
    return ET.fromstring(f'<r xmlns:w="{NAMESPACE}">{found}</r>')  # noqa: S314  # our own text


def named(found, name):
    """Return the elements of a name within another."""
    tree = read(found) if isinstance(found, str) else found
    return list(tree.iter(f"{WORD}{name}"))


def test_a_run_has_the_lines_of_its_text():
    """And no markup of it."""
    found = run("<w:b/>\na\tb ", Look())
    assert [each.text for each in named(found, "t")] == ["<w:b/>", "a", "b "]
    assert len(named(found, "br")) == len(named(found, "tab")) == 1
    assert named(found, "b") == []


def test_a_run_names_its_chinese_font():
    """Else Word takes another for quotation marks, and for everything."""
    (fonts,) = named(run("“甲”", Look("zh")), "rFonts")
    assert fonts.get(f"{WORD}eastAsia") == CHINESE
    assert fonts.get(f"{WORD}hint") == "eastAsia"
    (fonts,) = named(run("a", Look()), "rFonts")
    assert fonts.get(f"{WORD}hint") is None


def test_looks_stand_in_the_order_of_the_schema():
    """Word refuses a file in which they do not: ECMA-376 part 1, section 17.3.2.28."""
    look = Look("en", 20, is_bold=True, is_grey=True, is_raised=True, is_underlined=True)
    (found,) = named(run("a", look), "rPr")
    names = [each.tag.removeprefix(WORD) for each in found]
    assert names == ["rFonts", "b", "color", "sz", "szCs", "u", "vertAlign"]
    assert Look("zh", is_bold=True).grey(17) == Look("zh", 17, is_grey=True)


def test_paragraphs_stand_in_the_order_of_the_schema():
    """Section 17.3.1.26."""
    found = paragraph([run("a", Look())], style="Title", indent=360, is_kept=True)
    names = [each.tag.removeprefix(WORD) for each in read(found)[0][0]]
    assert names == ["pStyle", "keepNext", "pBdr", "spacing", "ind"]


def test_a_table_repeats_its_heads_and_keeps_short_rows_whole():
    """A row that is longer than a page may break."""
    cells = [[paragraph([run(text, Look())])] for text in ("a", "x" * MAX_WHOLE)]
    found = table([[cells[0]], [[paragraph([])]], [cells[1]]], [900])
    head, short, long = named(found, "tr")
    assert named(head, "tblHeader")
    assert named(short, "cantSplit")
    assert not named(short, "tblHeader")
    assert not named(long, "cantSplit")
    assert len(named(table([[cells[0]]], [900], has_heads=False), "tblHeader")) == 0


def test_a_field_is_filled_in_by_the_reader():
    """A number of a page is nobody's text."""
    (found,) = named(field("PAGE", Look()), "fldSimple")
    assert found.get(f"{WORD}instr") == "PAGE"


def test_values_cannot_leave_their_attribute():
    """Whatever is in them."""
    (found,) = read(element("x", val="\"'/><w:b a='&"))
    assert found.get(f"{WORD}val") == "\"'/><w:b a='&"
    assert len(found) == 0
