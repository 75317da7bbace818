"""``bozzetto check``: what is asked for beside what is there."""

import pytest

from bozzetto.api import Studio
from tests.law.cases import told


@pytest.fixture
def work(studio):
    """Record one instruction, and nothing else."""
    assert studio
    with Studio.open() as opened:
        work = opened.open_work("Cat pendant")
        told(work, "a cat", seed="1")
    return work


def test_every_factor_is_told(run, work):
    """Its state, the entries, the other side, and what is still possible."""
    assert work
    out = run("check", "Cat pendant").stdout
    assert "what the record bears, and what it does not" in out
    assert "documented: Original instructions, " in out
    assert "Creative intent: missing" in out
    assert "Instructions: 1." in out
    assert "[1: recorded live]" in out
    assert "still possible: State what is wanted" in out
    assert "%" not in out


def test_authorities_of_a_place_are_named(run, work):
    """With how it ended, and what they found of it; and nothing is advice."""
    assert work
    out = run("check", "--for", "cn").stdout
    assert "not legal advice" in out
    assert "Beijing Internet Court (upheld on appeal), Zhou v." in out
    assert "refused: The claimant has to explain" in out
    assert "[found missing]" in out
    assert "[found there]" in out
    assert "[found not to be enough]" in run("check", "--for", "us").stdout
    assert "not looked up" in run("check", "--for", "eu").stdout


def test_it_speaks_chinese(run, work):
    """All of it."""
    assert work
    out = run("--lang", "zh", "check", "--for", "cn").stdout
    assert "创作构思：缺失" in out
    assert "北京互联网法院（二审维持）" in out


def test_a_dispute_parts_what_is_older(run, ask, asking, work):
    """What no authority's time shows to be older does not count as of the time."""
    assert asking
    assert work
    run("seal")
    value = ask("check", "--since", "2099-01-01")
    assert len(value["parted"]["before"]["entries"]) == 1
    assert value["since"].startswith("2099-01-01")
    value = ask("check", "--since", "2020-01-01T00:00:00+08:00")
    assert len(value["parted"]["after"]["entries"]) == 1
    assert "not shown to be: 1" in run("check", "--since", "2020-01-01").stdout


def test_what_is_no_date_is_refused(run, work):
    """With one that is."""
    assert work
    assert "2026-11-22" in run("check", "--since", "yesterday", code=2).stderr
    assert run("check", "--for", "mars", code=2).stderr
