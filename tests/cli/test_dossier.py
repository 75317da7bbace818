"""``bozzetto dossier``: a PDF that goes with a bundle."""

import hashlib
from functools import partial

import pytest

from bozzetto.api import Studio
from bozzetto.evidence.dossier import render_volumes
from tests.law.cases import told


@pytest.fixture
def work(studio):
    """Record one instruction, and nothing else."""
    assert studio
    with Studio.open() as opened:
        work = opened.open_work("Cat pendant")
        told(work, "a cat", seed="1")
    return work


def test_a_dossier_is_written(ask, run, work, tmp_path):
    """With its digest; a bundle's stands in it."""
    assert work
    bundle, out = tmp_path / "cat.zip", tmp_path / "cat.pdf"
    run("export", "Cat pendant", bundle)
    value = ask("dossier", "Cat pendant", out, "--for", "cn", "--bundle", bundle)
    data = out.read_bytes()
    assert data.startswith(b"%PDF-")
    (written,) = value["files"]
    assert value["copy"] == "filing"
    assert written["digest"] == "sha256:" + hashlib.sha256(data).hexdigest()
    assert written["size"] == len(data)
    assert "4. Rounds" in written["chapters"]


def test_languages_are_those_of_the_program(run, work, tmp_path):
    """Or both at once."""
    assert work
    sizes = set()
    for words in (["--lang", "zh"], ["--lang", "en"], ["--both", "--since", "2026-12-01"]):
        out = tmp_path / "cat.pdf"
        run("dossier", "Cat pendant", out, *words)
        sizes.add(hashlib.sha256(out.read_bytes()).digest())
    assert len(sizes) == 3


def test_a_place_that_is_none_is_refused(run, work, tmp_path):
    """Before anything is written."""
    assert work
    run("dossier", "Cat pendant", tmp_path / "cat.pdf", "--for", "mars", code=2)
    assert not (tmp_path / "cat.pdf").exists()


def test_what_is_too_large_for_one_file_is_cut(ask, work, tmp_path, monkeypatch):
    """Into numbered ones, each with its digest; the one that was asked for is not there."""
    assert work
    (whole,) = ask("dossier", "Cat pendant", tmp_path / "whole.pdf")["files"]
    halves = partial(render_volumes, limit=whole["size"] * 2 // 3)
    monkeypatch.setattr("bozzetto.cli.dossier.render_volumes", halves)
    value = ask("dossier", "Cat pendant", tmp_path / "cat.pdf")
    paths = [tmp_path / f"cat-{number}.pdf" for number, _ in enumerate(value["files"], 1)]
    assert len(paths) > 1
    assert [each["file"] for each in value["files"]] == [str(path) for path in paths]
    for path, each in zip(paths, value["files"], strict=True):
        assert each["digest"] == "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
    assert not (tmp_path / "cat.pdf").exists()


def test_an_exchange_copy_has_the_bundle_in_it(ask, run, work, tmp_path):
    """And without a bundle there is none."""
    assert work
    bundle, out = tmp_path / "cat.zip", tmp_path / "cat.pdf"
    run("dossier", "Cat pendant", out, "--copy", "exchange", code=2)
    run("export", "Cat pendant", bundle)
    value = ask("dossier", "Cat pendant", out, "--copy", "exchange", "--bundle", bundle)
    assert value["copy"] == "exchange"
    assert bundle.read_bytes() in out.read_bytes()


def test_a_dossier_is_signed(ask, work, certificate, tmp_path):
    """By the holder of a certificate, as it is written; the digest is that of the signed file."""
    assert work
    out = tmp_path / "cat.pdf"
    (file,) = ask("dossier", "Cat pendant", out, "--sign", certificate)["files"]
    data = out.read_bytes()
    assert b"/ETSI.CAdES.detached" in data
    assert file["digest"] == "sha256:" + hashlib.sha256(data).hexdigest()


def test_a_signature_that_cannot_be_made_leaves_nothing(run, work, certificate, tmp_path):
    """Where the timestamp does not come, no unsigned file lies there instead."""
    assert work
    out = tmp_path / "cat.pdf"
    words = ("--sign", certificate, "--timestamp", "http://127.0.0.1:1/")  # nobody listens
    run("dossier", "Cat pendant", out, *words, code=7)
    assert not out.exists()
