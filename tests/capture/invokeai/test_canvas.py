"""Canvas documents are described, and project files found when they are whole."""

import json
import zipfile

import pytest

from bozzetto.capture.invokeai import canvas as module
from bozzetto.capture.invokeai.canvas import Projects, describe_canvas, describe_project

LAYER = {
    "objects": [
        {"type": "brush_line"},
        {"type": "eraser_line_with_pressure"},
        {"type": "image", "image": {"image_name": "a.png"}},
        {"type": "rect"},
        3,
    ]
}


@pytest.mark.parametrize("layers", [[LAYER], {"entities": [LAYER]}], ids=["metadata", "page"])
def test_canvas_is_described(layers):
    """As it stands in a picture, and as the page keeps it."""
    said = describe_canvas({"rasterLayers": layers, "inpaintMasks": []})
    assert said == "raster layers: 1; strokes: 2, with pressure: 1; pictures: 1"


@pytest.mark.parametrize("canvas", [{}, [], None, {"rasterLayers": "x"}], ids=repr)
def test_empty_canvas(canvas):
    """Nothing is drawn on it."""
    assert describe_canvas(canvas) == "empty"


def save(path, state="{}", name="canvas_state.json", **options):
    """Save a project."""
    with zipfile.ZipFile(path, "w", **options) as made:
        made.writestr(name, state)
    return path


def test_project_is_described(tmp_path):
    """By its layers."""
    path = save(tmp_path / "a.invk", json.dumps({"rasterLayers": [LAYER]}))
    assert describe_project(path).startswith("raster layers: 1")


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.write_bytes(b"no ZIP"),
        lambda path: save(path, name="other.json"),
        lambda path: save(path, "["),
        lambda path: save(path, "3"),
        lambda path: save(path, b"\xff"),
        lambda path: _break(save(path, "{}" * 500, compression=zipfile.ZIP_DEFLATED)),
        lambda _path: None,
    ],
    ids=["no ZIP", "no state", "no JSON", "no object", "no UTF-8", "damaged", "gone"],
)
def test_what_is_no_project_is_none(tmp_path, make):
    """Whatever is in the file."""
    make(tmp_path / "a.invk")
    assert describe_project(tmp_path / "a.invk") is None


def _break(path):
    data = bytearray(path.read_bytes())
    data[50:54] = b"\xff\xff\xff\xff"
    path.write_bytes(data)


def test_state_that_is_too_long_is_not_read(tmp_path, monkeypatch):
    """A bomb says how large it is."""
    path = save(tmp_path / "a.invk", "{}" + " " * 100)
    monkeypatch.setattr(module, "MAX_STATE", 50)
    assert describe_project(path) is None


def test_projects_are_found_when_they_are_whole(tmp_path):
    """At the second look that sees the same; each version once; other files never."""
    old = save(tmp_path / "old.invk")
    (tmp_path / "picture.png").write_bytes(b"x")
    projects = Projects(tmp_path)
    new = save(tmp_path / "new.invk")
    (tmp_path / "link.invk").symlink_to(old)
    assert projects.look() == []
    save(new, "{ }")
    assert [projects.look() for _ in range(3)] == [[], [new], []]
    save(old, "{  }")
    assert [projects.look() for _ in range(2)] == [[], [old]]


def test_folder_may_be_away(tmp_path):
    """And come back."""
    projects = Projects(tmp_path / "later")
    assert projects.look() == []
    (tmp_path / "later").mkdir()
    made = save(tmp_path / "later" / "a.invk")
    assert [projects.look() for _ in range(2)] == [[], [made]]
