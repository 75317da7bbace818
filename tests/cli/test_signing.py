"""How commands are told who signs: files, passphrases, authorities, and pauses between queries."""

import itertools
import logging
from datetime import timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bozzetto.anchor import Authority
from bozzetto.cli import signing as signing_module
from bozzetto.cli.command import Command
from bozzetto.cli.signing import SIGN_PASSPHRASE, Signing, signed, signing_options
from bozzetto.evidence.certificate import Certified
from tests.fakes.certificates import NOW, PASSPHRASE, Office
from tests.fakes.pdfs import plain_pdf

OFFICE = Office()
ANN = OFFICE.holder("Ann", OFFICE.issuer)
SIGNER = Certified(ANN.key, ANN.chain)
KEPT = []


@click.command("writes", cls=Command)
@click.argument("name")
@signing_options()
@click.option("--loud", is_flag=True)
def writes(name, loud, signing):
    """Stand for a command that writes a PDF."""
    KEPT.append((name, loud, signing))


@pytest.fixture
def given():
    """Run the command, and give what it was handed."""

    def call(*words, code=0, **options):
        KEPT.clear()
        result = CliRunner().invoke(writes, ["x", *map(str, words)], **options)
        assert result.exit_code == code, result.output
        return KEPT[0][2]

    return call


@pytest.fixture
def locked(tmp_path):
    """A .p12 file under a passphrase."""
    path = tmp_path / "ann.p12"
    path.write_bytes(ANN.p12(PASSPHRASE))
    return path


@pytest.fixture
def passphrase(tmp_path):
    """Its passphrase, as an editor of Windows writes a file."""
    path = tmp_path / "passphrase.txt"
    path.write_bytes(b"\xef\xbb\xbf" + PASSPHRASE.encode() + b"\r\nsecond line\r\n")
    return path


def failed(*words, **options):
    """Run the command, and give the error that it ends with."""
    result = CliRunner().invoke(writes, ["x", *map(str, words)], **options)
    assert result.exception is not None
    assert PASSPHRASE not in result.output + str(result.exception)
    return result.exception


def test_nobody_signs_unless_asked(given):
    """The command is told so; its own options are its own."""
    assert given("--loud") is None
    assert KEPT == [("x", True, None)]


@pytest.mark.parametrize(
    "words",
    [
        ["--timestamp", "digicert"],
        ["--sign-reason", "why"],
        ["--sign-open"],
    ],
    ids=lambda words: words[0],
)
def test_the_rest_wants_a_certificate(words):
    """Or somebody believes that it was signed."""
    result = CliRunner().invoke(writes, ["x", *words])
    assert result.exit_code == 2
    assert "--sign is missing" in result.output


def test_a_passphrase_comes_from_a_file(given, locked, passphrase):
    """Its first line."""
    signing = given("--sign", locked, "--sign-passphrase-file", passphrase)
    assert signing.signer.chain == ANN.chain
    assert (signing.authority, signing.final) == (None, True)


def test_a_passphrase_comes_from_the_environment(given, locked, monkeypatch):
    """As other ones do; a file that is named is worth more."""
    monkeypatch.setenv(SIGN_PASSPHRASE, PASSPHRASE)
    assert given("--sign", locked, "--sign-open").final is False


def test_a_passphrase_is_asked_for(given, locked, monkeypatch):
    """Where somebody is there; it is not shown."""
    monkeypatch.setattr(signing_module, "is_terminal", lambda: True)
    result = CliRunner().invoke(writes, ["x", "--sign", str(locked)], input=PASSPHRASE + "\n")
    assert result.exit_code == 0, result.output
    assert "passphrase of ann.p12" in result.output
    assert PASSPHRASE not in result.output
    assert given


def test_no_passphrase_and_nobody_there(locked, caplog):
    """It is said what to do; a wrong one is said to be wrong, and is in no log."""
    caplog.set_level(logging.DEBUG)
    assert "is not given" in str(failed("--sign", locked))
    wrong = failed("--sign", locked, env={SIGN_PASSPHRASE: "wrong-horse"})
    assert "does not open" in str(wrong)
    assert "horse" not in str(wrong) + wrong.hint + caplog.text


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"x" * 5000], ids=["empty", "not UTF-8", "long"]
)
def test_files_that_hold_no_passphrase(locked, tmp_path, content):
    """Their content is not said."""
    path = tmp_path / "wrong.txt"
    path.write_bytes(content)
    said = failed("--sign", locked, "--sign-passphrase-file", path)
    assert "is no passphrase" in str(said)


