"""Rules about the record itself: their bounds."""

from datetime import UTC, datetime, timedelta

import pytest

from bozzetto.anchor import Interval
from bozzetto.law import findings
from bozzetto.record import Actor, Seen, digest_of
from bozzetto.story import tell
from tests.story.told import facts_of, picture, steps_of

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def _state(ledger, factor, intervals=None, dispute=None):
    facts = tell(*steps_of(ledger, intervals))
    return next(each for each in findings(facts, dispute) if each.factor == factor)


def test_outside_times_cover_all_or_some(teller, ledger):
    """Before the dispute, where there is one: what came after it does not count."""
    told = teller.instruct("a", {}, [])
    teller.receive(told, [picture(ledger, "one")])
    made = steps_of(ledger)[1][-1].digest
    early, late = Interval(None, NOON), Interval(None, NOON + timedelta(hours=2))
    both = {told: early, made: late}
    assert _state(ledger, "contemporaneity").state == "missing"
    assert _state(ledger, "contemporaneity", {told: early}).state == "thin"
    assert _state(ledger, "contemporaneity", both).state == "documented"
    dispute = NOON + timedelta(hours=1)
    assert _state(ledger, "contemporaneity", both, dispute).values["late"] == 1
    assert _state(ledger, "contemporaneity", both, NOON).state == "missing"


@pytest.mark.parametrize("weak", ["gap", "erasure", "unknown"])
def test_what_is_not_whole_is_thin(teller, ledger, weak):
    """The record says it itself."""
    ledger.start()
    told = teller.instruct("a", {}, [])
    teller.receive(told, [picture(ledger, "one")])
    assert _state(ledger, "completeness").state == "documented"
    match weak:
        case "gap":
            ledger.act("recorder.found", {"what": "gap", "from": None, "until": None})
        case "erasure":
            body = {"assets": [digest_of(b"one")], "reason": ledger.text("private")}
            ledger.act("bytes.erased", body, person=True)
        case "unknown":
            teller.receive(None, [picture(ledger, "two")])
    found = _state(ledger, "completeness")
    assert found.state == "thin"
    assert len(found.rest.entries) == 1


def test_what_nobody_watched_is_not_whole(teller, ledger):
    """A record that was only imported names no gap, because nobody could see one."""
    teller.instruct("a", {}, [], seen=Seen.IMPORTED)
    found = _state(ledger, "completeness")
    assert (found.state, found.values["gaps"]) == ("thin", 0)


def test_several_people_need_terms(teller, ledger):
    """One who signed alone does not; a person without a key of their own on anything is thin."""
    assert _state(ledger, "authorship").state == "documented"
    teller.join()
    body = {"text": ledger.text("x"), "about": []}
    ledger.act("comment.made", body, by=Actor(teller.second.key), signers=(teller.second,))
    assert _state(ledger, "authorship").values["people"] == 2
    assert _state(ledger, "authorship").state == "thin"


def test_terms_make_joint_work_whole(teller, ledger):
    """Written down when the work was opened."""
    teller.join()
    body = {
        "title": ledger.text("Two hands"),
        "people": [ledger.owner.key, teller.second.key],
        "terms": ledger.text("half and half"),
    }
    ledger.act("work.opened", body, person=True)
    said = {"text": ledger.text("x"), "about": []}
    ledger.act("comment.made", said, by=Actor(teller.second.key), signers=(teller.second,))
    assert _state(ledger, "authorship").state == "documented"


def test_accounts_and_jobs(ledger):
    """A job's number is thin."""
    body = {"tool": {"name": "t"}, "models": [], "prompts": [], "settings": {}, "inputs": []}
    ledger.act("instruction.given", body)
    assert _state(ledger, "account").state == "missing"
    ledger.act("instruction.given", {**body, "job": "7"})
    assert _state(ledger, "account").state == "thin"
    ledger.act("instruction.given", {**body, "account": ledger.text("lin")})
    assert _state(ledger, "account").state == "documented"


def test_the_ordinary_course_is_live(teller, ledger):
    """Some live entries are thin, and none is missing."""
    assert _state(ledger, "course").state == "missing"
    teller.receive(None, [picture(ledger, "one")])
    assert _state(ledger, "course").state == "missing"
    told = teller.instruct("a", {}, [])
    assert _state(ledger, "course").state == "thin"
    assert told in _state(ledger, "course").rest.entries


def test_reproduction_needs_seeds_and_digests(teller, ledger):
    """A model file that was read later is known, too."""
    teller.instruct("a", {"cfg": "7"}, [])
    assert _state(ledger, "reproduction").state == "missing"
    body = {
        "tool": {"name": "t"},
        "models": [{"name": "m", "digest": None}],
        "prompts": [],
        "settings": {"seed": "1"},
        "inputs": [],
    }
    ledger.act("instruction.given", body)
    assert _state(ledger, "reproduction").values == {"all": 2, "seeded": 1, "full": 0}
    ledger.act("model.identified", {"name": "m", "digest": digest_of(b"m"), "size": 1})
    found = _state(ledger, "reproduction")
    assert (found.state, found.values["full"]) == ("thin", 1)
    assert Seen.LIVE in found.rest.strength
    assert facts_of(ledger).rounds
