"""Names of layers."""

import pytest

from bozzetto.capture.projects.names import MAX_LAYER_NAME, MAX_PATH, layer_name, spell_path


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        pytest.param("Tusche 墨 😀", "Tusche 墨 😀", id="kept"),
        pytest.param("a\ud800b", "a\ufffdb", id="lone surrogate"),
        pytest.param("x" * MAX_LAYER_NAME, "x" * MAX_LAYER_NAME, id="as long as may be"),
        pytest.param("x" * 5000, "x" * (MAX_LAYER_NAME - 3) + "...", id="too long"),
    ],
)
def test_layer_name(name, kept):
    """A name is text that can be kept."""
    assert layer_name(name) == kept


def test_spell_path():
    """The groups stand before the layer."""
    assert spell_path(("Group", "Lines")) == "Group / Lines"


def test_spell_path_deep():
    """Of a long path the end is kept: the layer's own name."""
    spelled = spell_path(("g" * 1000,) * 10 + ("Lines",))
    assert len(spelled) == MAX_PATH
    assert spelled.endswith(" / Lines")
