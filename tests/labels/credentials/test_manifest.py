"""The manifest: its rules, and its form for the library."""

import json
from pathlib import Path

import pytest

from bozzetto.errors import FormatError
from bozzetto.labels import SourceType
from bozzetto.labels.credentials import (
    PROCESS,
    Act,
    Created,
    Ingredient,
    Manifest,
    Opened,
    Process,
    Program,
    Relation,
)
from bozzetto.labels.credentials.manifest import MAX_ACTS, MAX_INGREDIENTS
from bozzetto.log import Checkpoint

ROOT = Checkpoint("bozzetto.local/0123456789abcdef", 17, b"r" * 32)
BUNDLE = "sha256:" + "ab" * 32
CREATED = Created(SourceType.TRAINED)
EDITED = Act("c2pa.edited", SourceType.HUMAN_EDITS)
LAYER = Ingredient("layer", "layer.png", Relation.COMPONENT)
PROMPT = Ingredient.prompt("a cat")


def test_what_the_library_is_given():
    """The first action, the others, our own assertion, and nothing else of ours."""
    made = Manifest(
        "cat.png",
        Created(SourceType.TRAINED, Program("ComfyUI"), words="text to image", uses=("prompt",)),
        (EDITED,),
        (PROMPT,),
        Process(ROOT, BUNDLE, {"entries": 17, "candidates": 4}),
        generator=Program("Bozzetto", "0.1.0"),
    )
    actions, process = json.loads(made.write())["assertions"]
    assert json.loads(made.write())["claim_generator_info"] == [
        {"name": "Bozzetto", "version": "0.1.0", "specVersion": "2.4.0"}
    ]
    assert actions["label"] == "c2pa.actions.v2"
    assert actions["data"]["allActionsIncluded"] is False
    assert [each["action"] for each in actions["data"]["actions"]] == [
        "c2pa.created",
        "c2pa.edited",
    ]
    assert actions["data"]["actions"][0]["parameters"] == {"ingredientIds": ["prompt"]}
    assert process == {
        "label": PROCESS,
        "data": {
            "root": {
                "hash": (b"r" * 32).hex(),
                "size": 17,
                "origin": "bozzetto.local/0123456789abcdef",
            },
            "bundle": BUNDLE,
            "counts": {"candidates": 4, "entries": 17},
        },
    }


def test_the_prompt_is_in_no_json():
    """Its bytes are handed over by themselves; whoever gives none has none in the file."""
    assert "a cat" not in Manifest("a", CREATED, ingredients=(PROMPT,)).write()


def test_the_specification_is_left_out_where_the_library_cannot():
    """Rather than writing what nobody can read."""
    written = json.loads(Manifest("a", CREATED).write(names_specification=False))
    assert written["claim_generator_info"] == [{"name": "Bozzetto"}]


def test_what_was_opened_is_the_parent():
    """It has no source type of its own, and its file comes first."""
    other = Ingredient("pose", "pose.png", Relation.INPUT, path=Path("pose.png"))
    made = Manifest("cat.png", Opened(Path("in.png"), "in.png"), (EDITED,), (other,))
    assert [each.path for each in made.files()] == [Path("in.png"), Path("pose.png")]
    assert [each.relation for each in made.files()] == [Relation.PARENT, Relation.INPUT]
    written = json.loads(made.write())
    assert written["assertions"][0]["data"]["actions"][0] == {
        "action": "c2pa.opened",
        "parameters": {"ingredientIds": ["parent"]},
    }
    assert written["ingredients"] == []


@pytest.mark.parametrize(
    ("values", "words"),
    [
        pytest.param({"ingredients": (PROMPT, PROMPT)}, "of one id", id="one id twice"),
        pytest.param(
            {"ingredients": (Ingredient("parent", "a", Relation.INPUT),)}, "one id", id="its id"
        ),
        pytest.param(
            {"ingredients": (Ingredient("p", "a", Relation.PARENT, path=Path("a")),)},
            "one parent",
            id="a second parent",
        ),
        pytest.param(
            {"start": Created(SourceType.TRAINED, uses=("no",))}, "not there: no", id="no input"
        ),
        pytest.param(
            {"acts": (Act("c2pa.placed", uses=("prompt",)),), "ingredients": (PROMPT,)},
            "components are placed",
            id="an input placed",
        ),
        pytest.param(
            {"start": Created(SourceType.TRAINED, uses=("layer",)), "ingredients": (LAYER,)},
            "components are placed",
            id="a component given to a model",
        ),
        pytest.param(
            {"start": Opened(Path("a"), "a")}, "is_complete", id="opened, and nothing is said"
        ),
        pytest.param({"title": "a\nb"}, "not one line", id="title"),
        pytest.param({"acts": (EDITED,) * (MAX_ACTS + 1)}, "more than", id="actions"),
        pytest.param({"ingredients": (PROMPT,) * (MAX_INGREDIENTS + 1)}, "more than", id="inputs"),
    ],
)
def test_manifests_that_are_refused(values, words):
    """The library says of some of these that a signature is wrong, and of others nothing."""
    with pytest.raises(FormatError, match=words):
        Manifest(**{"title": "a", "start": CREATED} | values)


def test_a_manifest_that_is_too_long():
    """The library's own limit, said before it cuts in."""
    act = Act("c2pa.edited", SourceType.HUMAN_EDITS, words="字" * 1000)
    with pytest.raises(FormatError, match="more than fits"):
        Manifest("a", CREATED, (act,) * 400).write()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        pytest.param({"bundle": "ab" * 32}, "not a digest", id="digest"),
        pytest.param({"counts": {"Two Words": 1}}, "not counts", id="name"),
        pytest.param({"counts": {"entries": -1}}, "not counts", id="below nothing"),
        pytest.param({"counts": {"entries": True}}, "not counts", id="no number"),
        pytest.param({"counts": {"entries": 1 << 53}}, "not counts", id="too many"),
    ],
)
def test_what_our_assertion_cannot_hold(values, words):
    """Counts and digests are all there is."""
    with pytest.raises(FormatError, match=words):
        Process(ROOT, **values)
