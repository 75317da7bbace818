"""Tests of how a program finds where to hand over."""

import pytest

from bozzetto import Studio
from bozzetto.capture.api.opening import reporters, versions
from bozzetto.capture.handover.connection import read_connections
from bozzetto.errors import StudioError
from tests.capture.api.spooled import told


def connections(studio):
    """Read which tools are connected."""
    with Studio.open(studio) as opened:
        return read_connections(opened.layout)


def test_connection_is_made_once(studio):
    """Each tool has one connection to a work, made when it first reports."""
    opener = reporters(
        "Cat", studio=studio, sort="api", settings=versions(["click", "no-such-library"])
    )
    assert connections(studio) == []
    for name in ("One", "Two", "One"):
        opener({"name": name, "version": "1"}).close()
    assert [(each.sort, each.label) for each in connections(studio)] == [
        ("api", "One"),
        ("api", "Two"),
    ]
    again = reporters("Cat", studio=studio, sort="api", settings={})
    again({"name": "Two"}).close()
    assert len(connections(studio)) == 2


def test_reporter_begins_with_versions(studio):
    """The first thing that is reported is in what the program runs."""
    opener = reporters(
        "Cat", studio=studio, sort="api", settings=versions(["click", "no-such-library"])
    )
    opener({"name": "One"}).close()
    started, stopped = told(studio / "spool")
    assert started.act == "started"
    assert {"python", "platform", "click"} == started.body["settings"].keys()
    assert stopped.act == "stopped"


def test_person(studio):
    """A connection may name the person whose acts they are, by name."""
    reporters("Cat", studio=studio, sort="api", settings={}, person="Ann")({"name": "One"}).close()
    with Studio.open(studio) as opened:
        assert [each.person for each in read_connections(opened.layout)] == [opened.owner]


def test_person_of_that_name(studio):
    """Who is not there, or is there twice, is asked for."""
    with pytest.raises(StudioError, match="nobody in the studio is called 'Ben'"):
        reporters("Cat", studio=studio, sort="api", settings={}, person="Ben")
    with Studio.open(studio) as opened:
        opened.people.join("Ann", "colourist")
    with pytest.raises(StudioError, match="2 in the studio are called 'Ann'"):
        reporters("Cat", studio=studio, sort="api", settings={}, person="Ann")


def test_work(studio):
    """A work that is not there is asked for."""
    with pytest.raises(StudioError, match="no work is called 'Dog'"):
        reporters("Dog", studio=studio, sort="api", settings={})


def test_versions():
    """Only what is installed has a version."""
    found = versions(["click", "no-such-library"])
    assert found["click"]
    assert "no-such-library" not in found
