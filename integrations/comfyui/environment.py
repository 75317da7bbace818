"""What runs here: versions of ComfyUI, Python and torch, and every pack of nodes.

A pack's version is the commit that its folder stands at, read out of `.git` without running git,
else the version that its `pyproject.toml` names, as ComfyUI's own registry installs it.
"""

from __future__ import annotations

import platform
import re
import sys
from importlib import metadata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["commit", "environment", "version_of"]

MOST_PACKS = 2_000  # folders; installations with some hundreds are known
MOST_BYTES = 2**20  # of a packed-refs or pyproject.toml; real ones are a few kB

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_VERSION = re.compile(r"^version\s*=\s*[\"']([^\"'\n]{1,100})[\"']", re.MULTILINE)
_NO_PACKS = frozenset({"__pycache__", "bozzetto"})


def environment(comfyui: Path | None, packs: list[Path]) -> dict[str, str]:
    """Describe the installation.

    Args:
        comfyui: The folder with ComfyUI's source, where it is known.
        packs: Folders that hold packs of nodes.
    """
    told = {"python": platform.python_version(), "platform": platform.system()}
    torch = getattr(sys.modules.get("torch"), "__version__", None) or _installed("torch")
    if torch:
        told["torch"] = str(torch)
    found = comfyui and commit(comfyui)
    if found:
        told["comfyui commit"] = found
    for folder in packs:
        told.update(_packs(folder))
    return told


def _packs(folder: Path) -> dict[str, str]:
    told: dict[str, str] = {}
    for pack in sorted(_listed(folder))[:MOST_PACKS]:
        name = pack.name
        if name.startswith(".") or name.endswith(".disabled") or name in _NO_PACKS:
            continue
        if pack.is_dir() or pack.suffix == ".py":
            told["node pack " + name] = version_of(pack)
    return told


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def version_of(pack: Path) -> str:
    """Say which version a pack is: its commit, its own version, or "unknown"."""
    found = commit(pack)
    if found:
        return found
    named = _VERSION.search(_text(pack / "pyproject.toml"))
    return named.group(1) if named else "unknown"


def commit(folder: Path) -> str | None:
    """Read the commit that a working copy stands at, or None where that cannot be read."""
    git = folder / ".git"
    pointed = _text(git) if git.is_file() else ""  # a submodule or a second working copy
    if pointed.startswith("gitdir:"):
        git = folder / pointed[len("gitdir:") :].strip()
    head = _text(git / "HEAD").strip()
    if _COMMIT.fullmatch(head):
        return head
    if not head.startswith("ref:"):
        return None
    name = head[len("ref:") :].strip()
    common = _text(git / "commondir").strip()
    places = [git, git / common] if common else [git]
    for place in places:
        found = _text(place / name).strip() or _packed(place, name)
        if _COMMIT.fullmatch(found):
            return found
    return None


def _packed(git: Path, name: str) -> str:
    for line in _text(git / "packed-refs").splitlines():
        found, _, named = line.partition(" ")
        if named == name:
            return found
    return ""


def _text(path: Path) -> str:
    """Read a small text; nothing where that fails."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(MOST_BYTES)
    except (OSError, ValueError):  # ValueError: a NUL in a name that was read
        return ""


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
