"""Models: the file that was used then, beside the one that the tool has now."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from bozzetto.capture.naming import spell
from bozzetto.evidence.dossier.words import pair
from bozzetto.evidence.replay.recipe import NamedModel
from bozzetto.evidence.replay.report import Sameness, Side
from bozzetto.law import Words

__all__ = ["compare_models", "digest_in", "side_of", "tagged"]

_NO_DIGEST = pair("the record has no digest of it", "记录中没有其摘要")
_NO_FOLDER = pair(
    "the tool does not say which file it has, and its folder of models was not given",
    "工具不说明其所用文件，且未给出模型文件夹",
)
_NO_FILE = pair("no such file in the folder of models", "模型文件夹中没有此文件")
_SEVERAL = pair("several files of this name in the folder of models", "模型文件夹中有多个同名文件")
_LENGTHS = {"sha256": 64, "autov2": 10}  # digits; others are of parts of the file, not of it


def compare_models(models: tuple[NamedModel, ...], folder: Path | None) -> Iterator[Side]:
    """Hold model files of this machine to what the record says of them.

    Args:
        models: As the record names them.
        folder: In which, or below which, the tool has them; None: nothing is compared.

    Raises:
        OSError: a file cannot be read.
    """
    for model in models:
        if folder is None:
            yield _not_compared(model, _NO_FOLDER)
            continue
        found = _files(folder, model.name)
        if len(found) != 1:
            yield _not_compared(model, _SEVERAL if found else _NO_FILE)
            continue
        with found[0].open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        yield side_of(model, f"sha256:{digest}")


def side_of(model: NamedModel, now: str | None, why: Words | None = None) -> Side:
    """Compare the digest that the record has with that of the tool's file.

    Args:
        model: As the record names it.
        now: ``sha256:`` and its digits, or fewer of them as ``autov2:``; None where not known.
        why: Why it is not known.
    """
    then = model.digest
    if now is None or then is None or then.partition(":")[0] not in _LENGTHS:
        return _not_compared(model, why if now is None and why else _NO_DIGEST, now)
    one, other = (each.partition(":")[2].lower() for each in (then, now))
    length = min(len(one), len(other))
    is_same = one[:length] == other[:length]
    part = pair("the first {count} digits of it", "仅比较前 {count} 位", count=length)
    return Side(
        "model",
        model.name,
        Sameness.SAME if is_same else Sameness.DIFFERENT,
        then,
        now,
        part if length < 64 else None,
    )


def tagged(digest: str) -> str:
    """Say with a digest by which algorithm it is, where the web UI gave bare digits."""
    is_hex = digest.isalnum() and digest.isascii()
    known = next((name for name, size in _LENGTHS.items() if is_hex and len(digest) == size), None)
    return digest if known is None else f"{known}:{digest}"


def digest_in(name: str) -> str | None:
    """Return the digits that the web UI writes behind a model's name: ``name [879db523c3]``."""
    digits = name.rpartition("[")[2].removesuffix("]") if name.endswith("]") else ""
    return f"autov2:{digits}" if len(digits) == 10 and digits.isalnum() else None


def _not_compared(model: NamedModel, why: Words, now: str | None = None) -> Side:
    return Side("model", model.name, Sameness.NOT_COMPARED, model.digest, now, why)


def _files(folder: Path, name: str) -> list[Path]:
    """Find a model by its name, which may have folders before it, and nowhere else than below."""
    parts = [part for part in name.replace("\\", "/").split("/") if part]
    if not parts or any(part in (".", "..") for part in parts) or spell(name) != name:
        return []
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.name == parts[-1] and path.parts[-len(parts) :] == tuple(parts) and path.is_file()
    ]
