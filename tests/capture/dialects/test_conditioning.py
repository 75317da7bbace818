import json

import pytest

from bozzetto.capture.dialects.conditioning import find_samplers, unattributed, walk
from bozzetto.capture.dialects.graph import parse_graph
from bozzetto.capture.dialects.jsontext import parse_json
from tests.capture.dialects.carried import node, simple_graph

MODEL = {"model": ["m", 0], "seed": 1}


def walked(nodes):
    """The texts by role, and whether any is left over."""
    graph = parse_graph(parse_json(json.dumps(nodes)))
    found = walk(graph, find_samplers(graph))
    return [(prompt.role, prompt.text) for prompt in found.prompts], unattributed(graph, found)


def encode(text, kind="CLIPTextEncode", **more):
    """A text encoder."""
    return node(kind, text=text, clip=["m", 1], **more)


def test_default_graph():
    """Each text has the role of the sampler's input that it reaches."""
    assert walked(simple_graph()) == ([("positive", "a cat"), ("negative", "blurry")], False)


@pytest.mark.parametrize(
    ("nodes", "prompts"),
    [
        pytest.param(
            {
                "k": node("KSampler", **MODEL, positive=["c", 0], negative=["c", 1]),
                "c": node("ControlNetApplyAdvanced", positive=["p", 0], negative=["n", 0]),
                "p": encode("a"),
                "n": encode("b"),
            },
            [("positive", "a"), ("negative", "b")],
            id="through a control net",
        ),
        pytest.param(
            {
                "k": node("KSampler", **MODEL, positive=["c", 1], negative=["c", 0]),
                "c": node("ControlNetApplyAdvanced", positive=["p", 0], negative=["n", 0]),
                "p": encode("a"),
                "n": encode("b"),
            },
            [("positive", "b"), ("negative", "a")],
            id="crossed wires",
        ),
        pytest.param(
            {
                "k": node("KSampler", **MODEL, positive=["c", 0]),
                "c": node("ConditioningCombine", conditioning_1=["p", 0], conditioning_2=["q", 0]),
                "p": encode("a"),
                "q": encode("b"),
            },
            [("positive", "a"), ("positive", "b")],
            id="two combined",
        ),
        pytest.param(
            {
                "k": node("KSampler", **MODEL, positive=["c", 0], negative=["d", 0]),
                "c": node("ConditioningSetArea", conditioning=["p", 0]),
                "d": node("ConditioningSetMask", conditioning=["n", 0]),
                "p": encode("a"),
                "n": encode("b"),
            },
            [("region", "a"), ("negative", "b")],
            id="regions",
        ),
        pytest.param(
            {
                "k": node("KSampler", **MODEL, positive=["p", 0], negative=["z", 0]),
                "z": node("ConditioningZeroOut", conditioning=["p", 0]),
                "p": encode("a"),
            },
            [("positive", "a")],
            id="zeroed for the negative",
        ),
        pytest.param(
            {
                "k": node("SamplerCustomAdvanced", guider=["g", 0], noise=["r", 0]),
                "g": node("BasicGuider", model=["m", 0], conditioning=["f", 0]),
                "f": node("FluxGuidance", conditioning=["p", 0], guidance=3.5),
                "p": node("CLIPTextEncodeFlux", clip=["m", 1], clip_l="a", t5xxl="b"),
                "r": node("RandomNoise", noise_seed=1),
            },
            [("positive", "a"), ("positive", "b")],
            id="Flux by BasicGuider",
        ),
        pytest.param(
            {
                "k": node("SamplerCustomAdvanced", guider=["g", 0], sigmas=["s", 0]),
                "g": node("CFGGuider", model=["m", 0], positive=["p", 0], negative=["n", 0]),
                "p": node("TextEncodeQwenImageEdit", clip=["m", 1], prompt="a"),
                "n": encode("b"),
            },
            [("positive", "a"), ("negative", "b")],
            id="CFGGuider",
        ),
        pytest.param(
            {
                "k": node("SamplerCustomAdvanced", guider=["g", 0], sigmas=["s", 0]),
                "g": node("DualCFGGuider", cond1=["p", 0], cond2=["q", 0], negative=["n", 0]),
                "p": encode("a"),
                "n": encode("b"),
            },
            [("positive", "a"), ("negative", "b")],
            id="DualCFGGuider",
        ),
        pytest.param(
            {
                "k": node("SamplerCustom", model=["m", 0], noise_seed=1, positive=["p", 0]),
                "p": node("Power Prompt (rgthree)", prompt="a <lora:x:1>", opt_clip=["m", 1]),
            },
            [("positive", "a <lora:x:1>")],
            id="rgthree's Power Prompt",
        ),
        pytest.param(
            {
                "k": node("KSampler", **MODEL, positive=["x", 4], negative=["x", 5]),
                "x": node("Context (rgthree)", base_ctx=["y", 0], positive=["p", 0]),
                "y": node("Context (rgthree)", positive=["q", 0], negative=["n", 0]),
                "p": encode("a"),
                "q": encode("old"),
                "n": encode("b"),
            },
            [("positive", "a"), ("positive", "old"), ("negative", "b")],
            id="rgthree's contexts",
        ),
        pytest.param(
            {
                "k": node("KSampler", **MODEL, positive=["s", 0]),
                "s": node("Any Switch (rgthree)", any_01=["p", 0], any_02=["q", 0]),
                "p": encode("a"),
                "q": node("Other", text="b"),
            },
            [("positive", "a")],
            id="rgthree's switch takes the first",
        ),
        pytest.param(
            {
                "k": node("KSampler", **MODEL, positive=["s", 0]),
                "s": node("ComfySwitchNode", switch=True, on_true=["p", 0], on_false=["q", 0]),
                "p": encode("a"),
            },
            [("positive", "a")],
            id="switch of conditionings",
        ),
        pytest.param(
            {
                "k": node("KSampler (Efficient)", **MODEL, positive=["e", 1], negative=["e", 2]),
                "e": node("Efficient Loader", positive="a", negative="b"),
            },
            [("positive", "a"), ("negative", "b")],
            id="loader that holds both",
        ),
        pytest.param(
            {
                "k": node("easy fullkSampler", pipe=["e", 0], seed=1),
                "e": node("easy fullLoader", positive="a", negative="b"),
            },
            [("positive", "a"), ("negative", "b")],
            id="through a pipe",
        ),
        pytest.param(
            {
                "k": node("KSampler", **MODEL, positive=["p", 0]),
                "p": encode(["t", 0]),
                "t": node("PrimitiveStringMultiline", value="a"),
            },
            [("positive", "a")],
            id="text from a string node",
        ),
    ],
)
def test_walk(nodes, prompts):
    """The known ways from a sampler to its texts are followed."""
    assert walked(nodes) == (prompts, False)


