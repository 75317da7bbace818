"""Findings: collected by code, capped, and summed up to a verdict."""

import pytest

from bozzetto.errors import VerificationError
from bozzetto.verify.findings import CODES, MAX_LISTED, STEPS, Findings
from bozzetto.verify.report import Omitted, Severity, StepState, Verdict


@pytest.mark.parametrize(
    ("codes", "verdict"),
    [
        ([], Verdict.INTACT_UNKNOWN_SIGNER),
        (["log.others"], Verdict.INTACT_UNKNOWN_SIGNER),
        (["checkpoint.unchecked"], Verdict.CANNOT_CHECK),
        (["checkpoint.unchecked", "asset.missing"], Verdict.INCOMPLETE),
        (["checkpoint.unchecked", "asset.missing", "leaf.false"], Verdict.ALTERED),
        (["log.others", "asset.missing"], Verdict.INCOMPLETE),
    ],
    ids=["nothing", "a note", "unchecked", "missing", "failed", "note and missing"],
)
def test_verdict(codes, verdict):
    """The worst of what was found makes the verdict; notes make none."""
    findings = Findings()
    for code in codes:
        findings.add(code, "somewhere")
    assert findings.verdict(vouched=False) is verdict


def test_verdict_vouched():
    """Only the reader's word makes intact of it, and only where all holds."""
    findings = Findings()
    assert findings.verdict(vouched=True) is Verdict.INTACT
    findings.add("leaf.false", "somewhere")
    assert findings.verdict(vouched=True) is Verdict.ALTERED


def test_add_many():
    """Of one code a hundred are listed, the others are counted, and none is forgotten."""
    findings = Findings()
    for number in range(MAX_LISTED + 7):
        findings.add("leaf.false", f"line {number}")
    assert len(findings.listed) == MAX_LISTED
    assert findings.omitted() == (Omitted("leaf.false", 7),)


def test_add_long_values():
    """A value that a forger made long is cut."""
    findings = Findings()
    findings.add("leaf.false", "here", want="w" * 10_000, got="g")
    assert len(findings.listed[0].want) == 400


def test_add_reason():
    """A reason keeps the error's template and values, so that it can be translated."""
    findings = Findings()
    error = VerificationError("want {want}, got {got}", want=1, got="{x}")
    findings.add("leaf.false", "here", error=error)
    reason = findings.listed[0].reason
    assert reason is not None
    assert reason.template == "want {want}, got {got}"
    assert reason.values == (("got", "{x}"), ("want", "1"))


def test_steps():
    """A step's state is the worst of its findings; one that was not come to is skipped."""
    findings = Findings()
    findings.check(1, 5)
    findings.check(2)
    findings.check(9, 2)
    findings.add("line.malformed", "line 1")
    findings.add("asset.missing", "line 1")
    findings.add("file.unproven", "README")
    states = [step.state for step in findings.steps()]
    assert states[:3] == [StepState.SKIPPED, StepState.HELD, StepState.FAILED]
    assert states[9] is StepState.MISSING
    assert findings.steps()[1].checked == 5


def test_sorted():
    """Findings are told in the order of the steps."""
    findings = Findings()
    for code in ("asset.missing", "file.altered", "leaf.false"):
        findings.add(code, "here")
    assert [finding.step for finding in findings.sorted()] == [1, 6, 9]


def test_codes():
    """Every code is ``noun.state``, of a step that there is."""
    for code, (step, severity) in CODES.items():
        noun, _, state = code.partition(".")
        assert noun.isalpha()
        assert state.isalpha()
        assert 0 <= step < len(STEPS)
        assert severity in Severity
