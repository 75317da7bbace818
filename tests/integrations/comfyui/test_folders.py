import os

import pytest

from tests.fakes.comfyui_host import FolderPaths


@pytest.fixture
def base(tmp_path):
    """ComfyUI's folders, with a file in each."""
    for name in ("input", "output", "temp", "models/checkpoints", "models/loras"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "a.png").write_bytes(b"a")
    (tmp_path / "input" / "sub").mkdir()
    (tmp_path / "input" / "sub" / "b.png").write_bytes(b"b")
    (tmp_path / "secret.png").write_bytes(b"secret")
    return tmp_path


@pytest.fixture
def folders(pack, base):
    """The pack's own view of the folders."""
    return pack("folders").Folders(FolderPaths(base))


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("a.png", "input/a.png"),
        ("sub/b.png", "input/sub/b.png"),
        ("sub/../a.png", "input/a.png"),
        ("a.png [output]", "output/a.png"),
        ("a.png[temp]", "temp/a.png"),
        ("a.png [input]", "input/a.png"),
    ],
)
def test_found(folders, base, name, path):
    """A name in a graph leads to a file, as ComfyUI reads it."""
    assert folders.found(name) == str(base / path)


@pytest.mark.parametrize(
    "name",
    ["", ".", "sub", "none.png", "../secret.png", "../input/../secret.png", "a\0.png", "x" * 5000],
)
def test_not_found(folders, name):
    """A name that leads nowhere, to a folder, or out of them, names nothing."""
    assert folders.found(name) is None


def test_absolute_name(folders, base):
    """A path of the whole machine names nothing, though the file is there."""
    assert folders.found(str(base / "secret.png")) is None


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_linked_folder(folders, base):
    """People link their folders to other disks: what is behind the link is inside."""
    (base / "elsewhere").mkdir()
    (base / "elsewhere" / "c.png").write_bytes(b"c")
    (base / "input" / "link").symlink_to(base / "elsewhere")
    assert folders.found("link/c.png") == str(base / "input/link/c.png")


@pytest.mark.parametrize("kind", ["", "models", "user", "../output"])
def test_type_of_another_name(pack, folders, kind):
    """Only the three types lead anywhere."""
    assert folders.path(pack("folders").Named(kind, "", "a.png")) is None


def test_model(folders, base):
    """A model is looked for where its sort belongs, then anywhere."""
    name = "a.png"
    assert folders.model(name, ("loras",)) == str(base / "models/loras/a.png")
    assert folders.model(name, ("no such sort",)) == str(base / "models/checkpoints/a.png")
    assert folders.model("none", ("loras",)) is None


def test_packs(folders, base):
    """Packs of nodes lie in a folder of their own."""
    assert folders.packs() == [base / "custom_nodes"]
