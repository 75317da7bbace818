import pytest

from tests.integrations.comfyui.graphs import node, sampled


def texts(pack, graph):
    """Role and text of each prompt."""
    parsed = pack("graph").parse_graph(graph)
    conditioning = pack("conditioning")
    found = conditioning.walk(parsed, conditioning.find_samplers(parsed))
    return list(found.prompts), conditioning.unattributed(parsed, found)


def test_positive_and_negative(pack):
    """A text is what the sampler's input says."""
    assert texts(pack, sampled()) == (
        [("positive", "a lighthouse at dawn"), ("negative", "watermark")],
        False,
    )


def test_text_that_reaches_no_sampler(pack):
    """A text without a sampler has no role, and that is said."""
    graph = {**sampled(), "20": node("CLIPTextEncode", text="unused", clip=["4", 1])}
    found, unattributed = texts(pack, graph)
    assert len(found) == 2
    assert unattributed


@pytest.mark.parametrize(
    ("extra", "prompts"),
    [
        pytest.param(
            {"6": node("ConditioningZeroOut", conditioning=["7", 0])},
            [("negative", "watermark")],
            id="zeroed",
        ),
        pytest.param(
            {
                "6": node("ConditioningSetArea", conditioning=["30", 0]),
                "30": node("CLIPTextEncode", text="a gull", clip=["4", 1]),
            },
            [("region", "a gull"), ("negative", "watermark")],
            id="a region",
        ),
        pytest.param(
            {
                "6": node("CLIPTextEncode", text=["31", 0], clip=["4", 1]),
                "31": node("WD14Tagger|pysssss"),
            },
            [("negative", "watermark")],
            id="written while the graph runs",
        ),
    ],
)
def test_ways_to_a_text(pack, extra, prompts):
    """What lies between a text and the sampler decides what the text is."""
    assert texts(pack, {**sampled(), **extra})[0] == prompts
