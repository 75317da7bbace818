"""The people of a work."""

from bozzetto.evidence.papers.parties import parties_of
from tests.evidence.papers.works import case, joint


def test_a_person_keeps_acts_of_an_older_key(tmp_path):
    """Ben is one, by the name and the digits of the newest key; Cho did nothing here."""
    with joint(tmp_path) as told:
        source = told.source
        ann, ben = parties_of(source)
    assert ann.name.en.startswith("Ann (")
    assert ben.name.en == f"Ben ({ben.keys[-1].removeprefix('ed25519:')[:8]})"
    assert len(ben.keys) == 2
    assert {kind: len(steps) for kind, steps in ben.acts.items()} == {
        "comment.made": 2,
        "entry.countersigned": 1,
    }
    assert len(ben.signed) == 3
    assert not set(ann.keys) & set(ben.keys)


def test_one_person_is_one_party(tmp_path):
    """Programs are none."""
    with case(tmp_path, "Cui, Frost's Descent") as told:
        assert len(list(parties_of(told.source))) == 1
