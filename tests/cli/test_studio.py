"""``bozzetto init``: a studio and its keys."""

import stat

import pytest

from bozzetto.api import Studio
from tests.cli.scenes import hostile


def test_init_makes_a_studio(run, tmp_path):
    """A studio stands where it was asked for, and says how to keep it."""
    place = tmp_path / "atelier"
    result = run("init", place, "--name", "Atelier", "--owner", "Ann", "--no-passphrase")
    assert str(place) in result.stdout
    assert "keep a copy" in result.stderr
    assert "authority add" in result.stderr
    assert stat.S_IMODE((place / "keys").stat().st_mode) == 0o700
    with Studio.open(place) as studio:
        assert studio.opening.text(studio.opening.event.body["name"]) == "Atelier"
        assert not studio.keys.is_locked(studio.owner)


def test_init_answers_json(ask, tmp_path):
    """The answer names the studio, its keys and its authorities."""
    value = ask(
        *("init", tmp_path / "a", "--owner", "Ann", "--no-passphrase"),
        *("--authority", "digicert", "--authority", "freetsa"),
    )
    assert value["owner"]["name"] == "Ann"
    assert value["owner"]["locked"] is False
    assert value["authorities"] == ["digicert", "freetsa"]
    assert value["log"].startswith("bozzetto.local/")
    assert (tmp_path / "a" / "authorities.toml").is_file()


def test_init_takes_the_passphrase_from_the_environment(ask, tmp_path, monkeypatch):
    """BOZZETTO_PASSPHRASE protects the owner's key, and is not asked for."""
    monkeypatch.setenv("BOZZETTO_PASSPHRASE", "long words")
    assert ask("init", tmp_path / "a", "--owner", "Ann")["owner"]["locked"] is True
    assert ask("init", tmp_path / "b", "--owner", "Ann", "--no-passphrase")["owner"]["locked"] is (
        False
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["--no-passphrase"], "--owner is missing", id="no owner"),
        pytest.param(["--owner", "Ann"], "say --no-passphrase, or set BOZZETTO_P", id="no word"),
        pytest.param(["--owner", "Ann", "--passphrase"], "say --no-passphrase", id="no terminal"),
    ],
)
def test_init_asks_nothing_without_a_terminal(run, tmp_path, words, said):
    """Where nobody is there to ask, what is missing is wrong usage, and no studio is made."""
    assert said in run("init", tmp_path / "a", *words, code=2).stderr
    assert not (tmp_path / "a").exists()


def test_init_asks_in_a_terminal(run, tmp_path, monkeypatch):
    """In a terminal the owner's name and a passphrase are asked for, on stderr."""
    monkeypatch.setattr("bozzetto.cli.studio.is_terminal", lambda: True)
    result = run("init", tmp_path / "a", input="Ann\nlong words\nlong words\n")
    assert "owner: " in result.stderr
    assert "long words" not in result.output
    with Studio.open(tmp_path / "a") as studio:
        assert studio.keys.is_locked(studio.owner)


def test_init_refuses_a_second_studio(run, tmp_path):
    """A studio that stands there is left alone."""
    run("init", tmp_path / "a", "--owner", "Ann", "--no-passphrase")
    error = run("init", tmp_path / "a", "--owner", "Bob", "--no-passphrase", code=5).stderr
    assert "stands at" in error


def test_init_shows_hostile_names_escaped(run, tmp_path):
    """What a folder is called does nothing to the terminal."""
    place = tmp_path / hostile.replace("/", "").encode("utf-8", "ignore").decode()
    out = run("init", place, "--owner", "Ann", "--no-passphrase").output
    assert "\x1b" not in out
    assert "\\x1b[31m" in out
