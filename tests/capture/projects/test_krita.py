"""Files of Krita."""

import io

import pytest

from bozzetto.capture.projects import changed_layers, read_project
from bozzetto.errors import FormatError
from tests.capture.projects.drawings import MERGED, Sheet, kra, krita_tiles

INK = Sheet("Ink 墨", krita_tiles([((0, 0), b"one"), ((64, 0), b"two")]), uuid="1")
SKY = Sheet("Sky", b"sky", uuid="2", visible=False, opacity=100)
GROUP = Sheet("Group", uuid="3", inside=(SKY,))


def read(data):
    """Read a file that is in memory."""
    return read_project(io.BytesIO(data))


def test_krita_says():
    """A file says what wrote it, its size, its author and its times, and holds its picture."""
    found = read(kra(INK, author="Ann 安"))
    assert (found.program.name, found.program.version) == ("Krita", "5.1.5")
    assert (found.width, found.height, found.author) == (64, 48, "Ann 安")
    assert (found.created, found.changed) == ("2026-11-22T16:57:28", "2026-11-22T16:57:29")
    assert (found.seconds, found.saves) == (754, 3)
    assert (found.merged.name, found.merged.data) == ("mergedimage.png", MERGED)
    assert found.problems == ()


def test_krita_layers():
    """Layers come with their groups, the topmost first."""
    group, sky, ink = read(kra(GROUP, INK)).layers
    assert [layer.path for layer in (group, sky, ink)] == [
        ("Group",),
        ("Group", "Sky"),
        ("Ink 墨",),
    ]
    assert (group.kind, group.digest) == ("grouplayer", None)
    assert (sky.visible, sky.opacity, sky.id, sky.place) == (False, 100, "{2}", (0, -3))
    assert ink.digest is not None


def test_krita_author_unknown():
    """An author that Krita calls unknown is none."""
    assert read(kra(INK)).author is None


def test_krita_tiles_in_another_order():
    """Tiles stand in any order: that is no change. What is in one is."""
    before = kra(Sheet("Ink", krita_tiles([((0, 0), b"one"), ((64, 0), b"two")])))
    turned = kra(Sheet("Ink", krita_tiles([((64, 0), b"two"), ((0, 0), b"one")])))
    swapped = kra(Sheet("Ink", krita_tiles([((0, 0), b"two"), ((64, 0), b"one")])))
    assert changed_layers(read(before), read(turned)) == []
    assert [change.path for change in changed_layers(read(before), read(swapped))] == [("Ink",)]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"VERSION 2\nDATA 9999999999\n", id="a number out of range"),
        pytest.param(krita_tiles([((0, 0), b"one")])[:-1], id="cut short"),
        pytest.param(krita_tiles([((0, 0), b"one")]) + b"more", id="more behind"),
        pytest.param(b"VERSION 2\nDATA 1\n0,0,LZF,99999999\n", id="a tile out of range"),
        pytest.param(b"<svg/>", id="of another sort"),
    ],
)
def test_krita_data_of_another_form(data):
    """What is not tiles is digested as it is."""
    (one,), (other,) = (read(kra(Sheet("x", each))).layers for each in (data, data + b"!"))
    assert None is not one.digest != other.digest


def test_krita_data_beside():
    """All that belongs to a layer counts, and nothing of another one."""
    one = Sheet("a", b"same"), Sheet("b", b"same")
    before, after = kra(*one), kra(*one, extra={"cat/layers/layer0.pixelselection": b"mask"})
    assert [change.path for change in changed_layers(read(before), read(after))] == [("a",)]


def test_krita_another_name_inside():
    """That the file was saved under another name changes no layer."""
    data = kra(INK, SKY)
    renamed = data.replace(b"cat/layers/", b"dog/layers/")
    assert changed_layers(read(data), read(renamed)) == []


@pytest.mark.parametrize("merged", [None], ids=["none"])
def test_krita_without_picture(merged):
    """A file without a picture of itself is read, and says so."""
    found = read(kra(INK, merged=merged))
    assert found.merged is None
    assert found.problems == ("merged.unread",)


@pytest.mark.parametrize(
    "main",
    [
        pytest.param("<DOC/>", id="no picture"),
        pytest.param("<DOC><IMAGE width='1'/></DOC>", id="no height"),
        pytest.param("<DOC><IMAGE width='-1' height='1'/></DOC>", id="negative"),
        pytest.param("<DOC><IMAGE width='1e3' height='1'/></DOC>", id="not whole"),
        pytest.param("<DOC>", id="no XML"),
        pytest.param('<!DOCTYPE D [<!ENTITY a "b">]><DOC/>', id="entities"),
    ],
)
def test_krita_damaged(main):
    """A tree that is none is refused."""
    with pytest.raises(FormatError):
        read(kra(INK, main=main))


def test_krita_odd_layers():
    """Layers that say little are still layers; what is no layer is none."""
    found = read(
        kra(
            main="<DOC><IMAGE width='1' height='1'><layers><layer/><other/>"
            "<layer name='n' opacity='999' x='-7' y='a'><masks><mask name='m'/></masks></layer>"
            "</layers></IMAGE></DOC>"
        )
    )
    assert [layer.path for layer in found.layers] == [("-",), ("n",), ("n", "m")]
    assert (found.layers[1].opacity, found.layers[1].place) == (255, (-7, 0))
    assert found.program.version is None
