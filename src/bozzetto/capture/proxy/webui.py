"""The web UI (AUTOMATIC1111, Forge, reForge, SD.Next), as programs speak with it.

What is looked at: ``POST /sdapi/v1/txt2img`` and ``img2img`` with their answers, and
``/interrupt``. The page in the browser does not use these routes: it speaks with Gradio, which
passes as it is and is not looked at.
"""

import secrets
from functools import partial

from bozzetto.capture.handover.reporter import File
from bozzetto.capture.proxy.drawing import Answer, read_answer, read_request
from bozzetto.capture.proxy.head import Request
from bozzetto.capture.proxy.observing import Observing
from bozzetto.capture.proxy.telling import SECRET_REMOVED, Telling
from bozzetto.capture.proxy.tool import Tool
from bozzetto.capture.proxy.watched import Watched
from bozzetto.capture.proxy.wire import Kept

__all__ = ["WebUI"]

_LIMIT = 256 << 20  # bytes: a batch of large pictures in base64
_ROUTES = ("/sdapi/v1/txt2img", "/sdapi/v1/img2img")
_INTERRUPT = "/sdapi/v1/interrupt"


class WebUI(Observing):
    """Looks at what passes between the web UI and the programs that use it."""

    def __init__(self, tool: Tool, spool: str) -> None:
        """Begin; nothing is written before the first report."""
        self._jobs: dict[Watched, str] = {}  # under way; owned by the worker's thread
        self._interrupted: set[str] = set()  # so is this
        super().__init__(tool, Telling(spool, "Stable Diffusion web UI", "webui", self._describe))

    def watch(self, request: Request) -> Watched | None:
        """Say what of an exchange is wanted."""
        if request.method != "POST":
            return None
        path = request.path.rstrip("/")
        if path in _ROUTES:
            sent, answer = Kept(_LIMIT), Kept(_LIMIT)
            return Watched(request, sent, answer, self._later_asked, self._later_ended)
        if path == _INTERRUPT:
            # noted before it goes: what it interrupts is answered after it
            self._later(lambda: self._interrupted.update(self._jobs.values()))
        return None

    def text(self, message: bytes) -> None:
        """Take a text of a websocket: Gradio's, which are not looked at."""

    def broke(self) -> None:
        """Take note that the web UI went away: the answers that are missing say so."""

    def _later_asked(self, watched: Watched) -> None:
        self._later(partial(self._asked, watched))

    def _later_ended(self, watched: Watched) -> None:
        self._later(partial(self._ended, watched))

    def _asked(self, watched: Watched) -> None:
        """Hand over an instruction, before there is an answer to it."""
        drawn = None if watched.sent.data is None else read_request(watched.sent.data)
        if drawn is None:
            self._telling.lost("a request to generate passed, and could not be read")
            return
        kind = watched.request.path.rstrip("/").rpartition("/")[2]
        job = drawn.given or f"{kind}-{secrets.token_hex(8)}"
        self._jobs[watched] = job
        files = [
            File(f"{picture.role}-{index}{picture.suffix}", data=picture.data)
            for index, picture in enumerate(drawn.pictures)
        ]
        model = None if drawn.models else self._model()
        body = drawn.body(model, len(files))
        body["settings"]["route"] = kind
        if drawn.removed:
            body["notes"] = [SECRET_REMOVED]
        files.append(File("request.json", data=drawn.raw))
        self._telling.report("instruction", body, job=job, files=files)

    def _ended(self, watched: Watched) -> None:
        """Hand over what came of a request."""
        job = self._jobs.pop(watched, None)
        if job is None:
            return
        interrupted = job in self._interrupted
        self._interrupted.discard(job)
        answer = None if watched.answer.data is None else read_answer(watched.answer.data)
        if watched.status is None:
            self._telling.ended(job, "failed", "the answer did not come, or not all of it")
        elif watched.status >= 400:
            how = "refused" if watched.status < 500 else "failed"
            self._telling.ended(job, how, f"HTTP status {watched.status}")
        elif answer is None:
            self._telling.lost("an answer with pictures passed, and could not be read")
        else:
            self._made(job, answer)
            self._telling.ended(job, "interrupted" if interrupted else "done")

    def _made(self, job: str, answer: Answer) -> None:
        files = [
            File(f"{job}-{index}{picture.suffix}", data=picture.data)
            for index, picture in enumerate(answer.pictures)
        ]
        if not files:
            self._telling.lost(f"{job} was answered without pictures, as its request wanted")
            return
        body: dict[str, object] = {"files": list(range(len(files)))}
        if answer.claims:
            body["claims"] = dict(answer.claims)
        if answer.info:
            body["raw"] = len(files)
            files.append(File("info.json", data=answer.info))
        self._telling.report("output", body, job=job, files=files)

    def _model(self) -> str | None:
        """Ask which model file is loaded; None where a login is wanted, or it is not said."""
        options = self._tool.ask("/sdapi/v1/options")
        name = options.get("sd_model_checkpoint") if isinstance(options, dict) else None
        return name if isinstance(name, str) and name else None

    def _describe(self) -> tuple[str | None, dict[str, str]]:
        """Give what is known of the environment: the version stands in each picture only."""
        return None, {"reached at": self._tool.upstream.url}

    def _finish(self) -> None:
        if self._jobs:
            count = len(self._jobs)
            self._telling.lost(f"the proxy ended while {count} requests were under way")
