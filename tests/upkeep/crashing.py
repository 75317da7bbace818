"""A service's life under a real manager: installed, killed, started again, removed.

    python crashing.py STUDIO PICTURES

Prints, as JSON, what the command line said at each step. Meant to be run by ``manager.py``.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from PIL import Image

from bozzetto.studio import Studio
from bozzetto.studio.process import lives

STUDIO, PICTURES = Path(sys.argv[1]), Path(sys.argv[2])
SECONDS = 60.0  # until something must have happened on a machine that is busy


def service(word: str) -> dict[str, object]:
    """Run a command of the service, and read its answer."""
    done = subprocess.run(
        [sys.executable, "-m", "bozzetto", "service", word, "--json", "--studio", STUDIO],
        capture_output=True,
        check=False,
    )
    return {"code": done.returncode, **json.loads(done.stdout)}


def running(other_than: int = 0) -> int:
    """Wait for the server, and return its process."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        try:
            pid = int(json.loads((STUDIO / "serve.json").read_bytes())["pid"])
        except (OSError, ValueError):
            pid = 0
        if pid not in {0, other_than} and lives(pid):
            return pid
        time.sleep(0.05)
    return 0


def draw(name: str, color: str) -> None:
    """Let a picture appear in the watched folder."""
    Image.new("RGB", (8, 8), color).save(PICTURES / name)


def pictures() -> list[str]:
    """Name the files that the record has of the watched folder."""
    with Studio.open(STUDIO) as studio:
        return sorted(asset.name or "" for asset in studio.find_work("Cat").assets().values())


def wait_for(count: int) -> list[str]:
    """Wait until that many files are recorded."""
    until = time.monotonic() + SECONDS
    while len(found := pictures()) < count and time.monotonic() < until:
        time.sleep(0.2)
    return found


def main() -> None:
    """Live."""
    said: dict[str, object] = {"install": service("install")}
    first = running()
    draw("before.png", "red")
    wait_for(1)
    said["running"] = service("status")
    os.kill(first, signal.SIGKILL)
    draw("between.png", "green")  # while nobody watches
    second = running(other_than=first)
    draw("after.png", "blue")
    said |= {"first": first, "second": second, "pictures": wait_for(3)}
    said["again"] = service("status")
    said["uninstall"] = service("uninstall")
    said["gone"] = service("status")
    said["lives"] = lives(second)
    print(json.dumps(said))  # noqa: T201  # its one line of output


if __name__ == "__main__":
    main()
