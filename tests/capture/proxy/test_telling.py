"""Handing over, without secrets."""

import json

import pytest

from bozzetto.capture.handover.reporter import File
from bozzetto.capture.proxy.telling import Telling, clean_bytes

SECRET = "sk-" + "a1B2" * 10


@pytest.fixture
def telling(tmp_path):
    """The reports of one run."""
    asked = []

    def describe():
        asked.append(1)
        return "0.3.64", {"os": "posix", "api_key": "abcdef-123456"}

    found = Telling(str(tmp_path), "ComfyUI", "comfyui", describe)
    found.asked = asked
    yield found
    found.close(60)


def told(folder):
    """The reports in a spool, in order."""
    return [json.loads(path.read_bytes()) for path in sorted(folder.glob("*/*.json"))]


def test_nothing_is_written_before_there_is_something_to_say(telling, tmp_path):
    """Nor is the tool asked."""
    telling.close(60)
    assert (list(tmp_path.iterdir()), telling.asked) == ([], [])


def test_first_report_says_in_what_environment(telling, tmp_path):
    """Once, and without what is secret in it."""
    telling.lost("a")
    telling.lost("b")
    assert telling.flush(60)
    started, first, second = told(tmp_path)
    assert (started["act"], started["tool"]) == (
        "started",
        {"name": "ComfyUI", "version": "0.3.64"},
    )
    assert started["body"] == {"settings": {"os": "posix", "api_key": "[secret removed]"}}
    assert [first["body"], second["body"]] == [{"note": "a"}, {"note": "b"}]
    assert telling.asked == [1]


def test_secret_in_an_instruction_is_noted(telling, tmp_path):
    """Also where it came in by a way that nobody foresaw."""
    body = {"prompts": [], "settings": {"password": "hunter2hunter2"}, "notes": ["a.note"]}
    telling.report("instruction", body, job="j", files=[File(f"{SECRET}.png", data=b"x")])
    assert telling.flush(60)
    report = told(tmp_path)[-1]
    assert report["body"]["notes"] == ["a.note", "secret.removed"]
    assert SECRET not in json.dumps(report)
    assert "hunter2hunter2" not in json.dumps(report)


def test_note_of_an_end_is_cut(telling, tmp_path):
    """A tool may say very much."""
    telling.ended("j", "failed", "x" * 100_000)
    telling.ended("k", "done")
    assert telling.flush(60)
    long, short = told(tmp_path)[1:]
    assert len(long["body"]["note"]) == 2000
    assert short["body"] == {"how": "done"}


def test_clean_bytes_keeps_what_has_no_secret():
    """To the last blank."""
    assert clean_bytes(b'{ "a": 1.10 }') == (b'{ "a": 1.10 }', False)


def test_clean_bytes_takes_secrets_out():
    """What is left is JSON."""
    data, removed = clean_bytes(json.dumps({"token": SECRET, "a": "é"}).encode())
    assert removed
    assert json.loads(data) == {"token": "[secret removed]", "a": "é"}


@pytest.mark.parametrize("data", [b"{", b"\xff", b"[" * 200_000], ids=["cut", "bytes", "deep"])
def test_clean_bytes_refuses_what_is_no_json(data):
    """One sort of error for all of it."""
    with pytest.raises(ValueError, match=r".*"):
        clean_bytes(data)
