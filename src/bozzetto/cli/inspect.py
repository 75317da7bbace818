"""``bozzetto inspect``: what a file says about how it was made, and what that is worth."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from bozzetto.capture.dialects import NOTES, Reading
from bozzetto.capture.picture import Carrier, Picture
from bozzetto.capture.taking import describe_file
from bozzetto.cli.command import Command
from bozzetto.cli.options import ExistingFile, json_option
from bozzetto.cli.output import fields, say, show_json
from bozzetto.escape import escape, shorten
from bozzetto.language import _, term
from bozzetto.record import JSON, JSONObject, digest_of

__all__ = ["NOTE_WORDS", "inspect"]

MAX_PROMPT = 2000  # characters shown of a prompt; --json has all of it
MAX_VALUE = 300  # characters shown of a setting

ROLES = {
    "positive": term("prompt"),
    "negative": term("negative prompt"),
    "region": term("regional prompt"),
    "style": term("style"),
    "system": term("system prompt"),
}
# The notes of docs/tools.md, each as a template that can be translated
NOTE_WORDS = {code: term(words) for code, words in NOTES.items()}
WORTH_SIGNED = term(
    "NovelAI's own signature holds: NovelAI made exactly these pixels from exactly these"
    " parameters. It does not say for whom, or when."
)
WORTH_FORGED = term(
    "NovelAI's signature is there and does not hold: the pixels or the parameters were changed"
    " after NovelAI made them, or the signature was put there by somebody else."
)
WORTH_WRITTEN = term(
    "Anybody can write such words into a file, and take them out. They are a lead, not a proof:"
    " neither that the file was made so, nor by whom, nor when."
)
WORTH_NOTHING = term(
    "That a file says nothing proves nothing: many programs and platforms remove such words."
)


@click.command("inspect", cls=Command)
@click.argument("image", type=ExistingFile())
@json_option
def inspect(image: Path, as_json: bool) -> None:
    """Say what a file says about how it was made, and what that is worth.

    IMAGE is any file. Nothing is recorded, and the network is not used.
    """
    picture, reading = describe_file(image)
    if as_json:
        show_json(_value(image, picture, reading))
        return
    _show_picture(image, picture)
    if reading is not None:
        _show_reading(reading)
    elif picture.carriers:
        _show_carriers(picture.carriers)
    say()
    say(_("what that is worth:"))
    for words in _worth(reading):
        say(f"  {_(words)}")


def _show_picture(image: Path, picture: Picture) -> None:
    rows = [(_("file"), str(image)), (_("type"), picture.type)]
    if picture.width is not None and picture.height is not None:
        size = _("{width} x {height} pixels", width=picture.width, height=picture.height)
        rows.append((_("size"), size))
    if picture.pixels is not None:
        rows.append((_("pixels"), picture.pixels))
    if picture.problems:
        rows.append((_("problems"), ", ".join(picture.problems)))
    fields(rows)


def _show_reading(reading: Reading) -> None:
    say()
    say(_("it says of itself:"))
    fields((f"  {name}", value) for name, value in _said(reading))
    for prompt in reading.prompts:
        say(f"  {_(ROLES[prompt.role])}:")
        for line in shorten(prompt.text, MAX_PROMPT).split("\n"):
            say(f"    | {escape(line)}")
    if reading.settings:
        say("  " + _("settings:"))
        fields(
            (f"    {escape(name)}", shorten(value, MAX_VALUE)) for name, value in reading.settings
        )
    for note in reading.notes:
        say(f"  - {_(NOTE_WORDS[note])}")


def _said(reading: Reading) -> Iterator[tuple[str, str]]:
    yield _("program"), " ".join(filter(None, (reading.tool, reading.version)))
    for model in reading.models:
        yield _("model file"), " ".join(filter(None, (model.name, model.digest)))
    for used in reading.inputs:
        yield _("made from"), " ".join(filter(None, (used.role, used.name, used.digest)))
    optional = (
        (_("job"), reading.job),
        (_("account"), reading.account),
        (_("time"), reading.claimed_time),
    )
    for name, value in optional:
        if value is not None:
            yield name, value


def _show_carriers(carriers: Iterable[Carrier]) -> None:
    say()
    say(_("no program's words were recognised; the file carries:"))
    rows = ((f"  {carrier.place} {carrier.name}", _carrier_words(carrier)) for carrier in carriers)
    fields((escape(name), value) for name, value in rows)


def _carrier_words(carrier: Carrier) -> str:
    if carrier.text is None:
        return _("{count} bytes", count=len(carrier.raw))
    return shorten(carrier.text, MAX_VALUE)


def _worth(reading: Reading | None) -> Iterator[str]:
    notes = () if reading is None else reading.notes
    if "novelai.signature.valid" in notes:
        yield WORTH_SIGNED
        return
    if "novelai.signature.invalid" in notes:
        yield WORTH_FORGED
    yield WORTH_NOTHING if reading is None else WORTH_WRITTEN


def _value(image: Path, picture: Picture, reading: Reading | None) -> JSONObject:
    carriers: list[JSON] = [
        {
            "place": carrier.place,
            "name": carrier.name,
            "offset": carrier.offset,
            "size": len(carrier.raw),
            "digest": digest_of(carrier.raw),
            "text": carrier.text,
            "exact": carrier.exact,
        }
        for carrier in picture.carriers
    ]
    return {
        "file": str(image),
        "type": picture.type,
        "width": picture.width,
        "height": picture.height,
        "animated": picture.animated,
        "pixels": picture.pixels,
        "problems": [*picture.problems],
        "carriers": carriers,
        "reading": None if reading is None else _reading(reading),
        "worth": _worth_code(reading),
    }


def _worth_code(reading: Reading | None) -> str:
    """Name what the words of a file are worth, for programs."""
    if reading is None:
        return "nothing said"
    if "novelai.signature.valid" in reading.notes:
        return "signed by the tool"
    return "anybody could write it"


def _reading(reading: Reading) -> JSONObject:
    return {
        "tool": reading.tool,
        "version": reading.version,
        "prompts": [
            {
                "role": prompt.role,
                "text": prompt.text,
                "by": prompt.written_by,
                "exact": prompt.exact,
            }
            for prompt in reading.prompts
        ],
        "models": [{"name": model.name, "digest": model.digest} for model in reading.models],
        "settings": dict(reading.settings),
        "inputs": [
            {"role": used.role, "name": used.name, "digest": used.digest} for used in reading.inputs
        ],
        "job": reading.job,
        "account": reading.account,
        "time": reading.claimed_time,
        "notes": [*reading.notes],
    }
