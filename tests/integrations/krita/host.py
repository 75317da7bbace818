"""Krita itself, without a screen: a script runs in it, with our plugin where it was installed."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

__all__ = ["MISSING", "CrashedError", "run"]

_PYTHON = "/usr/bin/python3"  # Krita brings none of its own in Debian: it runs the system's
_LONGEST = 300  # seconds; the first start makes Krita's own databases
_NEEDED = ("kritarunner", "xvfb-run", _PYTHON)
_CRASHED = 128 + signal.SIGSEGV  # as a shell tells it


class CrashedError(Exception):
    """Krita's own code ended it: a thread of its pool has read what was no longer there."""


def _missing() -> str | None:
    """Say what is not here; None where Krita can run."""
    absent = [name for name in _NEEDED if shutil.which(name) is None]
    if absent:
        return f"not here: {', '.join(absent)} (Debian: krita, xvfb, python3-pyqt5)"
    asked = subprocess.run([_PYTHON, "-c", "import PyQt5.QtCore"], capture_output=True, check=False)
    return "no PyQt5 for Krita's plugins (Debian: python3-pyqt5)" if asked.returncode else None


MISSING = _missing()


def run(home: Path, plugins: Path, script: str) -> str:
    """Run a script in Krita, and return what it printed.

    Args:
        home: Krita's own files: a folder that is kept for the next run.
        plugins: Where our plugin lies.
        script: Python; ``krita`` and ``QByteArray`` are there, and ``paint`` and ``document``.

    Raises:
        CrashedError: Krita crashed; where nothing of ours runs in it, that tells nothing of us.
    """
    folder = home / "scripts"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "painting.py").write_text(_BEFORE + script)
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("QT_", "XDG_", "PYTHON"))
    }
    # The Python inside of Krita looks for its own files beside the first `python3` of the path.
    path = f"{Path(_PYTHON).parent}:/bin"
    environment |= {"HOME": str(home), "PATH": path, "PYTHONPATH": f"{folder}:{plugins}"}
    # Two that look for a free screen at the same time find the same one: each begins at its own.
    screen = str(100 + os.getpid() % 1000)
    done = subprocess.run(
        ["xvfb-run", "-a", "-n", screen, "kritarunner", "-s", "painting", "-f", "main"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=_LONGEST,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    if done.returncode == _CRASHED:
        raise CrashedError(done.stderr)
    assert done.returncode == 0, done.stderr
    return done.stdout


_BEFORE = '''
import time
import krita
from PyQt5.QtCore import QByteArray

app = krita.Krita.instance()
app.setBatchmode(True)


def document(*names):
    """Open a new drawing, with a layer of each name."""
    made = app.createDocument(128, 96, "cat", "RGBA", "U8", "", 120.0)
    made.setBatchmode(True)
    layers = [made.createNode(name, "paintlayer") for name in names]
    for layer in layers:
        made.rootNode().addChildNode(layer, None)
    return (made, *layers)


def paint(drawing, layer, left, colour):
    """Paint a square."""
    layer.setPixelData(QByteArray(bytes(colour) * 256), left, 10, 16, 16)
    drawing.refreshProjection()
    drawing.waitForDone()

'''
