"""Reports in words, whatever the report says."""

from pathlib import Path

import pytest

from bozzetto.anchor import Interval, State
from bozzetto.cli.findings import MAX_SHOWN, STATES, TIMES, finding_words, show_report
from bozzetto.language import Language, speak
from bozzetto.record import digest_of
from bozzetto.verify import (
    Counts,
    Finding,
    Reason,
    Report,
    Severity,
    Span,
    Step,
    StepState,
    Subject,
    Verdict,
)
from bozzetto.verify.findings import CODES, STEPS

STEP = tuple(Step(number, name, StepState.HELD, 1) for number, name in enumerate(STEPS))


def shown(capsys, **values):
    """Print a report with these values, and return what was printed."""
    kept = {"verdict": Verdict.ALTERED, "subject": Subject(), "counts": Counts(), "steps": STEP}
    show_report(Path("cat.zip"), Report(**{**kept, "findings": (), **values}))
    return capsys.readouterr().out


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("language", Language)
def test_every_code_is_said(code, language):
    """Every finding has a sentence in both languages, with the values in it."""
    speak(language)
    step, severity = CODES[code]
    words = finding_words(Finding(step, code, severity, "a.txt", "wanted", "gotten"))
    assert words
    assert "{" not in words


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_is_said(capsys, verdict):
    """Every verdict has a sentence of its own."""
    assert shown(capsys, verdict=verdict).startswith("cat.zip: ")


def test_every_state_has_words():
    """No state of a step or of a time is without words."""
    assert STATES.keys() == set(StepState)
    assert TIMES.keys() == set(State)


def test_reason_is_translated():
    """Why something was found is said in the reader's language, with its values."""
    reason = Reason("not UTF-8 at byte {at}", (("at", "7"),))
    found = Finding(2, "line.malformed", Severity.FAILED, "line 1", reason=reason)
    assert finding_words(found).endswith("(not UTF-8 at byte 7)")
    speak(Language.ZH)
    assert finding_words(found).endswith("(第 7 字节处不是 UTF-8)")


@pytest.mark.parametrize("template", ["{", "{x.y}", "{0}", "no {such} value", "\x1b[2J"])
def test_foreign_reason_is_shown(template):
    """A reason out of another version's report is shown as it is, escaped."""
    reason = Reason(template, (("other", "x"),))
    words = finding_words(Finding(2, "line.malformed", Severity.FAILED, "x", reason=reason))
    assert "\x1b" not in words


def test_many_findings_are_counted(capsys):
    """A terminal gets some findings of each sort, and how many more there are."""
    found = tuple(
        Finding(1, "file.altered", Severity.FAILED, f"file {number}") for number in range(50)
    )
    out = shown(capsys, findings=found)
    assert out.count("file ") >= MAX_SHOWN
    assert f"and {50 - MAX_SHOWN} more" in out


def test_severities_are_kept_apart(capsys):
    """What differs, what is missing, what could not be checked and what is only said."""
    found = (
        Finding(1, "file.altered", Severity.FAILED, "a"),
        Finding(1, "file.missing", Severity.MISSING, "b"),
        Finding(6, "checkpoint.unchecked", Severity.UNCHECKED, "c"),
        Finding(10, "entries.stated", Severity.NOTE, "d"),
    )
    out = shown(capsys, findings=found)
    heads = ["what differs:", "what is missing:", "what could not be checked:"]
    places = [out.index(head) for head in [*heads, "what you should know:"]]
    assert places == sorted(places)


def test_times_and_withheld_are_listed(capsys):
    """Spans of lines have their interval, and what is withheld its digits and the reason."""
    out = shown(
        capsys,
        spans=(Span(1, 4, State.ANCHORED, Interval()),),
        withheld_texts=(digest_of(b"x"),),
        withheld_reason="a trade\nsecret",
    )
    assert "1-4" in out
    assert "a trade\\nsecret" in out
    assert digest_of(b"x")[7:15] in out