def test_text_that_reaches_no_sampler():
    """A text is not given a role that no link gives it."""
    nodes = simple_graph() | {"x": encode("an old idea")}
    assert walked(nodes) == ([("positive", "a cat"), ("negative", "blurry")], True)


def test_graph_without_a_sampler():
    """Without a sampler no text has a role."""
    assert walked({"p": encode("a")}) == ([], True)
    assert walked({"p": encode(" ")}) == ([], False)


def test_saver_is_no_sampler():
    """A node that only writes down prompts and seed does not sample."""
    saver = node("Image Saver", positive=["p", 0], negative=["p", 0], steps=1, seed_value=3)
    assert walked({"s": saver, "p": encode("a")}) == ([], True)


def test_text_made_while_the_graph_ran():
    """A prompt that is not in the graph is said to be missing."""
    nodes = simple_graph(positive=["t", 0]) | {"t": node("TextGenerate", prompt="You are.")}
    graph = parse_graph(parse_json(json.dumps(nodes)))
    found = walk(graph, find_samplers(graph))
    assert found.unresolved
    assert [prompt.text for prompt in found.prompts] == ["blurry"]


def test_circles_end():
    """Conditioning that leads back to itself is walked once."""
    nodes = {
        "k": node("KSampler", **MODEL, positive=["a", 0], negative=["b", 1]),
        "a": node("ConditioningCombine", conditioning_1=["b", 0], conditioning_2=["a", 0]),
        "b": node("ControlNetApplyAdvanced", positive=["a", 0], negative=["b", 0]),
    }
    assert walked(nodes) == ([], False)
