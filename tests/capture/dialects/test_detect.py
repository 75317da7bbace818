import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.capture.carriers import Carrier
from bozzetto.capture.dialects import TOOLS, Reading, read_dialect
from tests.capture.dialects.carried import carrier, node, picture, png, simple_graph

INFOTEXT = "a\nSteps: 1, Seed: 1, Sampler: x, Version: v1"
SWARM = {"sui_image_params": {"prompt": "a"}}
KEYWORDS = [
    "parameters",
    "prompt",
    "workflow",
    "invokeai_metadata",
    "sd-metadata",
    "Dream",
    "generation_data",
    "parameters-json",
    "smproj",
    "Software",
    "Comment",
    "Description",
    "UserComment",
    "fooocus_scheme",
]
MARKS = [
    SWARM,
    {"positive_prompt": "a", "loras": [{"model": {"name": "m"}}], "image": {"prompt": ["a"]}},
    {"prompt": "a", "base_model": "b", "metadata_scheme": "fooocus", "loras": [["a", 1, "b"]]},
    {"software": "RuinedFooocus", "Prompt": "a", "loras": [["a", "1 - b"]]},
    {"Software": "NovelAI", "Comment": json.dumps({"v4_prompt": {"caption": {}}, "uc": "b"})},
    {"prompt": "a", "num_inference_steps": 1},
    {"PositivePrompt": "a", "State": {"Prompt": {}}},
    {"extraMetadata": json.dumps({"prompt": "a"}), "extra": {"airs": ["b"]}},
    simple_graph(),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("names", "tool"),
    [
        (["swarm", "invoke", "tensorart", "graph", "infotext"], "SwarmUI"),
        (["invoke", "tensorart", "graph"], "InvokeAI"),
        (["tensorart", "novelai", "graph"], "TensorArt"),
        (["novelai", "fooocus", "graph"], "NovelAI"),
        (["graph", "infotext"], "ComfyUI"),
        (["infotext"], "AUTOMATIC1111"),
    ],
)
def test_order(names, tool):
    """The tool with the mark that fewer share is named, whatever the order in the file."""
    carriers = {
        "swarm": [carrier("parameters", json.dumps(SWARM))],
        "invoke": [carrier("invokeai_metadata", '{"positive_prompt": "a"}')],
        "tensorart": [carrier("generation_data", '{"prompt": "a"}')],
        "novelai": [carrier("Software", "NovelAI"), carrier("Comment", '{"prompt": "a"}')],
        "fooocus": [carrier("UserComment", json.dumps(MARKS[2]), "exif:Exif")],
        "graph": [carrier("prompt", json.dumps(simple_graph()))],
        "infotext": [carrier("parameters", INFOTEXT)],
    }
    taken = [one for name in reversed(names) for one in carriers[name]]
    assert read_dialect(picture(*taken)).tool == tool


@pytest.mark.parametrize(
    "taken",
    [
        pytest.param(picture(), id="no carriers"),
        pytest.param(png(Comment="Created with GIMP"), id="an editor's comment"),
        pytest.param(png(parameters=""), id="empty"),
        pytest.param(png(prompt="a cat"), id="a sentence"),
        pytest.param(picture(Carrier("c2pa", "", 0, b"jumb", None, exact=True)), id="C2PA alone"),
    ],
)
def test_nothing_recognised(taken):
    """Nothing is said where nothing is known."""
    assert read_dialect(taken) is None


def test_content_credentials_beside():
    """Content credentials beside a tool's own metadata are mentioned."""
    credentials = Carrier("c2pa", "", 0, b"jumb", None, exact=True)
    reading = read_dialect(picture(carrier("parameters", INFOTEXT), credentials))
    assert reading.notes == ("c2pa.present",)


@pytest.mark.parametrize("keyword", ["prompt", "parameters", "workflow", "UserComment", "xmp"])
def test_deep_nesting_is_survived(keyword):
    """JSON that nests without end is not read, and nothing is raised."""
    for depth in (900, 990, 100_000):
        for text in ("[" * depth + "]" * depth, '{"prompt":' * depth + '"a"' + "}" * depth):
            read_dialect(png(**{keyword: text}))


