"""Pictures that browsers know, each with its labelled copy: ``python -m tests.labels.pairs``."""

import base64
import json
import sys
import tempfile
from pathlib import Path

from bozzetto.labels import Aigc, label_file
from tests.labels.pictures import KINDS, PROFILE, gradient, saved, turned

KNOWN = {"PNG": {}, "JPEG": {"quality": 95}, "WEBP": {"lossless": True}, "AVIF": {}}


def pairs(folder):
    """By kind: a picture with a profile that lies on its side, and its copy, as addresses."""
    found = {}
    for kind, options in KNOWN.items():
        before = folder / f"a.{KINDS[kind]}"
        image = gradient(size=(48, 64))
        before.write_bytes(saved(kind, image, icc_profile=PROFILE, exif=turned(), **options))
        after = label_file(before, folder / f"b.{KINDS[kind]}", Aigc("1", "example", "cat-1"))
        found[kind] = [
            f"data:{after.media_type};base64,{base64.b64encode(path.read_bytes()).decode()}"
            for path in (before, after.path)
        ]
    return found


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        json.dump(pairs(Path(name)), sys.stdout)
