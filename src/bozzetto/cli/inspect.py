"""``bozzetto inspect``: what a file says about how it was made, and what that is worth."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, nullcontext
from pathlib import Path

import click
from cryptography.hazmat.primitives.serialization import Encoding

from bozzetto.anchor import read_certificates
from bozzetto.capture.taking import UntakenError, is_picture
from bozzetto.capture.tree import Tree
from bozzetto.cli.command import Command
from bozzetto.cli.exits import ExitCode, leave
from bozzetto.cli.inspected import show_inspection, show_short
from bozzetto.cli.inspected_json import inspection_value
from bozzetto.cli.options import ExistingFile, ExistingPath, json_option
from bozzetto.cli.output import complain, hint, note, say, show_json
from bozzetto.cli.progress import bar
from bozzetto.cli.session import open_studio, studio_folder
from bozzetto.errors import BozzettoError, FormatError, StudioError
from bozzetto.labels.inspection import Inspection, Library, Trust, inspect_file
from bozzetto.language import _, error_words
from bozzetto.record import JSONObject
from bozzetto.studio import Layout

__all__ = ["inspect"]


@click.command("inspect", cls=Command)
@click.argument("images", metavar="IMAGE...", nargs=-1, required=True, type=ExistingPath())
@click.option(
    "--trust",
    multiple=True,
    type=ExistingFile(),
    metavar="PEM",
    help="root certificates of signers, and of their timestamp authorities, that you trust",
)
@click.option(
    "--pixels/--no-pixels",
    default=None,
    help="whether pictures are decoded; else one is, and several are not",
)
@json_option
def inspect(
    images: tuple[Path, ...], trust: tuple[Path, ...], pixels: bool | None, as_json: bool
) -> None:
    """Say what a file says about how it was made, and what that is worth.

    IMAGE is any file, or a folder: then every picture in it and below, but for hidden ones and
    links. Nothing is recorded, and the network is not used. Whether a file is in the studio is
    said where there is a studio.

    Decoding is what finds words hidden in the pixels, a signature over them, and copies in the
    studio that look alike.
    """
    roots = _roots(trust)
    is_single = len(images) == 1 and not images[0].is_dir()
    with ExitStack() as stack:
        library = _library(stack)
        if is_single:
            found = inspect_file(
                images[0], pixels=pixels is not False, trust=roots, library=library
            )
            _answer(images[0], found, as_json=as_json)
            return
        failed = _inspect_all(
            images, pixels=bool(pixels), trust=roots, library=library, as_json=as_json
        )
    if failed:
        leave(ExitCode.INCOMPLETE)


def _answer(path: Path, found: Inspection, *, as_json: bool) -> None:
    if as_json:
        show_json(inspection_value(path, found))
        return
    show_inspection(path, found)
    if any(voice.protection.trust is Trust.NO_LIST for voice in found.voices):
        hint(_("to hold signers against a list of yours: --trust PEM"))


def _roots(files: Sequence[Path]) -> str | None:
    """Read the certificates that the reader trusts; None where no list is given."""
    if not files:
        return None
    return "".join(map(_certificates, files))


def _certificates(file: Path) -> str:
    data = file.read_bytes()
    if b"\0" in data:
        raise FormatError("{file} is not a text file of certificates", file=file)
    found = read_certificates(data)
    return "".join(each.public_bytes(Encoding.PEM).decode("ascii") for each in found)


def _library(stack: ExitStack) -> Library | None:
    """Open the studio that is meant; where there is none, or it cannot be read, do without."""
    if not Layout(studio_folder()).exists():
        return None
    try:
        return Library(stack.enter_context(open_studio()))
    except BozzettoError as error:
        note(_("the studio is not looked into: {why}", why=error_words(error)))
        return None


def _inspect_all(
    images: Sequence[Path],
    *,
    pixels: bool,
    trust: str | None,
    library: Library | None,
    as_json: bool,
) -> int:
    """Inspect file by file, and answer at once; return how many could not be read."""
    failed = done = 0
    # Lines that come one after the other show how far it is, and a bar would stand in them
    watched = nullcontext(None) if sys.stdout.isatty() else bar(_("inspecting"))
    with watched as advance:
        files, troubles = _files(images)
        for place, why in troubles:
            _fail(place, why, as_json=as_json)
        failed += len(troubles)
        for number, path in enumerate(files, 1):
            try:
                found = inspect_file(path, pixels=pixels, trust=trust, library=library)
            except BozzettoError as error:
                failed += 1
                _fail(path, error_words(error), as_json=as_json)
            else:
                done += 1
                _answer_one(path, found, as_json=as_json)
            if advance is not None:
                advance(number, len(files))
    note(_("{done} files inspected, {failed} could not be read", done=done, failed=failed))
    if done and not as_json:
        hint(_("name one file alone to see all that it says"))
    if done and not pixels:
        hint(_("what is hidden in pixels, and signatures over them, are looked at with --pixels"))
    return failed


def _answer_one(path: Path, found: Inspection, *, as_json: bool) -> None:
    if as_json:
        _show_line(inspection_value(path, found))
    else:
        show_short(path, found)


def _fail(path: Path, why: str, *, as_json: bool) -> None:
    if as_json:
        _show_line({"file": str(path), "error": why})
    else:
        complain(_("{file}: {why}", file=path, why=why))


def _show_line(value: JSONObject) -> None:
    """Print one of several answers: a line each, so that a reader has them as they come."""
    say(json.dumps(value, ensure_ascii=True, separators=(",", ":")))


def _files(images: Sequence[Path]) -> tuple[list[Path], list[tuple[Path, str]]]:
    """List the files that are meant, each once; and the folders that could not be listed."""
    found: dict[Path, None] = {}
    troubles: list[tuple[Path, str]] = []
    for image in images:
        if image.is_dir():
            found.update(dict.fromkeys(_below(image, troubles)))
        else:
            found[image] = None
    return list(found), troubles


def _below(folder: Path, troubles: list[tuple[Path, str]]) -> Iterator[Path]:
    """List the pictures of a folder and below, in the order of their names."""

    def trouble(place: Path, error: OSError) -> None:
        troubles.append((place, error.strerror or str(error)))

    try:
        tree = Tree([folder], studio_folder())
    except StudioError as error:
        troubles.append((folder, error_words(error)))
        return
    root = tree.roots[0]
    for path in sorted(each for each, stamp in tree.walk(trouble=trouble) if stamp.regular):
        shown = folder / path.relative_to(root)
        try:
            if is_picture(path):
                yield shown
        except UntakenError as error:
            troubles.append((shown, error_words(error)))
