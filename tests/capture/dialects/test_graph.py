import json
import time

import pytest

from bozzetto.capture.dialects.graph import MAX_NODES, Found, Link, parse_graph
from bozzetto.capture.dialects.jsontext import parse_json
from tests.capture.dialects.carried import node


def graph(**nodes):
    """Nodes by id, parsed."""
    return parse_graph(parse_json(json.dumps(nodes)))


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({}, id="no members"),
        pytest.param([], id="an array"),
        pytest.param({"1": {"inputs": {}}}, id="node without a kind"),
        pytest.param({"1": {"class_type": 3}}, id="kind that is a number"),
        pytest.param({"prompt": "a cat"}, id="a sentence"),
    ],
)
def test_parse_refuses(value):
    """JSON without a node is no graph."""
    assert parse_graph(parse_json(json.dumps(value))) is None


def test_parse_keeps_what_is_a_node():
    """Other members beside the nodes are passed over; a node may lack its inputs."""
    parsed = graph(extra={"airs": []}, a={"class_type": "A"}, b={"class_type": "B", "inputs": 1})
    assert list(parsed.nodes) == ["a", "b"]
    assert parsed.nodes["b"].inputs == {}


def test_parse_is_bounded():
    """More nodes than any workflow has are not read."""
    assert len(graph(**{str(i): node("A") for i in range(MAX_NODES + 5)}).nodes) == MAX_NODES


@pytest.mark.parametrize(
    ("value", "link"),
    [
        pytest.param(["4:1", 0], Link("4:1", "0"), id="group node"),
        pytest.param([4, 1], Link("4", "1"), id="id that is a number"),
        pytest.param(["a", "b"], None, id="two words"),
        pytest.param(["a", 0, 0], None, id="three elements"),
        pytest.param(["a", -1], None, id="output below zero"),
        pytest.param(["a", 1.5], None, id="output between two"),
        pytest.param([["a"], 0], None, id="id that is an array"),
        pytest.param("a", None, id="a word"),
    ],
)
def test_links(value, link):
    """Only a node's id with an output's number is a link."""
    assert graph(n=node("A", x=value)).nodes["n"].link("x") == link


@pytest.mark.parametrize(
    ("name", "value"),
    [("value", 7), ("seed", 7), ("noise_seed", 7), ("int", 7), ("Number", "7")],
)
def test_scalar_behind_a_node(name, value):
    """A seed may come from a node that holds it, through nodes that hand it on."""
    found = graph(a=node("Seed", **{name: value}), b=node("Reroute", value=["a", 0]))
    assert found.scalar(found.nodes["b"].inputs["value"]) == "7"


def test_scalar_in_a_circle():
    """A circle of links has no value."""
    found = graph(a=node("R", value=["b", 0]), b=node("R", value=["a", 0]))
    assert found.scalar(found.nodes["a"].inputs["value"]) is None


@pytest.mark.parametrize(
    ("nodes", "found"),
    [
        pytest.param({"a": node("PrimitiveString", value="x")}, Found("x"), id="primitive"),
        pytest.param({"a": node("DF_Text_Box", Text="x")}, Found("x"), id="text box"),
        pytest.param(
            {"a": node("ImpactWildcardProcessor", text="{x|y}", populated_text="y")},
            Found("y"),
            id="wildcard as chosen",
        ),
        pytest.param(
            {"a": node("Some Transformer", text="x")}, Found("x", exact=False), id="unknown kind"
        ),
        pytest.param(
            {"a": node("ShowText|pysssss", text=["b", 0]), "b": node("String", value="x")},
            Found("x"),
            id="display of a string",
        ),
        pytest.param(
            {
                "a": node("ShowText|pysssss", text=["b", 0], text_0="seen"),
                "b": node("WD14Tagger|pysssss", image=["c", 0]),
            },
            Found("seen", "image description"),
            id="display of a tagger",
        ),
        pytest.param(
            {
                "a": node("PreviewAny", source=["b", 0], text_0="told"),
                "b": node("TextGenerate", prompt="You are a poet."),
            },
            Found("told", "language model"),
            id="display of a language model",
        ),
        pytest.param({"a": node("TextGenerate", prompt="You are a poet.")}, None, id="model"),
        pytest.param({"a": node("LoadImage", image=["b", 0])}, None, id="no text at all"),
        pytest.param({"a": node("String", value=7)}, None, id="a number"),
        pytest.param({}, None, id="node is missing"),
        pytest.param(
            {
                "a": node("StringConcatenate", string_a="x", string_b=["b", 0], delimiter=", "),
                "b": node("PrimitiveString", value="y"),
            },
            Found("x, y"),
            id="joined",
        ),
        pytest.param(
            {
                "a": node("StringConcatenate", string_a="x", string_b=["b", 0]),
                "b": node("TextGenerate", prompt="p"),
            },
            None,
            id="joined with what is not there",
        ),
        pytest.param(
            {
                "a": node("ComfySwitchNode", switch=["b", 0], on_true="x", on_false="y"),
                "b": node("PrimitiveBoolean", value=False),
            },
            Found("y"),
            id="switch",
        ),
        pytest.param(
            {"a": node("ComfySwitchNode", switch=["b", 0], on_true="x", on_false="y")},
            None,
            id="switch not known",
        ),
        pytest.param(
            {"a": node("String", value=["b", 0]), "b": node("String", value=["a", 0])},
            None,
            id="circle",
        ),
    ],
)
def test_text(nodes, found):
    """A text is followed as far as the graph holds it, and not further."""
    whole = graph(start=node("CLIPTextEncode", text=["a", 0]), **nodes)
    assert whole.text(whole.nodes["start"].inputs["text"]) == found


def test_text_that_doubles():
    """Strings joined with themselves at every node stop at the limit, at once."""
    nodes = {"0": node("PrimitiveString", value="x" * 1000)}
    for i in range(60):
        nodes[str(i + 1)] = node("StringConcatenate", string_a=[str(i), 0], string_b=[str(i), 0])
    whole = graph(**nodes)
    start = time.thread_time()
    assert whole.text([]) is None
    assert whole.text(whole.nodes["60"].inputs["string_a"]) is None
    assert time.thread_time() - start < 5  # seconds


def test_text_at_the_end_of_a_long_chain():
    """A chain longer than any real one has no text, and no error."""
    nodes = {str(i): node("String", value=[str(i + 1), 0]) for i in range(5000)}
    whole = graph(**nodes, **{"5000": node("String", value="x")})
    assert whole.text(whole.nodes["0"].inputs["value"]) is None
    assert whole.text(whole.nodes["4999"].inputs["value"]) == Found("x")
