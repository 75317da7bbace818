"""Trees of watched folders."""

import os
import socket
from pathlib import Path

import pytest

from bozzetto.capture.tree import Stamp, Tree
from bozzetto.errors import StudioError


@pytest.fixture
def tree(output, tmp_path):
    """A tree of one folder, with a studio beside it."""
    return Tree([output], tmp_path / "studio")


def listed(tree, folder=None):
    """The names of all files in a tree."""
    return sorted(path.name for path, _ in tree.walk(folder))


def test_walk_nested(tree, output):
    """Files of all depths are listed, hidden and unfinished ones and their folders are not."""
    (output / "a/b").mkdir(parents=True)
    (output / ".cache").mkdir()
    for name in ("1.png", "a/2.png", "a/b/3.txt", ".4.png", ".cache/5.png", "a/6.png.tmp"):
        (output / name).touch()
    assert listed(tree) == ["1.png", "2.png", "3.txt"]
    assert listed(tree, output / "a") == ["2.png", "3.txt"]


def test_walk_leaves_the_studio_out(tmp_path):
    """A studio inside of a watched folder is not looked at."""
    (tmp_path / "studio/assets").mkdir(parents=True)
    (tmp_path / "studio/assets/1.png").touch()
    (tmp_path / "2.png").touch()
    tree = Tree([tmp_path], tmp_path / "studio")
    assert listed(tree) == ["2.png"]
    assert not tree.covers(tmp_path.resolve() / "studio/assets/1.png")


def test_walk_follows_no_link(tree, output, tmp_path):
    """A link leads nowhere, be it to a file, to a folder outside or back into the tree."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.png").touch()
    (output / "file.png").symlink_to(outside / "secret.png")
    (output / "folder").symlink_to(outside)
    (output / "loop").symlink_to(output)
    assert listed(tree) == []
    for name in ("file.png", "folder/secret.png", "loop/file.png"):
        assert not tree.covers(tree.roots[0] / name)


def test_walk_unlistable(tree, output):
    """A folder that cannot be listed is told of, and the others are."""
    told = []
    assert list(tree.walk(output / "gone", lambda path, error: told.append((path, error)))) == []
    ((path, error),) = told
    assert path == output / "gone"
    assert isinstance(error, FileNotFoundError)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        pytest.param("a.png", True, id="file"),
        pytest.param("new/deep/a.png", True, id="in folders that are not there yet"),
        pytest.param("new/.git/a.png", False, id="in a hidden folder"),
        pytest.param("../a.png", False, id="above"),
        pytest.param(".", False, id="the root itself"),
    ],
)
def test_covers(tree, name, answer):
    """A path is covered if nothing on its way is left out."""
    assert tree.covers(tree.roots[0] / name) is answer


def test_roots_are_told_once(output, tmp_path):
    """A folder inside of another, or one named twice, is one root."""
    (output / "in").mkdir()
    (tmp_path / "link").symlink_to(output)
    folders = [output / "in", output, tmp_path / "link"]
    assert Tree(folders, tmp_path / "studio").roots == (output.resolve(),)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        pytest.param("nowhere", "nothing is at", id="nothing"),
        pytest.param("file", "not a folder", id="a file"),
        pytest.param("studio", "not watched", id="the studio"),
        pytest.param("studio/assets", "not watched", id="in the studio"),
        pytest.param("circle", "nothing is at", id="a link to itself"),
        pytest.param("n\0l", "nothing is at", id="no path at all"),
    ],
)
def test_tree_refuses(tmp_path, name, why):
    """What is no folder, or is the studio's own, cannot be watched."""
    (tmp_path / "studio/assets").mkdir(parents=True)
    (tmp_path / "file").touch()
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    with pytest.raises(StudioError, match=why):
        Tree([tmp_path / name], tmp_path / "studio")


def test_look_only_at_files(tree, output):
    """Folders and links have no stamp; a pipe and a socket have one that says so."""
    os.mkfifo(output / "pipe.png")
    (output / "link.png").symlink_to(output / "pipe.png")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(output / "socket.png"))
    (output / "file.png").write_bytes(b"123")
    assert tree.look(output) is None
    assert tree.look(output / "link.png") is None
    assert tree.look(output / "gone.png") is None
    assert tree.look(Path("n\0l")) is None
    assert tree.look(output / "pipe.png").regular is False
    assert tree.look(output / "socket.png").regular is False
    assert tree.look(output / "file.png").regular is True


def test_stamp_tells_versions_apart(output):
    """New bytes of the same size and time, under the same name, have another stamp."""
    file = output / "a.png"
    file.write_bytes(b"one")
    first = Stamp.of(file.stat())
    other = output / "b.png"
    other.write_bytes(b"two")
    os.utime(other, ns=(first.changed, first.changed))
    other.replace(file)
    second = Stamp.of(file.stat())
    assert (first.size, first.changed) == (second.size, second.changed)
    assert first != second


def test_stamp_keeps_its_node(output):
    """A rename keeps the file itself."""
    file = output / "a.png"
    file.touch()
    before = Stamp.of(file.stat()).node
    assert Stamp.of(file.rename(output / "b.png").stat()).node == before
