"""Connections: written down durably, read strictly, found by what people call them."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bozzetto.capture.handover.connection import (
    MAX_CONNECTIONS,
    Connection,
    Installed,
    add_connection,
    connect,
    find_connection,
    read_connections,
    remove_connection,
    spool_of,
)
from bozzetto.errors import FormatError, RecordingError, StudioError
from bozzetto.record import digest_of
from bozzetto.studio import Layout

WORK = digest_of(b"work")


@pytest.fixture
def layout(tmp_path):
    """A studio's folder."""
    folder = tmp_path / "studio"
    folder.mkdir()
    return Layout(folder)


def test_a_connection_is_written_and_read(layout):
    """What was connected is there for every other process, and for its owner only."""
    made = connect(layout, sort="comfyui", label="ComfyUI", work=WORK)
    installed = (Installed(Path("/x/a.py"), digest_of(b"a")), Installed(Path("/x"), None))
    add_connection(layout, replace(made, installed=installed))
    assert read_connections(layout) == [replace(made, installed=installed)]
    assert layout.connections.stat().st_mode & 0o777 == 0o600
    assert layout.spool.stat().st_mode & 0o777 == 0o700
    assert spool_of(layout, made).stat().st_mode & 0o777 == 0o700


def test_the_same_connection_is_made_once(layout, studio):
    """Who connects the same again gets the same; another person or work is another one."""
    made = connect(layout, sort="api", label="api", work=WORK)
    assert connect(layout, sort="api", label="api", work=WORK) == made
    assert connect(layout, sort="api", label="api", work=WORK, person=studio.owner) != made
    assert len(read_connections(layout)) == 2


def test_none_is_connected(layout):
    """A studio without the file has no connections."""
    assert read_connections(layout) == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b'{"connections": {}}',
        b'{"connections": [{}]}',
        b'{"connections": null}',
        b"[" * 100_000,
        b" " * ((4 << 20) + 1),
    ],
    ids=["empty", "none", "list", "object", "member", "null", "deep", "large"],
)
def test_a_damaged_file_is_refused(layout, data):
    """A file that is not of its form is said to be so, and not guessed at."""
    layout.connections.write_bytes(data)
    with pytest.raises(FormatError, match="not of its form"):
        read_connections(layout)


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "../../x"},
        {"id": 1},
        {"sort": "Comfy UI"},
        {"label": ""},
        {"label": "x" * 257},
        {"work": "x"},
        {"person": "x"},
        {"installed": [{"path": "/a"}]},
        {"installed": None},
    ],
    ids=str,
)
def test_a_row_of_another_form_is_refused(layout, changed):
    """Each member is held to its form."""
    row = Connection.new("api", "api", WORK).to_value() | changed
    layout.connections.write_text(json.dumps({"connections": [row]}))
    with pytest.raises(FormatError, match="not of its form"):
        read_connections(layout)


def test_an_id_stands_once(layout):
    """Two connections do not share a spool."""
    row = Connection.new("api", "api", WORK).to_value()
    layout.connections.write_text(json.dumps({"connections": [row, row]}))
    with pytest.raises(FormatError):
        read_connections(layout)


def test_a_connection_is_found(layout):
    """By its id, by some first digits of it, by its label, or by its sort."""
    first = connect(layout, sort="comfyui", label="ComfyUI", work=WORK)
    connect(layout, sort="webui", label="Forge", work=WORK)
    for name in (first.id, first.id[:6], "ComfyUI", "comfyui"):
        assert find_connection(layout, name) == first
    with pytest.raises(StudioError, match="no connection"):
        find_connection(layout, first.id[:3])
    connect(layout, sort="krita", label="ComfyUI", work=WORK)
    with pytest.raises(StudioError, match="2 connections"):
        find_connection(layout, "ComfyUI")


def test_there_is_a_most(layout):
    """Nobody connects tools without end."""
    for number in range(MAX_CONNECTIONS):
        connect(layout, sort="api", label=f"api {number}", work=WORK)
    with pytest.raises(StudioError, match="more than"):
        connect(layout, sort="api", label="one more", work=WORK)


def test_an_empty_spool_goes_with_its_connection(layout):
    """What waits, or was refused, is kept; what is empty goes."""
    empty = connect(layout, sort="api", label="a", work=WORK)
    full = connect(layout, sort="api", label="b", work=WORK)
    for each in (empty, full):
        (spool_of(layout, each) / "00000000000000a1").mkdir()
        (spool_of(layout, each) / "lock").touch()
    (spool_of(layout, full) / "00000000000000a1" / "0000000000.json").touch()
    for each in (empty, full):
        remove_connection(layout, each)
    assert read_connections(layout) == []
    assert not spool_of(layout, empty).exists()
    assert [path.name for path in spool_of(layout, full).rglob("*.json")] == ["0000000000.json"]


def test_what_cannot_be_written_is_said(layout):
    """A folder that stands in the way is an error of recording."""
    layout.connections.mkdir()
    with pytest.raises((RecordingError, StudioError)):
        connect(layout, sort="api", label="a", work=WORK)


def test_processes_change_it_one_after_the_other(layout):
    """Ten processes that connect at once lose nobody's connection."""
    code = (
        "import sys; from pathlib import Path\n"
        "from bozzetto.capture.handover.connection import connect\n"
        "from bozzetto.studio import Layout\n"
        f"connect(Layout(Path(sys.argv[1])), sort='api', label=sys.argv[2], work={WORK!r})"
    )
    children = [
        subprocess.Popen([sys.executable, "-c", code, layout.root, f"n{number}"])
        for number in range(4)
    ]
    assert [child.wait(120) for child in children] == [0] * 4
    labels = sorted(each.label for each in read_connections(layout))
    assert labels == [f"n{number}" for number in range(4)]
