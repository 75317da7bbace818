"""``bozzetto sign``: a signature behind a PDF, by whoever has read it."""

import hashlib
import os
import shutil
import subprocess

import pytest

from tests.fakes.certificates import PASSPHRASE, Office
from tests.fakes.pdfs import plain_pdf

OFFICE = Office()
ANN = OFFICE.holder("Ann", OFFICE.issuer)


@pytest.fixture
def page(tmp_path):
    """A PDF to sign."""
    path = tmp_path / "page.pdf"
    path.write_bytes(plain_pdf())
    return path


@pytest.fixture
def ann(tmp_path, monkeypatch):
    """A certificate in a file, whose passphrase the environment has."""
    path = tmp_path / "ann.p12"
    path.write_bytes(ANN.p12(PASSPHRASE))
    monkeypatch.setenv("BOZZETTO_PASSPHRASE_SIGN", PASSPHRASE)
    return path


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler-utils is not installed")
def test_a_pdf_is_signed(ask, page, ann, loopback, tmp_path):
    """Without a studio; with a timestamp where one is asked for. Poppler finds it valid."""
    out = tmp_path / "signed.pdf"
    value = ask("sign", page, out, "--sign", ann, "--timestamp", loopback.url)
    data = out.read_bytes()
    assert data.startswith(plain_pdf())
    assert value["digest"] == "sha256:" + hashlib.sha256(data).hexdigest()
    assert (value["level"], value["final"], value["chain"]) == ("PAdES B-T", True, 3)
    assert (value["signer"], value["self_made"]) == ("CN=Ann", False)
    assert value["timestamp"]["serial"].isdigit()
    said = subprocess.run(
        ["pdfsig", "-nocert", out],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"HOME": str(tmp_path)},
    ).stdout
    assert "Signature is Valid" in said


def test_what_it_lacks_is_said(run, page, ann, tmp_path):
    """Without a timestamp, the time is the signer's own word."""
    result = run("sign", page, tmp_path / "signed.pdf", "--sign", ann)
    assert "CN=Ann" in result.stdout
    assert "the signer's own word" in result.stderr
    assert PASSPHRASE not in result.output


@pytest.mark.parametrize(
    ("holder", "words"),
    [
        pytest.param(OFFICE.holder("Own", None), "it identifies nobody", id="self-made"),
        pytest.param(
            type(ANN)(ANN.key, ANN.certificate), "no certificate of CN=Issuer", id="alone"
        ),
    ],
)
def test_what_a_certificate_lacks_is_said(run, page, tmp_path, holder, words):
    """It signs all the same."""
    path = tmp_path / "other.p12"
    path.write_bytes(holder.p12())
    result = run("sign", page, tmp_path / "signed.pdf", "--sign", path)
    assert words in result.stderr


def test_a_name_does_nothing_to_the_terminal(run, page, tmp_path):
    """Whoever made the certificate chose it."""
    bad = OFFICE.holder("Ann\x1b[2J\u202eevil", None)
    path = tmp_path / "bad.p12"
    path.write_bytes(bad.p12())
    result = run("sign", page, tmp_path / "signed.pdf", "--sign", path)
    assert not set(result.output) & {"\x1b", "\u202e"}


def test_a_second_signature_is_said_to_be_one(run, ask, page, ann, tmp_path):
    """The first left room for it, and no later one can forbid changes."""
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"
    assert ask("sign", page, first, "--sign", ann, "--sign-open")["final"] is False
    result = run("sign", first, second, "--sign", ann)
    assert "only the first signature" in result.stderr
    assert second.read_bytes().startswith(first.read_bytes())


def test_the_source_is_not_overwritten(run, page, ann):
    """What was read stays."""
    result = run("sign", page, page, "--sign", ann, code=2)
    assert "name another file" in result.stderr
    assert page.read_bytes() == plain_pdf()


def test_signing_wants_a_certificate(run, page, tmp_path):
    """There is nothing else that the command does."""
    result = run("sign", page, tmp_path / "signed.pdf", code=2)
    assert "--sign" in result.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        pytest.param(["--timestamp", "http://127.0.0.1:9/"], 7, id="authority away"),
        pytest.param(["--timestamp", "nobody"], 5, id="authority unknown"),
        pytest.param(["--sign-reason", "a\nb"], 8, id="reason of two lines"),
    ],
)
def test_nothing_is_written_where_it_fails(run, page, ann, tmp_path, words, code):
    """A PDF without what was asked for is none."""
    out = tmp_path / "signed.pdf"
    run("sign", page, out, "--sign", ann, *words, code=code)
    assert not out.exists()


def test_an_output_that_cannot_be_written(run, page, ann):
    """A system's refusal is said as one."""
    if not os.path.exists("/dev/full"):  # noqa: PTH110
        pytest.skip("this system has no device that is always full")
    result = run("sign", page, "/dev/full", "--sign", ann, code=6)
    assert "cannot write /dev/full" in result.stderr
