"""Traces of given pictures in words: ``bozzetto work show WORK --pixels``."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bozzetto.api import Studio
from bozzetto.cli.entries import Teller, one_line
from bozzetto.cli.facts import rests
from bozzetto.evidence.tracing import Traced, Traces, Unsaid, pairs_of
from bozzetto.language import _, join_parts, term
from bozzetto.story import Facts

if TYPE_CHECKING:
    from bozzetto.story.trace import Agreement  # needs numpy, which is an extra

__all__ = ["tell_traces", "traces_of"]

_WHY = {
    Unsaid.NOT_HERE: term("cannot be said: the studio does not have both files"),
    Unsaid.LOSSY: term("cannot be said: one of them is lossily coded"),
    Unsaid.TOO_LARGE: term("cannot be said: too large"),
    Unsaid.SMALL: term("cannot be said: too small"),
    Unsaid.PROPORTIONS: term("cannot be said: their proportions differ"),
}


def traces_of(studio: Studio, facts: Facts) -> list[Traced]:
    """Look for every picture that a tool was given in what it made of it.

    Raises:
        StudioError: what compares is not installed.
        RecordingError: what was found could not be kept.
    """
    traces = Traces(studio)
    return [traces.of(pair) for pair in pairs_of(facts)]


def tell_traces(traced: Sequence[Traced], teller: Teller) -> Iterator[str]:
    """Say how far what was given shows in what was made."""
    for each in traced:
        words = _(_WHY[each.why]) if each.why is not None else join_parts(_told(each))
        said = _(
            "{role} {given} in {made}: {words}",
            role=one_line(each.pair.role),
            given=teller.file(each.pair.given),
            made=teller.file(each.pair.made),
            words=words,
        )
        yield f"{said} {rests([each.pair.step], teller)}"


def _told(each: Traced) -> Iterator[str]:
    trace = each.trace
    if trace is None or (trace.lines is None and trace.tones is None):
        yield _("cannot be said: there are no lines and no tones to look for")
        return
    if trace.lines is not None:
        yield _("of its lines {parts}", parts=_agreement(trace.lines))
    if each.others:
        largest = _percent(each.others[0])
        yield _("in pictures that were not made from it, at most {part}", part=largest)
    if trace.tones is not None:
        yield _("its tones agree by {parts}", parts=_agreement(trace.tones))


def _agreement(found: "Agreement") -> str:
    own = _percent(found.value)
    if not found.copies:
        return _("{own}, and no copy to hold it against", own=own)
    copies = _percent(found.copies[0])
    if found.is_above:
        return _("{own}, of mirrored and shifted copies at most {copies}", own=own, copies=copies)
    return _(
        "{own}, which says nothing: of mirrored and shifted copies {copies}",
        own=own,
        copies=copies,
    )


def _percent(thousandths: int) -> str:
    return f"{thousandths / 10:.1f} %"
