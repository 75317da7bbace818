"""Files of Photoshop."""

import io
import sys

import pytest

from bozzetto.capture.projects import How, changed_layers, photoshop, read_project
from bozzetto.errors import FormatError
from tests.capture.projects.drawings import Sheet, psd

XMP = b"""<?xpacket begin=''?><x:xmpmeta xmlns:x='adobe:ns:meta/'>
<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description
 xmlns:xmp='http://ns.adobe.com/xap/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/'
 xmp:CreatorTool='Adobe Photoshop 25.1 (Windows)' xmp:CreateDate='2026-11-22T10:00:00+01:00'>
<xmp:ModifyDate>2026-11-22T11:00:00+01:00</xmp:ModifyDate>
<dc:creator><rdf:Seq><rdf:li>Ann</rdf:li></rdf:Seq></dc:creator>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"""
INK = Sheet("Ink 墨", b"ink")
SKY = Sheet("Sky", b"sky", visible=False, opacity=100)


def read(data):
    """Read a file that is in memory."""
    return read_project(io.BytesIO(data))


@pytest.fixture
def _reader():
    """The test needs psd-tools."""
    pytest.importorskip(
        "psd_tools", reason="psd-tools is not installed: pip install bozzetto[edits]"
    )


@pytest.mark.usefixtures("_reader")
@pytest.mark.parametrize("version", [1, 2], ids=["psd", "psb"])
def test_photoshop_layers(version):
    """Layers come with their groups, the topmost first."""
    found = read(psd(INK, Sheet("Group", inside=(SKY,)), version=version))
    assert (found.width, found.height, found.problems) == (64, 48, ())
    assert [layer.path for layer in found.layers] == [("Ink 墨",), ("Group",), ("Group", "Sky")]
    ink, group, sky = found.layers
    assert (ink.digest is None, group.digest is None) == (False, True)
    assert (sky.visible, sky.opacity, sky.place, sky.id) == (False, 100, (4, 0), "layer 3")


@pytest.mark.usefixtures("_reader")
def test_photoshop_says():
    """Program, author and times are what the XMP says."""
    found = read(psd(INK, xmp=XMP))
    assert (found.program.name, found.program.version) == ("Adobe Photoshop", "25.1 (Windows)")
    assert (found.author, found.created) == ("Ann", "2026-11-22T10:00:00+01:00")
    assert found.changed == "2026-11-22T11:00:00+01:00"


@pytest.mark.usefixtures("_reader")
@pytest.mark.parametrize(
    "xmp",
    [
        pytest.param(None, id="none"),
        pytest.param(b"<x", id="damaged"),
        pytest.param(b'<!DOCTYPE a [<!ENTITY b "c">]><a CreatorTool="X"/>', id="entities"),
        pytest.param(b'<a CreatorTool=" "/>', id="empty"),
    ],
)
def test_photoshop_without_xmp(xmp):
    """A file that does not say what wrote it was written by no known program."""
    assert read(psd(INK, xmp=xmp)).program is None


@pytest.mark.usefixtures("_reader")
def test_photoshop_changes():
    """A layer's channels tell whether it changed; its new name is another change."""
    before = read(psd(INK, SKY))
    painted, renamed = Sheet("Ink 墨", b"INK"), Sheet("Night", b"sky", False, 100)
    changes = changed_layers(before, read(psd(painted, SKY)))
    assert [(change.path, change.how) for change in changes] == [(("Ink 墨",), (How.DATA,))]
    renamed = Sheet("Night", b"sky", visible=False, opacity=100)
    changes = changed_layers(before, read(psd(INK, renamed)))
    assert [(change.path, change.how) for change in changes] == [(("Night",), (How.NAME,))]


@pytest.mark.usefixtures("_reader")
def test_photoshop_damaged():
    """A file that ends within its layers is refused."""
    with pytest.raises(FormatError):
        read(psd(INK, SKY)[:120])


def test_photoshop_head():
    """What is no header is refused."""
    for data in (b"8BPS", b"8BPS\0\x03" + bytes(40)):
        with pytest.raises(FormatError):
            read(data)


def test_photoshop_without_reader(monkeypatch):
    """Without psd-tools the file's size is read, and that its layers were not is said."""
    monkeypatch.setitem(sys.modules, "psd_tools.psd", None)
    found = read(psd(INK))
    assert (found.width, found.height, found.layers) == (64, 48, ())
    assert found.problems == ("layers.no-reader",)


def test_photoshop_too_large(monkeypatch):
    """A file that would not fit into memory is not read."""
    monkeypatch.setattr(photoshop, "MAX_PSD", 100)
    assert read(psd(INK)).problems == ("layers.unread",)
