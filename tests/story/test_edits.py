"""Edits: what the record says of them."""

from bozzetto.record import Actor
from bozzetto.story.edits import edits_of
from tests.story.told import picture, steps_of


def test_an_edit(teller, ledger):
    """With its layers, its file, and whose it was; a withheld layer keeps its place."""
    one, final, project = (picture(ledger, name) for name in ("one", "final", "project"))
    body = {
        "before": [one["digest"]],
        "after": final,
        "tool": {"name": "Krita", "version": "5"},
        "dimensions": ["colour", "lines"],
        "project": project,
        "layers": [ledger.text("sky"), ledger.text("secret")],
        "note": ledger.text("painted over"),
    }
    ledger.act("edit.made", body, by=Actor(teller.second.key, "Krita", "5"))
    (edit,) = edits_of(steps_of(ledger)[1])
    assert (edit.before, edit.after) == ((one["digest"],), final["digest"])
    assert (edit.tool, edit.project, edit.note) == ("Krita", project["digest"], "painted over")
    assert (edit.layers, edit.dimensions) == (("sky", "secret"), ("colour", "lines"))
    assert edit.to_value()["person"] == teller.second.key


def test_what_an_edit_need_not_say(ledger):
    """Nothing is made up."""
    body = {"before": [], "after": picture(ledger, "a"), "tool": {"name": "x"}, "dimensions": []}
    ledger.act("edit.made", body)
    value = edits_of(steps_of(ledger)[1])[0].to_value()
    assert (value["before"], value["layers"], value["dimensions"]) == ([], [], [])
    assert (value["project"], value["note"], value["person"]) == (None, None, None)
