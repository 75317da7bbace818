"""What a command says when it has recorded something."""

from bozzetto.api import Work
from bozzetto.cli.output import say, show_json
from bozzetto.language import _
from bozzetto.record import JSONObject
from bozzetto.studio import Recorded

__all__ = ["recorded_value", "show_recorded"]


def recorded_value(work: Work, recorded: Recorded) -> JSONObject:
    """Return what was recorded as JSON."""
    return {
        "work": work.digest,
        "title": work.title,
        "entry": recorded.digest,
        "number": recorded.number,
        "place": recorded.place,
        "at": recorded.at,
    }


def show_recorded(work: Work, recorded: Recorded, *, as_json: bool) -> None:
    """Say what was recorded."""
    if as_json:
        show_json(recorded_value(work, recorded))
        return
    say(_("recorded as entry {number} of {title}", number=recorded.number, title=work.title))
    say(recorded.digest)
