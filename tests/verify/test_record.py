"""The record, read once: what is kept of it for the later steps."""

from bozzetto.evidence import write_bundle
from bozzetto.verify import verify_bundle
from bozzetto.verify.container import open_container
from bozzetto.verify.findings import Findings
from bozzetto.verify.record import Record, read_record
from bozzetto.verify.withheld import Withheld
from tests.verify.forge import codes, forged, line_of, places


def test_read_record(bundle, told):
    """Everything that the later steps need is there."""
    findings = Findings()
    with open_container(bundle) as container:
        record = read_record(container, Withheld(), findings)
    assert record.lines == len(record.rows) == len(told.carried())
    assert record.title == "Harbour at dusk"
    assert record.opened == told.lines[0].event.body
    assert [anchor.line for anchor in record.anchors] == [4, 5, 13, 21]
    assert len(record.erased) == 1
    assert record.promised.keys() - record.erased <= told.files.keys()
    assert record.counts().entries == 22


def test_empty():
    """A bundle without a record has an empty one."""
    record = Record.empty()
    assert record.counts().entries == 0
    assert record.opened is None


def test_contradicting_sizes(ledger, tmp_path):
    """One asset with two sizes is a contradiction, wherever it is named."""
    sketch = ledger.asset(b"picture")
    for size in (8, 7):
        body = {"asset": {**sketch, "size": size}, "role": "sketch", "origin": "own hand"}
        ledger.act("material.added", body, person=True)
    write_bundle(ledger.contents(), tmp_path / "x.zip")
    report = verify_bundle(tmp_path / "x.zip")
    assert codes(report) == {"asset.contradicted"}
    number, _ = line_of(tmp_path / "x.zip", "material.added", 1)
    assert f"line {number + 1} " in places(report, "asset.contradicted")


def test_record_missing(bundle, tmp_path):
    """Without the record nothing more is checked."""
    report = forged(bundle, tmp_path, lambda members: members.pop("data/record.jsonl") and None)
    assert "record.missing" in codes(report)
    assert [step.state.value for step in report.steps[2:4]] == ["unchecked", "skipped"]
