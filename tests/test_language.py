"""Languages: which one is spoken, and how templates are filled."""

import threading

import pytest

from bozzetto.errors import StudioError
from bozzetto.language import (
    Language,
    _,
    error_words,
    hint_words,
    join,
    join_parts,
    preferred,
    speak,
    speaking,
    spoken,
    term,
    translate,
    translate_filled,
)


@pytest.fixture(autouse=True)
def english():
    """Begin and end in English."""
    speak(Language.EN)
    yield
    speak(Language.EN)


def test_speaking_is_for_one_task():
    """One reader's language is spoken to that reader only, and the process goes on in its own."""
    with speaking(Language.ZH):
        assert (spoken(), join("ab")) == (Language.ZH, "a、b")
        with speaking(Language.EN):
            assert spoken() is Language.EN
        seen = []
        thread = threading.Thread(target=lambda: seen.append(spoken()))
        thread.start()
        thread.join()
        assert seen == [Language.EN]
    assert spoken() is Language.EN


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        pytest.param({}, Language.EN, id="nothing said"),
        pytest.param({"LANG": "zh_CN.UTF-8"}, Language.ZH, id="LANG"),
        pytest.param({"LANG": "zh_TW.UTF-8", "LC_ALL": "C"}, Language.EN, id="LC_ALL wins"),
        pytest.param({"LC_MESSAGES": "zh_CN", "LANG": "de_DE"}, Language.ZH, id="LC_MESSAGES"),
        pytest.param({"LC_ALL": "", "LANG": "zh"}, Language.ZH, id="empty is not said"),
        pytest.param({"LANG": "fr_FR.UTF-8"}, Language.EN, id="neither of the two"),
    ],
)
def test_preferred_follows_the_locale(environment, language):
    """The locale decides, as POSIX orders its variables; else English is spoken."""
    assert preferred(environment) is language


def test_translate_speaks_chinese():
    """A template is said in the spoken language; the values stay."""
    speak(Language.ZH)
    assert spoken() is Language.ZH
    assert _("{count} files", count=3) == "3 个文件"
    assert translate(term("studio")) == "工作室"


def test_translate_unknown_stays():
    """A template that another version wrote is said as it is."""
    speak(Language.ZH)
    assert translate("nobody says this") == "nobody says this"


def test_values_are_escaped():
    """A value that comes out of a file does nothing to the terminal, quoted or not."""
    assert _("{name}", name="\x1b[2J") == "\\x1b[2J"
    assert _("{name!r}", name="\x1b[2J") == "'\\x1b[2J'"


def test_braces_in_values_stay():
    """A value is no template."""
    assert _("{name}", name="{other}") == "{other}"


@pytest.mark.parametrize("template", ["{missing}", "{0}", "{", "{name.gone}", "{name[9]}"])
def test_broken_templates_are_shown(template):
    """A template that does not fit its values, as another version's report has, is shown."""
    assert translate_filled(template, {"name": "x"}) == template


def test_errors_and_hints_speak():
    """An error and its hint are said in the spoken language, with the same values."""
    error = StudioError(
        "no studio at {place}", hint="make one with: bozzetto init {place}", place="/x"
    )
    assert (error_words(error), hint_words(error)) == (
        "no studio at /x",
        "make one with: bozzetto init /x",
    )
    speak(Language.ZH)
    assert error_words(error) == "/x 处没有工作室"
    assert hint_words(StudioError("interrupted")) == ""


def test_lists_are_joined_as_the_language_does():
    """Chinese has marks of its own between the items of a list."""
    assert (join("ab"), join_parts("ab")) == ("a, b", "a; b")
    speak(Language.ZH)
    assert join("ab") == "a、b"
    assert join_parts("ab") == "a；b"  # Chinese
