"""What is captured of each tool: said once, of every aspect, in both languages."""

import re

import pytest

from bozzetto.capture.coverage import Extent, coverage, parse_coverage, tool_of
from bozzetto.capture.handover.installing import integration
from bozzetto.errors import FormatError
from tests.capture.pages import PAGE, page

SMALL = """
[[aspect]]
id = "choices"
title = ["choices", "选择"]
without = ["Say it.", "请说明。"]
[[aspect]]
id = "person"
title = ["persons", "人"]
without = ["Nobody.", "无人。"]
[[tool]]
id = "a"
title = ["A", "甲"]
page = "a.md"
sort = "a"
tried = ["On A 1.", "用甲 1 试过。"]
person = ["partly", "Some.", "部分。"]
"""


def test_the_page_is_current():
    """The documentation's table is the file's."""
    assert page(coverage()) == PAGE.read_text("utf-8"), "run: python -m tests.capture.pages"


def test_every_aspect_of_every_tool_is_told():
    """No tool is silent about anything, and what is not captured says what to do."""
    found = coverage()
    assert len(found.tools) >= 10
    for tool in found.tools:
        assert [each.aspect for each in tool.captured] == list(found.aspects)
        assert {each.extent for each in tool.captured} > {Extent.NO}, tool.id


def test_every_tool_has_its_page():
    """Each leads to a page of the documentation that there is."""
    for tool in coverage().tools:
        assert (PAGE.parent / tool.page).is_file(), tool.id


def test_sentences_are_sentences():
    """In both languages they end as sentences do, and no cell of a table breaks."""
    for tool in coverage().tools:
        for words in (tool.tried, *(each.words for each in tool.captured)):
            assert re.fullmatch(r"[A-Z.][^|\n]*\.", words.en), words.en
            assert re.fullmatch(r"[^|\n]*。", words.zh), words.zh


@pytest.mark.parametrize(
    ("sort", "label", "is_installed", "want"),
    [
        ("comfyui", "ComfyUI", True, "comfyui"),
        ("comfyui", "mine", False, "comfyui-proxy"),
        ("webui", "Forge", True, "webui"),
        ("webui", "Forge", False, "webui-proxy"),
        ("api", "OpenAI API at localhost", False, "openai"),
        ("api", "Azure OpenAI", False, "openai"),
        ("api", "Gemini", False, "gemini"),
        ("api", "Vertex AI", False, "gemini"),
        ("diffusers", "diffusers", False, "diffusers"),
        ("krita", "Krita", True, "krita"),
        ("api", "mine", False, None),
        ("unheard-of", "x", False, None),
    ],
)
def test_a_connection_finds_its_tool(sort, label, is_installed, want):
    """By its sort, by whether something is installed, and by its label."""
    found = tool_of(sort, label, is_installed=is_installed)
    assert (None if found is None else found.id) == want


def test_what_is_installed_is_told():
    """A tool whose connections have files in it has an integration."""
    for tool in coverage().tools:
        if tool.installed and tool.sort:
            assert integration(tool.sort) is not None, tool.id


def test_what_is_left_out_is_not_captured():
    """An aspect that a tool does not name is not captured, in the aspect's own words."""
    (tool,) = parse_coverage(SMALL).tools
    choices, person = tool.captured
    assert (choices.extent, choices.words.en) == (Extent.NO, "Say it.")
    assert (person.extent, person.words.zh) == (Extent.PARTLY, "部分。")
    assert (tool.installed, tool.labels, tool.command) == (None, (), None)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[[tool]]", "[[tool"),
        ("[[tool]]", "[[tools]]"),
        ('tried = ["On A 1.", "用甲 1 试过。"]', ""),
        ("person = ", "persons = "),
        ('"partly"', '"mostly"'),
        ('["partly", "Some.", "部分。"]', '["partly", "Some."]'),
        ('"部分。"', '" "'),
        ('id = "a"', 'id = "person"'),
        ('["A", "甲"]', '"AB"'),
        ('["A", "甲"]', "3"),
    ],
    ids=[
        "no TOML",
        "no tools",
        "not tried",
        "unknown aspect",
        "unknown extent",
        "one language",
        "no words",
        "a name twice",
        "a title of one word",
        "a title of a number",
    ],
)
def test_what_is_no_such_file(old, new):
    """A slip of whoever edits the file is refused, and not shown as something else."""
    assert old in SMALL
    with pytest.raises(FormatError):
        parse_coverage(SMALL.replace(old, new, 1))
