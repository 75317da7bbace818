"""Connecting tools, listing them, and taking them away again."""

import json
from pathlib import Path

import pytest

from bozzetto.api import Studio
from bozzetto.capture.handover.connection import read_connections
from bozzetto.capture.handover.reporter import Reporter
from tests.capture.handover.handing import instruction


@pytest.fixture
def tool(tmp_path):
    """A folder that looks like ComfyUI's."""
    folder = tmp_path / "ComfyUI"
    (folder / "custom_nodes").mkdir(parents=True)
    return folder


@pytest.fixture
def opened(studio, work):  # noqa: ARG001  # both must be there
    """Open the studio as another process does."""
    return Studio.open


def _hand_over(spool):
    reporter = Reporter(spool, {"name": "ComfyUI"}, "pack 1")
    reporter.report("instruction", instruction(), job="j1")
    reporter.close(60)  # seconds; the machine may be busy


def test_a_tool_is_connected(run, opened, tool):
    """What is needed is installed, and the next step is said."""
    done = run("connect", "comfyui", tool, "--person", "Ann", "--label", "My ComfyUI")
    assert "installed" in done.stdout
    assert "restart My ComfyUI" in done.stderr
    told = json.loads((tool / "custom_nodes" / "bozzetto" / "bozzetto.json").read_bytes())
    with opened() as studio:
        (made,) = read_connections(studio.layout)
        assert told == {"spool": str(studio.layout.spool / made.id)}
        assert (made.person, made.label) == (studio.owner, "My ComfyUI")
        assert made.work == studio.works()[0].digest


def test_a_tool_without_files_is_connected(run, ask, work):
    """Where nothing is installed, the spool is what the tool needs to know."""
    made = ask("connect", "api", "--work", "Cat pendant")
    assert (made["installed"], made["person"], made["work"]) == ([], None, work["work"])
    assert "bozzetto serve" in run("connect", "api").stderr
    assert len(ask("connections")["connections"]) == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["comfyui"], 5, "name the folder"),
        (["api", "."], 5, "nothing to install"),
        (["comfyui", "nowhere"], 2, "nothing at"),
        (["Comfy UI"], 8, "not a sort of tool"),
        (["api", "--person", "Zoe"], 5, "nobody in the studio"),
        (["api", "--work", "Dog"], 5, "no work"),
    ],
    ids=["no place", "no files", "no folder", "sort", "person", "work"],
)
def test_what_cannot_be_connected(run, work, words, code, said):
    """Each mistake is said, and nothing is connected."""
    assert work
    assert said in run("connect", *words, code=code).stderr


def test_nothing_is_installed_twice(run, work, tool):
    """A second connection into the same folder is refused, and changes nothing."""
    assert work
    run("connect", "comfyui", tool)
    before = sorted(path.read_bytes() for path in tool.rglob("*.*"))
    assert "already" in run("connect", "comfyui", tool, code=5).stderr
    assert sorted(path.read_bytes() for path in tool.rglob("*.*")) == before
    assert len(run("connections").stdout.splitlines()) == 2


def test_connections_are_listed(run, ask, work, tool):
    """Each with its work, its person, and what waits."""
    assert work
    made = ask("connect", "comfyui", tool, "--person", "Ann")
    _hand_over(made["spool"])
    (row,) = ask("connections")["connections"]
    assert (row["waiting"], row["heard"], row["findings"]) == (2, None, [])
    assert "Ann" in run("connections").stdout
    Path(made["installed"][0]).unlink()
    (row,) = ask("connections")["connections"]
    assert row["findings"] == ["files.missing"]
    assert "ComfyUI: files that were put into the tool are gone: 1" in run("connections").stderr
    ask("receive", "--once")
    (row,) = ask("connections")["connections"]
    assert row["waiting"] == 0
    assert row["heard"] is not None


def test_a_tool_is_disconnected(run, ask, opened, tool):
    """What it handed over is recorded, what was installed goes, and what was changed is named."""
    made = ask("connect", "comfyui", tool)
    _hand_over(made["spool"])
    changed = tool / "custom_nodes" / "bozzetto" / "__init__.py"
    changed.write_text("mine")
    done = run("disconnect", "ComfyUI")
    assert "restart ComfyUI" in done.stderr
    assert "was changed since" in done.stderr
    assert [path.name for path in (tool / "custom_nodes" / "bozzetto").iterdir()] == [changed.name]
    with opened() as studio:
        kinds = [entry.event.kind for _, entry in studio.works()[0].entries()]
        assert kinds == ["work.opened", "instruction.given"]
        assert read_connections(studio.layout) == []
    assert "no connection" in run("disconnect", "ComfyUI", code=5).stderr


def test_disconnecting_answers_in_json(ask, opened, tool):
    """A script learns what was recorded and what is left."""
    assert opened
    made = ask("connect", "comfyui", tool)
    _hand_over(made["spool"])
    done = ask("disconnect", made["id"])
    assert done == {"id": made["id"], "label": "ComfyUI", "recorded": 2, "left": []}
