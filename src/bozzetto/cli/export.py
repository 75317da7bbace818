"""``bozzetto export``: the evidence bundle of one work."""

from pathlib import Path

import click

from bozzetto.api import Exported, Work
from bozzetto.cli.command import Command
from bozzetto.cli.naming import find_asset, find_text
from bozzetto.cli.options import OutputFile, json_option
from bozzetto.cli.output import fields, hint, note, show_json
from bozzetto.cli.progress import bar
from bozzetto.cli.seal import say_sealed, sealed_value
from bozzetto.cli.session import choose_work, open_studio
from bozzetto.evidence import Withheld
from bozzetto.language import _
from bozzetto.record import JSONObject

__all__ = ["export"]


@click.command("export", cls=Command)
@click.argument("work_name", metavar="WORK")
@click.argument("file", metavar="FILE.zip", type=OutputFile())
@click.option(
    "--withhold-text",
    "texts",
    multiple=True,
    metavar="DIGEST",
    help="a text that this copy does not show: the first digits of its commitment",
)
@click.option(
    "--withhold-file",
    "files",
    multiple=True,
    metavar="FILE",
    help="a file that this copy does not carry: a path, or the first digits of its digest",
)
@click.option("--reason", default="", metavar="TEXT", help="why; the reader is told")
@click.option(
    "--with-keys",
    is_flag=True,
    help="take files along that a tool wrote a key or a password into",
)
@json_option
def export(
    work_name: str,
    file: Path,
    texts: tuple[str, ...],
    files: tuple[str, ...],
    reason: str,
    with_keys: bool,
    as_json: bool,
) -> None:
    """Write the evidence bundle of a work, after sealing what waits.

    WORK is its title, or the first digits of its digest. What is withheld is listed in the
    bundle by its digest, with the reason; the rest can still be verified.
    """
    if (texts or files) and not reason.strip():
        raise click.UsageError(
            _("{name} is missing", name="--reason"), click.get_current_context(silent=True)
        )
    with open_studio() as studio, bar(_("writing")) as advance:
        work = choose_work(studio, work_name)
        withheld = _withheld(work, texts, files, reason)
        waiting = studio.sealer.waiting()
        exported = work.export(file, withheld=withheld, with_keys=with_keys, progress=advance)
    if as_json:
        show_json(_value(work, exported))
    else:
        _show(exported)
    if exported.sealed is not None:
        say_sealed(exported.sealed)
    elif waiting.count:
        note(_("no authority is asked: {count} entries have no timestamp", count=waiting.count))
        hint(_("without an authority nothing proves when: bozzetto authority add digicert"))
    if not exported.page:
        note(_("the bundle has no page for a double click: it was not built in this checkout"))


def _withheld(work: Work, texts: tuple[str, ...], files: tuple[str, ...], reason: str) -> Withheld:
    return Withheld(
        frozenset(find_text(work, name) for name in texts),
        frozenset(find_asset(work, name) for name in files),
        reason,
    )


def _show(exported: Exported) -> None:
    fields(
        [
            (_("file"), str(exported.path)),
            (_("digest"), exported.digest),
            (_("size"), _("{count} bytes", count=f"{exported.size:,}")),
            (_("entries"), str(exported.entries)),
            (_("files"), str(exported.assets)),
        ]
    )


def _value(work: Work, exported: Exported) -> JSONObject:
    return {
        "work": work.digest,
        "title": work.title,
        "file": str(exported.path),
        "digest": exported.digest,
        "size": exported.size,
        "entries": exported.entries,
        "assets": exported.assets,
        "page": exported.page,
        "sealed": None if exported.sealed is None else sealed_value(exported.sealed),
    }
