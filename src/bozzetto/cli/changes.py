"""Changes of pixels in words: ``bozzetto work show WORK --pixels``."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bozzetto.api import Studio
from bozzetto.cli.entries import Teller
from bozzetto.evidence.measuring import Measured, Measures, Why
from bozzetto.language import _, join, join_parts, term
from bozzetto.story import Facts

if TYPE_CHECKING:
    from bozzetto.story.pixels import Change  # needs numpy, which is an extra

__all__ = ["changes_of", "tell_changes"]

_MOST = 4  # regions that one line names; --json has all

_WHY = {
    Why.NOT_HERE: term("not compared: the studio does not have both files"),
    Why.RE_ENCODED: term("not compared: one of them is re-encoded, which changes pixels by itself"),
    Why.RESIZED: term("not compared: their sizes differ"),
    Why.TOO_LARGE: term("not compared: too large"),
}


def changes_of(studio: Studio, facts: Facts) -> list[Measured]:
    """Measure every edit against each picture that it started from.

    Raises:
        StudioError: what measures is not installed.
        RecordingError: what was measured could not be kept.
    """
    measures = Measures(studio)
    return [
        measures.of(before, edit.after)
        for edit in facts.edits
        if edit.after is not None
        for before in edit.before
    ]


def tell_changes(changes: Sequence[Measured], teller: Teller) -> Iterator[str]:
    """Say where pixels differ."""
    for each in changes:
        said = _WHY[each.why] if each.why is not None else ""
        words = _(said) if each.change is None else _told(each.change)
        yield _(
            "pixels from {before} to {after}: {words}",
            before=teller.file(each.before),
            after=teller.file(each.after),
            words=words,
        )


def _told(change: "Change") -> str:
    if not change.differing:
        return _("the same")
    parts = [
        _(
            "{count} of {all} differ",
            count=change.differing,
            all=change.width * change.height,
        )
    ]
    if change.shift != (0, 0):
        right, down = change.shift
        parts.append(_("moved by {right}, {down} pixels", right=right, down=down))
    if change.tones:
        parts.append(_("all tones changed, by {tones} of 255", tones=join(map(str, change.tones))))
    if change.is_spread:
        parts.append(_("it differs nearly everywhere"))
    elif not change.regions:
        parts.append(_("no region is left apart from that"))
    else:
        boxes = [
            f"{each.width}×{each.height}+{each.left}+{each.top}" for each in change.regions[:_MOST]
        ]
        count = len(change.regions) + change.more
        parts.append(_("regions: {count}, the largest {boxes}", count=count, boxes=join(boxes)))
    return join_parts(parts)
