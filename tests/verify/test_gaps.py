"""Gaps and remarks: named every time, and never a failure."""

from datetime import timedelta

import pytest

from bozzetto.evidence import write_bundle
from bozzetto.record import Seen, moment_of
from bozzetto.verify import verify_bundle
from tests.fakes.ledger import CLOCK, START
from tests.verify.forge import is_intact, notes, places


def output(ledger, seen=Seen.LIVE):
    """Receive a picture."""
    body = {"instruction": None, "assets": [ledger.asset(b"picture")]}
    ledger.act("output.received", body, seen=seen)


def verify(ledger, tmp_path):
    """Write a ledger's bundle and verify it: it is intact, whatever is remarked."""
    write_bundle(ledger.contents(), tmp_path / "x.zip")
    report = verify_bundle(tmp_path / "x.zip")
    assert is_intact(report)
    return report


@pytest.mark.parametrize("running", [True, False])
def test_unwatched(ledger, tmp_path, running):
    """What is called live while no recorder ran is remarked, and nothing else is."""
    if running:
        ledger.start()
    output(ledger)
    if running:
        ledger.stop()
    assert ("entries.unwatched" in notes(verify(ledger, tmp_path))) is not running


def test_paused(ledger, tmp_path):
    """While a recorder is paused nothing is watched; started again, it watches."""
    ledger.start()
    ledger.act("recorder.paused", {"run": "run-1", "clock": CLOCK})
    output(ledger)
    ledger.start()
    output(ledger)
    ledger.stop()
    found = notes(verify(ledger, tmp_path))
    assert found["recorder.paused"] == "run-1"
    assert found["entries.unwatched"] == "1"


def test_two_runs(ledger, tmp_path):
    """With two recorders, one that goes on watching is enough."""
    ledger.start("one")
    ledger.start("two")
    ledger.stop("one")
    output(ledger)
    found = notes(verify(ledger, tmp_path))
    assert "entries.unwatched" not in found
    assert found["recorder.unfinished"] == "two"


def test_found(ledger, tmp_path):
    """What the recorder reports of itself is repeated, with its bounds."""
    until = moment_of(START + timedelta(hours=1))
    ledger.act("recorder.found", {"what": "clock jump", "from": None, "until": until})
    report = verify(ledger, tmp_path)
    assert f"clock jump ../{until}" in places(report, "recorder.found")


def test_imported_and_stated(ledger, tmp_path):
    """Imported and stated entries are counted, and the first is named."""
    ledger.start()
    for seen in (Seen.IMPORTED, Seen.STATED, Seen.IMPORTED):
        output(ledger, seen)
    ledger.stop()
    report = verify(ledger, tmp_path)
    assert notes(report)["entries.imported"] == "2"
    assert notes(report)["entries.stated"] == "1"
    assert (report.counts.imported, report.counts.stated) == (2, 1)


def test_clock_backwards(ledger, tmp_path):
    """A recorder's clock that ran backwards within a chain is remarked."""
    ledger.start()
    ledger.time -= timedelta(minutes=1)
    output(ledger)
    ledger.time -= timedelta(minutes=1)
    output(ledger)
    assert notes(verify(ledger, tmp_path))["clock.backwards"] == "2"
