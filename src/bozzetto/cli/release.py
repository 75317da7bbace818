"""``bozzetto release``: labelled copies of a picture that is published, and an entry of it."""

from collections.abc import Iterator
from pathlib import Path

import click

from bozzetto.api import Studio, Work
from bozzetto.capture.taking import describe_file, digest_file
from bozzetto.cli.acting import acting, person_option
from bozzetto.cli.command import Command
from bozzetto.cli.credentials import CredentialSigning, credentials_options
from bozzetto.cli.naming import find_asset
from bozzetto.cli.options import Choice, ExistingFile, json_option
from bozzetto.cli.output import fields, is_terminal, note, say, show_json
from bozzetto.cli.session import choose_work
from bozzetto.errors import FormatError
from bozzetto.evidence.measuring import Measures, can_measure
from bozzetto.labels import SourceType
from bozzetto.labels.credentials import Region, Timestamp, Trust
from bozzetto.labels.release import (
    Copy,
    Order,
    Preset,
    Propagator,
    Proposal,
    Reason,
    Released,
    Unknown,
    propose,
    release,
)
from bozzetto.labels.visible import Position, Visible
from bozzetto.language import _, join, term, translate
from bozzetto.record import Digest, JSONObject
from bozzetto.story import Facts
from bozzetto.upkeep.facts import facts_of

__all__ = ["REASONS", "UNKNOWNS", "release_"]

REASONS = {
    Reason.PURE: term("a tool gave it, and the record knows no picture from elsewhere in it"),
    Reason.INPUTS: term("pictures from elsewhere, or masks, went into it"),
    Reason.EDITED: term("a person edited it after a tool had given it"),
    Reason.UNSURE_EDIT: term(
        "an edit does not say what it was made from, and tools gave pictures in this work"
    ),
    Reason.HUMAN_EDITS: term("a person edited a picture that no tool of the record gave"),
    Reason.CREATION: term("a person made it, and no tool of the record gave any of it"),
    Reason.CAPTURE: term("it is a photograph, by the word of who added it"),
    Reason.NONE: term("the record does not say how it came about"),
}
UNKNOWNS = {
    Unknown.INPUTS: term("what the tool was told is not recorded: pictures may have gone in"),
    Unknown.NAMED_INPUT: term("the tool named a picture that the record does not have"),
    Unknown.MATERIALS: term("material is in the work that no instruction of it names"),
    Unknown.BEFORE: term("what an edit was made from is not recorded"),
    Unknown.EDITOR: term("whether the editing program used AI of its own"),
    Unknown.IMPORTED: term("some was read out of files, where anybody can write it"),
    Unknown.STATED: term("some is a person's own word"),
    Unknown.MODEL: term("no prompt and no model is recorded: that a model made it is a guess"),
}
LABELS = {
    "visible": term("visible label"),
    "aigc": term("implicit label (GB 45438-2025)"),
    "iptc": term("IPTC"),
    "sb942": term("disclosure (SB 942)"),
    "c2pa": term("content credentials"),
}


