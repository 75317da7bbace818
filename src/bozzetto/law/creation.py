"""Rules about the making of a picture: what a person decided, and whether the record shows it."""

from collections.abc import Callable

from bozzetto.law.factor import Finding, by_counts, found
from bozzetto.record import Digest, Seen
from bozzetto.story import Answer, Facts, Round, Step
from bozzetto.story.wording import words_of

__all__ = ["CREATION", "derived_words"]

SEVERAL = 2  # responsive rounds: the cases that won had "several", and one is what lost
_OWN = {"own hand", "own photo"}
_MADE_UP = {"image description"}


def _intent(facts: Facts) -> Finding:
    """Documented where an intent stands before any output; thin where all came after."""
    told = [each for each in facts.statements if each.step.kind == "intent.stated"]
    before = [each for each in told if each.is_before]
    state = by_counts(len(before), len(told))
    steps = [each.step for each in told]
    return found("intent", state, steps, before=len(before), after=len(told) - len(before))


def _instructions(facts: Facts) -> Finding:
    """Documented where words by a person were recorded live; thin where only others are there."""
    given = [each.node.step for each in facts.rounds]
    live = [step for step in given if step.seen is Seen.LIVE and _is_persons(step)]
    derived = [step for step in given if derived_words(step)]
    state = by_counts(len(live), len(given) - len(derived))
    return found(
        "instructions",
        state,
        given,
        all=len(given),
        live=len(live),
        imported=sum(step.seen is Seen.IMPORTED for step in given),
        derived=len(derived),
    )


def derived_words(step: Step) -> bool:
    """Whether the words of an instruction were made out of a picture: the sign of a simulation."""
    writers = [words.writer for words in words_of(step) if words.role != "negative"]
    return any(writer in _MADE_UP for writer in writers)


def _is_persons(step: Step) -> bool:
    words = [each for each in words_of(step) if each.role != "negative"]
    by_person = any(each.writer == "person" for each in words)
    unsaid = any(each.writer == "unknown" for each in words) and step.by.person is not None
    return by_person or unsaid


def _control(facts: Facts) -> Finding:
    """Documented where pictures that lead or masks are kept; thin where they are only named."""
    held = [each for each in facts.rounds if _leading(each, is_held=True)]
    named = [each for each in facts.rounds if _leading(each, is_held=False)]
    regions = sum(any(one.region for one in each.inputs_added) for each in facts.rounds)
    steps = [each.node.step for each in (*held, *named)]
    state = by_counts(len(held), len(named))
    return found("control", state, steps, held=len(held), named=len(named), regions=regions)


def _leading(told: Round, *, is_held: bool) -> bool:
    return any(each.is_held is is_held for each in told.inputs_added)


def _iteration(facts: Facts) -> Finding:
    """Documented by several responsive rounds, one of them after an act upon an output."""
    answers = [each for each in facts.rounds if each.answer is Answer.RESPONSIVE]
    looked = [each for each in answers if each.looked]
    repeated = sum(each.answer is Answer.REPETITION for each in facts.rounds)
    is_enough = len(answers) >= SEVERAL and looked
    state = by_counts(1 if is_enough else 0, len(answers))
    steps = [step for each in answers for step in (each.node.step, *each.looked)]
    return found(
        "iteration",
        state,
        steps,
        responsive=len(answers),
        looked=len(looked),
        repeated=repeated,
        rounds=len(facts.rounds),
    )


def _selection(facts: Facts) -> Finding:
    """Documented by a choice with a reason and something rejected; thin by any other choice."""
    choices = facts.selection.choices
    full = [each for each in choices if each.chosen and each.rejected and each.reason]
    state = by_counts(len(full), len(choices))
    return found(
        "selection",
        state,
        [each.step for each in choices],
        choices=len(choices),
        reasoned=sum(each.reason is not None for each in choices),
        offered=len(facts.selection.candidates),
        rejected=len(facts.selection.marked("rejected")),
    )


def _arrangement(facts: Facts) -> Finding:
    """Documented by an edit of layers or several pictures; thin by an instruction from several."""
    composed = [each.step for each in facts.edits if len(each.before) > 1 or each.layers]
    several = [
        each.node.step
        for each in facts.lineage.descents
        if each.node.shape == "attempt" and each.others
    ]
    state = by_counts(len(composed), len(several))
    steps = [*composed, *several]
    return found("arrangement", state, steps, composed=len(composed), several=len(several))


def _modification(facts: Facts) -> Finding:
    """Documented where a state before and one after are both kept; thin where one is missing."""
    made_from = {
        each.node.step.digest for each in facts.lineage.descents if each.link == "made from"
    }
    whole = [each for each in facts.edits if each.step.digest in made_from]
    state = by_counts(len(whole), len(facts.edits))
    steps = [each.step for each in facts.edits]
    layers = sum(len(each.layers) for each in whole)
    return found(
        "modification", state, steps, edits=len(facts.edits), whole=len(whole), layers=layers
    )


def _own_input(facts: Facts) -> Finding:
    """Documented where one's own drawing or photo led a tool; thin where it only lies there."""
    own = {
        digest: node.step
        for digest, node in facts.lineage.gathered.by_asset.items()
        if node.shape == "material" and node.step.body["origin"] in _OWN
    }
    used: dict[Digest, Step] = {}
    for each in facts.rounds:
        for given in each.inputs_added:
            for digest in (given.digest, given.region):
                if digest is not None and digest in own:
                    used.setdefault(digest, each.node.step)
    steps = [*own.values(), *used.values()]
    state = by_counts(len(used), len(own))
    return found("own input", state, steps, own=len(own), used=len(used))


def _features(facts: Facts) -> Finding:
    """Documented where what was wanted is tied to what can be seen; thin where reasons say it."""
    tied = [each.step for each in facts.statements if each.dimensions or each.about]
    tied += [each.step for each in facts.edits if each.dimensions]
    reasons = [each.step for each in facts.selection.choices if each.reason]
    state = by_counts(len(tied), len(reasons))
    return found("features", state, [*tied, *reasons], tied=len(tied), reasons=len(reasons))


def _foresight(facts: Facts) -> Finding:
    """Documented where an intent stands before what a later round gave; thin before the first."""
    told = [each for each in facts.rounds if each.foretold]
    later = [each for each in told if each.before is not None]
    steps = [step for each in told for step in (*each.foretold, *each.node.outputs[:1])]
    state = by_counts(len(later), len(told))
    return found("foresight", state, steps, later=len(later), rounds=len(facts.rounds))


CREATION: tuple[Callable[[Facts], Finding], ...] = (
    _intent,
    _instructions,
    _control,
    _iteration,
    _selection,
    _arrangement,
    _modification,
    _own_input,
    _features,
    _foresight,
)
