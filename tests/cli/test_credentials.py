"""Who signs content credentials: a certificate in a file, or a chain of the studio's own."""

from datetime import UTC, datetime

import click
import pytest
from click.testing import CliRunner

from bozzetto.anchor import Authority
from bozzetto.api import Studio
from bozzetto.cli import credentials as module
from bozzetto.cli import signing
from bozzetto.cli.credentials import CredentialSigning, credentials_options
from bozzetto.cli.signing import SIGN_PASSPHRASE
from bozzetto.errors import LockedError, StudioError
from bozzetto.labels.credentials import make_own_signer, own
from tests.studio.clocks import SetClock

SECRET = "three words long"  # noqa: S105  # a test's
NOTHING = CredentialSigning(None, None, None, is_own=False, authority=None)
OWN = CredentialSigning(None, None, None, is_own=True, authority=None)


@pytest.fixture
def opened(studio):  # noqa: ARG001  # it must be there
    """The studio."""
    with Studio.open() as found:
        yield found


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A certificate whose key is under a passphrase."""
    made = tmp_path_factory.mktemp("signer")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(own, "_ROUNDS", 1000)  # a file's own number is what opens it
        make_own_signer(made, "Li", now=datetime.now(UTC), passphrase=SECRET)
    return made


def given(folder, **more):
    """Name the certificate."""
    values = {"key": None, "passphrase": None, "is_own": False, "authority": None}
    return CredentialSigning(folder / "signer.p12", **{**values, **more})


def test_nobody(opened):
    """Without a word of it, nobody signs."""
    assert NOTHING.signer(opened) is None


def test_a_file(opened, folder, tmp_path, monkeypatch):
    """Its passphrase comes from the environment, or from a file."""
    (tmp_path / "passphrase").write_text(SECRET + "\n", encoding="utf-8")
    found = given(folder, passphrase=tmp_path / "passphrase").signer(opened)
    monkeypatch.setenv(SIGN_PASSPHRASE, SECRET)
    assert found.subject == given(folder).signer(opened).subject


def test_a_locked_file(opened, folder, monkeypatch):
    """Nobody is asked without a terminal; who is there is asked once."""
    with pytest.raises(LockedError):
        given(folder).signer(opened)
    monkeypatch.setattr(module, "is_terminal", lambda: True)
    monkeypatch.setattr(click, "prompt", lambda *_words, **_more: SECRET)
    assert "Li" in given(folder).signer(opened).subject
    monkeypatch.setenv(SIGN_PASSPHRASE, "wrong")
    with pytest.raises(LockedError):
        given(folder).signer(opened)


def test_an_expired_certificate(opened, tmp_path):
    """What has expired is not signed with."""
    make_own_signer(tmp_path / "old", "Li", now=datetime(2001, 1, 1, tzinfo=UTC))
    with pytest.raises(StudioError, match="expired"):
        given(tmp_path / "old").signer(opened)


def test_a_chain_of_ones_own(opened, capsys):
    """It is made at its first use, in the owner's name, and is the same from then on."""
    first = OWN.signer(opened)
    assert "nobody vouches for" in capsys.readouterr().err
    again = OWN.signer(opened)
    assert (first.chain, first.is_self_attested) == (again.chain, True)
    assert "Ann" in first.subject
    assert capsys.readouterr().err == ""


def test_authorities_are_not_pressed(monkeypatch):
    """Between two queries there is the pause that the authority asks for, and none before."""
    waited = []
    monkeypatch.setattr(signing, "sleep", waited.append)
    authority = Authority("local", "Local", "https://example.org", min_interval=15)
    pause = CredentialSigning(None, None, None, is_own=True, authority=authority).pause_of(
        SetClock()
    )
    pause()
    assert waited == []
    pause()
    assert 0 < waited[0] <= 15


def test_options_belong_together():
    """A key without a certificate, and two signers, are refused before anything is done."""

    @click.command()
    @credentials_options
    def command(signing: CredentialSigning) -> None:
        click.echo(repr(signing))

    run = CliRunner().invoke
    assert "is_own=True" in run(command, ["--self-made"]).output
    assert "is missing" in run(command, ["--sign-key", __file__]).output
    assert "is missing" in run(command, ["--sign-passphrase-file", __file__]).output
    assert "either --sign" in run(command, ["--sign", __file__, "--self-made"]).output
    timed = run(command, ["--self-made", "--timestamp", "http://127.0.0.1:9/tsr"]).output
    assert "http://127.0.0.1:9/tsr" in timed
