"""Comparing what came with what was recorded: by bytes, by pixels, by measure.

Files are told apart by the node that made them, where the tool says which. Within that, what is
the same byte for byte is put together first, then what has the same pixels, then the rest in the
tool's order: a tool may hand over the pictures of one batch in another order than it did.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bozzetto.capture.description import describe
from bozzetto.errors import StudioError
from bozzetto.evidence.measuring import Why, can_measure, compare
from bozzetto.evidence.replay.mark import file_name
from bozzetto.evidence.replay.recipe import Made
from bozzetto.evidence.replay.report import Came, Compared, Likeness
from bozzetto.record import Digest, digest_of
from bozzetto.studio import Studio

if TYPE_CHECKING:
    from bozzetto.story.pixels import Change  # needs numpy, which is an extra

__all__ = ["compare_outputs"]

_WHY = {
    Why.NOT_HERE: Likeness.NOT_HERE,
    Why.RE_ENCODED: Likeness.RE_ENCODED,
    Why.RESIZED: Likeness.RESIZED,
    Why.TOO_LARGE: Likeness.TOO_LARGE,
}


@dataclass(frozen=True, slots=True)
class _New:
    """A file that came, with what identifies it."""

    came: Came
    file: str
    digest: Digest
    pixels: Digest | None


def compare_outputs(
    studio: Studio, made: Sequence[Made], came: Sequence[Came]
) -> tuple[Compared, ...]:
    """Put what came beside what was recorded, in the order of the record; then the rest."""
    new = [
        _New(each, file_name(number, each.data), digest_of(each.data), _pixels(each.data))
        for number, each in enumerate(came, start=1)
    ]
    known = {each.node for each in made}
    found: dict[int, Compared] = {}
    left = list(new)
    for node in dict.fromkeys(each.node for each in made):
        own = [(at, each) for at, each in enumerate(made) if each.node == node]
        found |= _node(studio, own, left, lambda each, node=node: _is_of(each, node, known))  # type: ignore[misc]
    rest = [
        Compared(Likeness.NOT_RECORDED, came=each.digest, file=each.file, node=each.came.node)
        for each in left
    ]
    return (*(found[at] for at in range(len(made))), *rest)


def _is_of(each: _New, node: str | None, known: set[str | None]) -> bool:
    """Whether a file may be what a node made then; what names no node may be anybody's."""
    return each.came.node == node or (node is None and known == {None}) or each.came.node is None


def _node(
    studio: Studio,
    own: list[tuple[int, Made]],
    left: list[_New],
    is_of: Callable[[_New], bool],
) -> dict[int, Compared]:
    found: dict[int, Compared] = {}
    passes: tuple[Callable[[Made, _New], bool], ...] = (
        lambda made, new: made.asset.digest == new.digest,
        lambda made, new: new.pixels is not None and made.asset.pixels == new.pixels,
        lambda _made, _new: True,
    )
    for fits in passes:
        for at, made in own:
            each = next((new for new in left if is_of(new) and fits(made, new)), None)
            if at not in found and each is not None:
                left.remove(each)
                found[at] = _compared(studio, made, each)
    for at, made in own:
        if at not in found:
            found[at] = Compared(
                Likeness.DID_NOT_COME, made.asset.digest, made.entry, node=made.node
            )
    return found


def _compared(studio: Studio, made: Made, new: _New) -> Compared:
    likeness, change = Likeness.SAME_BYTES, None
    if made.asset.digest != new.digest:
        likeness = Likeness.SAME_PIXELS
        if made.asset.pixels is None or made.asset.pixels != new.pixels:
            measured = _measured(studio, made.asset.digest, new.came.data)
            likeness = measured if isinstance(measured, Likeness) else Likeness.MEASURED
            change = None if isinstance(measured, Likeness) else measured
    return Compared(
        likeness, made.asset.digest, made.entry, new.digest, new.file, made.node, change
    )


def _measured(studio: Studio, digest: Digest, data: bytes) -> "Change | Likeness":
    if not can_measure():
        return Likeness.NOT_MEASURED
    try:
        with studio.assets.open(digest) as recorded:
            found = compare(recorded, io.BytesIO(data))
    except StudioError:
        return Likeness.NOT_HERE
    return _WHY[found] if isinstance(found, Why) else found


def _pixels(data: bytes) -> Digest | None:
    return describe(io.BytesIO(data)).pixels
