"""What a person gives ComfyUI to do: the body of ``POST /prompt``, read.

    prompted = read_prompt(body)

It holds the graph in API form, and in ``extra_data`` the page's own view of it, which goes into
the pictures, and keys of paid services, which ComfyUI itself takes out before it remembers the
rest. They are taken out here first, so that nothing below ever sees one.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from bozzetto.capture.dialects.comfyui import add_graph
from bozzetto.capture.dialects.draft import Draft
from bozzetto.capture.dialects.graph import Graph, parse_graph
from bozzetto.capture.dialects.jsontext import Json, members, parse_json, string
from bozzetto.capture.dialects.reading import InputFile, Reading
from bozzetto.capture.handover.redaction import redact
from bozzetto.capture.proxy.pictures import Picture, picture_of
from bozzetto.capture.proxy.telling import SECRET_REMOVED, clean_bytes

__all__ = ["Prompted", "Stored", "locate", "read_prompt"]

MAX_TITLE = 256  # characters of a node's title: one line
_FOLDERS = ("input", "output", "temp")  # folder_paths.py, annotated_filepath


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as ComfyUI names it."""

    name: str
    subfolder: str
    folder: str  # "input", "output" or "temp"

    @property
    def target(self) -> str:
        """Where its bytes can be had."""
        asked = {"filename": self.name, "subfolder": self.subfolder, "type": self.folder}
        return "/view?" + urlencode(asked, errors="replace")

    def __str__(self) -> str:
        path = f"{self.subfolder}/{self.name}" if self.subfolder else self.name
        return path if self.folder == "input" else f"{path} [{self.folder}]"


@dataclass(frozen=True, slots=True)
class Prompted:
    """An instruction, as far as the request says it."""

    reading: Reading
    raw: bytes  # the request; where it had secrets, without them
    notes: tuple[str, ...]
    given: str | None  # the job's id, where the page itself chose one
    nodes: Mapping[str, tuple[str, str]]  # kind and title, by id
    pictures: tuple[Picture, ...] = ()  # that stand in the graph itself
    secrets: object = None  # the request with its secrets; it never leaves this process
    embedded: bool = False  # whether ComfyUI writes one of them into its pictures

    @property
    def inputs(self) -> dict[str, Stored]:
        """The files that it starts from, by the name under which the graph has them."""
        named = (file.name for file in self._files if file.name is not None)
        return {name: locate(name) for name in named}

    @property
    def _files(self) -> list[InputFile]:
        """The inputs that are files; a picture that stands in the graph is no name of one."""
        return [file for file in self.reading.inputs if not picture_of(file.name or "", file.role)]

    def without_secrets(self, value: Any) -> Any:  # noqa: ANN401  # of JSON
        """Take out of a message whatever the request has as a secret, too."""
        return value if self.secrets is None else redact([self.secrets, value])[0][1]

    def body(self, files: dict[str, int], raw: int) -> dict[str, Any]:
        """Write what is handed over.

        Args:
            files: By an input's name, which of the report's files it is.
            raw: Which of them the request is; the pictures come behind it.
        """
        reading = self.reading
        return {
            "prompts": [
                {"role": prompt.role, "text": prompt.text, "by": prompt.written_by}
                for prompt in reading.prompts
            ],
            "models": [{"name": model.name} for model in reading.models],
            "settings": dict(reading.settings),
            "inputs": [
                {"role": file.role}
                | ({} if file.name is None else {"name": file.name})
                | ({"file": files[file.name]} if file.name in files else {})
                for file in self._files
            ]
            + [
                {"role": picture.role, "file": raw + 1 + index}
                for index, picture in enumerate(self.pictures)
            ],
            "raw": raw,
            "notes": sorted(self.notes),
        }


def read_prompt(data: bytes) -> Prompted | None:
    """Read the body of a request; None where it has no graph."""
    try:
        raw, removed = clean_bytes(data)
        value = parse_json(raw.decode())
    except ValueError:
        return None
    graph = parse_graph(members(value).get("prompt"))
    if graph is None:
        return None
    draft = Draft("ComfyUI")
    add_graph(draft, graph)
    if not _has_workflow(value):
        draft.notes.add("comfyui.no-workflow")
    reading = draft.finish()
    notes = (*reading.notes, *((SECRET_REMOVED,) if removed else ()))
    known = json.loads(data) if removed else None
    return Prompted(
        reading,
        raw,
        notes,
        given=string(members(value).get("prompt_id")),
        nodes={node.id: (node.kind, _title(value, node.id)) for node in graph.nodes.values()},
        pictures=tuple(_pictures(graph)),
        secrets=known,
        embedded=known is not None and _embeds(known),
    )


def _title(request: Json, node: str) -> str:
    """Read what the person called a node."""
    found = members(members(members(request).get("prompt")).get(node))
    return (string(members(found.get("_meta")).get("title")) or "")[:MAX_TITLE]


def _pictures(graph: Graph) -> Iterator[Picture]:
    """Find the pictures that programs put into a graph as text, such as Krita's plug-in."""
    for node in graph.nodes.values():
        for value in node.inputs.values():
            role = "mask" if "Mask" in node.kind else "image"
            picture = picture_of(string(value) or "", role)
            if picture is not None:
                yield picture


def _embeds(request: dict[str, Any]) -> bool:
    """Tell whether a secret stands in what SaveImage writes: the graph, and extra_pnginfo."""
    extra = request.get("extra_data")
    written = extra.get("extra_pnginfo") if isinstance(extra, dict) else None
    return redact([request.get("prompt"), written])[1] > 0


def _has_workflow(value: Json) -> bool:
    extra = members(members(value).get("extra_data")).get("extra_pnginfo")
    return "nodes" in members(members(extra).get("workflow"))


def locate(name: str) -> Stored:
    """Read a file's name as a graph has it: ``clipspace/mask.png [input]``."""
    folder = next((word for word in _FOLDERS if name.endswith(f" [{word}]")), None)
    path = name if folder is None else name.removesuffix(f" [{folder}]")
    subfolder, _slash, last = path.replace("\\", "/").rpartition("/")
    return Stored(last, subfolder, folder or "input")
