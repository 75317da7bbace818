"""Runs one child after the other, each to meet a fault at another of its system calls.

    strace -f -e trace=CALL -e inject=CALL:error=EIO:when=FIXED python faulted.py \
        PATTERN FOLDER CALL FIXED LAST

``strace`` counts each process's calls anew, and its fault stands at the FIXEDth. A child that is
to meet it at its Nth makes FIXED - N harmless calls before. So Python starts once, not once a
call. Prints, as JSON, how each child ended: number, exit status, what it acknowledged.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import child

_NOWHERE = os.open(os.devnull, os.O_WRONLY)
_NO_FILE = Path(os.devnull, "below")  # nothing can be there
HARMLESS: dict[str, Callable[[], object]] = {
    "pwrite64": lambda: os.pwrite(_NOWHERE, b"x", 0),
    "write": lambda: os.write(_NOWHERE, b"x"),
    "fsync": lambda: os.fsync(_NOWHERE),
    "fdatasync": lambda: os.fdatasync(_NOWHERE),
    "ftruncate": lambda: os.ftruncate(_NOWHERE, 0),
    "rename": lambda: _NO_FILE.rename(_NO_FILE),
    "unlink": _NO_FILE.unlink,
}


def main() -> None:
    """Run a child for each number."""
    pattern, folder, call = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    fixed, last = (int(text) for text in sys.argv[4:])
    ended = []
    for number in range(1, last + 1):
        shutil.copytree(pattern, folder / str(number))
        ended.append([number, *run(folder / str(number), call, fixed - number)])
    print(json.dumps(ended))  # noqa: T201  # its one line of output


def run(folder: Path, call: str, before: int) -> tuple[int, list[str]]:
    """Run a child in `folder`; return its exit status, below zero a signal, and its output."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        os.dup2(writer, 1)
        for _ in range(before):
            with suppress(OSError):
                HARMLESS[call]()
        os._exit(child.record(folder, "child", 1))
    os.close(writer)
    with os.fdopen(reader, "rb") as output:
        told = output.read().decode().split()
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return status, told


if __name__ == "__main__":
    signal.alarm(600)  # seconds: a child that hangs must not hang the tests
    main()
