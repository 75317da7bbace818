"""Facts in words: ``bozzetto work show WORK --facts``.

One paragraph a round, then what was chosen, edited and missed. Every line ends with the entries
that it rests on, by their numbers in the work, and how they are known.
"""

from collections.abc import Iterable, Iterator, Sequence

from bozzetto.cli.entries import DIMENSION_WORDS, SEEN_WORDS, Teller, one_line
from bozzetto.cli.output import say
from bozzetto.durations import spell_duration
from bozzetto.language import _, join, join_parts, term
from bozzetto.story import (
    Answer,
    Facts,
    Gap,
    GivenInput,
    Phrase,
    Round,
    SettingChange,
    Step,
    WordsChange,
    rest_on,
)
from bozzetto.upkeep.times import short_moment, short_time

__all__ = ["rests", "show_facts"]

MOST = 8  # phrases, settings or entries that one line names; --json has all

_ANSWERS = {
    Answer.FIRST: term("round {number}: the first instruction of its line"),
    Answer.REPETITION: term("round {number}: repeats round {before}, at most with another seed"),
    Answer.RESPONSIVE: term("round {number}: changed after an output of round {before} was there"),
    Answer.UNANSWERED: term("round {number}: changed before any output of round {before} came"),
    Answer.UNKNOWN: term("round {number}: follows round {before}; its words are withheld"),
}
_WRITERS = {
    "person": term("words by a person"),
    "template": term("words of a template"),
    "language model": term("words by a language model"),
    "image description": term("words derived from a picture"),
    "unknown": term("nobody said whose words"),
}
_GAPS = {
    "clock jump": term("the wall clock and the steady clock disagreed"),
    "copied": term("the studio had been recorded on another machine before"),
    "gap": term("nothing was watched"),
    "lost event": term("something happened, and what it was is not known"),
    "rolled back": term("the studio was older than what had been recorded"),
    "unfinished": term("a recorder stopped without saying so"),
    "unreadable file": term("a file could not be read"),
    "unwatched": term("live entries while no recorder ran"),
}


def show_facts(facts: Facts, teller: Teller) -> None:
    """Print what a work's record tells, without a picture being opened."""
    for lines in (_rounds, _chosen, _edits, _statements, _people, _pace, _times):
        for line in lines(facts, teller):
            say(line)


def rests(steps: Iterable[Step], teller: Teller) -> str:
    """Say what a line rests on."""
    rest = rest_on(steps)
    numbers = [str(teller.numbers[each]) for each in rest.entries if each in teller.numbers]
    known = join_parts([_(SEEN_WORDS[seen.value]) for seen in rest.strength])
    if not numbers:
        return _("[{known}]", known=known)
    return _("[{entries}: {known}]", entries=_some(numbers), known=known)


def _some(words: Sequence[str]) -> str:
    """Name some words, and how many more there are."""
    more = len(words) - MOST
    said = join(words[:MOST])
    return said if more <= 0 else _("{words} and {count} more", words=said, count=more)


def _rounds(facts: Facts, teller: Teller) -> Iterator[str]:
    numbers = {id(each.node): each.number for each in facts.rounds}
    for each in facts.rounds:
        before = numbers.get(id(each.before), 0)
        head = _(_ANSWERS[each.answer], number=each.number, before=before)
        yield f"{head} {rests(each.node.steps, teller)}"
        yield from (f"  {line}" for line in _round(each, facts, teller))


def _round(told: Round, facts: Facts, teller: Teller) -> Iterator[str]:
    for words in told.words:
        if words.change != "same":
            yield _words(words)
    if told.settings:
        yield _("settings: {changes}", changes=_some([_changed(each) for each in told.settings]))
    if told.models:
        names = [each.name for each in told.models]
        yield _("model files that changed: {names}", names=_some(names))
    if told.inputs_added:
        yield _("led by, new: {files}", files=_inputs(told.inputs_added, teller))
    if told.inputs_removed:
        yield _("led by no more: {files}", files=_inputs(told.inputs_removed, teller))
    if told.looked:
        entries = rests(told.looked, teller)
        yield _("in between, persons acted on its outputs {entries}", entries=entries)
    if told.foretold:
        yield _("intent stated before its output {entries}", entries=rests(told.foretold, teller))
    yield _outputs(told, facts)


def _inputs(inputs: Sequence[GivenInput], teller: Teller) -> str:
    names = (
        each.name or "" if each.digest is None else teller.file(each.digest) for each in inputs
    )
    return _some([f"{each.role} {name}" for each, name in zip(inputs, names, strict=True)])


