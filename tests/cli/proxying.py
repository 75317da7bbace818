"""What tests of proxies share: a proxy in a process of its own, and a look for secrets."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager

__all__ = ["TIMEOUT", "files_with", "proxied"]

TIMEOUT = 60  # seconds


@contextmanager
def proxied(folder, *words, end=signal.SIGINT):
    """Run ``bozzetto proxy`` on a free port; lend the process and the address that it prints."""
    command = [sys.executable, "-m", "bozzetto", "proxy", *words, "--port", "0"]
    environment = {**os.environ, "BOZZETTO_STUDIO": str(folder)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            line = process.stdout.readline()
            assert line, process.stderr.read()
            yield process, line.split()[-1]
            process.send_signal(end)
            process.out, process.err = process.communicate(timeout=TIMEOUT)
        finally:
            if process.poll() is None:
                process.kill()


def files_with(folder, secret):
    """List the files of a studio in which something stands, byte for byte."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [path for path in files if secret in path.read_bytes()]
