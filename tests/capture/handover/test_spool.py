"""Spools: only what has a report's name is looked at, and nothing outside."""

import os

import pytest

from bozzetto.capture.handover.report import MAX_REPORT
from bozzetto.capture.handover.spool import Spool
from bozzetto.capture.taking import UntakenError
from bozzetto.errors import FormatError

RUN, OTHER = "00000000000000a1", "00000000000000b2"


@pytest.fixture
def folder(tmp_path):
    """A spool with two reports of one run, and things that are none."""
    run = tmp_path / "spool" / RUN
    run.mkdir(parents=True)
    for name in ("0000000001.json", "0000000000.json", "0000000000-0", "0000000002.part"):
        (run / name).write_bytes(b"{}")
    for name in ("1.json", "x.json", "0000000003.json.bak", ".0000000004.json"):
        (run / name).write_bytes(b"{}")
    return tmp_path / "spool"


@pytest.fixture
def spool(folder):
    """The same, as the receiver sees it."""
    return Spool(folder)


def test_reports_are_listed_in_order(spool):
    """By their numbers; what is not whole, or of another name, is none."""
    assert spool.runs() == [RUN]
    assert spool.waiting(RUN) == [0, 1]
    assert spool.count() == 2


def test_other_names_are_no_runs(spool, folder, tmp_path):
    """Files, links and folders of other names are not looked into."""
    for name in ("refused", "x", "00000000000000A1", "00000000000000a1 "):
        (folder / name).mkdir()
    (folder / OTHER).symlink_to(tmp_path)
    (folder / "00000000000000c3").write_bytes(b"")
    assert spool.runs() == [RUN]


def test_a_spool_that_is_gone_is_empty(tmp_path):
    """Nothing waits where no folder is."""
    spool = Spool(tmp_path / "none")
    assert (spool.runs(), spool.waiting(RUN), spool.count()) == ([], [], 0)


def test_the_longest_waiting_run_comes_first(spool, folder):
    """Runs are read by when their first report was written."""
    (folder / OTHER).mkdir()
    (folder / OTHER / "0000000000.json").write_bytes(b"{}")
    os.utime(folder / OTHER / "0000000000.json", (1, 1))
    assert spool.runs() == [OTHER, RUN]


def test_a_report_is_removed_with_its_files(spool, folder):
    """What is recorded goes, and no other."""
    spool.remove(RUN, 0, 1)
    spool.remove(RUN, 0, 1)
    assert spool.waiting(RUN) == [1]
    assert not (folder / RUN / "0000000000-0").exists()


def test_a_report_is_laid_aside_with_its_files(spool, folder):
    """What is no report is kept beside the runs."""
    assert not spool.is_refused(RUN, 0)
    spool.refuse(RUN, 0)
    assert spool.is_refused(RUN, 0)
    names = sorted(path.name for path in (folder / "refused").iterdir())
    assert names == [f"{RUN}-0000000000-0", f"{RUN}-0000000000.json"]


def test_what_was_recorded_is_cleared(spool, folder):
    """Before a number all goes but what may still come; at the end also what was not finished."""
    spool.clear(RUN, 2, keep={1}, ended=False)
    assert spool.waiting(RUN) == [1]
    assert (folder / RUN / "0000000002.part").exists()
    for path in (folder / RUN).glob("*[!t]"):
        if path.name != "0000000001.json":
            path.unlink()
    spool.clear(RUN, 2, keep=set(), ended=True)
    assert not (folder / RUN).exists()


def test_what_is_not_ours_keeps_the_folder(spool, folder):
    """A run's folder with other things in it is left."""
    spool.clear(RUN, 9, keep=set(), ended=True)
    assert (folder / RUN / "x.json").exists()


def test_reading_has_a_limit(spool, folder):
    """A report that is too large is not read into memory as a whole."""
    with (folder / RUN / "0000000001.json").open("wb") as file:
        file.truncate(MAX_REPORT * 4)
    with pytest.raises(FormatError, match="more than"):
        spool.read(RUN, 1)
    with pytest.raises(UntakenError):
        spool.read(RUN, 7)


def test_sizes(spool):
    """A file that is gone has none."""
    assert spool.size(RUN, "0000000000-0") == 2
    assert spool.size(RUN, "0000000000-9") == 0


def test_one_reads_at_a_time(spool, folder):
    """Whoever reads holds the lock, also among threads of one process."""
    with spool.alone() as first, Spool(folder).alone() as second:
        assert (first, second) == (True, False)
    with spool.alone() as again:
        assert again
