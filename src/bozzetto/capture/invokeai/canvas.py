"""InvokeAI's canvas: layers, masks and strokes, as it writes them; and its project files.

The same layers stand in three places: in the metadata of a picture (``canvas_v2_metadata``), in
what the page leaves at the server (client state ``canvas``), and in ``canvas_state.json`` of a
``.invk`` file, a ZIP (features/controlLayers/store/types.ts, util/canvasProjectFile.ts).
"""

import lzma
import os
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bozzetto.capture.dialects.jsontext import Json, elements, members, parse_json, string

__all__ = ["MAX_PROJECT", "Projects", "describe_canvas", "describe_project"]

MAX_PROJECT = 512 << 20  # bytes of a project: it holds its pictures
MAX_STATE = 64 << 20  # bytes of the layers in it
MAX_LISTED = 1000  # projects in one folder
MAX_OBJECTS = 1_000_000  # strokes and shapes that are counted

_LAYERS = (
    ("rasterLayers", "raster layers"),
    ("controlLayers", "control layers"),
    ("inpaintMasks", "inpaint masks"),
    ("regionalGuidance", "regions"),
)
_STROKES = ("brush_line", "eraser_line")
_STATE = "canvas_state.json"
_UNREADABLE = (  # whatever zipfile says of bytes that are no ZIP, or not whole
    OSError,
    ValueError,
    KeyError,
    RuntimeError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
)


def describe_canvas(canvas: Json) -> str:
    """Say in words what a canvas holds: ``raster layers: 2; strokes: 14, with pressure: 3``."""
    told: list[str] = []
    sorts: Counter[str] = Counter()
    for name, words in _LAYERS:
        layers = _entities(members(canvas).get(name))
        if layers:
            told.append(f"{words}: {len(layers)}")
        for layer in layers:
            objects = elements(members(layer).get("objects"))[:MAX_OBJECTS]
            sorts.update(string(members(each).get("type")) or "" for each in objects)
    strokes = sum(count for sort, count in sorts.items() if sort.startswith(_STROKES))
    pressed = sum(count for sort, count in sorts.items() if sort.endswith("_with_pressure"))
    if strokes:
        told.append(f"strokes: {strokes}, with pressure: {pressed}")
    if sorts["image"]:
        told.append(f"pictures: {sorts['image']}")
    return "; ".join(told) or "empty"


def _entities(value: Json) -> list[Json]:
    """Give the layers of one sort: a list, or one under ``entities``, as the page keeps them."""
    return elements(value) or elements(members(value).get("entities"))


def describe_project(path: Path) -> str | None:
    """Say what a project file holds; None where it is none."""
    try:
        with zipfile.ZipFile(path) as project:
            entry = project.getinfo(_STATE)
            if entry.file_size > MAX_STATE or entry.flag_bits & 1:
                return None
            with project.open(entry) as file:
                data = file.read(MAX_STATE + 1)
        state = parse_json(data.decode())
    except _UNREADABLE:
        return None
    return describe_canvas(state) if isinstance(state, dict) else None


class Projects:
    """The project files in a folder: each version is found once, when it is whole."""

    def __init__(self, folder: Path) -> None:
        """Begin; what lies there now is known."""
        self._folder = folder
        self._known = dict(self._list())
        self._growing: dict[Path, tuple[int, int]] = {}  # as they were at the last look

    def look(self) -> list[Path]:
        """List the files that are new or changed, and did not change since the last look."""
        found = dict(self._list())
        changed = {path: at for path, at in found.items() if self._known.get(path) != at}
        whole = [path for path, at in changed.items() if self._growing.get(path) == at]
        self._growing = {path: at for path, at in changed.items() if path not in whole}
        self._known.update({path: changed[path] for path in whole})
        return whole

    def _list(self) -> Iterator[tuple[Path, tuple[int, int]]]:
        """List projects with size and time; a link is not followed."""
        try:
            with os.scandir(self._folder) as entries:
                names = [each for each in entries if each.name.endswith(".invk")][:MAX_LISTED]
                for entry in names:
                    at = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(at.st_mode) and 0 < at.st_size <= MAX_PROJECT:
                        yield Path(entry.path), (at.st_size, at.st_mtime_ns)
        except OSError:
            return  # it is not there now; it may come
