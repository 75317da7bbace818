"""``bozzetto seal``: a checkpoint and timestamps, now."""

import click

from bozzetto.anchor import Token
from bozzetto.cli.command import Command
from bozzetto.cli.exits import ExitCode, leave
from bozzetto.cli.options import json_option
from bozzetto.cli.output import complain, hint, note, say, show_json
from bozzetto.cli.session import open_studio
from bozzetto.language import _, error_words, hint_words
from bozzetto.record import JSON, JSONObject, moment_of
from bozzetto.studio import Sealed
from bozzetto.upkeep.times import short_time

__all__ = ["say_sealed", "seal", "sealed_value"]


@click.command("seal", cls=Command)
@json_option
def seal(as_json: bool) -> None:
    """Put everything recorded so far under outside timestamps.

    The authorities see a digest and nothing of the works. Where none of them answers, what
    waits is sealed by the next call that succeeds.
    """
    with open_studio() as studio:
        waiting = studio.sealer.waiting()
        sealed = studio.seal()
    if as_json:
        show_json({"waited": waiting.count, **sealed_value(sealed)})
    elif sealed.recorded is not None:
        say(_("sealed: {count} entries of the studio's log", count=sealed.size))
        for name, token in sealed.tokens:
            say(f"{name}  {short_time(token.gen_time)}")
    say_sealed(sealed)
    leave(ExitCode.OK if sealed.recorded is not None else ExitCode.ANCHOR)


def say_sealed(sealed: Sealed) -> None:
    """Say beside the answer which authorities gave nothing, and why."""
    for failure in sealed.failures:
        complain(error_words(failure.error))
        words = hint_words(failure.error)
        if words:
            hint(words)
    for name in sealed.postponed:
        note(_("{name} was asked a short time ago, and is not asked again yet", name=name))
    for url in sealed.missed:
        note(_("a revocation list was not to be had: {url}", url=url))
    if sealed.recorded is None:
        complain(_("no timestamp was given: what was recorded waits for the next sealing"))


def sealed_value(sealed: Sealed) -> JSONObject:
    """Return what came of a sealing as JSON."""
    tokens: list[JSON] = [_token(name, token) for name, token in sealed.tokens]
    failures: list[JSON] = [
        {
            "authority": failure.authority,
            "error": str(failure.error),
            "again": None if failure.again is None else moment_of(failure.again),
        }
        for failure in sealed.failures
    ]
    return {
        "size": sealed.size,
        "checkpoint": sealed.note,
        "entry": None if sealed.recorded is None else sealed.recorded.digest,
        "tokens": tokens,
        "failures": failures,
        "postponed": [*sealed.postponed],
        "missed": [*sealed.missed],
    }


def _token(name: str, token: Token) -> JSONObject:
    return {"authority": name, "time": moment_of(token.gen_time), "serial": str(token.serial)}
