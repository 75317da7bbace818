"""What a person gives ComfyUI to do: the body of ``POST /prompt``, and the files that it names.

    prompted = read_prompt(body)

It holds the graph in API form, and in ``extra_data`` the page's own view of it, which goes into
the pictures, and keys of paid services, which ComfyUI itself takes out before it remembers the
rest. They are taken out here first, so that nothing below ever sees one. Its words and settings
are read out of it where it is recorded: `bozzetto.capture.handover.dialect`.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from bozzetto.capture.dialects.comfyui import input_names
from bozzetto.capture.dialects.graph import Graph, parse_graph
from bozzetto.capture.dialects.jsontext import Json, members, parse_json, string
from bozzetto.capture.dialects.reading import scrub
from bozzetto.capture.handover.dialect import COMFYUI
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
    """An instruction: the request, and which files it starts from."""

    raw: bytes  # the request; where it had secrets, without them
    given: str | None  # the job's id, where the page itself chose one
    nodes: Mapping[str, tuple[str, str]]  # kind and title, by id
    named: tuple[tuple[str, str], ...] = ()  # nodes that load a file, and its name as they spell it
    pictures: tuple[tuple[str, Picture], ...] = ()  # nodes, and what stands in the graph itself
    secrets: object = None  # the request with its secrets; it never leaves this process
    embedded: bool = False  # whether ComfyUI writes one of them into its pictures

    @property
    def inputs(self) -> dict[str, Stored]:
        """The files that it starts from, by the name under which the graph has them."""
        return {name: locate(name) for _node, name in self.named}

    def without_secrets(self, value: Any) -> Any:  # noqa: ANN401  # of JSON
        """Take out of a message whatever the request has as a secret, too."""
        return value if self.secrets is None else redact([self.secrets, value])[0][1]

    def body(self, files: dict[str, int], raw: int) -> dict[str, Any]:
        """Write what is handed over; what else the request says is read where it is recorded.

        Args:
            files: By an input's name, which of the report's files it is.
            raw: Which of them the request is; the pictures come behind it.
        """
        return {
            "prompts": [],
            "models": [],
            "settings": {},
            "inputs": [
                {"role": "image", "node": node, "name": name}
                | ({"file": files[name]} if name in files else {})
                for node, name in self.named
            ]
            + [
                {"role": picture.role, "node": node, "file": raw + 1 + index}
                for index, (node, picture) in enumerate(self.pictures)
            ],
            "raw": raw,
            "dialect": COMFYUI,
            "notes": [] if self.secrets is None else [SECRET_REMOVED],
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
    known = json.loads(data) if removed else None
    return Prompted(
        raw,
        given=string(members(value).get("prompt_id")),
        nodes={node.id: (node.kind, _title(value, node.id)) for node in graph.nodes.values()},
        named=tuple(_named(graph)),
        pictures=tuple(_pictures(graph)),
        secrets=known,
        embedded=known is not None and _embeds(known),
    )


def _named(graph: Graph) -> Iterator[tuple[str, str]]:
    """List the nodes that load a file, with its name; a picture in its place is no name."""
    for node, value in input_names(graph):
        name = string(value)
        if name and picture_of(name, "image") is None:
            yield node.id, scrub(name)


def _title(request: Json, node: str) -> str:
    """Read what the person called a node."""
    found = members(members(members(request).get("prompt")).get(node))
    return (string(members(found.get("_meta")).get("title")) or "")[:MAX_TITLE]


def _pictures(graph: Graph) -> Iterator[tuple[str, Picture]]:
    """Find the pictures that programs put into a graph as text, such as Krita's plug-in."""
    for node in graph.nodes.values():
        for value in node.inputs.values():
            role = "mask" if "Mask" in node.kind else "image"
            picture = picture_of(string(value) or "", role)
            if picture is not None:
                yield node.id, picture


def _embeds(request: dict[str, Any]) -> bool:
    """Tell whether a secret stands in what SaveImage writes: the graph, and extra_pnginfo."""
    extra = request.get("extra_data")
    written = extra.get("extra_pnginfo") if isinstance(extra, dict) else None
    return redact([request.get("prompt"), written])[1] > 0


def locate(name: str) -> Stored:
    """Read a file's name as a graph has it: ``clipspace/mask.png [input]``."""
    folder = next((word for word in _FOLDERS if name.endswith(f" [{word}]")), None)
    path = name if folder is None else name.removesuffix(f" [{folder}]")
    subfolder, _slash, last = path.replace("\\", "/").rpartition("/")
    return Stored(last, subfolder, folder or "input")
