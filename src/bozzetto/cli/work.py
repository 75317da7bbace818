"""``bozzetto work``: begin a work, list the works, show what happened in one."""

from collections.abc import Sequence

import click

from bozzetto.api import Studio
from bozzetto.cli.changes import changes_of, tell_changes
from bozzetto.cli.command import Group
from bozzetto.cli.entries import SEEN_WORDS, Teller, short_digest
from bozzetto.cli.facts import show_facts
from bozzetto.cli.moments import spell_recorded
from bozzetto.cli.options import json_option
from bozzetto.cli.output import fields, hint, say, show_json, table
from bozzetto.cli.session import open_studio
from bozzetto.cli.traces import tell_traces, traces_of
from bozzetto.evidence.measuring import Measured
from bozzetto.evidence.tracing import Traced
from bozzetto.language import _
from bozzetto.record import JSON, Entry, JSONObject
from bozzetto.story import Facts
from bozzetto.studio import Work
from bozzetto.upkeep.facts import facts_of
from bozzetto.upkeep.times import Anchors, read_anchors, short_moment, short_time

__all__ = ["work"]


@click.group("work", cls=Group)
def work() -> None:
    """Begin a work, list the works, show one."""


@work.command("open")
@click.argument("title")
@click.option("--terms", metavar="TEXT", help="what the people who make it agreed on")
@json_option
def open_(title: str, terms: str | None, as_json: bool) -> None:
    """Begin a work.

    TITLE is its title. It is written into the record and signed by the owner.
    """
    with open_studio(to_sign=True) as studio:
        made = studio.open_work(title, terms=terms)
        ((place, entry), *_rest) = made.entries()
    if as_json:
        value: JSONObject = {"work": made.digest, "title": title, "place": place}
        show_json({**value, "at": entry.event.at})
        return
    say(_("work opened: {title}", title=title))
    say(made.digest)
    hint(_("say first what you want to make: bozzetto intent TEXT"))


@work.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List the works of the studio, oldest first."""
    with open_studio() as studio:
        anchors = read_anchors(studio)
        rows = [_summary(known, anchors) for known in studio.works()]
    if as_json:
        show_json({"works": [*rows]})
        return
    table(
        (_("title"), _("digest"), _("opened"), _("entries"), _("files"), _("without a timestamp")),
        [
            (
                str(row["title"]),
                short_digest(str(row["work"])),
                short_moment(str(row["opened"])),
                *(str(row[name]) for name in ("entries", "assets", "unanchored")),
            )
            for row in rows
        ],
    )


def _summary(known: Work, anchors: Anchors) -> JSONObject:
    entries = known.entries()
    unanchored = sum(not anchors.covers(place) for place, _entry in entries)
    return {
        "work": known.digest,
        "title": known.title,
        "opened": entries[0][1].event.at,
        "changed": entries[-1][1].event.at,
        "entries": len(entries),
        "assets": len(known.assets()),
        "unanchored": unanchored,
    }


@work.command("show")
@click.argument("name", metavar="WORK")
@click.option("--facts", "as_facts", is_flag=True, help="what the entries tell together")
@click.option("--pixels", is_flag=True, help="the same, and where edits changed the picture")
@json_option
def show(name: str, as_facts: bool, pixels: bool, as_json: bool) -> None:
    """Show what happened in a work, entry by entry.

    WORK is its title, or the first digits of its digest. The time is the recorder's own clock;
    the interval is what the timestamps of the authorities leave. With --facts: rounds, what
    changed between them and who chose, each line with the numbers of the entries that it rests
    on. Facts are no judgement; docs/formats/facts.md says what each means.
    """
    with open_studio() as studio:
        shown = studio.find_work(name)
        entries, anchors = shown.entries(), read_anchors(studio)
        teller = Teller.of(studio, shown)
        if as_facts or pixels:
            facts = facts_of(studio, shown, anchors)
            changes = changes_of(studio, facts) if pixels else None
            traced = traces_of(studio, facts) if pixels else None
            _show_facts(facts, changes, traced, teller, as_json=as_json)
            return
        if as_json:
            show_json(_value(shown, entries, anchors, teller))
            return
        _show(studio, shown, entries, anchors, teller)


def _show_facts(
    facts: Facts,
    changes: Sequence[Measured] | None,
    traced: Sequence[Traced] | None,
    teller: Teller,
    *,
    as_json: bool,
) -> None:
    if as_json:
        measured: JSONObject = {}
        if changes is not None:
            measured["pixels"] = [each.to_value() for each in changes]
        if traced is not None:
            measured["traces"] = [each.to_value() for each in traced]
        show_json({**facts.to_value(), **measured})
        return
    show_facts(facts, teller)
    for line in (*tell_changes(changes or (), teller), *tell_traces(traced or (), teller)):
        say(line)


def _show(
    studio: Studio,
    shown: Work,
    entries: Sequence[tuple[int, Entry]],
    anchors: Anchors,
    teller: Teller,
) -> None:
    fields([(_("work"), shown.title), (_("digest"), shown.digest), (_("studio"), studio.digest)])
    say()
    rows = [
        (
            str(entry.event.number),
            spell_recorded(entry.event),
            _time(anchors, place, entry),
            teller.what(entry),
            teller.by(entry.event.by),
            _(SEEN_WORDS[entry.event.seen.value]),
        )
        for place, entry in entries
    ]
    table((_("no."), _("time"), _("timestamp"), _("what"), _("by"), _("how known")), rows)


def _time(anchors: Anchors, place: int, entry: Entry) -> str:
    """Say how far outside time bounds an entry."""
    interval = anchors.interval(place, entry.event.after)
    if interval.before is not None:
        return _("before {time}", time=short_time(interval.before))
    return _("none yet") if not anchors.covers(place) else _("unreadable")


def _value(
    shown: Work, entries: Sequence[tuple[int, Entry]], anchors: Anchors, teller: Teller
) -> JSONObject:
    listed: list[JSON] = [_entry(place, entry, anchors, teller) for place, entry in entries]
    files: list[JSON] = [asset.to_value() for asset in shown.assets().values()]
    return {"work": shown.digest, "title": shown.title, "entries": listed, "assets": files}


def _entry(place: int, entry: Entry, anchors: Anchors, teller: Teller) -> JSONObject:
    event = entry.event
    return {
        "number": event.number,
        "place": place,
        "digest": entry.digest,
        "kind": event.kind,
        "at": event.at,
        "after": event.after,
        "anchored": anchors.covers(place),
        "interval": str(anchors.interval(place, event.after)),
        "seen": event.seen.value,
        "by": event.by.to_value(),
        "name": teller.by(event.by),
        "what": teller.what(entry),
        "body": event.body,
        "texts": {text.digest: text.text for text in entry.texts},
        "withheld": [*entry.withheld()],
    }