@click.command("release", cls=Command)
@click.argument("name", metavar="WORK")
@click.argument("image", metavar="IMAGE")
@click.option(
    "--preset",
    "presets",
    type=Choice([preset.value for preset in Preset]),
    multiple=True,
    required=True,
    metavar="PRESET",
    help=term("for whom a copy is labelled: cn, eu, us or plain"),
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    metavar="FOLDER",
    help=term("where the copies are written; nothing is written over"),
)
@click.option("--place", required=True, metavar="TEXT", help=term("where it is published"))
@click.option("--licence", required=True, metavar="TEXT", help=term("on what terms"))
@click.option(
    "--creator",
    "creators",
    multiple=True,
    metavar="NAME",
    help=term("who declares to be a creator"),
)
@click.option(
    "--source-type",
    metavar="CODE",
    help=term("how it came about, by IPTC's code; else the record's proposal is asked about"),
)
@click.option("--yes", is_flag=True, help=term("take the record's proposal, and do not ask"))
@click.option(
    "--provider",
    metavar="NAME|CODE",
    envvar="BOZZETTO_PROVIDER",
    help=term(
        "who provides the AI service: a name, or China's code of 27 characters; else"
        " BOZZETTO_PROVIDER"
    ),
)
@click.option(
    "--id",
    "identifier",
    metavar="TEXT",
    help=term("the provider's number of the picture; else one is made from the record's digests"),
)
@click.option(
    "--visible",
    metavar="TEXT",
    help=term("what the visible label says; without it, AI生成 where a preset has one"),
)
@click.option("--no-visible", is_flag=True, help=term("put no visible label onto the copies"))
@click.option(
    "--visible-at",
    type=Choice([position.value for position in Position]),
    default=Position.BOTTOM_RIGHT.value,
    metavar="POSITION",
    help=term("where it stands: bottom-right, top-left, bottom-band, ...; else bottom-right"),
)
@click.option(
    "--propagator",
    nargs=2,
    metavar="NAME NUMBER",
    help=term("also name in the implicit label who spreads the picture, and under which number"),
)
@click.option("--with-root", is_flag=True, help=term("write the record's root into that label"))
@click.option(
    "--with-prompts", is_flag=True, help=term("write the words that the tool was given, in clear")
)
@credentials_options
@click.option(
    "--bundle",
    type=ExistingFile(),
    metavar="FILE.zip",
    help=term("the evidence bundle that goes with it: its digest goes into the credentials"),
)
@person_option
@json_option
def release_(
    name: str,
    image: str,
    *,
    presets: tuple[str, ...],
    out: Path,
    place: str,
    licence: str,
    creators: tuple[str, ...],
    source_type: str | None,
    yes: bool,
    provider: str | None,
    identifier: str | None,
    visible: str | None,
    no_visible: bool,
    visible_at: str,
    propagator: tuple[str, str] | None,
    with_root: bool,
    with_prompts: bool,
    signing: CredentialSigning,
    bundle: Path | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Write labelled copies of a picture for publication, and record that it is released.

    IMAGE is a file whose bytes are in the work, or the first digits of its digest. The copies
    are made from the studio's own bytes, and each is read back by another program before it
    counts. What the picture says of itself already stays in them, also a tool's prompts.

    cn: visible label, implicit label, IPTC. eu: IPTC and credentials with a timestamp. us: IPTC,
    SB 942's disclosure and credentials. plain: IPTC, and what else is asked for.
    """
    given = None if source_type is None else SourceType.of_code(source_type)
    if no_visible and visible is not None:
        raise click.UsageError(
            _("give either --visible, or --no-visible"), click.get_current_context()
        )
    label = _label(visible, visible_at)
    with acting(person) as (studio, who):
        work = choose_work(studio, name)
        asset, facts = find_asset(work, image), facts_of(studio, work)
        proposal = propose(facts, asset)
        order = Order(
            asset,
            tuple(Preset(preset) for preset in presets),
            place,
            licence,
            given or _confirmed(proposal, yes=yes),
            creators,
            visible=label,
            declines_visible=no_visible,
            provider=provider,
            identifier=identifier,
            propagator=None if propagator is None else Propagator(*propagator),
            with_root=with_root,
            with_prompts=with_prompts,
            bundle=None if bundle is None else digest_file(bundle),
            signer=signing.signer(studio),
            authority=signing.authority,
            pause=signing.pause_of(studio.clock),
            regions=dict(_regions(studio, facts)),
            person=who,
        )
        released = release(work, facts, order, out)
        _remark(studio, order, released)
    if as_json:
        show_json(_value(work, order, proposal, released, is_given=given is not None))
    else:
        _show(released)


def _label(text: str | None, position: str) -> Visible | None:
    """Return the visible label that is asked for: Chinese words, or English ones."""
    at = Position(position)
    if text is None:
        return None if at is Position.BOTTOM_RIGHT else Visible(position=at)
    try:
        return Visible(text, "zh", at)
    except FormatError:
        return Visible(text, "en", at)


def _confirmed(proposal: Proposal, *, yes: bool) -> SourceType:
    """Return the proposal, if whoever is there says so."""
    context = click.get_current_context(silent=True)
    found = proposal.source_type
    if found is not None and yes:
        return found
    if not is_terminal():
        if found is None:
            raise click.UsageError(
                _("the record does not say how the picture came about: give --source-type"),
                context,
            )
        raise click.UsageError(
            _("say --yes to {code}, or give another: --source-type", code=found.code), context
        )
    _explain(proposal)
    answer = click.prompt(
        _("digital source type"), default=None if found is None else found.code, err=True
    )
    return SourceType.of_code(str(answer))


def _explain(proposal: Proposal) -> None:
    """Say why, on how many entries, and what the record cannot know."""
    note(
        _(
            "{reason}; entries: {count}",
            reason=translate(REASONS[proposal.reason]),
            count=len(proposal.rest.entries),
        )
    )
    for each in proposal.unknown:
        note(_("not known: {what}", what=translate(UNKNOWNS[each])))


def _regions(
    studio: Studio, facts: Facts
) -> Iterator[tuple[tuple[Digest, Digest], tuple[Region, ...]]]:
    """Yield where edits changed a picture, as far as that can be measured."""
    if not facts.edits or not can_measure():
        return
    measures = Measures(studio)
    for edit in facts.edits:
        if edit.after is None or not edit.before:
            continue
        change = measures.of(edit.before[0], edit.after).change
        if change is not None and change.regions and not change.is_spread:
            boxes = (Region(box.left, box.top, box.width, box.height) for box in change.regions)
            yield (edit.before[0], edit.after), tuple(boxes)


def _remark(studio: Studio, order: Order, released: Released) -> None:
    """Say what somebody who publishes the copies should know."""
    _picture, reading = describe_file(studio.assets.path(order.asset), pixels=False)
    if reading is not None and reading.prompts:
        note(_("the picture carries the words that the tool was given, and so do the copies"))
    for each in released.copies:
        for remark in each.remarks:
            if remark.written is None:
                words = _("{name} stays as it was", name=remark.name)
            else:
                words = _("{name} was {old}", name=remark.name, old=remark.found[:200])
            note(_("{file}: {words}", file=each.path.name, words=words))
        if each.shown is not None and each.shown.lost:
            note(_("{file}: lost: {what}", file=each.path.name, what=join(each.shown.lost)))
    signed = [each.signed for each in released.copies if each.signed is not None]
    if any(each.trust is Trust.SELF_ATTESTED for each in signed):
        note(_("the certificate was issued by its own holder: it identifies nobody"))
    for missed in (each for each in signed if each.timestamp is Timestamp.MISSED):
        note(_("no timestamp came: {why}", why=missed.why))


def _show(released: Released) -> None:
    for each in released.copies:
        fields(
            [
                (_("file"), str(each.path)),
                (_("digest"), each.digest),
                (_("labels"), join(translate(LABELS[label]) for label in each.labels)),
                (_("read by"), _readers(each)),
            ]
        )
    say(_("recorded as entry {number}", number=released.recorded.number))


def _readers(copy: Copy) -> str:
    return copy.reader if copy.signed is None else f"{copy.reader}, c2pa-python"


def _value(
    work: Work, order: Order, proposal: Proposal, released: Released, *, is_given: bool
) -> JSONObject:
    return {
        "work": work.digest,
        "asset": order.asset,
        "source_type": {
            **proposal.to_value(),
            "used": order.source_type.code,
            "given": is_given,
        },
        "id": released.identifier,
        "copies": [copy.to_value() for copy in released.copies],
        "entry": released.recorded.digest,
        "number": released.recorded.number,
    }
