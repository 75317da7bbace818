import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.errors import FormatError
from bozzetto.record.canonical import canonical, parse
from bozzetto.record.event import FORMAT, MAX_TOOL, Actor, Event, Seen
from bozzetto.record.value import digest_of
from tests.record.strategies import any_json, json_values
from vectors.record_bodies import OWNER
from vectors.record_story import story

STORY = [entry.event for entry in story().entries]
DIGEST = digest_of(b"")
STRANGE = {
    "after": None,
    "at": "2026-11-22T04:09:15.120000Z",
    "body": {},
    "by": {"tool": "a", "version": "1"},
    "chain": DIGEST,
    "format": FORMAT,
    "kind": "mood.felt",
    "number": 1,
    "previous": DIGEST,
    "seen": "live",
    "studio": DIGEST,
}


@pytest.mark.parametrize("event", STORY, ids=[event.kind for event in STORY])
def test_event_and_back(event):
    """What is written is read as the same event."""
    value = event.to_value()
    assert value["format"] == FORMAT
    assert Event.from_value(parse(canonical(value))) == event


@given(st.dictionaries(st.text("ab", min_size=1), json_values, max_size=3))
def test_unknown_kind_keeps_its_body(body):
    """The body of an unknown kind is kept as it stands."""
    event = Event.from_value({**STRANGE, "body": body})
    assert event.to_value() == {**STRANGE, "body": body}


@given(st.sampled_from(sorted(STRANGE)), any_json)
def test_from_value_of_any_value(field, value):
    """Whatever stands in a field, the event is read or refused: nothing else is raised."""
    try:
        event = Event.from_value({**STRANGE, field: value})
    except FormatError:
        return
    assert event.to_value() == {**STRANGE, field: value}


@given(json_values)
def test_from_value_of_no_event(value):
    """What is no event is refused."""
    with pytest.raises(FormatError):
        Event.from_value(value)


@pytest.mark.parametrize("field", sorted(STRANGE))
def test_from_value_refuses_less(field):
    """An event has all of its fields, null where there is nothing."""
    with pytest.raises(FormatError, match="not an event"):
        Event.from_value({name: item for name, item in STRANGE.items() if name != field})


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"mood": 1}, id="unknown field"),
        pytest.param({"format": "bozzetto/2"}, id="other format"),
        pytest.param({"kind": "mood"}, id="kind of one word"),
        pytest.param({"kind": "mood.felt.twice"}, id="kind of three words"),
        pytest.param({"kind": "Mood.felt"}, id="kind in capitals"),
        pytest.param({"kind": "mood-.felt"}, id="kind with a hyphen at an end"),
        pytest.param({"kind": "mood.felt\n"}, id="newline behind a kind"),
        pytest.param({"number": -1}, id="negative number"),
        pytest.param({"number": 2**53}, id="large number"),
        pytest.param({"number": True}, id="number as a boolean"),
        pytest.param({"number": 0}, id="number 0 of a chain"),
        pytest.param({"number": 0, "chain": None}, id="number 0 with a previous"),
        pytest.param({"number": 0, "previous": None}, id="number 0 with a chain"),
        pytest.param({"chain": None}, id="no chain"),
        pytest.param({"previous": None}, id="no previous"),
        pytest.param({"studio": None}, id="no studio"),
        pytest.param({"seen": "guessed"}, id="unknown way of knowing"),
        pytest.param({"seen": []}, id="way of knowing as a list"),
        pytest.param({"seen": {}}, id="way of knowing as an object"),
        pytest.param({"body": None}, id="no body"),
        pytest.param({"kind": "anchors.opened"}, id="opens a chain in its midst"),
        pytest.param({"kind": "intent.stated"}, id="known kind with another body"),
    ],
)
def test_from_value_refuses(change):
    """A field of another form, or one that contradicts another, is refused."""
    with pytest.raises(FormatError):
        Event.from_value({**STRANGE, **change})


@pytest.mark.parametrize("seen", list(Seen))
def test_seen_is_one_of_three(seen):
    """Each of the three ways of knowing is read."""
    assert Event.from_value({**STRANGE, "seen": seen.value}).seen is seen


@pytest.mark.parametrize(
    "actor",
    [
        pytest.param(Actor(person=OWNER.key), id="person"),
        pytest.param(Actor(tool="Krita", version="5.2.9"), id="program"),
        pytest.param(Actor(OWNER.key, "Krita", "5.2.9"), id="both"),
        pytest.param(Actor(tool="鹤" * MAX_TOOL, version="1"), id="long name"),
    ],
)
def test_actor_and_back(actor):
    """Who acted is read as it was written, and what is not there is absent."""
    value = actor.to_value()
    assert Actor.from_value(value) == actor
    assert None not in value.values()


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({}, id="nobody"),
        pytest.param({"version": "1"}, id="version of nobody"),
        pytest.param({"tool": "Krita"}, id="no version"),
        pytest.param({"person": OWNER.key, "version": "1"}, id="version of a person"),
        pytest.param({"person": OWNER.key, "tool": "Krita"}, id="no version beside a person"),
        pytest.param({"person": None, "tool": "a", "version": "1"}, id="null person"),
        pytest.param({"person": "Lin"}, id="person by name"),
        pytest.param({"tool": "", "version": "1"}, id="empty name"),
        pytest.param({"tool": "a", "version": ""}, id="empty version"),
        pytest.param({"tool": "a" * (MAX_TOOL + 1), "version": "1"}, id="too long name"),
        pytest.param({"tool": 7, "version": "1"}, id="number"),
        pytest.param({"tool": "a", "version": "1", "user": "b"}, id="unknown field"),
        pytest.param([OWNER.key], id="list"),
        pytest.param(OWNER.key, id="bare key"),
        pytest.param(None, id="nothing"),
    ],
)
def test_actor_refuses(value):
    """An actor is a person, or a program with its version, or both."""
    with pytest.raises(FormatError):
        Actor.from_value(value)
