import pytest

from tests.integrations.comfyui.graphs import node


@pytest.mark.parametrize(
    ("value", "link"),
    [
        (["4", 1], ("4", "1")),
        (("4", 0), ("4", "0")),
        ([4, 1], ("4", "1")),
        (["4:1", 10], ("4:1", "10")),
        (["4", -1], None),
        (["4", True], None),
        ([True, 1], None),
        (["4", 1.0], None),
        (["4"], None),
        (["4", 1, 2], None),
        ("41", None),
        (None, None),
    ],
    ids=str,
)
def test_link(pack, value, link):
    """A link is a node's id and the number of an output, and nothing else is one."""
    found = pack("graph").link_of(value)
    assert (found and (found.node, found.output)) == link


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        (7, "7"),
        (7.0, "7.0"),
        (True, "true"),
        (False, "false"),
        (None, None),
        ([], None),
    ],
    ids=str,
)
def test_spelled(pack, value, text):
    """A value is spelled as JSON spells it."""
    assert pack("graph").spelled(value) == text


def test_long_seed(pack):
    """All digits of a number stay."""
    assert pack("graph").spelled(18446744073709551615) == "18446744073709551615"


def test_cycle(pack):
    """A graph that runs in a circle has no text there."""
    graph = pack("graph").parse_graph(
        {"1": node("Reroute", text=["2", 0]), "2": node("Reroute", text=["1", 0])}
    )
    assert graph.text(["1", 0]) is None
    assert graph.scalar(["1", 0]) is None


def test_texts_that_double(pack):
    """Texts that are joined with themselves again and again end at the limit."""
    nodes = {"0": node("StringConcatenate", string_a="x" * 1000, string_b="y" * 1000)}
    for number in range(1, 40):
        link = [str(number - 1), 0]
        nodes[str(number)] = node("StringConcatenate", string_a=link, string_b=link)
    assert pack("graph").parse_graph(nodes).text(["39", 0]) is None


def test_most_nodes(pack, monkeypatch):
    """A graph beyond all measure is read in part."""
    monkeypatch.setattr(pack("graph"), "MAX_NODES", 2)
    graph = pack("graph").parse_graph({str(number): node("A") for number in range(5)})
    assert list(graph.nodes) == ["0", "1"]
