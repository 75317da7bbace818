"""Puts the parts together inside a ComfyUI that is starting."""

from __future__ import annotations

import atexit
import functools
import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .bozzetto_desk import Desk
from .bozzetto_redaction import redact
from .bozzetto_reporter import File, Reporter
from .digests import Digests, IdleHasher
from .environment import environment
from .folders import Folders
from .hooks import Hooks
from .instructions import Handed, Instructions
from .jobs import Jobs
from .models import Models
from .web import middleware

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

__all__ = ["Recording", "start"]

NAME = "bozzetto-comfyui 1"
CONNECTION = "bozzetto.json"  # written beside this pack by `bozzetto connect`
DIGESTS = "bozzetto_digests.json"  # beside this pack, so that the next one finds it
LAST = 3.0  # seconds that ComfyUI waits for the last reports when it ends


@dataclass(frozen=True)
class Recording:
    """What is under way in one ComfyUI."""

    desk: Desk
    reporter: Reporter

    def settle(self, seconds: float = LAST) -> bool:
        """Wait until all that happened is handed over; False where time runs out."""
        return self.desk.flush(seconds) and self.reporter.flush(seconds)

    def stop(self) -> None:
        """Hand over what is left, and say that it ends."""
        atexit.unregister(self.stop)
        self.desk.close(LAST)
        self.reporter.close(LAST)


def start(here: Path) -> Recording:
    """Begin to hand over.

    Args:
        here: The folder of this pack.

    Raises:
        Exception: Of any sort; nothing is recorded then, and nothing of ComfyUI was touched
            but what can be undone by leaving it.
    """
    # ComfyUI's own, there when it loads this pack, and nowhere else.
    import folder_paths  # noqa: PLC0415
    import nodes  # noqa: PLC0415
    from server import PromptServer  # noqa: PLC0415

    connection = json.loads((here / CONNECTION).read_text(encoding="utf-8"))
    server = PromptServer.instance
    version = _version()
    tool = {"name": "ComfyUI", **({"version": version} if version else {})}
    reporter = Reporter(str(connection["spool"]), tool, NAME)
    recording = Recording(Desk(reporter), reporter)
    report = functools.partial(_report, recording)
    desk, queue = recording.desk, server.prompt_queue
    folders, handed = Folders(folder_paths), Handed()
    digests = Digests(here.parent / DIGESTS)
    hasher = IdleHasher(digests, lambda: bool(queue.currently_running))
    models = Models(folders, digests, hasher, functools.partial(report, "model"))
    jobs = Jobs(report, Instructions(folders, models, handed), folders, handed)
    desk.put("the environment", lambda: report("started", _started(folder_paths, folders, version)))
    server.app.middlewares.append(middleware(desk, jobs))
    Hooks(desk, jobs).install(server, queue, nodes)
    atexit.register(recording.stop)
    logging.getLogger("bozzetto").info("Bozzetto records what is made here.")
    return recording


def _report(
    recording: Recording,
    act: str,
    body: dict[str, object],
    *,
    job: str | None = None,
    files: Sequence[File] = (),
) -> None:
    """Hand over, after a last look for secrets; files are handed over as they are."""
    clean, _ = redact(body)
    recording.reporter.report(act, clean, job=job, files=files, at=recording.desk.seen)


def _version() -> str | None:
    try:
        import comfyui_version  # noqa: PLC0415  # since 0.3.10
    except ImportError:
        return None
    return str(comfyui_version.__version__)


def _started(folder_paths: ModuleType, folders: Folders, version: str | None) -> dict[str, object]:
    source = getattr(folder_paths, "__file__", None)
    settings = environment(Path(source).parent if source else None, folders.packs())
    if version:
        settings["comfyui"] = version
    return {"settings": settings}
