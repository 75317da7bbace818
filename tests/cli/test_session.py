"""Sessions: which studio and which work is meant, and how the owner's key is opened."""

import importlib.machinery
import sys
import types

import pytest

from bozzetto.cli.session import remember_passphrase
from bozzetto.errors import StudioError


@pytest.fixture
def locked(run, monkeypatch):
    """A studio whose owner's key has a passphrase that nobody has said yet."""
    monkeypatch.setenv("BOZZETTO_PASSPHRASE", "long words")
    run("init", "--owner", "Ann")
    run("work", "open", "Cat pendant")
    monkeypatch.delenv("BOZZETTO_PASSPHRASE")


@pytest.fixture
def keyring(monkeypatch):
    """The package ``keyring``, with a store that holds what it is told."""
    module = types.ModuleType("keyring")
    module.__spec__ = importlib.machinery.ModuleSpec("keyring", None)
    module.errors = types.SimpleNamespace(KeyringError=type("KeyringError", (Exception,), {}))
    held = {}
    module.get_password = lambda service, user: held.get((service, user))
    module.set_password = lambda service, user, word: held.update({(service, user): word})
    monkeypatch.setitem(sys.modules, "keyring", module)
    return module


@pytest.mark.usefixtures("locked")
def test_locked_key_is_an_error_without_a_terminal(run):
    """A key that nobody can unlock signs nothing, and nothing is asked."""
    error = run("intent", "x", code=5).stderr
    assert "is locked" in error
    assert "BOZZETTO_PASSPHRASE" in error


@pytest.mark.usefixtures("locked")
def test_reading_needs_no_passphrase(run):
    """Who only reads is not asked for a passphrase."""
    run("work", "show", "Cat pendant")
    run("status")


@pytest.mark.usefixtures("locked")
def test_passphrase_comes_from_the_environment(run, monkeypatch):
    """The environment's passphrase opens the key; a wrong one is said to be."""
    monkeypatch.setenv("BOZZETTO_PASSPHRASE", "long words")
    run("intent", "x")
    monkeypatch.setenv("BOZZETTO_PASSPHRASE", "other words")
    assert "does not open the key" in run("intent", "x", code=5).stderr


@pytest.mark.usefixtures("locked")
def test_passphrase_is_asked_for_in_a_terminal(run, monkeypatch):
    """In a terminal the passphrase is asked for, on stderr and unseen."""
    monkeypatch.setattr("bozzetto.cli.session.is_terminal", lambda: True)
    result = run("intent", "x", input="long words\n")
    assert "passphrase" in result.stderr
    assert "long words" not in result.output


def test_passphrase_comes_from_the_key_store(run, ask, monkeypatch, keyring):
    """A passphrase that init put into the desktop's key store is not asked for again."""
    monkeypatch.setenv("BOZZETTO_PASSPHRASE", "long words")
    run("init", "--owner", "Ann", "--keyring")
    monkeypatch.delenv("BOZZETTO_PASSPHRASE")
    assert ask("work", "open", "Cat pendant")["title"] == "Cat pendant"

    def fail(_service, _user):
        raise keyring.errors.KeyringError

    keyring.get_password = fail
    assert "is locked" in run("intent", "x", code=5).stderr


def test_key_store_that_is_not_there_is_an_error(monkeypatch, keyring):
    """To keep a passphrase in a store needs one that takes it."""

    def fail(*_words):
        raise keyring.errors.KeyringError

    keyring.set_password = fail
    with pytest.raises(StudioError, match="the key store refuses"):
        remember_passphrase("x", "y")
    monkeypatch.delitem(sys.modules, "keyring")
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(StudioError, match="keyring is not installed"):
        remember_passphrase("x", "y")


def test_only_work_is_meant(run, studio, work):
    """A work need not be named where there is one, and must be where there are more."""
    assert studio
    run("intent", "x")
    run("work", "open", "Second")
    assert "has 2 works, and none is named" in run("intent", "x", code=5).stderr
    run("intent", "x", "--work", work["work"][7:15])
    run("intent", "x", "--work", "Second")


def test_work_comes_from_the_environment(run, ask, studio, monkeypatch):
    """BOZZETTO_WORK names a work for a whole session."""
    assert studio
    run("work", "open", "First")
    run("work", "open", "Second")
    monkeypatch.setenv("BOZZETTO_WORK", "Second")
    assert ask("intent", "x")["title"] == "Second"


def test_no_work_is_an_error(run, studio):
    """Without a work nothing can be said about one."""
    assert studio
    assert "has no work yet" in run("intent", "x", code=5).stderr
