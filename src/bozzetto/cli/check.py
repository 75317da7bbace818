"""``bozzetto check``: what courts and offices ask for, beside what a work's record has."""

from collections.abc import Iterable
from datetime import datetime

import click

from bozzetto.cli.command import Command
from bozzetto.cli.entries import Teller
from bozzetto.cli.facts import rests
from bozzetto.cli.options import Choice, json_option, since_option
from bozzetto.cli.output import say, show_json
from bozzetto.cli.session import choose_work, open_studio
from bozzetto.language import _, join, spoken, term
from bozzetto.law import (
    Assessment,
    Authority,
    Found,
    Outcome,
    Place,
    Read,
    Since,
    State,
    Words,
    assess,
    since,
)
from bozzetto.record import JSONObject, moment_of
from bozzetto.story import Facts
from bozzetto.upkeep.facts import facts_of
from bozzetto.upkeep.times import short_time

__all__ = ["check"]

_STATES = {
    State.DOCUMENTED: term("documented"),
    State.THIN: term("thin"),
    State.MISSING: term("missing"),
}
_PLACES = {
    Place.CN: term("China"),
    Place.US: term("the United States"),
    Place.EU: term("the European Union"),
    Place.JP: term("Japan"),
    Place.KR: term("Korea"),
}
_OUTCOMES = {
    Outcome.PROTECTED: term("protected"),
    Outcome.REFUSED: term("refused"),
    Outcome.MIXED: term("in part"),
}

_FOUND = {
    Found.THERE: term("[found there]"),
    Found.MISSING: term("[found missing]"),
    Found.NOT_ENOUGH: term("[found not to be enough]"),
}


@click.command("check", cls=Command)
@click.argument("name", metavar="[WORK]", required=False)
@click.option(
    "--for",
    "place",
    type=Choice([place.value for place in Place]),
    metavar="PLACE",
    help=term("whose law: cn, us, eu, jp or kr; else every factor, without authorities"),
)
@since_option
@json_option
def check(name: str | None, place: str | None, dispute: datetime | None, as_json: bool) -> None:
    """Hold a work against what courts and offices ask for.

    Each factor is documented, thin or missing, by rules that docs/law.md states, with the entries
    that it rests on, who asks for it, what can still be done, and what the other side will say.
    There is no score and no verdict, and it is not legal advice.
    """
    with open_studio() as studio:
        work = choose_work(studio, name)
        facts = facts_of(studio, work)
        teller = Teller.of(studio, work)
    where = None if place is None else Place(place)
    found = assess(facts, where, dispute)
    parted = None if dispute is None else since(facts, dispute)
    if as_json:
        show_json(_value(facts, where, dispute, found, parted))
        return
    say(_head(work.title, where))
    for line in _overview(found):
        say(line)
    for each in found:
        say()
        for line in _factor(each, facts, teller):
            say(line)
    if dispute is not None and parted is not None:
        say()
        for line in _parted(parted, dispute):
            say(line)


def _head(title: str, place: Place | None) -> str:
    if place is None:
        return _("{title}: what the record bears, and what it does not", title=title)
    return _(
        "{title}, held against what courts and offices of {place} ask for; not legal advice",
        title=title,
        place=_(_PLACES[place]),
    )


def _overview(found: Iterable[Assessment]) -> Iterable[str]:
    """Name the factors of each state."""
    for state, word in _STATES.items():
        names = [_in(each.words.name) for each in found if each.finding.state is state]
        if names:
            yield _("{state}: {names}", state=_(word), names=join(names))


def _factor(each: Assessment, facts: Facts, teller: Teller) -> Iterable[str]:
    state = _(_STATES[each.finding.state])
    yield _("{name}: {state}", name=_in(each.words.name), state=state)
    known = {step.digest: step for step in facts.work}
    steps = [known[digest] for digest in each.finding.rest.entries if digest in known]
    yield f"  {_in(each.said)} {rests(steps, teller) if steps else ''}".rstrip()
    for authority, asked in each.asked_by:
        yield f"  {_named(authority)}: {_in(asked.words)}{_found(asked.found)}"
    yield "  " + _("the other side: {words}", words=_in(each.words.counter))
    if each.finding.state is not State.DOCUMENTED:
        yield "  " + _("still possible: {words}", words=_in(each.words.can))


def _named(authority: Authority) -> str:
    """Name an authority: where, what, when, and how it ended."""
    said = f"{_in(authority.court)}, {_in(authority.name)} ({authority.year})"
    if authority.outcome in _OUTCOMES:
        said += f", {_(_OUTCOMES[authority.outcome])}"
    if authority.read is Read.MEMORY:
        said += ", " + _("not looked up")
    return said


def _found(found: Found | None) -> str:
    return "" if found is None else " " + _(_FOUND[found])


def _parted(parted: Since, dispute: datetime) -> Iterable[str]:
    yield _(
        "acts of creation shown to be older than {time} by an authority's time: {before}; "
        "not shown to be: {after}",
        time=short_time(dispute),
        before=len(parted.before.entries),
        after=len(parted.after.entries),
    )
    if parted.derived.entries:
        yield _(
            "instructions with words derived from a picture, as a later simulation has: {count}",
            count=len(parted.derived.entries),
        )


def _in(words: Words) -> str:
    return words.said(spoken())


def _value(
    facts: Facts,
    place: Place | None,
    dispute: datetime | None,
    found: Iterable[Assessment],
    parted: Since | None,
) -> JSONObject:
    return {
        "work": facts.work[0].digest,
        "for": None if place is None else place.value,
        "since": None if dispute is None else moment_of(dispute),
        "factors": [each.to_value() for each in found],
        "parted": None if parted is None else parted.to_value(),
    }
