"""Rendering: pages, read back by other people's programs."""

import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace

import pytest

from bozzetto.errors import StudioError
from bozzetto.evidence.dossier import outline_of, render, render_exchange, render_volumes
from bozzetto.evidence.dossier.blocks import (
    DIGEST,
    Card,
    Changes,
    Code,
    Columns,
    Fields,
    Gallery,
    Head,
    Line,
    Picture,
    Quote,
    Table,
)
from bozzetto.evidence.dossier.words import same
from bozzetto.record import Digest
from tests.evidence.dossier.conftest import MARKUP

needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="poppler-utils is not installed"
)


def _asked(program, *arguments):
    found = subprocess.run([program, *arguments], check=True, capture_output=True, text=True)
    return found.stdout


def _solid(text):
    """Leave out what pages break words with."""
    return "".join(text.replace("\u200b", "").split())


@pytest.fixture(scope="module")
def both(source, told_work, tmp_path_factory):
    """Write the dossier in both languages."""
    path = tmp_path_factory.mktemp("pdf") / "both.pdf"
    path.write_bytes(render(outline_of(source), told_work.studio, ("zh", "en")))
    return path


@needs_poppler
def test_all_words_are_there_and_none_is_markup(both):
    """Prompts of thousands of characters, three languages in one, and what typst would run."""
    text = _solid(_asked("pdftotext", both, "-"))
    assert _solid(MARKUP) in text
    assert "x" * 200 in text
    assert "[U+1F431]" in text
    assert _solid("猫が好き") in text
    assert text.count(_solid("silver moonlight over the roof")) >= 160
    assert _solid("逐轮经过") in text
    assert _solid("What is weak") in text


@needs_poppler
def test_the_first_page_says_it_all(both):
    """What is claimed, on what, and what is weak; the chapters begin behind it."""
    first = _solid(_asked("pdftotext", "-l", "1", both, "-"))
    for words in ("What is claimed", "On what it rests", "What is weak", "not legal advice"):
        assert _solid(words) in first
    second = _asked("pdftotext", "-f", "2", "-l", "2", both, "-")
    assert "Statement of intent" in second


@needs_poppler
def test_nothing_runs_off_the_page(both):
    """Every word lies within the margins of A4."""
    boxes = _asked("pdftotext", "-bbox", both, "-").splitlines()
    words = [line for line in boxes if "<word" in line]
    rights = [float(line.partition('xMax="')[2].partition('"')[0]) for line in words]
    assert words
    assert max(rights) <= 595.3 - 50


HOSTILE = {
    "no space": "x" * 200,
    "nothing begins a line": "。" * 200,
    "kana": "ー" * 120,
    "spaces that do not break": "ab\u00a0" * 100,
    "a path": "C:\\" + "folder_name_" * 20,
    "three scripts": "silver moonlight, 猫の目、月光 " * 9,
    "markup": MARKUP * 3,
    "formula": "=HYPERLINK(1)+" * 20,
    "emoji": "🐱👩‍🎨" * 40,
    "the other way": "\u202e" + "evil " * 40,
    "accents": "e\u0301\u0323" * 100,
}


@needs_poppler
def test_nothing_hostile_runs_off_the_page(source, told_work, tmp_path):
    """In a sentence, a quote, a narrow cell, a change, or under a picture."""
    blocks = [Head(1, same("Hostile"))]
    for words in map(same, HOSTILE.values()):
        row = (words, Code(words.en), words, words)
        heads = (same("No."),) * 4
        blocks += [
            Line(words, is_point=True),
            Quote(words, words.en),
            Changes(words, (words.en,), (words.en,) * 7),
            Table(Columns(heads, ("22mm", DIGEST, "1fr", "1fr")), (row,)),
            Fields(((same("a"), words),)),
            Gallery((Card(Picture(Digest("sha256:" + "0" * 64), 9), words, "chosen", words),)),
        ]
    path = tmp_path / "hostile.pdf"
    outline = replace(outline_of(source), chapters=(tuple(blocks),))
    path.write_bytes(render(outline, told_work.studio, ("en",)))
    words = [
        line for line in _asked("pdftotext", "-bbox", path, "-").splitlines() if "<word" in line
    ]
    rights = [float(line.partition('xMax="')[2].partition('"')[0]) for line in words]
    assert max(rights) <= 595.3 - 50
    text = _solid(_asked("pdftotext", path, "-"))
    assert _solid(MARKUP * 3) in text
    assert "[U+202E]evil" in text
    assert "[U+1F431]" in text


@needs_poppler
def test_fonts_are_embedded(both):
    """All of them, and as subsets; and it is PDF/A."""
    lines = _asked("pdffonts", both).splitlines()[2:]
    assert lines
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in lines)
    data = both.read_bytes()
    assert b"pdfaid:part>2<" in data
    assert b"/EmbeddedFile" not in data


