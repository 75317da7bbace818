"""Photoshop's history log, in XMP of any file."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bozzetto.capture.carriers import read_picture
from bozzetto.capture.importing import import_files
from bozzetto.capture.projects import history
from bozzetto.capture.projects.history import history_in, history_of_xmp, read_history
from tests.capture.pictures import chunk, png, saved
from tests.capture.projects.drawings import Sheet, psd

LOG = (
    "2012-05-03T09:34:50-04:00\tFile i1222b.jpg opened\n"
    "Open\n"
    "\tMacintosh HD:i1222b.jpg\n"
    "Brush Tool\n"
    "2012-05-03T10:00:01-04:00\tFile i1222b.jpg saved\n"
)
TOOL = "Adobe Photoshop CS5 Macintosh"


def spelled(text):
    """A text as an attribute's value holds it."""
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), ("\n", "&#xA;"), ("\t", "&#x9;")):
        text = text.replace(sign, name)
    return text


def xmp(log=LOG, tool=TOOL, *, element=False):
    """A packet of XMP that Photoshop writes."""
    inside = f"<photoshop:History>{log}</photoshop:History>" if element else ""
    attribute = "" if element or log is None else f'photoshop:History="{spelled(log)}"'
    creator = "" if tool is None else f'xmp:CreatorTool="{tool}"'
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        'xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" '
        f"{creator} {attribute}>{inside}<xmpMM:History><rdf:Seq/></xmpMM:History>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


def with_xmp(packet):
    """A PNG that holds a packet of XMP."""
    return png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet))


def test_read_history():
    """Lines with a time are told from steps, and those from what belongs to a step."""
    read = read_history(LOG)
    assert read.events == (
        ("2012-05-03T09:34:50-04:00", "File i1222b.jpg opened"),
        ("2012-05-03T10:00:01-04:00", "File i1222b.jpg saved"),
    )
    assert read.steps == 2
    assert read.say() == (
        "Photoshop's history log, 2012-05-03T09:34:50-04:00 to 2012-05-03T10:00:01-04:00 by its"
        " own clock: 2 lines with a time, 2 steps"
    )
    assert read.quote().endswith(LOG.strip("\n"))


def test_read_history_text_file():
    """A text file's times have no zone, and a space instead of the T."""
    read = read_history("2021-06-08 18:41:50 launched\n2021-06-08 18:41:58 File Untitled-1 opened")
    assert [time for time, _ in read.events] == ["2021-06-08 18:41:50", "2021-06-08 18:41:58"]


def test_read_history_without_times():
    """Steps alone are a log; nothing is none."""
    assert read_history("Brush Tool\nCrop").say() == "Photoshop's history log: 2 steps, no times"
    assert read_history(" \n") is None


def test_quote_is_cut(monkeypatch):
    """A note gets the beginning of a long log."""
    monkeypatch.setattr(history, "MAX_LOG", 20)
    assert read_history(LOG).quote().endswith(LOG[:20] + "\n...")


@pytest.mark.parametrize("element", [False, True], ids=["attribute", "element"])
def test_history_of_xmp(element):
    """The log is Photoshop's own property, however it is written, and not that of the same name."""
    read = history_of_xmp(xmp(element=element))
    assert (read.steps, read.tool) == (2, TOOL)


@pytest.mark.parametrize(
    "packet",
    [b"", b"<History", xmp(None), xmp(" "), b"\0" * (17 << 20)],
    ids=["empty", "damaged", "none", "blank", "too much"],
)
def test_history_of_xmp_none(packet):
    """A packet without a log, or none at all, has none."""
    assert history_of_xmp(packet) is None


@given(st.text(max_size=200))
def test_history_round_trip(text):
    """Whatever is read as a log says itself, and never fails."""
    read = read_history(text)
    if read is not None:
        assert read.say() in read.quote()


def extended(log):
    """A JPEG whose log did not fit in one piece, as Photoshop splits it."""
    whole = xmp(log, None)
    half = len(whole) // 2
    guid = b"0123456789ABCDEF0123456789ABCDEF"
    out = saved(Image.new("RGB", (8, 8)), "JPEG", xmp=xmp(None))
    pieces = b""
    for at in (half, 0):
        piece = whole[:half] if at == 0 else whole[half:]
        head = b"http://ns.adobe.com/xmp/extension/\0" + guid
        body = head + struct.pack(">II", len(whole), at) + piece
        pieces += b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    return out[:2] + pieces + out[2:]


def test_history_in_pieces():
    """In a JPEG a long log stands in several pieces; one that is missing leaves no log."""
    data = extended(LOG)
    read = history_in(read_picture(io.BytesIO(data)))
    assert (read.steps, read.tool) == (2, TOOL)
    cut = data.replace(
        b"http://ns.adobe.com/xmp/extension/", b"http://ns.adobe.com/xmp/extensiom/", 1
    )
    assert history_in(read_picture(io.BytesIO(cut))) is None


def test_save_of_a_file_of_photoshop(store):
    """A file of Photoshop's has its log in the note of its save."""
    pytest.importorskip(
        "psd_tools", reason="psd-tools is not installed: pip install bozzetto[edits]"
    )
    edit = store(psd(Sheet("Ink", b"ink"), xmp=xmp()), "cat.psd")
    assert (edit["kind"], edit["by"][0]) == ("edit.made", TOOL)
    assert f"the file holds {read_history(LOG).say()}" in edit["note"]
    assert "Brush Tool" in edit["note"]


def test_import_of_a_flat_picture(work, output):
    """A flat picture with a log and no generator is an edit by Photoshop, with the log."""
    (output / "1.png").write_bytes(with_xmp(xmp()))
    (output / "2.jpg").write_bytes(extended(LOG))
    report = import_files(work, [output])
    edits = [entry for _, entry in work.entries() if entry.event.kind == "edit.made"]
    assert (report.recorded, len(edits)) == (2, 2)
    for edit in edits:
        assert edit.event.body["tool"] == {
            "name": "Adobe Photoshop CS5 Macintosh",
        }
        assert edit.event.seen.value == "imported"
        assert edit.event.body["before"] == []
        assert "Brush Tool" in edit.texts[0].text
        assert edit.texts[0].text.startswith("the file holds Photoshop's history log, 2012")
