"""An instruction: what was asked of ComfyUI, as one report with the files that it names.

The request is taken as a text, spelled when it was queued: while a graph runs, nodes write into
it. Secrets are taken out before anything else is read. A file of the input folder goes along the
first time that its bytes are used in a run, and by its digest alone from then on.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .bozzetto_redaction import redact
from .bozzetto_reporter import File
from .digests import Digests, digest_of, digest_of_bytes, state_of
from .graph import parse_graph
from .pictures import take_out
from .reading import MAX_NAME, InputName, Reading, read_graph

if TYPE_CHECKING:
    from .folders import Folders
    from .models import Models

__all__ = ["Asked", "Handed", "Instruction", "Instructions", "spell"]

# What ComfyUI takes out of `extra_data` itself before it keeps a request (execution.py,
# SENSITIVE_EXTRA_DATA_KEYS); versions before 0.3.60 leave it in.
SENSITIVE = ("auth_token_comfy_org", "api_key_comfy_org")
IN_MEMORY = 64 * 2**20  # bytes; a larger input is copied from where it lies
LARGEST = 2**30  # bytes; a larger input, a long film, goes by its digest alone
_RAW = "request.json"


def spell(prompt: object, extra_data: object) -> str:
    """Spell a request as JSON, whatever other nodes have put into it."""
    request = {"prompt": prompt, "extra_data": extra_data}
    return json.dumps(request, default=lambda value: f"[{type(value).__name__}]")


class Handed:
    """Digests of the files whose bytes the studio has from this run."""

    def __init__(self) -> None:
        """Begin with none."""
        self._digests: set[str] = set()
        self._lock = threading.Lock()

    def first(self, digest: str) -> bool:
        """Say whether these bytes were not handed over before, and that they are now."""
        with self._lock:
            before = len(self._digests)
            self._digests.add(digest)
            return len(self._digests) > before


@dataclass(frozen=True)
class Asked:
    """What is remembered of an instruction until its job ends.

    Attributes:
        nodes: Kind and title of each node, by id.
        inputs: Digest of the file that a node named when the job was queued, by node.
        embedded: Whether a secret stood in what ComfyUI writes into its pictures.
        secrets: The request with its secrets, or nothing where it has none; it is held against
            messages, and never leaves this process.
    """

    nodes: dict[str, tuple[str, str]]
    inputs: dict[str, str]
    embedded: bool
    secrets: str


@dataclass(frozen=True)
class Instruction:
    """What is handed over: the act's body, and the request without secrets, then input files."""

    body: dict[str, object]
    files: tuple[File, ...]
    asked: Asked


class Instructions:
    """Writes instructions; used by one thread."""

    def __init__(self, folders: Folders, models: Models, handed: Handed) -> None:
        """Look for inputs in `folders`; ask `models` for digests."""
        self._folders = folders
        self._models = models
        self._handed = handed
        self._digests = Digests()

    def write(self, text: str) -> Instruction:
        """Read a request as `spell` spells it."""
        request = json.loads(text)
        dropped = _drop(request["extra_data"])
        pictures = take_out(request["prompt"])
        clean, taken = redact(request)
        graph = parse_graph(clean["prompt"])
        reading = read_graph(graph, has_workflow=_has_workflow(clean["extra_data"]))
        files = [File(_RAW, data=json.dumps(clean).encode("ascii"))]
        read: dict[str, str] = {}
        inputs = [
            told
            for name in reading.inputs
            for told in self._input(name, pictures.get(name.name), files, read)
        ]
        body: dict[str, object] = {
            "prompts": [{"role": r, "text": t, "by": by} for r, t, by in reading.prompts],
            "models": [self._models.told(model) for model in reading.models],
            "settings": reading.settings,
            "inputs": inputs,
            "raw": 0,
        }
        notes = _notes(reading, removed=bool(dropped or taken))
        if notes:
            body["notes"] = notes
        nodes = {
            node.id: (node.kind, _title(clean["prompt"], node.id)) for node in graph.nodes.values()
        }
        known = json.dumps([request, dropped]) if dropped or taken else ""
        return Instruction(body, tuple(files), Asked(nodes, read, bool(taken), known))

    def _embedded(self, name: InputName, data: bytes, files: list[File]) -> dict[str, object]:
        """Tell of a picture that stood in the graph itself."""
        digest = digest_of_bytes(data)
        told: dict[str, object] = {"role": name.role}
        if self._handed.first(digest):
            told["file"] = len(files)
            files.append(File(f"node {name.node}{Path(name.name).suffix}", data=data))
        else:
            told["digest"] = digest
        return told

    def _input(
        self, name: InputName, embedded: bytes | None, files: list[File], read: dict[str, str]
    ) -> list[dict[str, object]]:
        """Tell of one input file; of a text that names no file, nothing."""
        if embedded is not None:
            return [self._embedded(name, embedded, files)]
        path = self._folders.found(name.name)
        told: dict[str, object] = {"role": name.role}
        if len(name.name) <= MAX_NAME:
            told["name"] = name.name
        if path is None:
            return [told] if name.sure else []
        try:
            self._read(path, name.node, told, files, read)
        except OSError:
            return [told]  # it went away, or may not be read: its name is what there is
        return [told]

    def _read(
        self,
        path: str,
        node: str,
        told: dict[str, object],
        files: list[File],
        read: dict[str, str],
    ) -> None:
        state = state_of(path)
        digest, data = self._digests.get(state), None
        if digest is None and state[1] <= IN_MEMORY:
            data = Path(path).read_bytes()
            digest = digest_of_bytes(data)
        elif digest is None:
            digest = digest_of(path)
        self._digests.put(state, digest)
        read[node] = digest
        if state[1] <= LARGEST and self._handed.first(digest):
            told["file"] = len(files)
            files.append(File(Path(path).name, path=path, data=data))
        else:
            told["digest"] = digest


def _drop(extra_data: object) -> dict[str, object]:
    """Take ComfyUI's own sensitive members out, and give them."""
    if not isinstance(extra_data, dict):
        return {}
    return {name: extra_data.pop(name) for name in SENSITIVE if name in extra_data}


def _has_workflow(extra_data: object) -> bool:
    info = extra_data.get("extra_pnginfo") if isinstance(extra_data, dict) else None
    return isinstance(info, dict) and isinstance(info.get("workflow"), dict)


def _notes(reading: Reading, *, removed: bool) -> list[str]:
    return sorted([*reading.notes, *(["secret.removed"] if removed else [])])


def _title(prompt: dict[str, dict[str, object]], node: str) -> str:
    meta = prompt[node].get("_meta")
    title = meta.get("title") if isinstance(meta, dict) else None
    return title if isinstance(title, str) else ""
