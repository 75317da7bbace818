"""Tests of what credentials say, read out of a stranger's JSON."""

import copy
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.capture.credentials.manifest import (
    MAX_ACTIONS,
    MAX_WORDS,
    Action,
    Credentials,
    State,
    parse_store,
)
from bozzetto.record import canonical
from tests.fakes.credentials import SOURCE

SIGNED = "claimSignature.validated"
HASHED = "assertion.dataHash.match"


def codes(*names, **explained):
    """A list of codes as the library gives them."""
    return [{"code": name, "explanation": explained.get("words", "")} for name in names]


def store(*, failure=(), success=(SIGNED, HASHED), deltas=(), **members):
    """A manifest store with one manifest."""
    manifest = {
        "claim_generator_info": [{"name": "Cat Service", "version": "1.0"}],
        "signature_info": {"issuer": "Cats", "common_name": "Signer", "time": "2026-06-05"},
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": []}}],
        **members,
    }
    results = {"success": codes(*success), "informational": [], "failure": codes(*failure)}
    changes = [{"validationDeltas": {"failure": codes(*each)}} for each in deltas]
    return {
        "active_manifest": "a",
        "manifests": {"a": manifest},
        "validation_results": {"activeManifest": results, "ingredientDeltas": changes},
    }


@pytest.mark.parametrize(
    ("found", "state", "problems", "refused"),
    [
        pytest.param(store(), State.INTACT, (), (), id="holds"),
        pytest.param(
            store(success=(SIGNED, "assertion.bmffHash.match")), State.INTACT, (), (), id="AVIF"
        ),
        pytest.param(
            store(failure=["assertion.dataHash.mismatch"]),
            State.ALTERED,
            ("assertion.dataHash.mismatch",),
            (),
            id="pixels changed",
        ),
        pytest.param(
            store(failure=["claimSignature.mismatch", "signingCredential.untrusted"]),
            State.ALTERED,
            ("claimSignature.mismatch",),
            ("signingCredential.untrusted",),
            id="signature does not fit",
        ),
        pytest.param(
            store(deltas=[["ingredient.manifest.mismatch"]]),
            State.ALTERED,
            ("ingredient.manifest.mismatch",),
            (),
            id="an earlier signer's part changed",
        ),
        pytest.param(
            store(failure=["signingCredential.expired", "timeStamp.mismatch"]),
            State.INTACT,
            (),
            ("signingCredential.expired", "timeStamp.mismatch"),
            id="about the signer only",
        ),
        pytest.param(
            store(failure=["assertion.missing"]),
            State.BROKEN,
            ("assertion.missing",),
            (),
            id="not of its form",
        ),
        pytest.param(store(success=(SIGNED,)), State.BROKEN, (), (), id="covers no file"),
        pytest.param(store(success=(HASHED,)), State.BROKEN, (), (), id="signature not checked"),
    ],
)
def test_integrity_is_told_from_trust(found, state, problems, refused):
    """Whether the bytes are as they were signed is one thing, the signer's certificate another."""
    read = parse_store(found)
    assert (read.state, read.problems, read.refused) == (state, problems, refused)


def test_signer_and_time():
    """Program, signer and time are as the manifest has them; who stamped the time, if anybody."""
    read = parse_store(store())
    assert (read.generator, read.signer, read.organisation) == (
        "Cat Service 1.0",
        "Signer",
        "Cats",
    )
    assert (read.signed, read.stamped_by) == ("2026-06-05", None)
    stamped = store()
    good = stamped["validation_results"]["activeManifest"]["success"]
    good += codes("timeStamp.validated", words="timestamp message digest matched: Cat TSA")
    assert parse_store(stamped).stamped_by == "Cat TSA"
    good[-1]["explanation"] = "in other words"
    assert parse_store(stamped).stamped_by == "unnamed"


def test_older_generator():
    """Older manifests name the program in one line."""
    found = store(claim_generator_info=None, claim_generator="Cat/1 c2pa-rs/0.16")
    assert parse_store(found).generator == "Cat/1 c2pa-rs/0.16"


