"""``bozzetto export``: a bundle, with what is withheld."""

import zipfile

import pytest

from bozzetto.api import Program, Seen, Studio
from bozzetto.evidence.export import KEYED
from bozzetto.record import digest_of
from bozzetto.studio import Draft


def test_export_writes_a_bundle(run, ask, told, tmp_path):
    """The bundle is there, and its digest is that of the file."""
    assert told
    file = tmp_path / "cat.zip"
    value = ask("export", "Cat pendant", file)
    assert value["digest"] == digest_of(file.read_bytes())
    assert value["size"] == file.stat().st_size
    assert value["assets"] == 3
    assert value["sealed"] is None
    result = run("export", "Cat pendant", file)
    assert str(file) in result.stdout
    assert "entries have no timestamp" in result.stderr


def test_export_seals_first(ask, asking, told, tmp_path):
    """What waits is sealed before it is written."""
    assert asking
    assert told
    value = ask("export", "Cat pendant", tmp_path / "cat.zip")
    assert [token["authority"] for token in value["sealed"]["tokens"]] == ["local"]


def test_export_offline_writes_and_says_so(run, told, tmp_path):
    """Where nobody answers the bundle is written all the same, and the lack is named."""
    assert told
    run("authority", "add", "gone", "--url", "http://127.0.0.1:9/")
    result = run("export", "Cat pendant", tmp_path / "cat.zip")
    assert "no timestamp was given" in result.stderr
    assert (tmp_path / "cat.zip").is_file()


def test_export_withholds(run, ask, told, pictures, tmp_path):
    """A text and a file are left out, the reader is told why, and the rest still holds."""
    assert told
    entries = ask("work", "show", "Cat pendant")["entries"]
    text = next(iter(entries[1]["texts"]))
    file = tmp_path / "cat.zip"
    words = ("--withhold-text", text[7:17], "--withhold-file", pictures[0])
    run("export", "Cat pendant", file, *words, "--reason", "a trade secret")
    names = zipfile.ZipFile(file).namelist()
    assert not [name for name in names if digest_of(pictures[0].read_bytes())[7:] in name]
    report = ask("verify", file)["reports"][0]["report"]
    assert report["verdict"] == "intact-unknown-signer"
    assert report["withheld"]["texts"] == [text]
    assert report["withheld"]["reason"] == "a trade secret"
    out = run("verify", file).stdout
    assert "withheld in this copy: texts 1, files 1; the reason given: a trade secret" in out


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        pytest.param(["Dog", "a.zip"], 5, "no work is called", id="no such work"),
        pytest.param(["Cat pendant", "none/a.zip"], 2, "there is no folder", id="no folder"),
        pytest.param(["Cat pendant", "."], 2, "is a folder", id="folder"),
        pytest.param(
            ["Cat pendant", "a.zip", "--withhold-file", "1.png"], 2, "--reason", id="no reason"
        ),
        pytest.param(
            ["Cat pendant", "a.zip", "--withhold-text", "ffffff", "--reason", "x"],
            5,
            "has no text",
            id="unknown text",
        ),
    ],
)
def test_export_refuses(run, told, tmp_path, monkeypatch, words, code, why):
    """What cannot be exported is refused, and nothing is written."""
    assert told
    monkeypatch.chdir(tmp_path)
    assert why in run("export", *words, code=code).stderr
    assert not (tmp_path / "a.zip").exists()


def test_export_of_lost_bytes_is_an_error(run, told, studio, pictures, tmp_path):
    """Bytes that are neither there nor declared are named."""
    assert told
    digest = digest_of(pictures[0].read_bytes())[7:]
    (tmp_path / studio["place"] / "assets" / digest[:2] / digest[2:]).unlink()
    result = run("export", "Cat pendant", tmp_path / "a.zip", code=5)
    assert "are not in the studio any more" in result.stderr


def test_export_asks_before_a_key_goes_out(run, told, tmp_path):
    """A picture that a tool wrote a key into is taken along only by those who say so."""
    assert told
    with Studio.open() as studio:
        (work,) = studio.works()
        asset = studio.assets.take_bytes(b"a cat, sk-planted", "image/png", "cat.png")
        body = {"instruction": None, "assets": [asset.to_value()], "problems": [KEYED]}
        signers = (studio.signer(studio.device),)
        by = Program("tool", "1").actor()
        studio.record(Draft("output.received", body, Seen.LIVE, by, signers, work.digest))
    file = tmp_path / "cat.zip"
    refused = run("export", "Cat pendant", file, code=5).stderr
    assert "cat.png" in refused
    assert "--with-keys" in refused
    assert not file.exists()
    run("export", "Cat pendant", file, "--with-keys")
    assert b"sk-planted" in file.read_bytes()
