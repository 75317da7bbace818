"""The catalogue: every template has its Chinese, and nothing else stands there."""

import re
import string

import pytest

from tests.cli.messages import (
    BASES,
    CATALOGUE,
    called,
    catalogue,
    constants,
    errors,
    nodes,
    templates,
)

KNOWN = catalogue()
RELAYED = {"certificate.py", "reading.py", "naming.py"}  # parameters, and a table of terms
CJK = re.compile(r"[\u3400-\u9fff]")
# These are the same in both languages, or hold nothing but values
SAME = re.compile(r"[A-Z]\w*|(?:\{[\w!]+\}|[^\w{}]|->|bozzetto|x)+")


def places(template):
    """Return the names of a template's values, each with its conversion."""
    return sorted(
        (name, conversion or "")
        for _, name, _, conversion in string.Formatter().parse(template)
        if name is not None
    )


@pytest.fixture(scope="module")
def wanted():
    """Every template that the program has; found once, and only where it is asked for."""
    return templates()


def test_every_template_has_its_chinese(wanted):
    """What the program or an error can say, it can say in Chinese."""
    assert {words: where for words, where in wanted.items() if words not in KNOWN} == {}


def test_catalogue_has_no_orphan(wanted):
    """Nothing stands in the catalogue that nobody says."""
    assert KNOWN.keys() - wanted.keys() == set()


def test_chinese_has_the_same_values():
    """The Chinese has the values of the English, each of them once, spelled alike."""
    assert {words: said for words, said in KNOWN.items() if places(said) != places(words)} == {}


def test_chinese_is_chinese():
    """The Chinese is no copy of the English, and ends with a full stop only where that does."""
    for template, chinese in KNOWN.items():
        assert CJK.search(chinese) or SAME.fullmatch(template), chinese
        assert not chinese.endswith(("。", ".")) or template.endswith("."), chinese
        assert "；" in chinese or ";" not in chinese, chinese  # the Chinese one


def test_catalogue_is_sorted_and_written_once():
    """The file is sorted, so that two people can add to it; no template stands twice."""
    assert list(KNOWN) == sorted(KNOWN)
    assert len(re.findall(r"^ \"", CATALOGUE.read_text("utf-8"), re.MULTILINE)) == len(KNOWN)


def test_errors_are_raised_with_templates():
    """No error is raised with a sentence that was put together before: it could not be said."""
    known = errors()
    found = {
        path.name
        for path, calls, _ in nodes()
        for node in calls
        if called(node) in known
        and node.args
        and not list(constants(node.args[0]))
        and called(node) in BASES
    }
    assert found == RELAYED
