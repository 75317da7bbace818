"""A tool that hands over: writes reports as an integration does, at times that the test says."""

import io
import json
from datetime import timedelta
from pathlib import Path

from PIL import Image

from bozzetto.record import moment_of

__all__ = ["RUN", "Hand", "instruction", "picture"]

RUN = "00000000000000a1"


def picture(colour="red", size=(8, 8)) -> bytes:
    """Make a PNG of one colour."""
    made = io.BytesIO()
    Image.new("RGB", size, colour).save(made, "PNG")
    return made.getvalue()


def instruction(text="a silver cat", **members):
    """Make the body of an instruction."""
    prompt = {"role": "positive", "text": text, "by": "person"}
    return {"prompts": [prompt], "models": [], "settings": {}, "inputs": [], **members}


class Hand:
    """Writes the reports of one run into a spool."""

    def __init__(self, spool: Path, clock, run: str = RUN) -> None:
        self.folder = spool / run
        self.run = run
        self.number = 0
        self._clock = clock

    def report(self, act, body=None, *, job=None, files=(), late=0, number=None, **members) -> Path:
        """Write a report, and return where; `late` is how many seconds ago it was seen.

        A file is its name and its bytes, or its name and what is said of it.
        """
        number = self.number if number is None else number
        self.number = number + 1
        at = self._clock.now() - timedelta(seconds=late)
        self.folder.mkdir(parents=True, exist_ok=True)
        told = []
        for index, (name, data) in enumerate(files):
            if isinstance(data, bytes):
                (self.folder / f"{number:010d}-{index}").write_bytes(data)
                data = {"file": f"{number:010d}-{index}"}  # noqa: PLW2901  # said of it
            told.append({"name": name, **data})
        value = {
            "format": "bozzetto-handover/1",
            "run": self.run,
            "number": number,
            "at": moment_of(at),
            "tool": {"name": "ComfyUI", "version": "0.3.64"},
            "reporter": "pack 1",
            "act": act,
            "body": {} if body is None else body,
            "files": told,
            **members,
        }
        if job is not None:
            value["job"] = job
        place = self.folder / f"{number:010d}.json"
        place.write_text(json.dumps(value), encoding="utf-8")
        return place
