"""ComfyUI's folders: where a name of its own leads, and never out of them.

ComfyUI names a file by a type (input, output, temp), a folder inside and a name; in a graph it
may stand as ``portrait.png [output]``. A graph can come from anybody, so a name that leads out of
the three folders names nothing here.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple, Protocol

__all__ = ["FolderPaths", "Folders", "Named"]

_TYPES = ("input", "output", "temp")


class FolderPaths(Protocol):
    """What is used of ComfyUI's module `folder_paths`."""

    folder_names_and_paths: dict[str, object]

    def get_directory_by_type(self, type_name: str) -> str | None:
        """Give the folder of a type."""

    def get_folder_paths(self, folder_name: str) -> list[str]:
        """List the folders of a sort of models."""

    def get_full_path(self, folder_name: str, filename: str) -> str | None:
        """Find a model."""


class Named(NamedTuple):
    """A file as ComfyUI names one."""

    type: str
    subfolder: str
    filename: str


class Folders:
    """Finds files in ComfyUI's folders."""

    def __init__(self, paths: FolderPaths) -> None:
        """Take ComfyUI's `folder_paths`."""
        self._paths = paths

    def path(self, named: Named) -> str | None:
        """Say where a file lies, whether it is there or not; None where the name leads out."""
        base = self._paths.get_directory_by_type(named.type) if named.type in _TYPES else None
        if not base or "\0" in named.subfolder + named.filename:
            return None
        base = os.path.abspath(base)  # noqa: PTH100  # not resolved: people link their folders
        inside = os.path.join(named.subfolder, named.filename)  # noqa: PTH118
        path = os.path.abspath(os.path.join(base, inside))  # noqa: PTH100, PTH118
        return path if path.startswith(base + os.sep) else None

    def found(self, name: str) -> str | None:
        """Find the file that a node's input names, or None where there is none."""
        kind = "input"
        for annotated in _TYPES:
            if name.endswith(f"[{annotated}]"):
                kind, name = annotated, name[: -len(annotated) - 2].rstrip()
        path = self.path(Named(kind, "", name))
        if path is None or not os.path.isfile(path):  # noqa: PTH113  # false for a name too long
            return None
        return path

    def model(self, name: str, folders: tuple[str, ...]) -> str | None:
        """Find a model's file, first where its sort belongs, then in any other folder."""
        known = self._paths.folder_names_and_paths
        others = [folder for folder in known if folder not in folders]
        for folder in [*(f for f in folders if f in known), *others]:
            if folder != "custom_nodes":
                path = self._paths.get_full_path(folder, name)
                if path:
                    return str(path)
        return None

    def packs(self) -> list[Path]:
        """List the folders that hold packs of nodes."""
        return [Path(folder) for folder in self._paths.get_folder_paths("custom_nodes")]