def _words(words: WordsChange) -> str:
    """Say how one prompt changed."""
    said = [
        *(f"+ {_phrase(phrase)}" for phrase in words.added),
        *(f"- {_phrase(phrase)}" for phrase in words.removed),
        *(
            f"{one_line(each.text)} {each.before or '1'} → {each.after or '1'}"
            for each in words.reweighted
        ),
    ]
    if not said:
        said = [_("[withheld]") if words.change == "unknown" else _("order or spelling alone")]
    whose = _(_WRITERS.get(words.writer, words.writer))
    return _("{role} ({whose}): {changes}", role=words.role, whose=whose, changes=_some(said))


def _phrase(phrase: Phrase) -> str:
    weight = "" if phrase.weight is None else f" ×{phrase.weight}"
    return one_line(phrase.text) + weight


def _changed(change: SettingChange) -> str:
    before, after = (one_line(side or "–") for side in (change.before, change.after))
    return f"{change.name} {before} → {after}"


def _outputs(told: Round, facts: Facts) -> str:
    """Count what came out, and what became of it."""
    own = set(told.node.assets)
    marks = {
        mark: len(own.intersection(facts.selection.marked(mark)))
        for mark in ("chosen", "rejected", "undecided")
    }
    return _(
        "outputs: {count}; chosen {chosen}, rejected {rejected}, undecided {undecided}, "
        "never offered {never}",
        count=len(own),
        **marks,
        never=len(own) - sum(marks.values()),
    )


def _chosen(facts: Facts, teller: Teller) -> Iterator[str]:
    for choice in facts.selection.choices:
        reason = _("no reason given") if choice.reason is None else one_line(choice.reason)
        counted = _(
            "choice: {chosen} of {among}: {reason}",
            chosen=len(choice.chosen),
            among=len(choice.among),
            reason=reason,
        )
        yield f"{counted} {rests([choice.step], teller)}"


def _edits(facts: Facts, teller: Teller) -> Iterator[str]:
    for edit in facts.edits:
        layers = [_("[withheld]") if layer is None else layer for layer in edit.layers]
        parts = [_("edit in {tool}", tool=edit.tool or "?")]
        if layers:
            parts.append(_("layers: {names}", names=_some(layers)))
        if edit.dimensions:
            names = [_(DIMENSION_WORDS[each]) for each in edit.dimensions]
            parts.append(_("said to change: {names}", names=join(names)))
        yield f"{join_parts(parts)} {rests([edit.step], teller)}"


def _statements(facts: Facts, teller: Teller) -> Iterator[str]:
    for each in facts.statements:
        before = _("before any output") if each.is_before else _("after an output")
        text = _("[withheld]") if each.text is None else one_line(each.text)
        said = _("said {when}: {text}", when=before, text=text)
        yield f"{said} {rests([each.step], teller)}"


def _people(facts: Facts, teller: Teller) -> Iterator[str]:
    for hand in (*facts.hands.people, *facts.hands.programs):
        steps = [step for acts in hand.acts.values() for step in acts]
        name = hand.name or hand.person or "?"
        yield _("{name}: {count} entries", name=name, count=len(steps))
    for joint in facts.hands.joint:
        names = [teller.names.get(key, key) for key in joint.people]
        said = _("confirmed by several: {names}", names=join(names))
        yield f"{said} {rests([joint.step, *joint.confirmed_in], teller)}"


def _pace(facts: Facts, teller: Teller) -> Iterator[str]:
    for session in facts.pace.sessions:
        ats = [step.at for step in session.steps]
        yield _(
            "session: {since} to {until}, {count} entries",
            since=short_moment(min(ats)),
            until=short_moment(max(ats)),
            count=len(session.steps),
        )
    for gap in facts.pace.gaps:
        yield f"{_gap(gap)} {rests(gap.steps, teller)}"


def _gap(gap: Gap) -> str:
    since, until = (_moment(each) for each in (gap.since, gap.until))
    what = _(_GAPS[gap.what])
    return _("gap: {what}, {since} to {until}", what=what, since=since, until=until)


def _moment(moment: str | None) -> str:
    return _("not known") if moment is None else short_moment(moment)


def _times(facts: Facts, teller: Teller) -> Iterator[str]:
    times = facts.times
    if times.before is None:
        yield _("no timestamp of an authority covers any of it")
        return
    yield _("some of it existed before {time}", time=short_time(times.before[0]))
    if times.all_before is not None:
        yield _("all of it existed before {time}", time=short_time(times.all_before))
    else:
        yield _("without a timestamp: {entries}", entries=rests(times.open, teller))
    if times.widest is not None:
        yield _("the widest interval of an entry: {length}", length=spell_duration(times.widest[0]))
