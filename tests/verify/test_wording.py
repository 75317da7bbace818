"""The sentences: one for each code, in both languages, and documented."""

import json
import re
import string
from pathlib import Path

import pytest

from bozzetto.errors import FormatError
from bozzetto.verify import Finding, Language, Severity, Verdict, finding_sentence
from bozzetto.verify.findings import CODES, STEPS
from bozzetto.verify.wording import FILE, step_sentence, template, verdict_sentence

ROOT = Path(__file__).parents[2]
WORDS = json.loads((ROOT / "src/bozzetto/verify" / FILE).read_text(encoding="utf-8"))
DOCUMENT = (ROOT / "docs/formats/report.md").read_text(encoding="utf-8")


def test_words_are_complete():
    """Every verdict, step and code has words, and nothing else has."""
    assert set(WORDS["verdicts"]) == {verdict.value for verdict in Verdict}
    assert list(WORDS["steps"]) == list(STEPS)
    assert list(WORDS["findings"]) == list(CODES)


@pytest.mark.parametrize("code", CODES)
def test_templates_match(code):
    """Both languages say the same values, and only those that a finding has."""
    names = [
        sorted({name for _, name, _, _ in string.Formatter().parse(text) if name is not None})
        for text in WORDS["findings"][code].values()
    ]
    assert names[0] == names[1]
    assert set(names[0]) <= {"where", "want", "got"}


def test_chinese_is_chinese():
    """No sentence was left in English."""
    for group in WORDS.values():
        for words in group.values():
            assert set(words) == {"en", "zh"}
            assert re.search("[一-鿿]", words["zh"])
            assert not re.search("[一-鿿]", words["en"])


def test_sentences():
    """A finding, a step and a verdict are said in the language that is asked for."""
    finding = Finding(1, "file.altered", Severity.FAILED, "data/x", "aa", "b{b}")
    said = finding_sentence(finding, Language.ENGLISH)
    assert said == "data/x was altered: the manifest says aa, the file is b{b}."
    assert "已被改动" in finding_sentence(finding, Language.CHINESE)
    assert step_sentence("log", Language.ENGLISH).startswith("Every entry")
    assert verdict_sentence(Verdict.INTACT, Language.CHINESE).startswith("完好")


def test_template_unknown():
    """What has no words is refused, not shown bare."""
    with pytest.raises(FormatError, match=r"no words for nothing\.here"):
        template("findings", "nothing.here", Language.ENGLISH)


def test_no_word_that_claims_too_much():
    """Nothing is called authentic, original or made by a human."""
    for group in WORDS.values():
        for words in group.values():
            claims = r"authentic|original|human|原创|真品"
            assert not re.search(claims, str(words), re.IGNORECASE)


@pytest.mark.parametrize("code", CODES)
def test_documented(code):
    """The document's table has every code with its step and severity."""
    step, severity = CODES[code]
    assert re.search(
        rf"^\| `{re.escape(code)}` \| {step} \| {severity} \| \S", DOCUMENT, re.MULTILINE
    )


def test_document_has_no_other_codes():
    """The document's table has no code that is not found any more."""
    listed = re.findall(r"^\| `([a-z]+\.[a-z]+)` \|", DOCUMENT, re.MULTILINE)
    assert listed == list(CODES)
