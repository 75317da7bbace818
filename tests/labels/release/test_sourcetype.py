"""Source types: what the record speaks for, on which entries, and what it cannot know."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bozzetto.labels import SourceType
from bozzetto.labels.release.sourcetype import Proposal, Reason, Unknown, propose
from bozzetto.record import Actor, Digest, Seen, digest_of
from tests.fakes.ledger import Ledger
from tests.fakes.works import Teller
from tests.story.told import facts_of, picture

TRAINED, COMPOSITE = SourceType.TRAINED, SourceType.COMPOSITE_TRAINED


def proposed(ledger, asset):
    """Propose for a picture."""
    return propose(facts_of(ledger), Digest(asset["digest"]))


def edited(ledger, before, after, **more):
    """Record an edit, seen live."""
    body = {"before": before, "after": after, "tool": {"name": "Krita"}, "dimensions": []}
    return ledger.act("edit.made", body, by=Actor(tool="Krita", version="5"), **more)


def test_pure_output(teller, ledger):
    """Nothing but words went in, and what rests on it is the instruction and its output."""
    told = teller.instruct("a", {}, [])
    one = picture(ledger, "one")
    teller.receive(told, [one])
    found = proposed(ledger, one)
    assert (found.source_type, found.reason, found.unknown) == (TRAINED, Reason.PURE, ())
    assert found.rest.entries[0] == told
    assert len(found.rest.entries) == 2
    assert found.rest.strength == (Seen.LIVE,)
    assert found.to_value()["proposed"] == "trainedAlgorithmicMedia"


def test_own_outputs_again(teller, ledger):
    """What was made from pictures that a model made is still nothing but its output."""
    one, two = picture(ledger, "one"), picture(ledger, "two")
    teller.receive(teller.instruct("a", {}, []), [one])
    teller.receive(teller.instruct("b", {}, [{"role": "init", "asset": one}]), [two])
    found = proposed(ledger, two)
    assert (found.source_type, len(found.rest.entries)) == (TRAINED, 4)


@pytest.mark.parametrize(
    ("origin", "wanted"),
    [
        pytest.param("own hand", (COMPOSITE, Reason.INPUTS), id="sketch"),
        pytest.param("own photo", (COMPOSITE, Reason.INPUTS), id="photo"),
        pytest.param("found", (COMPOSITE, Reason.INPUTS), id="unknown origin"),
        pytest.param("generated", (TRAINED, Reason.PURE), id="generated elsewhere"),
    ],
)
def test_materials(teller, ledger, origin, wanted):
    """A picture from elsewhere makes a composite, unless somebody says that a model made it."""
    sketch, one = picture(ledger, "sketch"), picture(ledger, "one")
    teller.add(sketch, "sketch", origin)
    teller.receive(teller.instruct("a", {}, [{"role": "control", "asset": sketch}]), [one])
    found = proposed(ledger, one)
    assert (found.source_type, found.reason) == wanted
    assert found.unknown == (Unknown.STATED,)
    assert found.rest.strength == (Seen.LIVE, Seen.STATED)


def test_mask(teller, ledger):
    """A region that was painted anew is a composite, though all of it came of a model."""
    one, mask, two = (picture(ledger, name) for name in ("one", "mask", "two"))
    teller.receive(teller.instruct("a", {}, []), [one])
    inputs = [{"role": "init", "asset": one, "region": mask}]
    teller.receive(teller.instruct("b", {}, inputs), [two])
    found = proposed(ledger, two)
    assert (found.source_type, found.reason, found.unknown) == (COMPOSITE, Reason.INPUTS, ())


def test_named_input(teller, ledger):
    """A picture that a tool named and nobody has is one from elsewhere, and is said."""
    one = picture(ledger, "one")
    told = teller.instruct("a", {}, [{"role": "control", "name": "pose.png"}])
    teller.receive(told, [one])
    found = proposed(ledger, one)
    assert (found.source_type, found.unknown) == (COMPOSITE, (Unknown.NAMED_INPUT,))


def test_loose_material(teller, ledger):
    """Material that no instruction names does not count, and is said."""
    one = picture(ledger, "one")
    teller.add(picture(ledger, "sketch"), "sketch", "own hand")
    teller.receive(teller.instruct("a", {}, []), [one])
    found = proposed(ledger, one)
    assert (found.source_type, found.unknown) == (TRAINED, (Unknown.MATERIALS,))


def test_edit_of_output(teller, ledger):
    """What was edited by hand after it was generated is a composite, by way of every step."""
    one, two, three = (picture(ledger, name) for name in ("one", "two", "three"))
    told = teller.instruct("a", {}, [])
    teller.receive(told, [one])
    edited(ledger, [one["digest"]], two)
    edited(ledger, [two["digest"]], three)
    found = proposed(ledger, three)
    assert (found.source_type, found.reason) == (COMPOSITE, Reason.EDITED)
    assert found.unknown == (Unknown.EDITOR,)
    assert told in found.rest.entries
    assert len(found.rest.entries) == 4


def test_edit_from_nowhere(teller, ledger):
    """An edit that does not say what it was made from may be one of the tool's pictures."""
    one, final = picture(ledger, "one"), picture(ledger, "final")
    teller.receive(teller.instruct("a", {}, []), [one])
    edited(ledger, [], final)
    found = proposed(ledger, final)
    assert (found.source_type, found.reason) == (COMPOSITE, Reason.UNSURE_EDIT)
    assert Unknown.BEFORE in found.unknown


