"""What a command says when it has recorded something."""

from bozzetto.api import Studio
from bozzetto.cli.recorded import recorded_value, show_recorded


def test_recorded_names_the_entry(work, capsys):
    """The entry's number and digest are said; as JSON its place and time, too."""
    assert work
    with Studio.open() as studio:
        known = studio.find_work("Cat pendant")
        done = known.comment("x")
    show_recorded(known, done, as_json=False)
    assert capsys.readouterr().out == f"recorded as entry 1 of Cat pendant\n{done.digest}\n"
    assert recorded_value(known, done) == {
        "work": known.digest,
        "title": "Cat pendant",
        "entry": done.digest,
        "number": 1,
        "place": done.place,
        "at": done.at,
    }
