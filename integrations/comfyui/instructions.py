"""An instruction: what was asked of ComfyUI, as one report with the files that it names.

The request is taken as a text, spelled when it was queued: while a graph runs, nodes write into
it. Secrets are taken out before anything else is read. It goes along as a whole; its words and
settings are read out of it where it is recorded. A file of the input folder goes along the first
time that its bytes are used in a run, and by its digest alone from then on.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from .bozzetto_redaction import redact
from .bozzetto_reporter import File
from .digests import Digests, digest_of, digest_of_bytes, state_of
from .pictures import take_out
from .reading import MAX_NAME, InputName, inputs_of, models_of, nodes_of

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
_ROLE = "image"  # what else it is used for, the graph says


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
        nodes = nodes_of(clean["prompt"])
        files = _Files([File(_RAW, data=json.dumps(clean).encode("ascii"))])
        read: dict[str, str] = {}
        inputs = [
            told
            for name in inputs_of(nodes)
            for told in self._input(name, pictures.get(name.name), files, read)
        ]
        body: dict[str, object] = {
            "prompts": [],
            "models": [self._models.told(model) for model in models_of(nodes)],
            "settings": {},
            "inputs": inputs,
            "raw": 0,
            "dialect": "comfyui",
        }
        if dropped or taken:
            body["notes"] = ["secret.removed"]
        known = json.dumps([request, dropped]) if dropped or taken else ""
        told_of = {node.id: (node.kind, node.title) for node in nodes}
        asked = Asked(told_of, read, bool(taken), known)
        return Instruction(body, tuple(files.files), asked)

    def _embedded(self, name: InputName, data: bytes, files: _Files) -> dict[str, object]:
        """Tell of a picture that stood in the graph itself."""
        told: dict[str, object] = {"role": _ROLE, "node": name.node}
        file = File(f"node {name.node}{Path(name.name).suffix}", data=data)
        self._give(told, digest_of_bytes(data), file, files)
        return told

    def _give(self, told: dict[str, object], digest: str, file: File, files: _Files) -> None:
        """Tell of a file by its place in this report, or by its digest where it is known."""
        if digest in files.places or self._handed.first(digest):
            told["file"] = files.add(digest, file)
        else:
            told["digest"] = digest

    def _input(
        self, name: InputName, embedded: bytes | None, files: _Files, read: dict[str, str]
    ) -> list[dict[str, object]]:
        """Tell of one input file; of a text that names no file, nothing."""
        if embedded is not None:
            return [self._embedded(name, embedded, files)]
        path = self._folders.found(name.name)
        told: dict[str, object] = {"role": _ROLE, "node": name.node}
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
        self, path: str, node: str, told: dict[str, object], files: _Files, read: dict[str, str]
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
        if state[1] <= LARGEST:
            self._give(told, digest, File(Path(path).name, path=path, data=data), files)
        else:
            told["digest"] = digest


@dataclass
class _Files:
    """The files of one report, each once."""

    files: list[File]
    places: dict[str, int] = field(default_factory=dict)  # by digest

    def add(self, digest: str, file: File) -> int:
        """Add a file, and give its place."""
        place = self.places.setdefault(digest, len(self.files))
        if place == len(self.files):
            self.files.append(file)
        return place


def _drop(extra_data: object) -> dict[str, object]:
    """Take ComfyUI's own sensitive members out, and give them."""
    if not isinstance(extra_data, dict):
        return {}
    return {name: extra_data.pop(name) for name in SENSITIVE if name in extra_data}