@pytest.mark.parametrize(
    ("origin", "wanted"),
    [
        pytest.param("own photo", (SourceType.HUMAN_EDITS, Reason.HUMAN_EDITS), id="photo"),
        pytest.param("own hand", (SourceType.CREATION, Reason.CREATION), id="drawing"),
        pytest.param("generated", (COMPOSITE, Reason.EDITED), id="generated elsewhere"),
    ],
)
def test_edit_without_generation(teller, ledger, origin, wanted):
    """Without a tool that generates it is a person's edit, or a person's drawing."""
    given, final = picture(ledger, "given"), picture(ledger, "final")
    teller.add(given, "base", origin)
    edited(ledger, [given["digest"]], final)
    found = proposed(ledger, final)
    assert (found.source_type, found.reason) == wanted


@pytest.mark.parametrize(
    ("origin", "source"),
    [
        ("own photo", SourceType.CAPTURE),
        ("own hand", SourceType.CREATION),
        ("generated", TRAINED),
        ("licensed", None),
    ],
)
def test_material_itself(teller, ledger, origin, source):
    """A material is what its person says it is; where that says nothing, nothing is proposed."""
    given = picture(ledger, "given")
    teller.add(given, "photo", origin)
    found = proposed(ledger, given)
    assert found.source_type == source
    assert (found.reason is Reason.NONE) == (source is None)


def test_drawn_from_nothing(ledger):
    """In a work in which nothing was generated, an edit of nothing is a drawing."""
    final = picture(ledger, "final")
    edited(ledger, [], final)
    assert proposed(ledger, final).source_type == SourceType.CREATION


def test_imported(teller, ledger):
    """Of an output without its instruction nobody knows what went in."""
    one = picture(ledger, "one")
    teller.receive(None, [one])
    found = proposed(ledger, one)
    assert (found.source_type, found.unknown) == (TRAINED, (Unknown.INPUTS, Unknown.IMPORTED))


def test_foreign_picture(teller, ledger):
    """Of a picture that no entry brought nothing is proposed."""
    teller.receive(None, [picture(ledger, "one")])
    found = propose(facts_of(ledger), digest_of(b"another"))
    assert (found.source_type, found.rest.entries) == (None, ())
    assert found.to_value()["proposed"] is None


def test_in_a_circle(ledger):
    """A record that names its own end as its beginning is followed once."""
    one, two = picture(ledger, "one"), picture(ledger, "two")
    edited(ledger, [two["digest"]], one)
    edited(ledger, [one["digest"]], two)
    assert isinstance(proposed(ledger, two), Proposal)


ACTS = st.lists(
    st.tuples(st.sampled_from(["output", "edit", "material"]), st.integers(0, 5), st.booleans()),
    min_size=1,
    max_size=6,
)


@given(ACTS)
@settings(max_examples=15)
def test_any_record(unasked, acts):
    """Whatever is recorded, a generated picture is never called one that no model had part in."""
    ledger = Ledger(unasked)
    ledger.open_studio()
    ledger.open_work("Cat")
    teller = Teller(ledger)
    made = [picture(ledger, "0")]
    generated = False
    for number, (act, before, told) in enumerate(acts, 1):
        made.append(picture(ledger, str(number)))
        given_picture = made[before % number]
        if act == "output":
            inputs = [{"role": "init", "asset": given_picture}]
            teller.receive(teller.instruct("a", {}, inputs) if told else None, [made[-1]])
            generated = True
        elif act == "edit":
            edited(ledger, [given_picture["digest"]] if told else [], made[-1])
        else:
            teller.add(made[-1], "photo", "own photo")
    found = proposed(ledger, made[-1])
    if generated and acts[-1][0] == "output":
        assert found.source_type in (TRAINED, COMPOSITE)
    assert all(isinstance(each, Unknown) for each in found.unknown)