def test_actions():
    """Each action has what it says, and nothing that it does not."""
    actions = [
        {
            "action": "c2pa.created",
            "digitalSourceType": SOURCE,
            "softwareAgent": {"name": "cat-image", "version": "2"},
            "when": "2026-06-05T00:00:00Z",
            "description": "Created",
        },
        {"action": "c2pa.edited", "softwareAgent": "Cat Paint"},
        {"action": "org.cats.purred"},
        {"action": 7},
        "none",
    ]
    found = store(assertions=[{"label": "c2pa.actions", "data": {"actions": actions}}])
    assert parse_store(found).actions == (
        Action(
            "created",
            "trainedAlgorithmicMedia",
            "cat-image 2",
            "2026-06-05T00:00:00Z",
            "Created",
        ),
        Action("edited", agent="Cat Paint"),
        Action("org.cats.purred"),
    )


def test_actions_of_earlier_signers_come_first():
    """What was done before by another signer stands first, and under that signer's name."""
    found = store(
        ingredients=[
            {"relationship": "componentOf", "active_manifest": "c"},
            {"relationship": "parentOf", "active_manifest": "b"},
        ],
        assertions=[{"label": "c2pa.actions.v2", "data": {"actions": [{"action": "c2pa.opened"}]}}],
    )
    for name in "bc":
        made = {"actions": [{"action": f"c2pa.made-{name}"}]}
        found["manifests"][name] = {
            "signature_info": {"issuer": f"Signer {name}"},
            "assertions": [{"label": "c2pa.actions.v2", "data": made}],
        }
    assert parse_store(found).actions == (
        Action("made-b", earlier="Signer b"),
        Action("opened"),
    )


@pytest.mark.parametrize("others", [["a"], ["b", "a"], ["b", "b"]], ids=["itself", "two", "second"])
def test_circles_end(others):
    """Manifests that name each other in a circle are each read once."""
    found = store()
    names = ["a", *others]
    found["manifests"]["b"] = copy.deepcopy(found["manifests"]["a"])
    for name, parent in itertools.pairwise(names):
        manifest = found["manifests"][name]
        manifest["ingredients"] = [{"relationship": "parentOf", "active_manifest": parent}]
        manifest["assertions"][0]["data"] = {"actions": [{"action": name}]}
    assert len(parse_store(found).actions) == len(set(names))


def test_limits():
    """However much a stranger says, what is repeated of it is short."""
    actions = [{"action": "x" * 9999, "description": "\ud800" * 9999}] * 9999
    found = store(assertions=[{"label": "c2pa.actions.v2", "data": {"actions": actions}}])
    read = parse_store(found).actions
    assert len(read) == MAX_ACTIONS
    assert {len(each.name) for each in read} == {MAX_WORDS}
    assert read[0].description == "\ufffd" * MAX_WORDS


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda children: (
        st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3)
    ),
    max_leaves=8,
)
PARTS = st.sampled_from(
    [
        ("manifests",),
        ("validation_results",),
        ("validation_results", "activeManifest"),
        ("validation_results", "activeManifest", "failure"),
        ("validation_results", "ingredientDeltas"),
        ("active_manifest",),
        ("manifests", "a"),
        *(("manifests", "a", name) for name in store()["manifests"]["a"]),
        ("manifests", "a", "ingredients"),
    ]
)


@given(PARTS, JSON)
def test_anything_is_read(path, value):
    """Whatever stands anywhere, the answer can be written into the record."""
    found = store()
    at = found
    for name in path[:-1]:
        at = at[name]
    at[path[-1]] = value
    read = parse_store(found)
    assert isinstance(read, Credentials)
    canonical([read.generator, read.signer, read.organisation, read.signed, *read.problems])


@given(JSON)
def test_what_is_no_store_is_broken(value):
    """What is no manifest store says nothing."""
    assert parse_store(value) == Credentials(State.BROKEN, ("claim.missing",))
