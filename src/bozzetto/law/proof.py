"""Rules about the record itself: when, by whom, how completely, and how it came about."""

from collections.abc import Callable
from datetime import datetime

from bozzetto.law.factor import Finding, State, by_counts, found
from bozzetto.record import Seen
from bozzetto.story import Facts, Step
from bozzetto.story.settings import is_seed, settings_of

__all__ = ["PROOF", "acts_of"]

_CREATING = {"instruction.given", "output.received", "choice.made", "edit.made"}


def acts_of(facts: Facts) -> list[Step]:
    """Return the steps in which the picture was made: told, received, chosen, edited."""
    return [step for step in facts.work if step.kind in _CREATING]


def _contemporaneity(facts: Facts, since: datetime | None) -> Finding:
    """Documented where outside times cover all of the making, before a dispute if there is one."""
    acts = acts_of(facts)
    covered = [step for step in acts if _is_before(step, since)]
    is_whole = len(covered) == len(acts) and acts
    state = by_counts(1 if is_whole else 0, len(covered))
    return found(
        "contemporaneity",
        state,
        acts,
        acts=len(acts),
        covered=len(covered),
        late=len(acts) - len(covered),
    )


def _is_before(step: Step, since: datetime | None) -> bool:
    end = step.interval.before
    return end is not None and (since is None or end < since)


def _completeness(facts: Facts, _since: datetime | None) -> Finding:
    """Documented where something was watched and no gap or erasure is named; thin otherwise."""
    gaps = [step for gap in facts.pace.gaps for step in gap.steps]
    erased = [step for step in facts.work if step.kind == "bytes.erased"]
    unknown = [
        step
        for step in facts.work
        if step.kind == "output.received" and step.body["instruction"] is None
    ]
    # Where nothing was watched, nobody can have seen a gap.
    live = [step for step in _made(facts) if step.seen is Seen.LIVE]
    weak = (*gaps, *erased, *unknown)
    state = State.DOCUMENTED if live and not weak else State.THIN
    return found(
        "completeness",
        state,
        weak,
        live=len(live),
        gaps=len(facts.pace.gaps),
        erased=len(erased),
        unknown=len(unknown),
        entries=len(facts.work),
    )


def _authorship(facts: Facts, _since: datetime | None) -> Finding:
    """Documented where each person signed; several need the terms of their joint work, too."""
    people = facts.hands.people
    acts = [step for hand in people for steps in hand.acts.values() for step in steps]
    signed = [hand for hand in people if hand.signed]
    has_terms = "terms" in facts.work[0].body
    is_whole = bool(people) and len(signed) == len(people) and (len(people) == 1 or has_terms)
    state = by_counts(1 if is_whole else 0, len(people))
    return found(
        "authorship",
        state,
        acts,
        people=len(people),
        signed=len(signed),
        terms=int(has_terms),
        joint=len(facts.hands.joint),
    )


def _account(facts: Facts, _since: datetime | None) -> Finding:
    """Documented where instructions name the account; thin where they only name jobs."""
    given = [each.node.step for each in facts.rounds]
    named = [step for step in given if "account" in step.body]
    jobs = [step for step in given if "job" in step.body]
    state = by_counts(len(named), len(jobs))
    return found("account", state, [*named, *jobs], named=len(named), jobs=len(jobs))


def _course(facts: Facts, _since: datetime | None) -> Finding:
    """Documented where told and received were recorded live, as they happened; thin where some."""
    made = _made(facts)
    live = [step for step in made if step.seen is Seen.LIVE]
    is_whole = len(live) == len(made) and made
    state = by_counts(1 if is_whole else 0, len(live))
    return found("course", state, made, all=len(made), live=len(live))


def _made(facts: Facts) -> list[Step]:
    """Return what was told to tools, and what they gave."""
    return [step for step in facts.work if step.kind in {"instruction.given", "output.received"}]


def _reproduction(facts: Facts, _since: datetime | None) -> Finding:
    """Documented where every instruction has its seed and its models' digests; thin where some."""
    given = [each.node.step for each in facts.rounds]
    seeded = [step for step in given if any(is_seed(name) for name in settings_of(step))]
    identified = {str(step.body["name"]) for step in facts.work if step.kind == "model.identified"}
    full = [step for step in seeded if _models_known(step, identified)]
    is_whole = len(full) == len(given) and given
    state = by_counts(1 if is_whole else 0, len(seeded))
    return found("reproduction", state, given, all=len(given), seeded=len(seeded), full=len(full))


def _models_known(step: Step, identified: set[str]) -> bool:
    models = step.body["models"]
    every = [each for each in models if isinstance(each, dict)] if isinstance(models, list) else []
    return bool(every) and all(each["digest"] or each["name"] in identified for each in every)


PROOF: tuple[Callable[[Facts, datetime | None], Finding], ...] = (
    _contemporaneity,
    _completeness,
    _authorship,
    _account,
    _course,
    _reproduction,
)
