"""OpenRaster files."""

import io
import zipfile

import pytest

from bozzetto.capture.projects import How, changed_layers, read_project
from bozzetto.errors import FormatError
from bozzetto.record import digest_of
from tests.capture.projects.drawings import MERGED, Sheet, ora

INK, SKY = Sheet("Ink", b"ink"), Sheet("Sky", b"sky", visible=False, opacity=51)


def read(data):
    """Read a file that is in memory."""
    return read_project(io.BytesIO(data))


def test_openraster():
    """Layers come with their groups, the topmost first; what wrote the file is not known."""
    found = read(ora(Sheet("Group", inside=(SKY,)), INK))
    assert (found.program, found.width, found.height) == (None, 64, 48)
    assert [layer.path for layer in found.layers] == [("Group",), ("Group", "Sky"), ("Ink",)]
    sky, ink = found.layers[1:]
    assert (sky.visible, sky.opacity, sky.place) == (False, 51, (4, -2))
    assert ink.digest == digest_of(b"ink")
    assert found.merged.data == MERGED


def test_openraster_changes():
    """A layer's own picture tells whether it changed."""
    before, after = read(ora(INK, SKY)), read(ora(Sheet("Ink", b"more ink"), SKY))
    (change,) = changed_layers(before, after)
    assert (change.path, change.how) == (("Ink",), (How.DATA,))


@pytest.mark.parametrize(
    ("text", "layer"),
    [
        pytest.param('opacity="x" x="1.5"', (255, (0, 0)), id="no numbers"),
        pytest.param('opacity="nan"', (255, (0, 0)), id="not a number"),
        pytest.param('opacity="7" y="-3"', (255, (0, -3)), id="more than all"),
        pytest.param(f'x="{"9" * 5000}"', (255, (0, 0)), id="a very long number"),
    ],
)
def test_openraster_odd_values(text, layer):
    """A value that is none is as if it was not there."""
    data = ora(Sheet("Ink"))
    found = read(_with_stack(data, f'<image w="1" h="1"><stack><layer {text}/></stack></image>'))
    assert (found.layers[0].opacity, found.layers[0].place) == layer


def test_openraster_source_elsewhere():
    """A picture that is not in the file is none."""
    stack = '<image w="1" h="1"><stack><layer src="../../etc/passwd"/></stack></image>'
    assert read(_with_stack(ora(INK), stack)).layers[0].digest is None


def test_openraster_damaged():
    """A file without a stack, or without a size, is refused."""
    for stack in ("<image><stack/></image>", "<image"):
        with pytest.raises(FormatError):
            read(_with_stack(ora(INK), stack))


def _with_stack(data, stack):
    """Give an OpenRaster file another tree."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, stack if name == "stack.xml" else old.read(name))
    return out.getvalue()
