"""A graph of nodes and edges, read within limits."""

import pytest

from bozzetto.capture.invokeai import graph as module
from bozzetto.capture.invokeai.graph import image_names, parse_graph
from tests.capture.invokeai.graphs import edge, parsed, sd1


def test_values_are_found_through_nodes_that_hold_them():
    """A node that makes its value on the way has none."""
    value = sd1(model=None)
    value["nodes"]["sum"] = {"type": "add", "a": 1, "b": 2}
    value["edges"].append(edge("sum", "value", "denoise", "steps"))
    graph = parse_graph(parsed(value))
    assert graph.value(graph.nodes["m"], "seed") == "20060101"
    assert graph.value(graph.nodes["pos"], "prompt") == "a lighthouse"
    assert graph.value(graph.nodes["denoise"], "steps") is None
    assert graph.value(graph.nodes["denoise"], "cfg_scale") == "7.5"


def test_circle_has_no_value():
    """Two nodes that hold each other's value."""
    nodes = {name: {"type": "string", "value": ""} for name in "ab"}
    edges = [edge("a", "value", "b", "value"), edge("b", "value", "a", "value")]
    graph = parse_graph(parsed({"nodes": nodes, "edges": edges}))
    assert graph.value(graph.nodes["a"], "value") is None
    assert len(list(graph.reach(graph.nodes["a"]))) == 2


def test_reach_goes_through_nodes():
    """The nearest first."""
    graph = parse_graph(parsed(sd1()))
    fields = [name for _node, name in graph.reach(graph.nodes["neg"])]
    assert fields[:2] == ["item", "negative_conditioning"]


@pytest.mark.parametrize(
    "value", [None, [], {}, {"nodes": []}, {"nodes": {"a": {"type": 3}}}], ids=repr
)
def test_what_is_no_graph_is_none(value):
    """Whatever stands there."""
    assert parse_graph(parsed(value)) is None


def test_edges_that_are_none_are_left():
    """And those that lead nowhere lead nowhere."""
    value = sd1()
    value["edges"] += [3, {}, {"source": {"node_id": 4}}, edge("a", "b", "c", "d")]
    graph = parse_graph(parsed(value))
    assert len(graph.sources) == 12


def test_image_names_are_found_within_limits(monkeypatch):
    """Each once, in the order of the document; long ones are no names."""
    value = [{"image": {"image_name": "a"}}, {"image_name": "b"}, {"image_name": "a"}]
    assert image_names(parsed([*value, {"image_name": "c" * 257}])) == ["a", "b"]
    monkeypatch.setattr(module, "MAX_VALUES", 3)
    assert image_names(parsed(value)) == ["a"]
