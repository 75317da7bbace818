import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.capture.dialects import PromptText, read_dialect
from bozzetto.capture.dialects.infotext import MAX_SETTINGS, parse_infotext
from tests.capture.dialects.carried import carrier, comment, picture, png, texts

SETTINGS = "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 64x64"


def with_settings(more):
    """The settings that are read when `more` stands behind the usual ones."""
    return dict(read_dialect(png(parameters=f"a\n{SETTINGS}, {more}")).settings)


def test_parse_splits_the_three_parts():
    """Prompts are kept as spelled, inner line ends and spaces included."""
    text = parse_infotext(f"a circle, \n red\n\nNegative prompt: a square,\n\n{SETTINGS}")
    assert (text.positive, text.negative) == ("a circle, \n red\n", "a square,\n")
    assert text.settings["Sampler"] == "Euler a"


@pytest.mark.parametrize(
    ("text", "positive", "negative"),
    [
        pytest.param(SETTINGS, "", "", id="settings alone"),
        pytest.param(f"a\n{SETTINGS}", "a", "", id="no negative prompt"),
        pytest.param(f"Negative prompt: b\n{SETTINGS}", "", "b", id="no positive prompt"),
        pytest.param(f"a\nNegative prompt: \n{SETTINGS}", "a", "", id="empty negative prompt"),
        pytest.param(f"a\nSteps: up\n{SETTINGS}", "a\nSteps: up", "", id="steps in the prompt"),
        pytest.param(f"a Negative prompt: b\n{SETTINGS}", "a Negative prompt: b", "", id="inline"),
        pytest.param(f"a\r\n{SETTINGS}\r\n", "a\r", "", id="line ends of Windows"),
    ],
)
def test_parse_finds_the_prompts(text, positive, negative):
    """The last line of settings and the first line of the negative prompt are the borders."""
    parsed = parse_infotext(text)
    assert (parsed.positive, parsed.negative) == (positive, negative)
    assert parsed.settings["Seed"] == "1"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("a cat", id="a sentence"),
        pytest.param("Steps: 20", id="steps alone"),
        pytest.param("How to\nSteps: first, then: second", id="instructions"),
        pytest.param(f"a {SETTINGS}", id="settings not on their own line"),
        pytest.param("Negative prompt: b\nSeed: 1, Sampler: x", id="no steps"),
    ],
)
def test_parse_refuses(text):
    """Text that only looks alike is not of the family."""
    assert parse_infotext(text) is None
    assert read_dialect(png(parameters=text)) is None


@pytest.mark.parametrize(
    ("more", "name", "value"),
    [
        pytest.param('Mask prompt: "a, b: \\"c\\"\\n", X: 1', "Mask prompt", 'a, b: "c"\n', id="q"),
        pytest.param('Hashes: {"model": "a, b"}, X: 1', "Hashes", '{"model": "a, b"}', id="object"),
        pytest.param('R: [{"id": 1.10}, {}], X: 1', "R", '[{"id": 1.10}, {}]', id="array"),
        pytest.param("Broken: {a, X: 1", "Broken", "{a", id="not JSON after all"),
        pytest.param('Open: "a, X: 1', "Open", '"a', id="quote not closed"),
        pytest.param("Empty: , X: 1", "Empty", "", id="empty value"),
        pytest.param("Lora/Weight (x): a: b, X: 1", "Lora/Weight (x)", "a: b", id="colon inside"),
    ],
)
def test_settings_values(more, name, value):
    """A value may be quoted or JSON; the next setting is found behind it."""
    settings = with_settings(more)
    assert settings[name] == value
    assert settings["X"] == "1"


def test_settings_said_twice():
    """The last value counts, as in the web UI's own reader."""
    assert with_settings("Seed: 2")["Seed"] == "2"


def test_templates_below_the_settings():
    """The lines of sd-dynamic-prompts are settings of their own, commas and all."""
    reading = read_dialect(
        png(parameters=f"a\n{SETTINGS}\nTemplate: {{a|b}}, c\nd\nNegative Template: e")
    )
    settings = dict(reading.settings)
    assert settings["Template"] == "{a|b}, c\nd"
    assert settings["Negative Template"] == "e"


@pytest.mark.parametrize(
    ("more", "tool"),
    [
        ("Version: v1.10.1", "AUTOMATIC1111"),
        ("Version: 1.6.0-2-g4afaaf8a", "AUTOMATIC1111"),
        ("Version: f2.0.1v1.10.1-previous-669-gdfdcbab6", "Forge"),
        ("Version: f0.0.17v1.8.0rc-latest-276-g29be1da7", "Forge"),
        ("Version: classic", "Forge"),
        ("Version: neo", "Forge"),
        ("Version: f1.0.0v2-v1.10.1RC-latest-2498-g5120e679", "reForge"),
        ("Version: f1.2.0-v1.10.1RC-latest-1", "reForge"),
        ("App: SD.Next, Version: 56a8aea", "SD.Next"),
        ("ADetailer version: 26.2.0, Version: classic", "Forge"),
        ("Version: Fooocus v2.4.3", "Fooocus"),
        ("Version: RuinedFooocus", "RuinedFooocus"),
        ("Version: ComfyUI", "ComfyUI"),
    ],
)
def test_tool_by_version_and_app(more, tool):
    """The program is told by App and Version alone."""
    reading = read_dialect(png(parameters=f"a\n{SETTINGS}, {more}"))
    assert reading.tool == tool
    assert reading.version != tool
    assert reading.notes == ()


