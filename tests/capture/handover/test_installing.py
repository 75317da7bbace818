"""Installing: into the right folder, over nothing, and out again without a trace."""

import compileall
import json
import os
from pathlib import Path

import pytest

from bozzetto.capture.handover import installing
from bozzetto.capture.handover.connection import Connection, spool_of
from bozzetto.capture.handover.installing import CONNECTION, install, integration, plan, uninstall
from bozzetto.errors import RecordingError, StudioError
from bozzetto.record import digest_of
from bozzetto.studio import Layout

WORK = digest_of(b"work")


@pytest.fixture
def layout(tmp_path):
    """A studio's folder."""
    return Layout(tmp_path / "studio")


@pytest.fixture
def tool(tmp_path):
    """ComfyUI's folder, with a pack of somebody else."""
    folder = tmp_path / "ComfyUI"
    (folder / "custom_nodes" / "other").mkdir(parents=True)
    (folder / "custom_nodes" / "other" / "__init__.py").write_text("x = 1\n")
    return folder


def _paths(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_an_integration_is_installed_and_removed(layout, tool):
    """All of its files are there, with ours and the spool beside; then none of them is."""
    before = _paths(tool)
    connection = Connection.new("comfyui", "ComfyUI", WORK)
    done = install(plan(layout, connection, tool))
    home = tool / "custom_nodes" / "bozzetto"
    source = Path(str(integration("comfyui")))
    for path in source.glob("*.py"):
        assert (home / path.name).read_bytes() == path.read_bytes()
    assert (home / "bozzetto_reporter.py").read_bytes() == (
        Path(installing.__file__).with_name("reporter.py").read_bytes()
    )
    assert (home / "bozzetto_redaction.py").exists()
    told = json.loads((home / CONNECTION).read_bytes())
    assert told == {"spool": str(spool_of(layout, connection))}
    compileall.compile_dir(home, quiet=2)
    assert uninstall(done) == []
    assert _paths(tool) == before


@pytest.mark.parametrize(
    "inside", ["", "custom_nodes", "custom_nodes/bozzetto"], ids=["tool", "folder", "own"]
)
def test_the_folder_is_found(layout, tool, inside):
    """A person may name the tool, the folder for such things in it, or one of their own."""
    (tool / inside).mkdir(exist_ok=True)
    files = plan(layout, Connection.new("comfyui", "ComfyUI", WORK), tool / inside)
    assert {file.place.parents[-len(tool.parts) - 2].name for file in files} == {"bozzetto"}


def test_nothing_is_overwritten(layout, tool):
    """A file of another hand stops the installation before it begins."""
    foreign = tool / "custom_nodes" / "bozzetto" / CONNECTION
    foreign.parent.mkdir()
    foreign.write_text("mine")
    with pytest.raises(StudioError, match="already"):
        plan(layout, Connection.new("comfyui", "ComfyUI", WORK), tool)
    assert _paths(foreign.parent) == [CONNECTION]
    assert foreign.read_text() == "mine"


def test_a_file_that_comes_meanwhile_is_not_overwritten(layout, tool):
    """Between the plan and the deed somebody may be faster; nothing of ours is left then."""
    files = plan(layout, Connection.new("comfyui", "ComfyUI", WORK), tool)
    files[3].place.parent.mkdir()
    files[3].place.write_text("mine")
    with pytest.raises(RecordingError):
        install(files)
    assert _paths(files[3].place.parent) == [files[3].place.name]
    assert files[3].place.read_text() == "mine"


def test_what_was_changed_stays(layout, tool):
    """A file that somebody edited is theirs; it is left, and named."""
    done = install(plan(layout, Connection.new("comfyui", "ComfyUI", WORK), tool))
    home = tool / "custom_nodes" / "bozzetto"
    (home / "__init__.py").write_text("mine")
    (home / "own.txt").write_text("mine too")
    assert uninstall(done) == [home / "__init__.py"]
    assert _paths(home) == ["__init__.py", "own.txt"]


def test_a_link_in_the_place_is_not_followed(layout, tool, tmp_path):
    """What was put in a file's place points elsewhere, and that is not touched."""
    done = install(plan(layout, Connection.new("comfyui", "ComfyUI", WORK), tool))
    place = tool / "custom_nodes" / "bozzetto" / "__init__.py"
    elsewhere = tmp_path / "elsewhere.py"
    place.rename(elsewhere)
    place.symlink_to(elsewhere)
    assert uninstall(done) == [place]
    assert elsewhere.exists()


@pytest.mark.parametrize("sort", ["api", "nothing"])
def test_a_tool_without_files_has_nothing_to_install(layout, tool, sort):
    """Where no file is needed, a folder is a mistake."""
    with pytest.raises(StudioError, match="nothing to install"):
        plan(layout, Connection.new(sort, sort, WORK), tool)


def test_a_place_that_is_no_folder(layout, tool):
    """A file is no place to install into."""
    with pytest.raises(StudioError, match="not a folder"):
        plan(layout, Connection.new("comfyui", "x", WORK), tool / "custom_nodes/other/__init__.py")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(layout, tool):
    """What the system refuses is said, and nothing is left half done."""
    files = plan(layout, Connection.new("comfyui", "x", WORK), tool)
    (tool / "custom_nodes").chmod(0o500)
    with pytest.raises(RecordingError):
        install(files)


def test_every_integration_of_the_checkout_can_be_installed(layout, tmp_path):
    """Whatever integrations there are: their files go in and out."""
    folder = Path(__file__).parents[3] / "integrations"
    for source in sorted(path for path in folder.iterdir() if path.is_dir()):
        place = tmp_path / source.name
        place.mkdir()
        done = install(plan(layout, Connection.new(source.name, "x", WORK), place))
        if source.name == "browser":  # hands over to the server: no module of ours, and no spool
            assert not [*place.rglob(CONNECTION), *place.rglob("*.py")]
        else:
            assert list(next(place.rglob(CONNECTION)).parent.glob("*.py"))
        assert uninstall(done) == []
        assert _paths(place) == []
