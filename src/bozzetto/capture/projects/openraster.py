"""OpenRaster: ``.ora``, a ZIP with the layers' tree in ``stack.xml`` and a PNG for each layer.

https://www.openraster.org/baseline/file-layout-spec.html. Krita, MyPaint, GIMP and others write it;
which of them did, the file does not say.
"""

import math
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from bozzetto.capture.projects.archive import Archive
from bozzetto.capture.projects.krita import MERGED, count_of, merged_of
from bozzetto.capture.projects.markup import MAX_XML, local, parse_xml
from bozzetto.capture.projects.names import layer_name
from bozzetto.capture.projects.project import Layer, Project

__all__ = ["MIMETYPE", "TYPE", "read_openraster"]

TYPE = "image/openraster"
MIMETYPE = b"image/openraster"


def read_openraster(archive: Archive) -> Project:
    """Read an OpenRaster file.

    Raises:
        FormatError: it is damaged, or holds more than is read.
    """
    image = parse_xml(archive.read("stack.xml", MAX_XML))
    merged = merged_of(archive, MERGED)
    return Project(
        TYPE,
        None,
        count_of(image.get("w")),
        count_of(image.get("h")),
        tuple(_layers(archive, image)),
        merged=merged,
        problems=() if merged else ("merged.unread",),
    )


def _layers(archive: Archive, image: Element) -> Iterator[Layer]:
    # The outermost stack is the picture itself
    root = next((each for each in image if local(each.tag) == "stack"), image)
    places: list[tuple[Element, tuple[str, ...]]] = [(each, ()) for each in reversed(root)]
    while places:
        element, above = places.pop()
        kind = local(element.tag)
        if kind not in ("layer", "stack"):
            continue
        path = (*above, layer_name(element.get("name") or "-"))
        source = element.get("src")
        yield Layer(
            path,
            "group" if kind == "stack" else kind,
            element.get("visibility", "visible") == "visible",
            _opacity(element.get("opacity")),
            element.get("composite-op") or "svg:src-over",
            (_whole(element.get("x")), _whole(element.get("y"))),
            archive.digest(source) if source and archive.has(source) else None,
        )
        if kind == "stack":
            places += [(each, path) for each in reversed(element)]


def _opacity(text: str | None) -> int:
    try:
        value = float(text or 1)
    except ValueError:
        return 255
    return 255 if math.isnan(value) else round(max(0.0, min(value, 1.0)) * 255)


def _whole(text: str | None) -> int:
    try:
        return int(text or 0) if len(text or "") <= 12 else 0
    except ValueError:
        return 0