def test_a_pem_pair(given, tmp_path):
    """Certificates in one file, the key in another."""
    chain, key = tmp_path / "ann.pem", tmp_path / "key.pem"
    chain.write_bytes(ANN.pem())
    key.write_bytes(ANN.key_pem())
    signing = given("--sign", chain, "--sign-key", key, "--sign-place", " 北京 ")
    assert signing.signer.chain == ANN.chain
    assert signing.remarks.place == "北京"


def test_an_expired_certificate_ends_it_at_once(tmp_path):
    """Before the command does its work."""
    old, path = OFFICE.holder("Old", OFFICE.issuer, days=(-9, -1)), tmp_path / "old.p12"
    path.write_bytes(old.p12())
    KEPT.clear()
    assert "expired at" in str(failed("--sign", path))
    assert KEPT == []


@pytest.fixture
def plain(tmp_path):
    """A .p12 file without a passphrase."""
    path = tmp_path / "plain.p12"
    path.write_bytes(ANN.p12())
    return path


def test_authorities_by_name(given, plain, own_folders, monkeypatch):
    """The studio's own first, with the password that its variable holds; else a built-in one."""
    assert given("--sign", plain, "--timestamp", "digicert").authority.title == "DigiCert"
    folder = Path(own_folders) / "studio"
    folder.mkdir(parents=True)
    (folder / "authorities.toml").write_text(
        '[[authority]]\nname = "digicert"\ntitle = "Mine"\nurl = "https://tsa.example/"\n'
        'user = "ann"\npassword_env = "MINE"\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("MINE", "correct-horse")
    mine = given("--sign", plain, "--timestamp", "digicert").authority
    assert (mine.title, mine.password) == ("Mine", "correct-horse")
    assert "horse" not in repr(mine)


def test_authorities_by_address(given, plain):
    """One on this computer may be asked at will; others are left their pause."""
    there = given("--sign", plain, "--timestamp", "https://tsa.example/tsr").authority
    here = given("--sign", plain, "--timestamp", "http://127.0.0.1:9/tsr").authority
    assert (there.min_interval, here.min_interval) == (15, 0)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param("nobody", "no authority is known under the name 'nobody'", id="name"),
        pytest.param("ftp://tsa.example/", "not the address", id="scheme"),
        pytest.param("https://ann:horse@tsa.example/", "not the address", id="password"),
    ],
)
def test_authorities_that_are_none(plain, name, words):
    """A password in an address is not repeated."""
    said = str(failed("--sign", plain, "--timestamp", name))
    assert words in said
    assert "horse" not in said


class Steady:
    """A clock that moves by a second each time it is read."""

    def __init__(self):
        self.seconds = itertools.count()

    def now(self):
        """Tell the time."""
        return NOW + timedelta(seconds=next(self.seconds))


def test_several_pdfs_keep_the_pause(loopback, monkeypatch, capsys):
    """Each has its own timestamp, and the authority is left in peace between two."""
    paused = []
    monkeypatch.setattr(signing_module, "sleep", paused.append)
    authority = Authority("local", "Local", loopback.url, min_interval=15)
    before = loopback.requests
    signing = Signing(SIGNER, authority, clock=Steady())
    first, second = (signed(plain_pdf(), signing) for _ in range(2))
    assert first != second
    assert loopback.requests == before + 2
    assert len(paused) == 1
    assert 10 < paused[0] <= 15
    assert "local asks for a pause" in capsys.readouterr().err


def test_without_an_authority_there_is_no_pause(monkeypatch):
    """Nobody is waited for."""
    monkeypatch.setattr(signing_module, "sleep", lambda _: pytest.fail("it slept"))
    signing = Signing(SIGNER)
    assert all(signed(plain_pdf(), signing).startswith(plain_pdf()) for _ in range(2))
