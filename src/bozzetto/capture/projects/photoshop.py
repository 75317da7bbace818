"""Photoshop: the layers of ``.psd`` and ``.psb``, by psd-tools where it is installed.

https://psd-tools.readthedocs.io; the format: https://www.adobe.com/devnet-apps/photoshop/fileformatashtml/.
Only psd-tools' reader of the file's structure is used: nothing is decoded. Who wrote the file, and
when, its XMP says, as far as there is any.

Of `digest` are a layer's channels as they are coded in the file, and what tells a text, a shape,
a fill, an adjustment or a placed file; not its name, its number, its colour mark or its times.
"""

import hashlib
import struct
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from bozzetto.capture.projects.history import history_of_xmp
from bozzetto.capture.projects.markup import MAX_XML, local, parse_xml
from bozzetto.capture.projects.names import layer_name
from bozzetto.capture.projects.project import Layer, Project
from bozzetto.errors import FormatError
from bozzetto.record import Digest
from bozzetto.record.event import MAX_TOOL
from bozzetto.studio import Program

__all__ = ["MAGIC", "MAX_PSD", "TYPE", "program_of", "read_photoshop"]

MAGIC = b"8BPS"
TYPE = "image/vnd.adobe.photoshop"
MAX_PSD = 1 << 30  # bytes: psd-tools holds the whole file in memory
MAX_LAYERS = 65_536  # Photoshop itself takes eight thousand

_HEAD = struct.Struct(">4sH6xHII")  # signature, version, channels, height, width
_XMP = 1060  # the number of the image resource that holds it
_GROUPS = (1, 2)  # section dividers that are a group's own layer: open, closed
_GROUP_END = 3  # the one below the group's lowest layer
_HIDDEN = 2  # bit of a layer's flags
# Blocks that do not say what the layer shows: names, numbers, colour marks, locks, times
_BESIDE = frozenset(
    (b"luni", b"lyid", b"lclr", b"lnsr", b"lspf", b"fxrp", b"shmd", b"cinf", b"lyvr")
)


def read_photoshop(file: BinaryIO) -> Project:
    """Read a PSD or PSB file.

    Raises:
        FormatError: it is none, or is damaged.
    """
    file.seek(0)
    head = file.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise FormatError("not a file of Photoshop")
    signature, version, _channels, height, width = _HEAD.unpack(head)
    if signature != MAGIC or version not in (1, 2):
        raise FormatError("not a file of Photoshop")
    if file.seek(0, 2) > MAX_PSD:
        return Project(TYPE, None, width, height, (), problems=("layers.unread",))
    try:
        from psd_tools.psd import PSD  # noqa: PLC0415  # takes a second, and is not always there
    except ImportError:
        return Project(TYPE, None, width, height, (), problems=("layers.no-reader",))
    file.seek(0)
    try:
        return _project(PSD.read(file), width, height)
    except Exception as error:  # psd-tools names no closed set of errors
        raise FormatError("the file of Photoshop is damaged") from error


def _project(psd: Any, width: int, height: int) -> Project:  # noqa: ANN401  # has no such types
    packet = _packet(psd.image_resources)
    said = _xmp(packet)
    tool = said.get("CreatorTool")
    return Project(
        TYPE,
        None if tool is None else program_of(tool),
        width,
        height,
        tuple(_layers(psd)),
        said.get("creator"),
        said.get("CreateDate"),
        said.get("ModifyDate"),
        history=history_of_xmp(packet),
    )


def program_of(tool: str) -> Program:
    """Tell a program's name and version apart, as in ``Adobe Photoshop 25.1 (Windows)``."""
    words = tool.split()
    at = next((i for i, word in enumerate(words) if i and word[0].isdigit()), len(words))
    version = " ".join(words[at:])
    return Program(" ".join(words[:at])[:MAX_TOOL], version[:MAX_TOOL] or None)


def _packet(resources: Mapping[int, Any]) -> bytes:
    """Return the XMP, nothing where there is none."""
    found = next((each for key, each in resources.items() if int(key) == _XMP), None)
    data = getattr(found, "data", None)
    if isinstance(data, str):
        data = data.encode()
    return data if isinstance(data, bytes) and len(data) <= MAX_XML else b""


def _xmp(data: bytes) -> dict[str, str]:
    """Read a few properties, written as attributes or as elements; nothing of damaged XMP."""
    try:
        root = parse_xml(data.strip(b"\0 \r\n\t"))
    except FormatError:
        return {}
    wanted = ("CreatorTool", "CreateDate", "ModifyDate", "creator")
    told: dict[str, str] = {}
    for element in root.iter():
        for name, value in element.attrib.items():
            if local(name) in wanted and value.strip():
                told.setdefault(local(name), value.strip())
        text = " ".join("".join(element.itertext()).split()) if local(element.tag) in wanted else ""
        if text:
            told.setdefault(local(element.tag), text)
    return told


def _layers(psd: Any) -> Iterator[Layer]:  # noqa: ANN401  # has no such types
    """Go through the layers from the topmost on; a group's own layer comes before what is in it."""
    info = psd.layer_and_mask_information.layer_info
    records = [] if info is None else info.layer_records
    if len(records) > MAX_LAYERS:
        raise FormatError("more layers or tiles than are read")
    path: list[str] = []
    pairs = [] if info is None else zip(records, info.channel_image_data, strict=True)
    for record, channels in reversed(list(pairs)):
        blocks = {
            bytes(getattr(key, "value", key)): block for key, block in record.tagged_blocks.items()
        }
        divider = _divider(blocks)
        if divider == _GROUP_END:
            path = path[:-1]
            continue
        name = layer_name(_name(record, blocks))
        is_group = divider in _GROUPS
        yield Layer(
            (*path, name),
            "group" if is_group else "layer",
            bool(record.flags.visible),
            int(record.opacity),
            str(getattr(record.blend_mode, "name", record.blend_mode)).lower(),
            (int(record.left), int(record.top)),
            None if is_group else _digest(record, channels, blocks),
            _number(blocks),
        )
        if is_group:
            path.append(name)


def _divider(blocks: Mapping[bytes, Any]) -> int:
    block = blocks.get(b"lsct") or blocks.get(b"lsdk")
    return 0 if block is None else int(block.data.kind)


def _name(record: Any, blocks: Mapping[bytes, Any]) -> str:  # noqa: ANN401  # has no such types
    block = blocks.get(b"luni")
    name = str(getattr(block.data, "value", block.data)) if block is not None else record.name
    return str(name).rstrip("\0") or "-"


def _number(blocks: Mapping[bytes, Any]) -> str | None:
    block = blocks.get(b"lyid")
    return None if block is None else f"layer {int(getattr(block.data, 'value', block.data))}"


def _digest(record: Any, channels: Any, blocks: Mapping[bytes, Any]) -> Digest:  # noqa: ANN401
    size = (record.right - record.left, record.bottom - record.top)
    taken = hashlib.sha256(repr(size).encode())
    for info, channel in zip(record.channel_info, channels, strict=True):
        taken.update(struct.pack(">hHQ", int(info.id), int(channel.compression), len(channel.data)))
        taken.update(channel.data)
    for key in sorted(blocks):
        if key not in _BESIDE:
            data = blocks[key].tobytes()
            taken.update(key + len(data).to_bytes(8) + data)
    return Digest("sha256:" + taken.hexdigest())
