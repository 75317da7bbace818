"""Photoshop's history log in a text file."""

import pytest

from bozzetto.capture.archives.photoshop import find_logs
from bozzetto.capture.importing import import_files
from bozzetto.record import digest_of
from tests.capture.watched import save

LOG = (
    "2021-06-08 18:41:50 launched\n"
    "2021-06-08 18:41:58 File Untitled-1 opened\n"
    "New: document\n"
    "2021-06-08 18:59:00 quit\n"
)


@pytest.mark.parametrize(
    "data",
    [
        LOG.encode(),
        LOG.encode("utf-8-sig"),
        LOG.encode("utf-16"),
        LOG.replace("\n", "\r\n").encode(),
    ],
    ids=["UTF-8", "UTF-8 with its mark", "UTF-16", "Windows"],
)
def test_log(output, entries, verified, data):
    """A log is kept whole, as Photoshop's word, with what it spans."""
    (output / "Photoshop Edit Log.txt").write_bytes(data)
    (paper,) = entries(output)
    body = paper.event.body
    assert (paper.event.kind, body["role"], body["origin"]) == ("material.added", "log", "tool")
    assert body["asset"]["digest"] == digest_of(data)
    assert paper.event.by.tool == "Adobe Photoshop"
    assert paper.texts[0].text == (
        "Photoshop's history log, 2021-06-08 18:41:50 to 2021-06-08 18:59:00 by its own clock:"
        " 3 lines with a time, 1 steps; launched; File Untitled-1 opened; quit"
    )
    verified()


def test_log_in_another_language(output, entries):
    """What Photoshop says in another language is known by the file's name and its times."""
    (output / "photoshop.txt").write_text(
        "2021-06-08 18:41:58 文件 猫.psd 已打开\n画笔工具\n", "utf-8"
    )
    (paper,) = entries(output)
    assert "文件 猫.psd 已打开" in paper.texts[0].text


@pytest.mark.parametrize(
    "text",
    ["", "a letter", "2021-06-08 18:41:58 Connection opened", f"a letter\n{LOG}"],
    ids=["empty", "a letter", "a server's log", "a letter with a log"],
)
def test_other_texts(work, output, text):
    """Other texts are left out of a folder's import."""
    (output / "notes.txt").write_text(text)
    save(output / "1.png", 1)
    report = import_files(work, [output])
    assert (report.found, report.recorded, report.skipped) == ((), 1, 1)


def test_gone(tmp_path):
    """A file that is gone is no log."""
    assert list(find_logs(frozenset({tmp_path / "gone.txt"}))) == []
