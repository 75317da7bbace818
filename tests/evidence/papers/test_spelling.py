"""Text of others, as it stands in an office file."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bozzetto.evidence.dossier.blocks import Mark
from bozzetto.evidence.papers import Grid, Paragraph
from bozzetto.evidence.papers.elements import NAMESPACE, Look, run
from bozzetto.evidence.papers.spelling import cited, cites, said, visible
from bozzetto.law import Words

MARK = Mark((("live", "12, 14–17"), ("stated", "S3")))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("plain <b>&", "plain <b>&"),
        ("a\tb\nc\r\nd", "a\tb\nc\nd"),
        ("a\rb\x00\x1b\x85", "a[U+000D]b[U+0000][U+001B][U+0085]"),
        ("\u202egnp\u2066\u200b\ufeff\u2028", "[U+202E]gnp[U+2066][U+200B][U+FEFF][U+2028]"),
        ("猫🐱👩\u200d🎨 é", "猫🐱👩\u200d🎨 é"),
        ("\ud800\ufffe\uffff\U0001ffff\ue000", "[U+D800][U+FFFE][U+FFFF][U+1FFFF][U+E000]"),
    ],
    ids=["plain", "lines", "controls", "turning", "emoji", "no characters"],
)
def test_what_does_something_is_spelled_by_its_number(text, wanted):
    """And everything else stays as it is."""
    assert visible(text) == wanted


@given(st.text(alphabet=st.characters(codec=None)))
@settings(max_examples=30, deadline=None)
def test_any_text_can_stand_in_xml(text):
    """And comes out of it as it went in."""
    found = ET.fromstring(f'<r xmlns:w="{NAMESPACE}">{run(text, Look())}</r>')  # noqa: S314  # ours
    spelled = {f"{{{NAMESPACE}}}br": "\n", f"{{{NAMESPACE}}}tab": "\t"}
    parts = [each.text or spelled.get(each.tag, "") for each in found.iter()]
    assert "".join(parts) == visible(text)


def test_the_same_in_both_languages_is_said_once():
    """In the order that is asked for; nothing is no text."""
    assert said(Words("a", "甲"), ("en", "zh")) == (("en", "a"), ("zh", "甲"))
    assert said(Words("a", "a"), ("zh", "en")) == (("zh", "a"),)
    assert said(Words("", ""), ("zh",)) == ()


def test_a_mark_keeps_apart_how_entries_are_known():
    """In the words of the language."""
    assert cited(MARK, "en") == "12, 14–17 live; S3 stated"
    assert cited(MARK, "zh") == "12, 14–17 实时；S3 陈述"


def test_a_paper_cites_where_a_mark_has_entries(paper):
    """In a sentence, or in a cell."""
    words = Words("a", "甲")
    assert cites(paper(Paragraph(words, MARK)))
    assert cites(paper(Grid((words,), ((MARK,),))))
    assert not cites(paper(Paragraph(words), Grid((words,), ((Mark(()),), ("x",)))))
