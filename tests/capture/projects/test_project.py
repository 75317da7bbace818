"""Layers between two saves."""

from dataclasses import replace

import pytest

from bozzetto.capture.projects import How, Layer, Project, changed_layers
from bozzetto.record import digest_of

INK = Layer(("Ink",), "paintlayer", True, 255, "normal", (0, 0), digest_of(b"ink"), "1")
SKY = Layer(("Sky",), "paintlayer", True, 255, "normal", (0, 0), digest_of(b"sky"), "2")


def project(*layers):
    """A project of some layers."""
    return Project("image/openraster", None, 1, 1, layers)


def changes(before, after):
    """What became of layers, by their names."""
    found = changed_layers(project(*before), project(*after))
    return {change.path: change.how for change in found}


def test_changed_nothing():
    """The same layers are not named, in whatever order they stand."""
    assert changes([INK, SKY], [SKY, INK]) == {}


@pytest.mark.parametrize(
    ("change", "how"),
    [
        pytest.param({"digest": digest_of(b"else")}, How.DATA, id="painted"),
        pytest.param({"digest": None}, How.DATA, id="emptied"),
        pytest.param({"path": ("Lines",)}, How.NAME, id="renamed"),
        pytest.param({"path": ("Group", "Ink")}, How.NAME, id="put into a group"),
        pytest.param({"visible": False}, How.SHOWN, id="hidden"),
        pytest.param({"opacity": 10}, How.OPACITY, id="opacity"),
        pytest.param({"blend": "multiply"}, How.BLEND, id="blending"),
        pytest.param({"place": (3, 0)}, How.MOVED, id="moved"),
    ],
)
def test_changed_one_thing(change, how):
    """What is not as it was is said, and in which way."""
    new = replace(INK, **change)
    assert changes([INK, SKY], [new, SKY]) == {new.path: (how,)}


def test_changed_added_and_removed():
    """A layer that is new comes before one that is gone."""
    found = changed_layers(project(INK), project(SKY))
    assert [(change.path, change.how) for change in found] == [
        (("Sky",), (How.ADDED,)),
        (("Ink",), (How.REMOVED,)),
    ]


def test_changed_several_things():
    """Everything that is not as it was is said together."""
    new = replace(INK, visible=False, opacity=1)
    assert changes([INK], [new]) == {("Ink",): (How.SHOWN, How.OPACITY)}


def test_changed_without_ids():
    """Where a file names no layer, its name is what tells it apart, and then its place."""
    ink, twin = replace(INK, id=None), replace(INK, id=None, digest=digest_of(b"twin"))
    painted = replace(twin, digest=digest_of(b"painted"))
    assert changes([ink, twin], [ink, painted]) == {("Ink",): (How.DATA,)}
    assert changes([ink], [ink, twin]) == {("Ink",): (How.ADDED,)}