def test_the_same_record_gives_the_same_bytes(both, source, told_work):
    """On any day."""
    again = render(outline_of(source), told_work.studio, ("zh", "en"))
    assert again == both.read_bytes()


@pytest.fixture(scope="module")
def volumes(source, told_work, tmp_path_factory):
    """Write it as volumes, each a half of the whole."""
    folder = tmp_path_factory.mktemp("volumes")
    whole = render(outline_of(source), told_work.studio, ("en",))
    limit = len(whole) * 2 // 3
    files = render_volumes(outline_of(source), told_work.studio, ("en",), limit)
    assert len(files) > 1
    assert max(len(each.data) for each in files) <= limit
    paths = [folder / f"{number}.pdf" for number, _ in enumerate(files, 1)]
    for path, each in zip(paths, files, strict=True):
        path.write_bytes(each.data)
    return paths


@needs_poppler
def test_volumes_have_a_head_page_and_all_chapters(volumes):
    """Each says which it is, the first has the summary, and none of the words is lost."""
    texts = [_solid(_asked("pdftotext", each, "-")) for each in volumes]
    for number, text in enumerate(texts, 1):
        assert text.count(_solid(f"Volume {number} of {len(volumes)}")) > 1
        assert _solid("Digests that name this record") in text
    assert [_solid("What is weak") in text for text in texts] == [True] + [False] * (len(texts) - 1)
    for words in ("Timeline", "Round 2", "How to verify", "Custody", "x" * 200, MARKUP):
        assert any(_solid(words) in text for text in texts)
    assert all(b"pdfaid:part>2<" in each.read_bytes() for each in volumes)


def test_one_file_where_it_fits(both, source, told_work):
    """With the same bytes as if no limit were there."""
    (found,) = render_volumes(outline_of(source), told_work.studio, ("zh", "en"))
    assert found.data == both.read_bytes()
    assert found.chapters.en.startswith("1. Statement of intent")


def test_what_fits_into_no_volume_is_refused(source, told_work):
    """Nothing is dropped to make it fit."""
    with pytest.raises(StudioError, match="does not fit") as caught:
        render_volumes(outline_of(source), told_work.studio, ("en",), 9_000)
    assert "exchange" in caught.value.hint


@pytest.fixture(scope="module")
def exchange(source, told_work, tmp_path_factory):
    """Write the copy that has a bundle attached."""
    folder = tmp_path_factory.mktemp("exchange")
    bundle = folder / "猫 (1).zip"
    with zipfile.ZipFile(bundle, "w") as file:
        file.writestr("data/record.jsonl", "{}" * 999)
    path = folder / "exchange.pdf"
    filed = render_exchange(outline_of(source), told_work.studio, ("zh",), bundle)
    path.write_bytes(filed.data)
    return path, bundle


@pytest.mark.skipif(shutil.which("pdfdetach") is None, reason="poppler-utils is not installed")
def test_the_attached_bundle_comes_out_as_it_went_in(exchange, tmp_path):
    """By somebody else's program, byte by byte."""
    path, bundle = exchange
    out = tmp_path / "out.zip"
    assert bundle.name in _asked("pdfdetach", "-list", path)
    _asked("pdfdetach", "-save", "1", "-o", out, path)
    assert out.read_bytes() == bundle.read_bytes()


def test_an_exchange_copy_says_what_it_is(exchange):
    """PDF/A-3, and of which sort the attachment is (ISO 19005-3, 6.8)."""
    data = exchange[0].read_bytes()
    assert b"pdfaid:part>3<" in data
    assert b"/AFRelationship/Source" in data
    assert b"application#2Fzip" in data


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_qpdf_finds_nothing_wrong(exchange, both):
    """In the structure of either copy."""
    for path in (exchange[0], both):
        assert "No syntax or stream encoding errors" in _asked("qpdf", "--check", path)


@pytest.mark.parametrize("is_zip", [True, False], ids=["too large", "no ZIP file"])
def test_what_cannot_be_attached_is_refused(source, told_work, tmp_path, is_zip, monkeypatch):
    """Before anything is set."""
    bundle = tmp_path / "cat.zip"
    if is_zip:
        monkeypatch.setattr(sys.modules[render_exchange.__module__], "MAX_ATTACHED", 10)
        with zipfile.ZipFile(bundle, "w") as file:
            file.writestr("a", "b")
    else:
        bundle.write_bytes(b"words")
    match = "at most 10 can be attached" if is_zip else "no ZIP file"
    with pytest.raises(StudioError, match=match):
        render_exchange(outline_of(source), told_work.studio, ("en",), bundle)
