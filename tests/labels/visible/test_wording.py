"""Which texts are a label."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bozzetto.errors import FormatError
from bozzetto.labels.visible import TEXTS, elements_of
from bozzetto.labels.visible.wording import MAX_TEXT


@pytest.mark.parametrize("language", TEXTS)
def test_usual_texts_have_both_elements(language):
    """Each of them is a label by itself."""
    for text in TEXTS[language]:
        first, second = elements_of(text, language)
        assert {text[first.start : first.end], text[second.start : second.end]} == {
            first.text,
            second.text,
        }


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        pytest.param("本图由AI合成", "zh", ("AI", "合成"), id="words-around"),
        pytest.param(
            "内容由人工智能生成 · AI-generated", "zh", ("人工智能", "生成"), id="both-languages"
        ),
        pytest.param("AI生成 非商用", "zh", ("AI", "生成"), id="denies-something-else"),
        pytest.param("Synthetic image by A.I.", "en", ("A.I.", "Synthetic"), id="other-order"),
        pytest.param("Synthesised with Artificial Intelligence", "en", None, id="in-full"),
    ],
)
def test_own_text_with_both_elements(text, language, found):
    """Own words are taken, and it is known where the elements are."""
    elements = elements_of(text, language)
    assert found is None or tuple(each.text for each in elements) == found


@pytest.mark.parametrize(
    ("text", "language", "named"),
    [
        pytest.param("生成", "zh", "AI / 人工智能", id="no-ai"),
        pytest.param("AI作品", "zh", "生成 / 合成", id="no-generation"),
        pytest.param("AI-generated", "zh", "生成 / 合成", id="english-in-chinese"),
        pytest.param("AI生成", "en", "generated", id="chinese-in-english"),
        pytest.param("PAINT generated", "en", "AI", id="within-a-word"),
        pytest.param("AI degenerated", "en", "generated", id="part-of-a-word"),
    ],
)
def test_text_without_an_element_is_refused(text, language, named):
    """And the error names the element that lacks."""
    with pytest.raises(FormatError, match="lacks an element") as caught:
        elements_of(text, language)
    assert named in str(caught.value)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("非AI生成", "zh"),
        ("本图不是由人工智能生成", "zh"),
        ("未使用AI合成", "zh"),
        ("AI没有生成", "zh"),
        ("Not AI-generated", "en"),
        ("Generated without any AI", "en"),
    ],
)
def test_text_that_denies_is_refused(text, language):
    """It has both elements, and says the contrary."""
    with pytest.raises(FormatError, match="denies"):
        elements_of(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " AI生成",
        "AI\n生成",
        "AI\u202e生成",
        "AI\u200b生成",
        "AI生成" + "!" * MAX_TEXT,
        "AI生成\ud800",
    ],
    ids=["empty", "space", "lines", "turned", "invisible", "long", "surrogate"],
)
def test_text_that_is_no_plain_line_is_refused(text):
    """Nothing invisible is drawn, and nothing that hides the picture."""
    with pytest.raises(FormatError, match="1 to 40 characters"):
        elements_of(text, "zh")


def test_unknown_language_is_refused():
    """There is none of which the elements are known but these."""
    with pytest.raises(FormatError, match="not a language"):
        elements_of("AI生成", "fr")


@given(st.text("AI人工智能生成 \n\u202eby非not-", max_size=42), st.sampled_from(("zh", "en")))
@settings(max_examples=30)
def test_any_text_is_a_label_or_refused(text, language):
    """Whatever is written, no other error comes."""
    try:
        elements = elements_of(text, language)
    except FormatError:
        return
    assert all(text[each.start : each.end] == each.text for each in elements)
