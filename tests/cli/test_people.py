"""``bozzetto people``: who works in the studio, and whose act it is."""

import pytest

from bozzetto.api import Studio
from bozzetto.cli.acting import PERSON_PASSPHRASE
from bozzetto.cli.people import NEW_PASSPHRASE
from tests.cli.scenes import generated

BENS, NEW = "ben's own", "ben's new one"

pytestmark = pytest.mark.usefixtures("work")


@pytest.fixture
def ben(ask, work, monkeypatch):  # noqa: ARG001  # it must be there
    """A second person; nobody says the passphrase after joining."""
    monkeypatch.setenv(PERSON_PASSPHRASE, BENS)
    value = ask("people", "join", "Ben", "--role", "colourist")
    monkeypatch.delenv(PERSON_PASSPHRASE)
    return value


@pytest.fixture
def as_ben(ben, monkeypatch):
    """Ben's passphrase is in the environment."""
    monkeypatch.setenv(PERSON_PASSPHRASE, BENS)
    return ben["key"]


def last():
    """Return the newest entry of the work."""
    with Studio.open() as studio:
        return studio.works()[0].entries()[-1][1]


def test_list(ask, run, studio, ben):
    """Everybody who ever joined is listed, with role, key and whether the key is here."""
    found = ask("people", "list")["people"]
    assert [(each["name"], each["sort"]) for each in found] == [
        ("Ann", "owner"),
        ("desk", "device"),
        ("Ben", "person"),
    ]
    assert found[0]["key"] == studio["owner"]["key"]
    assert found[2] == ben
    assert (ben["role"], ben["here"], ben["locked"]) == ("colourist", True, True)
    lines = run("people", "list").stdout.splitlines()
    assert len(lines) == 4
    assert "colourist" in lines[3]


def test_join_needs_a_passphrase_or_says_none(run, ask):
    """A key has a passphrase unless it is said to have none; nothing is asked in a pipe."""
    words = ("people", "join", "Ben", "--role", "colourist")
    assert PERSON_PASSPHRASE in run(*words, code=2).stderr
    assert not ask(*words, "--no-passphrase")["locked"]
    assert "role" in run("people", "join", "Cem", code=2).stderr


def test_join_asks_in_a_terminal(run, ask, monkeypatch):
    """In a terminal the passphrase is asked for twice."""
    monkeypatch.setattr("bozzetto.cli.acting.is_terminal", lambda: True)
    result = run("people", "join", "Ben", "--role", "colourist", input=f"{BENS}\n{BENS}\n")
    assert result.stdout.startswith("Ben has joined\ned25519:")
    run("comment", "good", "--person", "Ben", input=f"{BENS}\n")
    assert last().event.by.person == ask("people", "list")["people"][2]["key"]


def test_leave(run, ask, ben):
    """Who left is still listed, and acts no more."""
    assert run("people", "leave", "Ben", "--reason", "moved").stdout.startswith("Ben has left\n")
    assert ask("people", "list")["people"][2]["left"] is not None
    assert "nobody in the studio is called 'Ben'" in run("people", "leave", "Ben", code=5).stderr
    run("comment", "x", "--person", ben["key"], code=5)
    assert "replace" in run("people", "leave", "Ann", code=5).stderr


def test_replace(run, ask, as_ben, monkeypatch):
    """A new key signs from then on, under its own passphrase."""
    monkeypatch.setenv(NEW_PASSPHRASE, NEW)
    value = ask("people", "replace", "Ben", "--reason", "yearly")
    assert value["key"] != as_ben
    assert "does not open" in run("comment", "x", "--person", "Ben", code=5).stderr
    monkeypatch.setenv(PERSON_PASSPHRASE, NEW)
    run("comment", "x", "--person", "Ben")
    assert last().event.by.person == value["key"]


@pytest.mark.usefixtures("ben")
def test_replace_lost(run, ask):
    """A lost key is replaced by the owner, without its passphrase."""
    words = ("people", "replace", "Ben", "--reason", "forgotten", "--no-passphrase")
    assert "is locked" in run(*words, code=5).stderr
    assert ask(*words, "--lost")["locked"] is False
    assert run(*words).stdout.startswith("Ben has a new key\n")


def test_replace_device(ask, run):
    """A device's new key has no passphrase, and nothing is asked."""
    value = ask("people", "replace", "desk", "--reason", "yearly")
    assert (value["sort"], value["locked"]) == ("device", False)
    run("comment", "goes on")


def test_acts_of_a_person(run, told, pictures, as_ben, tmp_path):
    """Every act is signed by the person whose it is said to be."""
    assert told
    after = generated(tmp_path / "after.png", seed=9)
    for words in (
        ("intent", "warmer"),
        ("material", after, "--role", "photo", "--origin", "own photo"),
        ("choose", "--chosen", pictures[0]),
        ("undo", "5"),
        ("edit", after, "--before", pictures[0], "--tool", "Krita"),
        ("comment", "good"),
        ("correct", "1", "no"),
        ("erase", pictures[2], "--reason", "asked", "--yes"),
    ):
        if words[0] == "undo":
            words = ("undo", str(last().event.number))  # noqa: PLW2901  # the choice's number
        run(*words, "--person", "Ben")
        assert last().event.by.person == as_ben
        assert {signature.key for signature in last().signatures} == {as_ben}


def test_person_by_key(run, as_ben):
    """A person is named by the first letters of the key, too."""
    run("comment", "good", "--person", as_ben)
    run("comment", "good", "--person", as_ben.partition(":")[2][:8])
    assert last().event.by.person == as_ben


def test_owner_by_name(run, studio):
    """The owner may be named like anybody."""
    run("comment", "good", "--person", "Ann")
    assert last().event.by.person == studio["owner"]["key"]


@pytest.mark.usefixtures("ben")
def test_locked_person(run):
    """Without the passphrase nothing is recorded, and it is said how to give it."""
    error = run("comment", "good", "--person", "Ben", code=5).stderr
    assert "is locked" in error
    assert PERSON_PASSPHRASE in error
    assert last().event.kind == "work.opened"


@pytest.mark.parametrize("name", ["Cem", "desk", "B", "", "ed25519:AAAAAAAA"])
@pytest.mark.usefixtures("ben")
def test_nobody(run, name):
    """Nobody acts who is not there, and no device does as a person."""
    assert "nobody in the studio is called" in run("comment", "x", "--person", name, code=5).stderr


@pytest.mark.usefixtures("as_ben")
def test_two_of_one_name(run, ask):
    """Of two people of one name the key is wanted."""
    other = ask("people", "join", "Ben", "--role", "writer")
    assert "2 in the studio are called 'Ben'" in run("people", "leave", "Ben", code=5).stderr
    assert ask("people", "leave", other["key"])["key"] == other["key"]
