"""The report as a value and as JSON."""

import json

from bozzetto.errors import FormatError
from bozzetto.record import canonical, parse
from bozzetto.verify import EXIT_CODES, Reason, Severity, Verdict, verify_bundle
from bozzetto.verify.report import FORMAT


def test_exit_codes():
    """0 holds, 1 does not, 3 and 4 say why not; 2 is the shell's."""
    assert {verdict.value: verdict.exit_code for verdict in Verdict} == {
        "intact": 0,
        "intact-unknown-signer": 0,
        "altered": 1,
        "incomplete": 3,
        "cannot-check": 4,
    }
    assert set(EXIT_CODES) == set(Verdict)


def test_to_value(bundle):
    """A report is JSON of the format's own kind, and says everything that the value says."""
    report = verify_bundle(bundle)
    value = report.to_value()
    assert parse(canonical(value)) == value
    assert value["format"] == FORMAT
    assert value["verdict"] == "intact-unknown-signer"
    assert len(value["findings"]) == len(report.findings)
    assert len(value["steps"]) == 11
    assert value["spans"][0]["interval"].startswith("../")
    assert value["subject"]["log"]["origin"].startswith("bozzetto.local/")
    assert json.loads(json.dumps(value)) == value


def test_of(bundle):
    """Findings are picked by severity."""
    report = verify_bundle(bundle)
    assert report.of(Severity.FAILED) == ()
    assert report.of(Severity.NOTE) == report.findings


def test_reason_without_values():
    """An error without values is kept as it is."""
    assert Reason.of(FormatError("no {braces} here")).to_value() == {
        "template": "no {braces} here",
        "values": {},
    }