def test_tool_without_a_name():
    """A text that names no program gets the family's name and a note."""
    reading = read_dialect(png(parameters=f"a\n{SETTINGS}"))
    assert (reading.tool, reading.version) == ("AUTOMATIC1111", None)
    assert reading.notes == ("infotext.tool-unnamed",)


def test_sampler_may_be_missing():
    """SD.Next leaves out a sampler that it did not choose."""
    text = "a\nSteps: 28, Size: 8x8, Seed: 3, App: SD.Next, Version: bfbe018"
    assert read_dialect(comment(text)).tool == "SD.Next"


def test_models_with_their_digests():
    """Hashes are tagged where their length tells the algorithm."""
    more = (
        "Model hash: 45a21ea00a, Model: wai, VAE hash: 12345678, VAE: v.pt, "
        'Lora hashes: "x: 3807af5d5da1, y: zz"'
    )
    models = read_dialect(png(parameters=f"a\n{SETTINGS}, {more}, Version: v1")).models
    assert [(model.name, model.digest) for model in models] == [
        ("wai", "autov2:45a21ea00a"),
        ("v.pt", None),
        ("x", "autov3:3807af5d5da1"),
        ("y", None),
    ]


def test_models_from_hashes():
    """Without Lora hashes, the LoRAs stand in Hashes."""
    more = 'Hashes: {"model": "45a21ea00a", "lora:x": "3807af5d5da1"}'
    models = read_dialect(png(parameters=f"a\n{SETTINGS}, {more}")).models
    assert [(model.name, model.digest) for model in models] == [("x", "autov3:3807af5d5da1")]


def test_hidden_copy_that_agrees():
    """A copy in the pixels is named among the carriers."""
    text = f"a\n{SETTINGS}, Version: v1"
    hidden = carrier("stealth_pngcomp", text, "stealth:alpha")
    reading = read_dialect(picture(hidden, carrier("parameters", text)))
    assert (reading.carriers, reading.notes) == ((0, 1), ())


def test_hidden_copy_that_does_not_agree():
    """The visible text goes before the hidden one, and the difference is said."""
    hidden = carrier("stealth_pngcomp", f"b\n{SETTINGS}, Version: v1", "stealth:alpha")
    reading = read_dialect(picture(hidden, carrier("parameters", f"a\n{SETTINGS}, Version: v1")))
    assert texts(reading) == [("positive", "a")]
    assert (reading.carriers, reading.notes) == ((1,), ("carriers.disagree",))


def test_inexact_text_gives_inexact_prompts():
    """What the carrier had to replace is said of the prompt."""
    text = f"a\ufffd\nNegative prompt: b\n{SETTINGS}"
    reading = read_dialect(picture(carrier("parameters", text, exact=False)))
    assert reading.prompts[0] == PromptText("positive", "a\ufffd", exact=False)


def test_nul_is_kept():
    """NUL is part of a text like any other character."""
    assert texts(read_dialect(png(parameters=f"a\0b\n{SETTINGS}"))) == [("positive", "a\0b")]


def test_settings_are_bounded():
    """More settings than any program writes are not read."""
    more = ", ".join(f"n{i}: {i}" for i in range(2 * MAX_SETTINGS))
    assert len(with_settings(more)) == MAX_SETTINGS


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("a" * 2**23, id="one word"),
        pytest.param("a: " * 2**21, id="colons"),
        pytest.param('a: "b\\", ' * 2**20, id="quotes"),
        pytest.param('a: ["b", ' * 2**20, id="brackets"),
        pytest.param(", \t" * 2**21, id="white space"),
        pytest.param("\nSteps: 1, Seed: 1" * 2**18, id="many lines of settings"),
        pytest.param("\nTemplate: x" * 2**18, id="many templates"),
    ],
)
def test_parse_takes_bounded_time(line):
    """Time grows with the text, not with its square."""
    start = time.thread_time()
    parse_infotext(f"a\n{SETTINGS}, {line}")
    assert time.thread_time() - start < 10  # seconds; a quadratic reader takes hours


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r")),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r")),
)
def test_prompts_round_trip(positive, negative):
    """Whatever one-line prompts were put in come out unchanged."""
    text = parse_infotext(f"{positive}\nNegative prompt: {negative}\n{SETTINGS}")
    if not positive.startswith("Negative prompt:"):
        assert (text.positive, text.negative) == (positive, negative)


@given(st.text())
def test_parse_never_raises(text):
    """Any text has an answer, also behind a beginning that looks right."""
    parse_infotext(text)
    parse_infotext(f"a\n{SETTINGS}, {text}")
