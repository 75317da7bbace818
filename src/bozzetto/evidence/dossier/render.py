"""Rendering: from an outline to PDFs: one file, volumes for filing, or a copy with the bundle."""

import json
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

from bozzetto.errors import StudioError
from bozzetto.evidence.dossier.outline import Outline
from bozzetto.evidence.dossier.press import ATTACHED, Press, open_press
from bozzetto.evidence.dossier.volumes import Sizes, cut, whole
from bozzetto.evidence.dossier.words import pair
from bozzetto.law import Words
from bozzetto.studio import Studio

__all__ = ["MAX_ATTACHED", "MAX_VOLUME", "Filed", "render", "render_exchange", "render_volumes"]

# Bytes of a file that goes to a court: inboxes that take 15 MB (of 10^6 bytes) are the smallest
# that were found, and a signature with its certificates and timestamp comes on top.
MAX_VOLUME = 15_000_000 - 200_000
MAX_ATTACHED = 100_000_000  # bytes of a bundle within a PDF: it is in memory more than once
PER_CHARACTER = 8.0  # bytes of PDF for each character of JSON, at most; tables have the most
TOO_HIGH = 2  # times: what is estimated to be larger than this is larger than the limit
_HEAD = 400_000  # bytes of what every volume has: fonts, head page, large picture
_TRIES = 4  # of cutting closer, where a volume came out larger than was estimated
_BUNDLE = pair(
    "The evidence bundle that this dossier is drawn from. Save it as it is, and verify it as the"
    " chapter on verification says.",
    "本卷宗所依据的证据包。请原样另存，并按“如何核验”一章核验。",
)


@dataclass(frozen=True, slots=True)
class Filed:
    """A file of a dossier, and what stands in it."""

    data: bytes
    chapters: Words


def render(outline: Outline, studio: Studio, languages: tuple[str, ...]) -> bytes:
    """Set the pages of an outline as one PDF/A-2b, however large.

    Args:
        outline: What is said.
        studio: Where the pictures are.
        languages: ``zh``, ``en`` or both, in the order in which they are shown.

    Raises:
        StudioError: what sets pages is not installed, or cannot set these.
    """
    with open_press(outline, studio, languages) as press:
        return press.set(outline.to_value(press.how), "a-2b")


def render_volumes(
    outline: Outline, studio: Studio, languages: tuple[str, ...], limit: int = MAX_VOLUME
) -> tuple[Filed, ...]:
    """Set the pages of an outline as one PDF/A-2b, or as volumes where it is too large for one.

    Args:
        outline: What is said.
        studio: Where the pictures are.
        languages: ``zh``, ``en`` or both, in the order in which they are shown.
        limit: Bytes of a file, at most.

    Raises:
        StudioError: what sets pages is not installed, or cannot set these; or some part of it
            does not fit into a volume.
    """
    with open_press(outline, studio, languages) as press:
        value = outline.to_value(press.how)
        text = json.dumps(value, ensure_ascii=False)
        estimate = sum(press.sizes.values()) + PER_CHARACTER * len(text)
        if estimate <= limit * TOO_HIGH:
            data = press.set(text, "a-2b")
            if len(data) <= limit:
                return (Filed(data, whole(outline.chapters).titles),)
        room = limit - min(_HEAD, limit // 4)
        for _ in range(_TRIES):
            files, largest = _volumes(outline, press, room, limit)
            if largest <= limit:
                return files
            room = int(room * 0.9 * limit / largest)
    raise StudioError(
        "a part of the dossier does not fit into a file of {limit} bytes",
        hint="ask for the exchange copy, which is one file of any size",
        limit=f"{limit:,}",
    )


def _volumes(
    outline: Outline, press: Press, room: int, limit: int
) -> tuple[tuple[Filed, ...], int]:
    """Set volumes, up to the first that is larger than `limit`; return the largest size too."""
    sizes = Sizes(press.sizes, press.how, PER_CHARACTER)
    volumes = cut(outline.chapters, sizes, room)
    files: list[Filed] = []
    for index, volume in enumerate(volumes):
        data = press.set(outline.to_value(press.how, volumes, index), "a-2b")
        files.append(Filed(data, volume.titles))
        if len(data) > limit:
            break
    return tuple(files), max(len(each.data) for each in files)


def render_exchange(
    outline: Outline, studio: Studio, languages: tuple[str, ...], bundle: Path
) -> Filed:
    """Set the pages of an outline as one PDF/A-3b that has the evidence bundle attached.

    Args:
        outline: What is said.
        studio: Where the pictures are.
        languages: ``zh``, ``en`` or both, in the order in which they are shown.
        bundle: The ZIP file, as it was exported.

    Raises:
        StudioError: what sets pages is not installed, or cannot set these; or the bundle is no
            ZIP file, or too large.
        OSError: the bundle cannot be read.
    """
    size = bundle.stat().st_size
    if size > MAX_ATTACHED:
        raise StudioError(
            "the bundle has {size} bytes, and at most {limit} can be attached to a PDF",
            hint="leave out --copy, and hand in the bundle beside the dossier",
            size=f"{size:,}",
            limit=f"{MAX_ATTACHED:,}",
        )
    if not zipfile.is_zipfile(bundle):
        raise StudioError("{name} is no evidence bundle: no ZIP file", name=bundle.name)
    with open_press(outline, studio, languages) as press:
        shutil.copyfile(bundle, press.root / ATTACHED)
        value = outline.to_value(press.how)
        about = " ".join(map(str, press.how.say(_BUNDLE)))
        value["attached"] = {"name": bundle.name, "about": about}
        return Filed(press.set(value, "a-3b"), whole(outline.chapters).titles)