@pytest.mark.parametrize("depth", [100, 400, 900])
@pytest.mark.parametrize("name", ["sui_image_params", "version", "prompt", "loras", "signed_hash"])
def test_deep_values_in_known_places(depth, name):
    """A deep value where a plain one belongs is passed over."""
    deep = "[" * depth + "]" * depth
    for mark in MARKS:
        text = json.dumps({**mark, name: "@"}).replace('"@"', deep)
        read_dialect(png(parameters=text, invokeai_metadata=text, Comment=text, Software="NovelAI"))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a" * 50_000_000, id="words"),
        pytest.param('{"a": "' + "b" * 50_000_000 + '"}', id="JSON"),
        pytest.param('{"prompt": "' + "b" * 15_000_000 + '"}', id="JSON within the limit"),
        pytest.param("{" * 15_000_000, id="braces within the limit"),
        pytest.param("Steps: " * 2_000_000, id="settings within the limit"),
        pytest.param("\nSteps: 1, Seed: 1\n" * 700_000, id="lines within the limit"),
    ],
)
def test_large_texts_take_bounded_time(text):
    """A text of 50 MB is left, and one within the limit is read, in seconds."""
    taken = png(parameters=text, prompt=text, Description=text)
    start = time.thread_time()
    read_dialect(taken)
    assert time.thread_time() - start < 20  # seconds


def test_large_graph_takes_bounded_time():
    """A graph in which everything leads to everything is read in seconds."""
    links = {f"conditioning_{i}": [str(i), 0] for i in range(300)}
    nodes = {str(i): node("ConditioningCombine", **links) for i in range(300)}
    samplers = {
        f"k{i}": node("KSampler", seed=1, model=["0", 0], positive=[str(i), 0], negative=["0", 1])
        for i in range(300)
    }
    start = time.thread_time()
    assert read_dialect(png(prompt={**nodes, **samplers})).tool == "ComfyUI"
    assert time.thread_time() - start < 20  # seconds


@given(st.dictionaries(st.sampled_from(KEYWORDS), JSON.map(json.dumps) | st.text()))
def test_any_texts_have_an_answer(texts_by_name):
    """Whatever stands under the known keywords, the answer is a reading or None."""
    reading = read_dialect(png(**texts_by_name))
    assert reading is None or reading.tool in TOOLS


@given(st.sampled_from(MARKS), st.sampled_from(KEYWORDS), st.data())
def test_altered_metadata_has_an_answer(mark, keyword, data):
    """Real metadata with any of its values replaced never raises."""
    name = data.draw(st.sampled_from(sorted(mark)))
    altered = {**mark, name: data.draw(JSON)}
    if isinstance(mark[name], dict) and mark[name]:
        inner = data.draw(st.sampled_from(sorted(mark[name])))
        altered = {**mark, name: {**mark[name], inner: data.draw(JSON)}}
    taken = png(**{"Software": "NovelAI", "fooocus_scheme": "fooocus", keyword: altered})
    assert isinstance(read_dialect(taken), Reading | None)


@given(st.integers(0, 400), st.integers(0, 400), st.text(max_size=3))
def test_mutated_text_has_an_answer(start, length, insert):
    """Metadata with a piece cut out and another put in never raises."""
    for mark in (*MARKS, INFOTEXT):
        text = mark if isinstance(mark, str) else json.dumps(mark)
        mutated = text[:start] + insert + text[start + length :]
        read_dialect(png(parameters=mutated, prompt=mutated, invokeai_metadata=mutated))


@given(st.text(st.characters(), min_size=1))
def test_any_prompt_comes_out(text):
    """Whatever was typed comes out as typed, lone surrogates apart."""
    text = json.loads(json.dumps(text))  # two halves that meet are one letter
    reading = read_dialect(png(prompt=json.dumps(simple_graph(positive=text, negative=""))))
    if text.strip():
        (prompt,) = reading.prompts
        assert (prompt.text == text) is prompt.exact
        prompt.text.encode()
