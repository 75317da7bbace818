"""Process: what a certification under Rule 902(13) says of how a record came about.

Programs and versions stand as entries have them; whether the process ran as described, and what a
check of the record gave, is for the signer.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from bozzetto.evidence.dossier.source import Source, moment, time_words
from bozzetto.evidence.dossier.words import ACTS, GAPS, listed, same
from bozzetto.evidence.papers.english import blank, grid, heading, one_line, say
from bozzetto.evidence.papers.paper import Block, Cell, Paragraph
from bozzetto.law import Words
from bozzetto.record import Seen
from bozzetto.story import Step
from bozzetto.story.body import string

__all__ = ["erased", "limits", "process", "result"]

_KNOWN = {
    Seen.LIVE: "{n} entries are known as live: the recorder saw the act as it happened.",
    Seen.IMPORTED: "{n} entries are known as imported: they were read afterwards out of files that"
    " somebody else wrote, and show what those files said at that time.",
    Seen.STATED: "{n} entries are known as stated: a person said so. That such a statement stands"
    " in the record does not show that it is true, and this certification does not say so.",
}


def process(source: Source) -> Iterator[Block]:
    """Describe the process by the programs that entries name."""
    yield heading("The process")
    recorders = _recorders(source)
    if recorders:
        yield Paragraph(same("By the record, these recorders wrote it."))
        columns = ("Recorder", "Version", "System", "Started, times", "Entries")
        yield grid(columns, recorders, (3, 2, 4, 2, 3))
    else:
        yield Paragraph(same("No entry says that a recorder was started."))
    watched = [step for step in source.studio if step.kind == "source.added"]
    if watched:
        named = listed(same(_watched(step)) for step in watched)
        yield Paragraph(say("It was told to watch: {named}.", named=named), source.mark(watched))
    programs = _programs(source)
    if programs:
        yield Paragraph(
            same(
                "These are the programs that entries of the work name, each by the name and the"
                " version that it gave; the record does not test them."
            )
        )
        heads = ("Program", "Version", "In these acts", "Entries")
        yield grid(heads, programs, (3, 2, 4, 4))
    yield Paragraph(
        same(
            "Each entry names the published format by which it was made. By that format an entry"
            " says what happened, when by the recorder's clock, who or what acted, and how it is"
            " known; it is canonical JSON (RFC 8785), bears Ed25519 signatures (RFC 8032), names"
            " the digest of the entry before it, and is a leaf of an append-only tree (RFC 6962)."
            " Files are kept byte for byte and named by their SHA-256 digests. Outside authorities"
            " give times to states of the log (RFC 3161)."
        ),
        source.mark(source.work),
    )
    yield blank(
        "Process, by the declarant's own knowledge",
        "whether it was installed and ran as described in the time of this work, and how the"
        " declarant knows",
    )
    yield from _known(source)


def _recorders(source: Source) -> tuple[tuple[Cell, ...], ...]:
    found: dict[tuple[str, str, str], list[Step]] = {}
    for step in source.studio:
        if step.kind == "recorder.started":
            software = step.body.get("software")
            name, version = (string(software, each) or "–" for each in ("name", "version"))
            found.setdefault((name, version, str(step.body["platform"])), []).append(step)
    return tuple(
        (*map(one_line, named), str(len(steps)), source.mark(steps))
        for named, steps in found.items()
    )


def _watched(step: Step) -> str:
    label = step.words("label")
    sort = str(step.body["sort"])
    return sort if label is None else f"{sort} “{one_line(label)}”"


def _programs(source: Source) -> tuple[tuple[Cell, ...], ...]:
    found: dict[tuple[str, str], list[Step]] = {}
    for step in source.work:
        told = step.body.get("tool")
        name = string(told, "name") or step.by.tool
        if name is not None:
            version = string(told, "version") or step.by.version or "–"
            found.setdefault((name, version), []).append(step)
    return tuple(
        (one_line(name), one_line(version), _acts(steps), source.mark(steps))
        for (name, version), steps in found.items()
    )


def _acts(steps: Iterable[Step]) -> Words:
    return listed(ACTS.get(kind, same(kind)) for kind in dict.fromkeys(step.kind for step in steps))


def _known(source: Source) -> Iterator[Block]:
    counts = Counter(step.seen for step in source.work)
    for seen, template in _KNOWN.items():
        if counts[seen]:
            own = (step for step in source.work if step.seen is seen)
            yield Paragraph(say(template, n=counts[seen]), source.mark(own))


def result() -> Iterator[Block]:
    """Leave room for what shows that the result is accurate."""
    yield heading("That the process gives an accurate result")
    yield Paragraph(
        same(
            "By the published format the record can be checked without the program that wrote it:"
            " every byte against its digest, every signature, the order of entries, their places"
            " in the log, and the times of outside authorities. This draft is no such check."
        )
    )
    yield blank(
        "Check of the record",
        "date; program and version; the command, such as bozzetto verify FILE.zip --trust"
        " ROOT.pem; verdict and exit code; attach the report",
    )
    yield blank(
        "Further grounds",
        "tests of the recorder on this machine, its error log in that time, earlier use and what"
        " it showed",
    )


def limits(source: Source) -> Iterator[Block]:
    """Name outside times, gaps, delays and what was erased."""
    yield heading("Times, and limits that the record itself names")
    times = source.facts.times
    if times.before is None:
        said = same("No timestamp of an outside authority covers any of these entries.")
        yield Paragraph(said, source.mark(times.open))
    else:
        yield Paragraph(
            say(
                "By timestamps of {named}, some of the work existed before {some}, and {whole}.",
                named=listed(same(one_line(name)) for name in _authorities(source)),
                some=time_words(times.before[0]),
                whole="not all of it is covered yet"
                if times.all_before is None
                else f"all of it before {time_words(times.all_before)}",
            ),
            source.mark([times.before[1]]),
        )
    if times.open and times.before is not None:
        said = say("No outside time covers {n} of the entries yet.", n=len(times.open))
        yield Paragraph(said, source.mark(times.open))
    if times.delays:
        said = say(
            "{n} entries were written more than two seconds before or after a tool's part saw what"
            " they tell; the most is {longest} seconds.",
            n=len(times.delays),
            longest=f"{max(abs(each.late.total_seconds()) for each in times.delays):.3f}",
        )
        yield Paragraph(said, source.mark(each.step for each in times.delays))
    for gap in source.facts.pace.gaps:
        since, until = ("–" if at is None else moment(at) for at in (gap.since, gap.until))
        said = say(
            "Gap: {what}, {since} to {until} by the recorder's clock.",
            what=GAPS.get(gap.what, same(gap.what)),
            since=since,
            until=until,
        )
        yield Paragraph(said, source.mark(gap.steps))
    if not source.facts.pace.gaps:
        yield Paragraph(same("The record names no gap. That is no proof that there was none."))
    yield from erased(source)


def _authorities(source: Source) -> Iterable[str]:
    return dict.fromkeys(name for each in source.anchors for name in each.authorities)


def erased(source: Source) -> Iterator[Block]:
    """Name what was erased; nothing where nothing was."""
    steps = [step for step in source.work if step.kind == "bytes.erased"]
    if steps:
        said = say(
            "The bytes of {n} files were erased; the digests stay in the entries that name them.",
            n=len(source.erased),
        )
        yield Paragraph(said, source.mark(steps))
