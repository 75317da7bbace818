"""A job as it is told and kept."""

import json
from datetime import UTC, datetime

import pytest

from bozzetto.language import Language, _, speaking
from bozzetto.law import Place
from bozzetto.record import Digest, Moment
from bozzetto.upkeep.said import said, sentences
from bozzetto.web.answers import Problem
from bozzetto.web.job import (
    BackupResult,
    BackupTask,
    Checked,
    CheckResult,
    CheckTask,
    DossierResult,
    DossierTask,
    ExportResult,
    ExportTask,
    ImportResult,
    ImportTask,
    JobState,
    Kept,
    in_each_language,
    job_value,
)

PROBLEMS = said(
    "{named}; and {count} more",
    named=sentences([said("all there: {count}", count=3), "x"]),
    count=2,
)
WORK = Digest("sha256:" + "1" * 64)
NOON = Moment("2026-11-22T12:00:00.000000Z")
CASES = [
    (ImportTask(WORK, ("/猫.png",)), ImportResult(1, 1, 0, 0, 0, 0, ["import.existed"])),
    (
        ExportTask(WORK, (WORK,), (WORK,), "a face", "Court 3"),
        ExportResult(WORK, 10, 3, 1, page=True, sealed=False, recipient_recorded=True),
    ),
    (
        DossierTask(
            WORK,
            Place.CN,
            (Language.ZH, Language.EN),
            datetime(2026, 11, 22, 12, 30, tzinfo=UTC),
            "1" * 16,
        ),
        DossierResult(WORK, 10, [Language.ZH, Language.EN], Place.CN, has_bundle=True),
    ),
    (DossierTask(WORK), DossierResult(WORK, 10, [Language.EN], None, has_bundle=False)),
    (CheckTask(deep=True), CheckResult(ok=True, checks=[Checked("log", "ok", PROBLEMS)])),
    (
        BackupTask("/disk"),
        BackupResult("name", 1, 2, 3, 4, keys=True, exposed=False, damaged=0, erased=0, ok=True),
    ),
]


def kept(task, **more):
    """A job that waits."""
    return Kept("0" * 16, task, Language.ZH, "Cat", JobState.WAITING, NOON, **more)


@pytest.mark.parametrize(("task", "result"), CASES, ids=lambda case: type(case).__name__)
def test_round_trip(task, result):
    """What is kept is read again, whatever the job does and however it went."""
    problem = Problem("studio", "no", None)
    for job in (
        kept(task),
        kept(task, result=result, ended=NOON, done=3, total=4),
        kept(task, errors={Language.EN: problem, Language.ZH: problem}, ended=NOON),
    ):
        assert Kept.from_value(json.loads(json.dumps(job.to_value()))) == job


@pytest.mark.parametrize(
    "change",
    [
        {"id": "../../x"},
        {"state": "asleep"},
        {"task": {"sort": "erase"}},
        {"task": {"sort": "import"}},
        {"task": {"sort": "dossier", "work": WORK, "place": "mars"}},
        {"task": {"sort": "dossier", "work": WORK, "since": "2026-11-22T12:00:00"}},
        {"language": "fr"},
        {"result": {"ok": 1}},
        {"more": 1},
        {"done": "many"},
    ],
    ids=str,
)
def test_malformed(change):
    """What is not a job is none."""
    value = json.loads(json.dumps(kept(CheckTask(deep=False)).to_value()))
    assert Kept.from_value({**value, **change}) is None


def test_told_without_what_is_private():
    """What is told of a job has neither paths nor who gets what."""
    for task, result in CASES:
        told = json.dumps(job_value(kept(task, result=result).told()))
        assert not [word for word in ("/disk", "猫", "\\u732b", "Court") if word in told]


def test_told_in_the_readers_language():
    """A problem is said in the language of who asks."""

    def say():
        return Problem("studio", _("not a folder: {place}", place="x"), None)

    errors = in_each_language(say)
    job = kept(CheckTask(deep=False), errors=errors)
    for language in Language:
        with speaking(language):
            assert job.told().error == say()


def test_check_of_an_older_version():
    """A check whose words were kept as a sentence is none: another one is made soon."""
    result = CheckResult(ok=True, checks=[Checked("log", "ok", PROBLEMS)])
    value = json.loads(json.dumps(kept(CheckTask(deep=False), result=result).to_value()))
    assert Kept.from_value(value) is not None
    value["result"]["checks"][0]["detail"] = "entries: 9"
    assert Kept.from_value(value) is None


@pytest.mark.parametrize("state", JobState)
def test_is_ended(state):
    """What waits or runs has not ended."""
    job = Kept("0" * 16, CheckTask(deep=False), Language.EN, None, state, NOON)
    assert job.is_ended is (state not in {JobState.WAITING, JobState.RUNNING})
