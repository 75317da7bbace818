import base64
import hashlib

import pytest

from tests.integrations.comfyui.graphs import node, sampled

PICTURES = {
    ".png": b"\x89PNG\r\n\x1a\n" + bytes(60),
    ".jpg": b"\xff\xd8\xff\xe0" + bytes(60),
    ".webp": b"RIFF\x24\0\0\0WEBPVP8 " + bytes(60),
}


@pytest.mark.parametrize("ending", PICTURES)
def test_take_out(pack, ending):
    """A picture goes out of the graph, and its name says its digest and what it is."""
    data = PICTURES[ending]
    graph = {"1": node("ETN_LoadImageBase64", image=base64.b64encode(data).decode(), other="a")}
    name = "sha256:" + hashlib.sha256(data).hexdigest() + ending
    assert pack("pictures").take_out(graph) == {name: data}
    assert graph == {"1": node("ETN_LoadImageBase64", image=name, other="a")}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("iVBORw0KGgo", id="too short"),
        pytest.param("iVBORw0KGgo" + "%" * 80, id="no base64"),
        pytest.param("iVBORw0KGgo" + "A" * 82, id="cut short"),
        pytest.param("/9j/ é" + "A" * 80, id="not ASCII"),
        pytest.param("a lighthouse at dawn " * 10, id="words"),
        pytest.param("data:image/png;base64", id="no data"),
    ],
)
def test_other_texts_stay(pack, text):
    """What is no picture stays where it is."""
    graph = {"1": node("CLIPTextEncode", text=text)}
    assert pack("pictures").take_out(graph) == {}
    assert graph["1"]["inputs"]["text"] == text


@pytest.mark.parametrize("graph", [None, [], {"1": None}, {"1": {"inputs": []}}, sampled()])
def test_graph_without_pictures(pack, graph):
    """A graph of any form may hold none."""
    assert pack("pictures").take_out(graph) == {}
