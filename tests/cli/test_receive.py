"""Receiving on the command line: once, or until somebody ends it; and all the way to a bundle."""

import json
import math
import os
import re
import signal
import subprocess
import sys
import time

import pytest

from bozzetto.api import Studio
from bozzetto.capture.handover.connection import find_connection
from bozzetto.capture.handover.reporter import File, Reporter
from bozzetto.record import digest_of
from tests.capture.handover.handing import Hand, instruction, picture
from tests.studio.clocks import SetClock

TIMEOUT = 60  # seconds; the machine may be busy


@pytest.fixture
def connected(ask, work):  # noqa: ARG001  # the work must be there
    """A tool that is connected, as `connect` answers."""
    return ask("connect", "api", "--label", "ComfyUI", "--person", "Ann")


def _reporter(connected):
    return Reporter(connected["spool"], {"name": "ComfyUI", "version": "0.3.64"}, "pack 1")


def _whole_job(reporter):
    """Report what a person does with a tool in a minute: a sketch, a try, a choice."""
    reporter.report("started", {"settings": {"torch": "2.13"}})
    reporter.report(
        "material",
        {"file": 0, "role": "sketch", "origin": "own hand"},
        files=[File("sketch.png", data=picture("black"))],
    )
    told = instruction(
        "a silver cat",
        models=[{"name": "sd.safetensors"}],
        settings={"seed": "42"},
        inputs=[{"role": "sketch", "digest": digest_of(picture("black"))}],
        raw=0,
    )
    raw = json.dumps({"api_key": "planted", "1": {"class_type": "KSampler"}}).encode()
    reporter.report("instruction", told, job="j1", files=[File("workflow.json", data=raw)])
    files = [File(f"{colour}.png", data=picture(colour)) for colour in ("red", "green", "blue")]
    reporter.report("output", {"files": [0, 1, 2]}, job="j1", files=files)
    reporter.report("ended", {"how": "done"}, job="j1")
    refs = [{"job": "j1", "index": index} for index in range(3)]
    reporter.report("choice", {"among": refs, "chosen": refs[1:2], "rejected": refs[:1]})
    reporter.close(TIMEOUT)


def test_from_the_tool_to_a_verified_bundle(run, ask, connected, tmp_path):
    """Reported, received, exported, verified: live, in order, with candidates, inputs, person."""
    _whole_job(_reporter(connected))
    received = ask("receive", "--once")
    assert received["connections"][0]["recorded"] == 7
    assert received["missing"] == 0
    bundle = tmp_path / "cat.zip"
    run("export", "Cat pendant", bundle)
    with Studio.open() as studio:
        owner, root = studio.owner, studio.layout.root
    answer = ask("verify", bundle, "--signer", owner)
    assert answer["exit"] == 0
    assert answer["reports"][0]["report"]["verdict"] == "intact"
    entries = {each["kind"]: each for each in ask("work", "show", "Cat pendant")["entries"]}
    told, made = entries["instruction.given"], entries["output.received"]
    material, choice = entries["material.added"], entries["choice.made"]
    assert {each["seen"] for each in (told, made, material, choice)} == {"live"}
    assert material["place"] < told["place"] < made["place"] < choice["place"]
    assert made["body"]["instruction"] == told["digest"]
    assert told["by"] == {"person": owner, "tool": "ComfyUI", "version": "0.3.64"}
    (used,) = told["body"]["inputs"]
    assert used["asset"]["digest"] == material["body"]["asset"]["digest"]
    wanted = [digest_of(picture(colour)) for colour in ("red", "green", "blue")]
    assert [asset["digest"] for asset in made["body"]["assets"]] == wanted
    assert choice["body"]["among"] == wanted
    assert choice["body"]["chosen"] == wanted[1:2]
    assert not [
        path for path in root.rglob("*") if path.is_file() and b"planted" in path.read_bytes()
    ]
    assert b"planted" not in bundle.read_bytes()


def test_what_is_recorded_is_said(run, connected):
    """A person sees each act as it is recorded."""
    _whole_job(_reporter(connected))
    lines = run("receive", "--once").stdout.splitlines()
    assert lines == [
        f"ComfyUI: {act}"
        for act in (
            "the tool began",
            "a material",
            "an instruction",
            "an output",
            "a job ended",
            "a choice",
            "the tool ended",
        )
    ]


def test_lateness_is_said(run, connected):
    """What waited for an hour is imported, and the person hears of it."""
    with Studio.open() as studio:
        hand = Hand(studio.layout.spool / connected["id"], studio.clock)
    began = time.monotonic()
    hand.report("instruction", instruction(), job="j1", late=3600)
    (late,) = re.findall(r"handed over (\d+) s late", run("receive", "--once").stderr)
    assert 3600 <= int(late) <= 3600 + math.ceil(time.monotonic() - began)


def test_what_is_missing_ends_with_its_code(run, connected):
    """A report that is none, and one that never came, are said; the exit code tells a script."""
    with Studio.open() as studio:
        hand = Hand(studio.layout.spool / connected["id"], studio.clock)
    hand.report("instruction", {}, job="j1")
    hand.report("stopped", number=2)
    done = run("receive", "--once", code=3)
    assert "missing reports: 1" in done.stderr
    assert "cannot be read and lies aside" in done.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [(["--once"], 5, "no tool is connected"), (["--json"], 2, "--json goes with --once")],
    ids=["none", "json"],
)
def test_wrong_use(run, work, words, code, said):
    """Each mistake is said."""
    assert work
    assert said in run("receive", *words, code=code).stderr


def test_a_connection_that_fails_keeps_no_other_from_it(run, ask, connected):
    """All that can be recorded is; the error is said in the end."""
    other = ask("connect", "diffusers")
    with Studio.open() as studio:
        path = studio.layout.connections
        value = json.loads(path.read_bytes())
        value["connections"].reverse()
        value["connections"][0]["work"] = digest_of(b"another")
        path.write_text(json.dumps(value))
        assert find_connection(studio.layout, "ComfyUI").id == connected["id"]
    _whole_job(_reporter(connected))
    done = run("receive", "--once", code=5)
    assert "no work" in done.stderr
    assert "an output" in done.stdout
    assert other["label"] == "diffusers"


@pytest.mark.skipif(os.name == "nt", reason="signals are of other systems")
def test_it_receives_until_it_is_ended(connected):
    """A running `receive` records what comes, and ends in order on SIGTERM."""
    words = [sys.executable, "-m", "bozzetto", "receive"]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert "receiving" in process.stderr.readline()
            reporter = _reporter(connected)
            reporter.report("instruction", instruction(), job="j1")
            assert reporter.flush(TIMEOUT)
            assert process.stdout.readline() == "ComfyUI: an instruction\n"
            reporter.close(TIMEOUT)
            assert process.stdout.readline() == "ComfyUI: the tool ended\n"
            time.sleep(0.1)
            process.send_signal(signal.SIGTERM)
            assert process.wait(TIMEOUT) == 0
        finally:
            process.kill()
    with Studio.open() as studio:
        last = [entry.event.kind for _, entry in studio.entries(studio.digest)][-1]
        assert last == "recorder.stopped"
        seen = [entry.event.seen for _, entry in studio.works()[0].entries()]
        assert seen == ["stated", "live"]


def test_a_clock_that_is_set_shows_as_lateness(connected):
    """A machine whose clock runs ahead hands over nothing live."""
    with Studio.open() as studio:
        hand = Hand(studio.layout.spool / connected["id"], SetClock())
        hand.report("instruction", instruction(), job="j1")
    words = [sys.executable, "-m", "bozzetto", "receive", "--once"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert "late" in done.stderr
