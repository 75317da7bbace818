"""What was recorded of real servers, job by job, where the recordings are at hand.

They lie beside the project, or where ``BOZZETTO_RECORDINGS`` says; without them, the tests that
need them are left out and say so.
"""

import functools
import json
import os
import re
from pathlib import Path

import pytest

__all__ = ["comfyui", "invokeai"]

FOLDER = Path(
    os.environ.get("BOZZETTO_RECORDINGS", Path(__file__).parents[3] / "shared" / "recordings")
)


@functools.cache
def comfyui():
    """Return what a ComfyUI 0.3.64 did: its server, a refusal, and each job with its frames.

    A frame is a pair: seconds since the job's first one, and what was sent; of previews only their
    size and header were recorded.
    """
    path = FOLDER / "comfyui_events.json"
    if not path.is_file():
        pytest.skip(f"no recordings at {FOLDER}", allow_module_level=True)
    told = json.loads(path.read_text())
    plain, sampled = told["run1_no_model"], told["run2_ksampler"]
    seen = plain["events_submitter"]
    jobs = {name: _job(job, plain["history"].get(job), seen) for name, job in plain["ids"].items()}
    for name, run in sampled["runs"].items():
        job = run["prompt_id"]
        jobs[name] = _job(job, run["history"].get(job, run["history"]), sampled["events"])
    refused = next(step[-1] for step in plain["steps"] if "invalid" in step[0])
    return {"server": plain["server"], "refused": refused, "jobs": jobs}


def _job(name, history, events):
    """Put together what is known of one job; a deleted one left nothing."""
    frames = [(event["t"], frame) for event in events if (frame := _frame(event, name))]
    began = frames[0][0] if frames else 0.0
    nothing = {"prompt": None, "outputs": {}, "status": None, "meta": {}}
    known = {part: (history or nothing)[part] for part in nothing}
    return {"id": name, **known, "frames": [[round(at - began, 4), frame] for at, frame in frames]}


def _frame(event, job):
    """Return what was sent, if it was about this job."""
    if "text" in event:
        data = event["text"].get("data", {})
        return event["text"] if data.get("prompt_id") == job else None
    about = event.get("metadata") or {}
    if about.get("prompt_id") != job:
        return None
    return {"code": event["event_code"], "size": event["binary_len"], "metadata": about}


@functools.cache
def invokeai():
    """Return what an InvokeAI 6.14.2 did: each batch as it was asked for, each item's events.

    An event is a triple: seconds since the item's first one, its name, and what it says. An image
    is what is known of one that was uploaded.
    """
    path = FOLDER / "invokeai_events.json"
    if not path.is_file():
        pytest.skip(f"no recordings at {FOLDER}", allow_module_level=True)
    told = json.loads(path.read_text())
    asked = [step[-1] for step in told["steps"] if str(step[1]).endswith("/enqueue_batch")]
    items = {}
    for event in told["events"]:
        number = event["data"].get("item_id")
        if number is not None:
            items.setdefault(number, []).append((event["t"], event["event"], event["data"]))
    return {
        "version": re.search(r"InvokeAI (\S+)", told["about"])[1],
        "batches": [answer["batch"] for answer in asked],
        "items": {
            number: [[round(at - events[0][0], 4), *rest] for at, *rest in events]
            for number, events in items.items()
        },
        "image": next(step[-1] for step in told["steps"] if step[0] == "upload"),
    }
