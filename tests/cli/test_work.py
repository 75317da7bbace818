"""``bozzetto work``: begin, list, show."""

import json

import pytest

from bozzetto.anchor import Interval
from bozzetto.api import Instruction, Studio
from bozzetto.record import Moment
from tests.cli.scenes import generated, hostile


def test_open_says_what_to_do_next(run, studio):
    """A work is begun under its title, and its digest is the answer."""
    assert studio
    result = run("work", "open", "Cat pendant", "--terms", "half and half")
    assert result.stdout.splitlines()[1].startswith("sha256:")
    assert "bozzetto intent" in result.stderr
    with Studio.open() as opened:
        entry = opened.works()[0].entries()[0][1]
        assert entry.text(entry.event.body["terms"]) == "half and half"


def test_list_counts(run, ask, told):
    """The list counts entries and files, and what has no timestamp."""
    (row,) = ask("work", "list")["works"]
    assert (row["work"], row["entries"], row["assets"], row["unanchored"]) == (
        told["work"],
        7,
        3,
        7,
    )
    assert "Cat pendant" in run("work", "list").stdout


def test_show_tells_each_entry(run, told, pictures):
    """Each entry is a row: number, time, timestamp, what, by whom, how it is known."""
    assert told
    run("intent", "a cat\nwith eyes")
    run("choose", *pictures, "--chosen", pictures[0], "--reason", "its eyes")
    out = run("work", "show", "Cat pendant").stdout
    assert "intent: a cat with eyes" in out
    assert "imported afterwards" in out
    assert "AUTOMATIC1111 v1.10.1" in out
    assert "choice among 3: chosen 0.png [" in " ".join(out.split())
    assert out.count("none yet") == 9


def test_show_gives_the_interval(run, ask, asking, told):
    """After sealing, what was recorded before is earlier than the token, and the rest later."""
    assert asking
    assert told
    run("seal")
    run("intent", "afterwards")
    *before, after = ask("work", "show", "Cat pendant")["entries"]
    assert all(entry["anchored"] for entry in before)
    assert all(Interval.parse(entry["interval"]).before for entry in before)
    assert after["anchored"] is False
    assert Interval.parse(after["interval"]).after
    assert "before 20" in run("work", "show", "Cat pendant").stdout


def test_show_says_that_it_was_handed_over_late(run, ask, told):
    """What a tool's own part saw some time before has both times."""
    observed = Moment("2001-02-03T04:05:06.000000Z")
    with Studio.open() as studio:
        studio.find_work(told["title"]).give_instruction(Instruction("ComfyUI", observed=observed))
    out = run("work", "show", told["title"]).stdout
    assert "2001-02-03" in out
    assert ask("work", "show", told["title"])["entries"][-1]["body"]["observed"] == observed


def test_show_json_has_bodies_and_texts(ask, told):
    """As JSON an entry has its body, and the texts that it commits to."""
    first, second, *_ = ask("work", "show", told["work"][7:15])["entries"]
    assert first["texts"][first["body"]["title"]["text"]] == "Cat pendant"
    assert first["name"] == "Ann"
    assert second["by"]["tool"] == "AUTOMATIC1111"
    assert second["withheld"] == []


def test_show_escapes_hostile_words(run, studio, tmp_path):
    """Titles, prompts and file names of others do nothing to the terminal."""
    assert studio
    title = hostile.encode("utf-8", "replace").decode()
    run("work", "open", title)
    run("import", generated(tmp_path / "a\x1b[2J.png", prompt=title))
    run("intent", "x\u202ey\x07")
    for words in (["work", "list"], ["work", "show", title], ["status"]):
        out = run(*words).output
        assert not {"\x1b", "\u202e", "\x07", "\u2066"} & set(out)
    assert "\\u202e" in run("work", "show", title).stdout


@pytest.mark.parametrize("name", ["Dog", "abcd" * 16, ""])  # four digits alone may be the work's
def test_show_refuses_unknown_works(run, work, name):
    """A work that is not there is an error, with a hint."""
    assert work
    result = run("work", "show", name, code=5)
    assert "bozzetto work list" in result.stderr


def test_show_speaks_chinese(run, told):
    """The table is there in Chinese, too; JSON keeps its names."""
    assert told
    out = run("--lang", "zh", "work", "show", "Cat pendant").stdout
    assert "事后导入" in out
    assert "作品开始" in out
    value = json.loads(run("--lang", "zh", "work", "show", "Cat pendant", "--json").stdout)
    assert value["entries"][1]["seen"] == "imported"
