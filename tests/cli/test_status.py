"""``bozzetto status``: what is recorded, what waits, where the gaps are."""

import pytest

from bozzetto.api import Instruction, Studio
from bozzetto.cli.status import FOUND_WORDS
from bozzetto.record.kinds import FOUND


def record():
    """Record something live, in a run of its own."""
    with Studio.open() as studio:
        studio.works()[0].give_instruction(Instruction("ComfyUI"))


def test_status_of_a_new_studio(run, ask, studio):
    """A new studio has recorded nothing live, has no timestamp, and says what follows."""
    result = run("status")
    assert "no; nothing was recorded live yet" in result.stdout
    assert "nothing proves when" in result.stderr
    value = ask("status")
    assert value["studio"] == studio["place"]
    assert value["recording"] == {"open": 0, "since": None, "last": None}
    assert value["anchor"] is None
    assert value["disk"]["used"] > 0


def test_status_while_recording(run, ask, work):
    """While a run is open the status says since when."""
    assert work
    with Studio.open() as studio:
        studio.works()[0].give_instruction(Instruction("ComfyUI"))
        value = ask("status")
        assert value["recording"]["open"] == 1
        assert "yes, since 20" in run("status").stdout
    assert "no, not since 20" in run("status").stdout


def test_status_counts_what_waits(run, ask, asking, work):
    """What waits is counted, with how long; after sealing nothing does."""
    assert asking
    assert work
    value = ask("status")["waiting"]
    assert value["count"] == 2
    assert value["since"] <= value["newest"]
    assert "2 entries have no timestamp, the oldest for " in run("status").stdout
    run("seal")
    value = ask("status")
    assert value["waiting"] == {"count": 0, "since": None, "newest": None}
    assert value["anchor"]["authorities"] == ["local"]
    assert "by local, over 3 entries" in run("status").stdout


def test_status_lists_gaps_and_findings(run, ask, work):
    """Times between runs and what a recorder found amiss are listed."""
    assert work
    record()
    record()
    with Studio.open() as studio:
        moment = studio.clock.read().moment
        studio.record(studio.run.found("lost event", moment, moment, "a.png: gone"))
    value = ask("status")
    assert len(value["gaps"]) == 1
    assert value["found"][0]["note"] == "a.png: gone"
    out = run("status").stdout
    assert "in which nothing was recorded live" in out
    assert "something happened that could not be read" in out


def test_status_without_a_studio_is_an_error(run):
    """Without a studio there is nothing to say, and a hint."""
    result = run("status", code=5)
    assert "no studio at" in result.stderr
    assert "bozzetto init" in result.stderr


@pytest.mark.parametrize("what", FOUND)
def test_every_finding_has_words(what):
    """Whatever a recorder can find has words."""
    assert FOUND_WORDS[what]
