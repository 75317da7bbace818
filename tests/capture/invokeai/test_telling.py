"""Reports without secrets, and with the time that InvokeAI says where they are late."""

import json

import pytest

from bozzetto.capture.handover.reporter import File
from bozzetto.capture.invokeai.telling import MAX_NOTE, Telling, moment


@pytest.mark.parametrize(
    ("stamp", "spelled"),
    [
        ("2026-11-22 04:35:51.022", "2026-11-22T04:35:51.022000Z"),
        ("2026-11-22T04:35:51.022123Z", "2026-11-22T04:35:51.022123Z"),
        ("2026-11-22 04:35:51", "2026-11-22T04:35:51.000000Z"),
        ("2026-11-22", None),
        ("2026-11-22 04:35:51+02:00", None),
        (1795322150, None),
        (None, None),
    ],
)
def test_moment(stamp, spelled):
    """SQLite's spelling, and nothing whose zone would have to be guessed."""
    assert moment(stamp) == spelled


def test_reports(tmp_path):
    """The first is the surroundings; a late one has its own time; secrets are taken out."""
    told = Telling(str(tmp_path), lambda: (None, {"token": "a b"}))
    secret = "sk-proj-" + "w7" * 20  # no part of it could stand in a run's id, which is hex
    told.report("instruction", {"settings": {"x": secret}, "notes": ["b"]}, job="j")
    told.ended("j", "failed", secret + "x" * 2 * MAX_NOTE, at=moment("2026-11-22 04:35:51"))
    told.report("material", {}, files=[File(f"{secret}.png", data=b"x")])
    told.close(60)
    reports = [json.loads(path.read_bytes()) for path in sorted(tmp_path.glob("*/*.json"))]
    assert [report["act"] for report in reports] == [
        "started", "instruction", "ended", "material", "stopped",
    ]  # fmt: skip
    assert {report["reporter"].split()[0] for report in reports} == {"bozzetto-listen-invokeai"}
    assert reports[1]["body"]["notes"] == ["b", "secret.removed"]
    assert reports[2]["at"] == "2026-11-22T04:35:51.000000Z"
    assert len(reports[2]["body"]["note"]) <= MAX_NOTE
    assert "w7w7" not in json.dumps(reports)
