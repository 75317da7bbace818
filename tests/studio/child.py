"""A process that records into a studio, to be killed or refused at any system call.

    python child.py FOLDER NAME COUNT

Takes one asset, names it in an entry, and records COUNT remarks. Each acknowledgement goes to
the standard output as soon as it is given. Exit status 3: the studio could not be opened, or
did not record, and said so; 4: the output itself could not be written.
"""

import io
import os
import sys
from pathlib import Path

from bozzetto.errors import RecordingError, StudioError
from bozzetto.studio import Recorded, Studio


def record(folder: Path, name: str, count: int) -> int:
    """Record, and say so; return the exit status."""
    try:
        with Studio.open(folder) as studio:
            work = studio.find_work("Cat")
            picture = io.BytesIO(f"the picture of {name}".encode())
            asset = work.take(picture, f"{name}.bin")
            acknowledge(work.add_material(asset, role="sketch", origin="own hand"))
            for number in range(count):
                acknowledge(work.comment(f"{name}, remark {number}"))
    except (RecordingError, StudioError):
        return 3
    return 0


def acknowledge(recorded: Recorded) -> None:
    """Pass an acknowledgement on, unbuffered."""
    try:
        os.write(1, recorded.digest.encode() + b"\n")
    except OSError:
        os._exit(4)


if __name__ == "__main__":
    sys.exit(record(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
