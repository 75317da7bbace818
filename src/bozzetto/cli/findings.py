"""Reports in words: the verdict, the steps, what was found, and what it does not prove.

The sentences are those of ``verify/wording.json``, which the page in a judge's browser says
too; only the frame around them is said here.
"""

from collections.abc import Iterable
from pathlib import Path

from bozzetto.cli.entries import short_digest
from bozzetto.cli.output import fields, say, table
from bozzetto.escape import escape
from bozzetto.language import Language, _, join, spoken, term, translate_filled
from bozzetto.verify import Finding, Report, Severity, Span, Step, wording

__all__ = ["finding_words", "show_report"]

MAX_SHOWN = 20  # findings of one severity; --json has all of them

STATES = {
    "held": term("holds"),
    "failed": term("does not hold"),
    "missing": term("something is missing"),
    "unchecked": term("could not be checked"),
    "skipped": term("not come to"),
}
TITLES = {
    Severity.FAILED: term("what differs:"),
    Severity.MISSING: term("what is missing:"),
    Severity.UNCHECKED: term("what could not be checked:"),
    Severity.NOTE: term("what you should know:"),
}
TIMES = {
    "unanchored": term("no timestamp"),
    "anchored": term("timestamped, by an authority that you did not name"),
    "trusted": term("timestamped, by an authority that you trust"),
}
ROLES = {"owner": term("owner"), "person": term("person"), "device": term("device")}
LIMITS = (
    term("whose a key is: that is the signer's own word, unless you named the key with --signer"),
    term("that what was written is true: only that it was written by then, and not altered since"),
    term("that nothing else was done beside the record, or after its end"),
    term("whether the work is original, or who holds the copyright"),
)


def _wording_language() -> wording.Language:
    return wording.Language.CHINESE if spoken() is Language.ZH else wording.Language.ENGLISH


def finding_words(finding: Finding) -> str:
    """Say a finding, and its reason."""
    words = escape(wording.finding_sentence(finding, _wording_language()))
    if finding.reason is None:
        return words
    reason = escape(translate_filled(finding.reason.template, dict(finding.reason.values)))
    return f"{words} ({reason})"


def show_report(file: Path, report: Report) -> None:
    """Print a report."""
    say(_("{file}: {verdict}", file=file, verdict=_verdict(report)))
    say()
    _show_subject(report)
    say()
    table((_("step"), _("what is checked"), _("result"), _("count")), map(_step, report.steps))
    for severity, title in TITLES.items():
        _show_findings(translate_filled(title, {}), report.of(severity))
    _show_times(report.spans)
    _show_withheld(report)
    say()
    say(_("what this does not prove:"))
    for limit in LIMITS:
        say(f"  - {_(limit)}")


def _verdict(report: Report) -> str:
    return wording.verdict_sentence(report.verdict, _wording_language())


def _show_subject(report: Report) -> None:
    subject, counts = report.subject, report.counts
    rows = [
        (_("work"), subject.title or _("[withheld]")),
        (_("digest"), subject.work or _("unknown")),
        (_("studio"), subject.studio or _("unknown")),
        (
            _("entries"),
            _(
                "{entries}: {live} recorded live, {imported} imported afterwards, {stated} stated",
                entries=counts.entries,
                live=counts.live,
                imported=counts.imported,
                stated=counts.stated,
            ),
        ),
    ]
    rows += [
        (_(ROLES.get(hand.role, hand.role)), f"{hand.name or _('[withheld]')}  {hand.key}")
        for hand in subject.hands
    ]
    fields(rows)


def _step(step: Step) -> tuple[str, str, str, str]:
    words = wording.step_sentence(step.name, _wording_language())
    return str(step.number), words, _(STATES[step.state.value]), str(step.checked)


def _show_findings(title: str, findings: tuple[Finding, ...]) -> None:
    if not findings:
        return
    say()
    say(title)
    for finding in findings[:MAX_SHOWN]:
        say(f"  - {finding_words(finding)}")
    if len(findings) > MAX_SHOWN:
        say("  - " + _("and {count} more", count=len(findings) - MAX_SHOWN))


def _show_times(spans: Iterable[Span]) -> None:
    rows = [
        (
            f"{span.first}-{span.last}",
            str(span.interval).replace("/", "  /  "),
            _(TIMES[span.state.value]),
        )
        for span in spans
    ]
    if rows:
        say()
        say(_("when it was written, line by line of data/record.jsonl:"))
        table((_("line"), _("after  /  before"), _("how known")), rows)


def _show_withheld(report: Report) -> None:
    if not (report.withheld_texts or report.withheld_assets):
        return
    say()
    say(
        _(
            "withheld in this copy: texts {texts}, files {files}; the reason given: {reason}",
            texts=len(report.withheld_texts),
            files=len(report.withheld_assets),
            reason=report.withheld_reason,
        )
    )
    say("  " + join(map(short_digest, (*report.withheld_texts, *report.withheld_assets))))
