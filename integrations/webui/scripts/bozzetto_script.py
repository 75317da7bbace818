"""Bozzetto in AUTOMATIC1111's web UI, Forge, reForge and SD.Next: its hooks.

The modules beside this folder are imported now, while the web UI has the extension's folder on
its path. Whatever fails here is told in the log, and hinders nothing.
"""

from __future__ import annotations

import atexit
import functools
import json
import logging
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bozzetto_capture import Capture
from bozzetto_desk import Desk
from bozzetto_reporter import Reporter
from modules import processing, script_callbacks, scripts, shared

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).resolve().parent.parent  # this file is in scripts/
LOG = logging.getLogger("bozzetto")
WAIT = 3.0  # seconds that the web UI's end waits for what is on its way


def _tool() -> dict[str, str]:
    """Name the web UI and its version, as far as it says."""
    if hasattr(shared, "backend"):
        name = "SD.Next"
    elif (HERE.parent.parent / "modules_forge").is_dir():
        name = "Stable Diffusion WebUI Forge"
    else:
        name = "Stable Diffusion web UI"
    version = getattr(processing, "program_version", None)
    told = version() if callable(version) else None
    return {"name": name, "version": str(told)} if told else {"name": name}


def _environment() -> dict[str, str]:
    torch = getattr(sys.modules.get("torch"), "__version__", None)
    told = {"python": platform.python_version(), "platform": platform.system()}
    return dict(told, torch=str(torch)) if torch else told


def _connect() -> tuple[Capture, Desk]:
    spool = json.loads((HERE / "bozzetto.json").read_text(encoding="utf-8"))["spool"]
    reporter = Reporter(spool, _tool(), "bozzetto-webui 1")
    reporter.report("started", {"settings": _environment()})
    desk = Desk(reporter)

    def end() -> None:
        desk.flush(WAIT)
        reporter.close(WAIT)

    atexit.register(end)
    return Capture(reporter, desk), desk


def _stopped() -> bool:
    """Whether somebody stopped the job that runs."""
    state = getattr(shared, "state", None)
    return any(
        getattr(state, name, False) for name in ("interrupted", "skipped", "stopping_generation")
    )


def _enclose(capture: Capture, desk: Desk) -> None:
    """See how each job ends, by the one function that all of them go through."""
    inner: Callable[..., Any] = processing.process_images_inner

    @functools.wraps(inner)
    def enclosed(*args: Any, **named: Any) -> Any:  # noqa: ANN401  # passed on as they come
        desk.watch("a job", capture.enter)
        try:
            result = inner(*args, **named)
        except BaseException as error:
            told = error
            desk.watch("a job", lambda: capture.leave(told, interrupted=_stopped()))
            raise
        desk.watch("a job", lambda: capture.leave(None, interrupted=_stopped()))
        return result

    processing.process_images_inner = enclosed


def _listen(capture: Capture, desk: Desk) -> None:
    def saved(params: Any) -> None:  # noqa: ANN401  # the web UI's own
        desk.watch("a picture", lambda: capture.saved(params))

    def pasted(_infotext: str, _params: dict[str, Any]) -> None:
        desk.watch("pasted words", capture.pasted)

    script_callbacks.on_image_saved(saved)
    script_callbacks.on_infotext_pasted(pasted)


try:
    CONNECTED: tuple[Capture, Desk] | None = _connect()
    _enclose(*CONNECTED)
    _listen(*CONNECTED)
except Exception:  # the web UI starts all the same
    CONNECTED = None
    LOG.exception("Bozzetto does not record here")


class BozzettoScript(scripts.Script):
    """Is told of each job, before and after; shows nothing."""

    def title(self) -> str:
        """Name it."""
        return "Bozzetto"

    def show(self, _is_img2img: bool) -> Any:  # noqa: ANN401
        """Take part in every job."""
        return scripts.AlwaysVisible

    def process(self, p: Any, *_args: Any) -> None:  # noqa: ANN401
        """See a job whose words and seeds are settled."""
        if CONNECTED is not None:
            capture, desk = CONNECTED
            desk.watch("a job", lambda: capture.began(p))

    def postprocess(self, p: Any, processed: Any, *_args: Any) -> None:  # noqa: ANN401
        """See what a job made."""
        if CONNECTED is not None:
            capture, desk = CONNECTED
            first = int(getattr(processed, "index_of_first_image", 0))  # before it: the grid
            desk.watch("pictures", lambda: capture.finished(p, list(processed.images)[first:]))
