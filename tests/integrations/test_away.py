"""The studio is killed and away for a whole job, then back: nothing is lost, lateness is said."""

import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from bozzetto import Studio
from bozzetto.capture.handover.connection import connect, spool_of
from bozzetto.studio import Clock
from tests.capture.proxy.standing import Page, standing, until
from tests.fakes.comfyui import FakeComfyUI
from tests.fakes.comfyui_host import ComfyUI
from tests.integrations.comfyui.graphs import sampled
from tests.integrations.recorded import check, entries, of, owner

AWAY = timedelta(hours=2)


@contextmanager
def receiving():
    """Let the studio record in a process of its own; in the end it is killed, without a word."""
    with subprocess.Popen(
        [sys.executable, "-m", "bozzetto", "receive"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield
        finally:
            process.send_signal(signal.SIGKILL)


def outputs():
    """How the outputs are known, in their order."""
    return [entry.event.seen.value for entry in of(entries(), "output.received")]


@pytest.fixture
def back(lighthouse, monkeypatch):
    """Come back some hours later, and record what waits."""

    def later(self, read=Clock.read):
        now = read(self)
        return replace(now, wall=now.wall + AWAY, steady=now.steady + AWAY.total_seconds())

    def come_back():
        monkeypatch.setattr(Clock, "read", later)
        lighthouse("receive", "--once")

    return come_back


def found_amiss():
    """What the studio found amiss, in words."""
    with Studio.open() as studio:
        every = [entry for _, entry in studio.entries(studio.digest)]
        return [
            (entry.event.body["what"], entry.text(entry.event.body["note"]))
            for entry in every
            if entry.event.kind == "recorder.found"
        ]


def check_late(jobs):
    """Hold the record of two jobs against what happened: the second one was told later."""
    found = entries()
    given, made = of(found, "instruction.given"), of(found, "output.received")
    assert [entry.event.body["job"] for entry in given] == jobs
    assert [entry.event.seen.value for entry in given] == ["live", "imported"]
    assert {entry.event.by.person for entry in given} == {owner()}
    for entry in made:
        first = entry.event.body["job"] == jobs[0]
        assert entry.event.body["instruction"] == given[0 if first else 1].digest
        assert entry.event.seen.value == ("live" if first else "imported")
        assert entry.event.body["observed"] <= entry.event.at
    (late,) = [note for what, note in found_amiss() if what == "gap" and "late" in note]
    assert late.startswith("ComfyUI handed over ")
    seconds = int(late.split()[3])
    assert AWAY <= timedelta(seconds=seconds) < 2 * AWAY
    assert "lost event" not in {what for what, _ in found_amiss()}


def test_pack_and_a_studio_that_was_killed(lighthouse, back, tmp_path):
    """A whole job in ComfyUI while the studio is away is recorded when it is back."""
    host = ComfyUI(tmp_path / "ComfyUI")
    lighthouse("connect", "comfyui", host.base, "--work", "Lighthouse", "--person", "Ann")
    with host, httpx.Client(base_url=host.url, timeout=60) as http:

        def queue(seed):
            answer = http.post("/prompt", json={"prompt": sampled(seed), "client_id": "me"})
            host.wait()
            return answer.json()["prompt_id"]

        with receiving():
            first = queue(1)
            until(lambda: outputs() == ["live"])
        second = queue(2)
        assert host.packs[0].RECORDING.settle(60)
        host.packs[0].RECORDING.stop()
    assert outputs() == ["live"]
    back()
    assert outputs() == ["live", "imported"]
    check_late([first, second])
    check(lighthouse, tmp_path / "lighthouse.zip")


def test_proxy_and_a_studio_that_was_killed(lighthouse, back, tmp_path):
    """A whole job through the proxy while the studio is away is recorded when it is back."""
    with Studio.open() as studio:
        (work,) = studio.works()
        connection = connect(
            studio.layout,
            sort="comfyui",
            label="ComfyUI",
            work=work.digest,
            person=studio.owner,
        )
        spool = spool_of(studio.layout, connection)
    with FakeComfyUI() as comfyui, standing(comfyui.url, spool) as proxy, Page(proxy.url) as page:
        with receiving():
            first, _ = page.run(comfyui, "first")
            until(lambda: outputs() == ["live"] * 3)
        second, _ = page.run(comfyui, "first")
        proxy.close()
    assert outputs() == ["live"] * 3
    back()
    assert outputs() == ["live"] * 3 + ["imported"] * 3
    check_late([first, second])
    check(lighthouse, tmp_path / "lighthouse.zip")
