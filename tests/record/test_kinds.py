import copy
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.errors import FormatError
from bozzetto.record.kinds import FIRST, KINDS, ChainSort, check_body
from bozzetto.record.value import digest_of
from tests.record.strategies import json_values
from vectors.record_bodies import BODIES, FULL, committed

ONE, TWO, THREE = (digest_of(name) for name in (b"1", b"2", b"3"))
LEAST = {kind: committed(required)[0] for kind, (required, _) in BODIES.items()}
MOST = {kind: committed(draft)[0] for kind, draft in FULL.items()}
REQUIRED = [(kind, field) for kind, body in LEAST.items() for field in body]
ANY = [(kind, field) for kind, body in MOST.items() for field in body]


def places(value, path=()):
    """Give the path of every object and list inside of a body, but for a tool's own words."""
    if isinstance(value, (dict, list)):
        yield path
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for name, item in items:
            if name not in {"settings", "claims"}:
                yield from places(item, (*path, name))


INNER = [(kind, path) for kind, body in MOST.items() for path in places(body)]


def at(body, path):
    """Give the value at a path."""
    for name in path:
        body = body[name]
    return body


def test_every_kind_has_a_body():
    """The bodies that are tried are those of all kinds."""
    assert set(BODIES) == set(KINDS)


@pytest.mark.parametrize("kind", list(KINDS))
def test_check_body_takes(kind):
    """A body with the required fields only, and one with all fields, passes."""
    check_body(kind, LEAST[kind])
    check_body(kind, MOST[kind])


@pytest.mark.parametrize(("kind", "field"), REQUIRED)
def test_check_body_refuses_less(kind, field):
    """A body that lacks a required field is refused, and the field is named."""
    body = {name: item for name, item in MOST[kind].items() if name != field}
    with pytest.raises(FormatError, match=f"'{field}' is missing"):
        check_body(kind, body)


@pytest.mark.parametrize(("kind", "field"), sorted(set(ANY) - set(REQUIRED)))
def test_check_body_takes_without(kind, field):
    """A body that lacks an optional field passes."""
    check_body(kind, {name: item for name, item in MOST[kind].items() if name != field})


@pytest.mark.parametrize(("kind", "path"), INNER)
def test_check_body_refuses_more(kind, path):
    """An unknown field is refused wherever it stands."""
    body = copy.deepcopy(MOST[kind])
    inner = at(body, path)
    if isinstance(inner, dict):
        inner["zeal"] = "1"
    else:
        inner.append({"zeal": "1"})
    with pytest.raises(FormatError):
        check_body(kind, body)


@pytest.mark.parametrize(("kind", "field"), ANY)
@pytest.mark.parametrize("value", [7.5, -1, True, [None], {"a": []}, ""], ids=repr)
def test_check_body_refuses_another_type(kind, field, value):
    """A field of another type is refused, and its place is named."""
    with pytest.raises(FormatError):
        check_body(kind, {**MOST[kind], field: value})


@pytest.mark.parametrize(("kind", "field"), ANY)
def test_check_body_refuses_null(kind, field):
    """What is not known is null in four fields only; elsewhere it is absent."""
    body = {**MOST[kind], field: None}
    if (kind, field) in NULLABLE:
        check_body(kind, body)
    else:
        with pytest.raises(FormatError):
            check_body(kind, body)


NULLABLE = {
    ("recorder.found", "from"),
    ("recorder.found", "until"),
    ("output.received", "instruction"),
    ("job.ended", "instruction"),
}


@given(st.sampled_from(list(KINDS)), st.data())
def test_check_body_of_any_value(kind, data):
    """Whatever stands in a field, the body passes or is refused: nothing else is raised."""
    fields = list(MOST[kind]) or ["a"]
    changes = data.draw(st.dictionaries(st.sampled_from(fields), json_values, max_size=3))
    with suppress(FormatError):
        check_body(kind, {**MOST[kind], **changes})


@given(st.dictionaries(st.text(), json_values, max_size=3))
def test_check_body_of_an_unknown_kind(body):
    """Nothing is asked of the body of a kind that is not known."""
    check_body("mood.felt", body)


def test_first_kinds():
    """Each sort of chain has one kind that begins it, and which belongs to it."""
    assert sorted(FIRST.values()) == sorted(ChainSort)
    assert all(KINDS[kind].chain is sort for kind, sort in FIRST.items())


@pytest.mark.parametrize(
    ("chosen", "rejected"),
    [
        pytest.param([], [], id="all undecided"),
        pytest.param([ONE], [], id="one undecided"),
        pytest.param([ONE], [TWO], id="all decided"),
        pytest.param([TWO, ONE], [], id="in another order"),
    ],
)
def test_choice_takes(chosen, rejected):
    """Any of the candidates may be chosen, rejected or left undecided."""
    check_body("choice.made", {"among": [ONE, TWO], "chosen": chosen, "rejected": rejected})


@pytest.mark.parametrize(
    ("among", "chosen", "rejected"),
    [
        pytest.param([], [], [], id="nothing to choose from"),
        pytest.param([ONE, ONE], [], [], id="a candidate twice"),
        pytest.param([ONE], [ONE, ONE], [], id="chosen twice"),
        pytest.param([ONE], [], [ONE, ONE], id="rejected twice"),
        pytest.param([ONE], [ONE], [ONE], id="chosen and rejected"),
        pytest.param([ONE, TWO], [THREE], [], id="chosen and not offered"),
        pytest.param([ONE, TWO], [ONE], [THREE], id="rejected and not offered"),
    ],
)
def test_choice_refuses(among, chosen, rejected):
    """A choice that contradicts itself is refused."""
    with pytest.raises(FormatError, match=r"choice\.made"):
        check_body("choice.made", {"among": among, "chosen": chosen, "rejected": rejected})


@pytest.mark.parametrize(
    "prompt",
    [
        pytest.param({"by": "somebody"}, id="unknown writer"),
        pytest.param({"exact": "yes"}, id="exactness is said where it lacks"),
        pytest.param({"role": "Positive"}, id="role in capitals"),
    ],
)
def test_prompt_refuses(prompt):
    """A prompt says who wrote it in one of the known words."""
    body = copy.deepcopy(MOST["instruction.given"])
    body["prompts"][0].update(prompt)
    with pytest.raises(FormatError, match=r"instruction\.given\.prompts\[0\]"):
        check_body("instruction.given", body)


@pytest.mark.parametrize(
    ("put", "valid"),
    [
        pytest.param({"role": "init"}, True, id="nothing known"),
        pytest.param({"role": "init", "digest": ONE}, True, id="a digest that the tool wrote"),
        pytest.param({"role": "init", "name": "a.png"}, True, id="a name that the tool wrote"),
        pytest.param({"name": "a.png"}, False, id="no role"),
        pytest.param({"role": "init", "asset": ONE}, False, id="an asset by digest"),
        pytest.param({"role": "init", "region": ONE}, False, id="a region of nothing"),
    ],
)
def test_input(put, valid):
    """An input is a file that the studio holds, or what the tool wrote of one."""
    body = {**LEAST["instruction.given"], "inputs": [put]}
    if valid:
        check_body("instruction.given", body)
    else:
        with pytest.raises(FormatError):
            check_body("instruction.given", body)
