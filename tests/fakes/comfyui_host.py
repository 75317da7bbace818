"""A stand-in for ComfyUI: its server, its queue and its thread that runs graphs, with few nodes.

    with ComfyUI(folder) as comfyui:
        httpx.post(comfyui.url + "/prompt", json={"prompt": graph, "client_id": "me"})
        comfyui.wait()

It behaves as ComfyUI 0.3.64 was recorded to behave (routes, order of events, cached results, what
an interrupt, a deletion and a refusal leave behind), or with ``old=True`` as versions from 2024:
secrets stay in `extra_data`, and results have no `meta`. Packs under ``custom_nodes`` are loaded
as ComfyUI loads them, and can wrap and hook what they wrap and hook there.
"""

import asyncio
import copy
import functools
import hashlib
import heapq
import importlib.util
import json
import logging
import os
import shutil
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple, Self

from aiohttp import web

from tests.fakes.comfyui_nodes import KINDS, StoppedError

__all__ = ["ComfyUI"]

VERSION = "0.3.64"
SENSITIVE = ("auth_token_comfy_org", "api_key_comfy_org")
REPOSITORY = Path(__file__).resolve().parents[2]
HANDOVER = REPOSITORY / "src" / "bozzetto" / "capture" / "handover"


class Status(NamedTuple):
    """How a job ended, as ComfyUI says it."""

    status_str: str
    completed: bool
    messages: list[Any]


class PromptQueue:
    """Jobs that wait, run and are done; the smallest number goes first."""

    def __init__(self, server: "PromptServer") -> None:
        self.server = server
        self.mutex = threading.RLock()
        self.not_empty = threading.Condition(self.mutex)
        self.task_counter = 0
        self.queue: list[Any] = []
        self.currently_running: dict[int, Any] = {}
        self.history: dict[str, Any] = {}

    def put(self, item: Any) -> None:
        """Queue a job: number, id, graph, extra data, outputs, and in new versions secrets."""
        with self.mutex:
            heapq.heappush(self.queue, item)
            self.server.queue_updated()
            self.not_empty.notify()

    def get(self, timeout: float) -> Any:
        """Take the next job, or None after `timeout` seconds."""
        with self.not_empty:
            if not self.queue:
                self.not_empty.wait(timeout)
            if not self.queue:
                return None
            item = heapq.heappop(self.queue)
            number = self.task_counter
            self.currently_running[number] = copy.deepcopy(item)
            self.task_counter += 1
            self.server.queue_updated()
            return item, number

    def task_done(
        self,
        item_id: int,
        history_result: dict[str, Any],
        status: Status,
        process_item: Callable[[Any], Any] | None = None,
    ) -> None:
        """Put a job into the history."""
        with self.mutex:
            item = self.currently_running.pop(item_id)
            item = process_item(item) if process_item else item
            self.history[item[1]] = {"prompt": item, "status": status._asdict(), **history_result}
            self.server.queue_updated()

    def wipe_queue(self) -> None:
        """Forget all that waits."""
        with self.mutex:
            self.queue = []
            self.server.queue_updated()

    def delete_queue_item(self, function: Callable[[Any], bool]) -> bool:
        """Forget the first job that `function` is true for."""
        with self.mutex:
            for index, item in enumerate(self.queue):
                if function(item):
                    if len(self.queue) == 1:
                        self.wipe_queue()
                    else:
                        self.queue.pop(index)
                        heapq.heapify(self.queue)
                    self.server.queue_updated()
                    return True
        return False


class PromptServer:
    """The web server; what is sent to the page is kept in `sent`."""

    instance: "PromptServer"

    def __init__(self, comfyui: "ComfyUI") -> None:
        PromptServer.instance = self
        self.app = web.Application(client_max_size=100 << 20, middlewares=[])
        self.client_id: str | None = None
        self.number = 0
        self.sent: list[tuple[Any, Any, Any]] = []
        self.prompt_queue = PromptQueue(self)
        self._comfyui = comfyui

    def send_sync(self, event: Any, data: Any, sid: str | None = None) -> None:
        """Send to one page, or to all."""
        self.sent.append((event, data, sid))

    def queue_updated(self) -> None:
        """Tell all pages how much there is left."""
        self.send_sync("status", {"status": {"exec_info": {"queue_remaining": 0}}})

    def add_routes(self) -> None:
        """Add every route twice, as ComfyUI does: bare, and below /api."""
        for method, path, handler in (
            ("POST", "/prompt", self._prompt),
            ("POST", "/queue", self._queue),
            ("POST", "/interrupt", self._interrupt),
            ("POST", "/upload/image", self._upload),
            ("POST", "/upload/mask", self._upload),
            ("GET", "/history", self._history),
            ("GET", "/history/{job}", self._history),
            ("GET", "/view", self._view),
        ):
            self.app.router.add_route(method, path, handler)
            self.app.router.add_route(method, "/api" + path, handler)

    async def _prompt(self, request: web.Request) -> web.Response:
        data = await request.json()
        number, self.number = self.number, self.number + 1
        error = self._comfyui.refusal(data.get("prompt"))
        if error:
            return web.json_response({"error": error, "node_errors": {}}, status=400)
        extra, job = data.get("extra_data", {}), data.get("prompt_id") or str(uuid.uuid4())
        if "client_id" in data:
            extra["client_id"] = data["client_id"]
        outputs = [node for node, told in data["prompt"].items() if KINDS[told["class_type"]].gives]
        item: tuple[Any, ...] = (number, job, data["prompt"], extra, outputs)
        if not self._comfyui.old:
            item = (*item, {name: extra.pop(name) for name in SENSITIVE if name in extra})
        self.prompt_queue.put(item)
        return web.json_response({"prompt_id": job, "number": number, "node_errors": {}})

    async def _queue(self, request: web.Request) -> web.Response:
        data = await request.json()
        if data.get("clear"):
            self.prompt_queue.wipe_queue()
        for job in data.get("delete", ()):
            self.prompt_queue.delete_queue_item(functools.partial(_is_of, job))
        return web.Response()

    async def _interrupt(self, _request: web.Request) -> web.Response:
        self._comfyui.nodes.interrupt_processing()
        return web.Response()

    async def _upload(self, request: web.Request) -> web.Response:
        post = await request.post()
        field, subfolder = post["image"], str(post.get("subfolder", ""))
        if not isinstance(field, web.FileField):
            raise TypeError("no file")
        kind = str(post.get("type", "input"))
        folder = self._comfyui.base / kind / subfolder
        folder.mkdir(parents=True, exist_ok=True)
        path, data = folder / field.filename, field.file.read()
        again = 1
        while post.get("overwrite") != "true" and path.exists() and path.read_bytes() != data:
            path = folder / f"{Path(field.filename).stem} ({again}){path.suffix}"
            again += 1
        if request.path.endswith("mask"):
            ref = json.loads(str(post["original_ref"]))
            original = self._comfyui.base / ref.get("type", "output") / ref["filename"]
            if original.is_file():
                KINDS["LoadImage"].put_alpha(original, data, path)
        else:
            path.write_bytes(data)
        told = {"name": path.name, "subfolder": subfolder, "type": kind}
        return web.json_response(told)

    async def _history(self, request: web.Request) -> web.Response:
        job = request.match_info.get("job")
        history = self.prompt_queue.history
        return web.json_response(history if job is None else {job: history.get(job)})

    async def _view(self, request: web.Request) -> web.StreamResponse:
        query = request.query
        path = self._comfyui.base / query.get("type", "output") / query.get("subfolder", "")
        return web.FileResponse(path / query["filename"])


def _is_of(job: str, item: Any) -> bool:
    return bool(item[1] == job)


class Executor:
    """Runs one graph after the other, and keeps results of nodes whose inputs stay the same."""

    def __init__(self, comfyui: "ComfyUI") -> None:
        self._comfyui = comfyui
        self._server = comfyui.server
        self._results: dict[str, tuple[Any, Any]] = {}  # outputs and files, by what led to them
        self.messages: list[Any] = []
        self.outputs: dict[str, Any] = {}
        self.success = True

    def execute(
        self, prompt: dict[str, Any], job: str, extra: dict[str, Any], outputs: list[str]
    ) -> None:
        """Run a graph; writes into it, as ComfyUI does."""
        self._comfyui.nodes.interrupt_processing(False)
        self._server.client_id = extra.get("client_id")
        self.messages, self.outputs, self.success = [], {}, True
        self._say("execution_start", {"prompt_id": job})
        for node in prompt.values():
            if node["class_type"].startswith("LoadImage"):
                data = self._comfyui.input(node["inputs"]["image"]).read_bytes()
                node["is_changed"] = [hashlib.sha256(data).hexdigest()]
        states = {node: self._state(prompt, node) for node in prompt}
        cached = [node for node, state in states.items() if state in self._results]
        self._say("execution_cached", {"nodes": cached, "prompt_id": job})
        done: list[str] = []
        try:
            for node in outputs:
                self._run(prompt, node, job, extra, states, done)
            self._say("execution_success", {"prompt_id": job})
        except StoppedError as stop:
            self._fail("execution_interrupted", job, prompt, stop.args[0], done, None)
        except _NodeError as stop:
            self._fail("execution_error", job, prompt, stop.args[0], done, stop.__cause__)

    def _run(
        self,
        prompt: dict[str, Any],
        node: str,
        job: str,
        extra: dict[str, Any],
        states: dict[str, str],
        done: list[str],
    ) -> Any:
        if node in done:
            return self._results[states[node]][0]
        kind = prompt[node]["class_type"]
        inputs = {
            name: self._run(prompt, value[0], job, extra, states, done)[value[1]]
            if isinstance(value, list)
            else value
            for name, value in prompt[node]["inputs"].items()
        }
        if states[node] not in self._results:
            if self._comfyui.interrupting:
                raise StoppedError(node)
            self._send("executing", {"node": node, "display_node": node, "prompt_id": job})
            try:
                context = (self._comfyui, prompt, extra, node)
                self._results[states[node]] = KINDS[kind].run(context, inputs)
            except StoppedError:
                raise
            except Exception as error:
                raise _NodeError(node) from error
        results, given = self._results[states[node]]
        if given is not None:
            self.outputs[node] = given
            told = {"node": node, "display_node": node, "output": given, "prompt_id": job}
            self._send("executed", told)
        done.append(node)
        return results

    def _state(self, prompt: dict[str, Any], node: str) -> str:
        told = prompt[node]
        inputs = {
            name: [self._state(prompt, value[0]), value[1]] if isinstance(value, list) else value
            for name, value in told["inputs"].items()
        }
        return json.dumps([told["class_type"], inputs, told.get("is_changed")], sort_keys=True)

    def _say(self, event: str, data: dict[str, Any], *, to_all: bool = False) -> None:
        data = {**data, "timestamp": time.time_ns() // 1_000_000}
        self.messages.append((event, data))
        if self._server.client_id is not None or to_all:
            self._server.send_sync(event, data, self._server.client_id)

    def _send(self, event: str, data: dict[str, Any]) -> None:
        if self._server.client_id is not None:
            self._server.send_sync(event, data, self._server.client_id)

    def _fail(
        self,
        event: str,
        job: str,
        prompt: dict[str, Any],
        node: str,
        done: list[str],
        error: BaseException | None,
    ) -> None:
        self.success = False
        told = {"prompt_id": job, "node_id": node, "executed": done}
        told["node_type"] = prompt[node]["class_type"]
        if error is not None:
            told |= {"exception_message": str(error), "exception_type": type(error).__name__}
        self._say(event, told, to_all=error is None)


class _NodeError(Exception):
    """A node failed."""


class FolderPaths(ModuleType):
    """ComfyUI's `folder_paths` over one base folder."""

    def __init__(self, base: Path) -> None:
        super().__init__("folder_paths")
        self.__file__ = str(base / "folder_paths.py")
        self._base = base
        self.folder_names_and_paths: dict[str, Any] = {
            "checkpoints": ([str(base / "models" / "checkpoints")], {".safetensors"}),
            "loras": ([str(base / "models" / "loras")], {".safetensors"}),
            "custom_nodes": ([str(base / "custom_nodes")], set()),
        }

    def get_directory_by_type(self, type_name: str) -> str | None:
        """Give the folder of inputs, outputs or passing files."""
        known = type_name in ("input", "output", "temp")
        return str(self._base / type_name) if known else None

    def get_folder_paths(self, folder_name: str) -> list[str]:
        """List the folders of a sort."""
        return list(self.folder_names_and_paths[folder_name][0])

    def get_full_path(self, folder_name: str, filename: str) -> str | None:
        """Find a file in the folders of a sort."""
        paths = (Path(folder) / filename for folder in self.get_folder_paths(folder_name))
        return next((str(path) for path in paths if path.is_file()), None)


class ComfyUI:
    """A server that runs, as a context; packs in its `custom_nodes` are loaded when it starts."""

    def __init__(self, base: Path, *, old: bool = False) -> None:
        self.base = base
        self.old = old
        self.url = ""
        self.interrupting = False
        self.gate = threading.Event()  # where "Pause" waits
        for folder in ("input", "output", "temp", "custom_nodes", "models/checkpoints"):
            (base / folder).mkdir(parents=True, exist_ok=True)
        self.nodes = ModuleType("nodes")
        self.nodes.interrupt_processing = self._interrupt  # type: ignore[attr-defined]
        self.folder_paths = FolderPaths(base)
        self.server = PromptServer(self)
        self.packs: list[ModuleType] = []
        self._stopped = threading.Event()
        self._is_busy = False  # from a job's begin until all was told of its end
        self._threads = [threading.Thread(target=work) for work in (self._serve, self._work)]
        self._ready = threading.Event()

    def install(self, spool: Path) -> Path:
        """Put our pack in, as `bozzetto connect` does."""
        pack = self.base / "custom_nodes" / "bozzetto"
        shutil.copytree(
            REPOSITORY / "integrations" / "comfyui",
            pack,
            ignore=shutil.ignore_patterns("__pycache__"),
        )
        for name in ("reporter", "redaction", "desk"):
            shutil.copy(HANDOVER / f"{name}.py", pack / f"bozzetto_{name}.py")
        (pack / "bozzetto.json").write_text(json.dumps({"spool": str(spool)}))
        return pack

    def input(self, name: str) -> Path:
        """Find an input file."""
        return self.base / "input" / name

    def refusal(self, prompt: Any) -> dict[str, Any] | None:
        """Say why a graph is not taken, or None."""
        details, nodes = "", prompt.items() if isinstance(prompt, dict) else ()
        for node, told in nodes:
            kind = KINDS.get(told.get("class_type"))
            if kind is None:
                details = f"Node ID '#{node}'"
            elif missing := [name for name in kind.needs if name not in told["inputs"]]:
                details = f"Required input is missing: {missing[0]}"
            elif told["class_type"].startswith("LoadImage"):
                path = self.input(told["inputs"]["image"])
                outside = ".." in path.parts or self.base not in path.parents
                if outside or not os.path.isfile(path):  # noqa: PTH113  # false for a long name
                    details = f"image - Invalid image file: {told['inputs']['image']}"
        if nodes and not details:
            return None
        message = "Prompt outputs failed validation" if nodes else "No prompt provided"
        return {"type": "refused", "message": message, "details": details, "extra_info": {}}

    def wait(self, seconds: float = 60.0) -> None:
        """Wait until nothing waits or runs.

        Raises:
            TimeoutError: It still does after `seconds`.
        """
        end = time.monotonic() + seconds
        while self._is_at_work():
            if time.monotonic() > end:
                raise TimeoutError("the stand-in for ComfyUI is still at work")
            time.sleep(0.002)

    def _is_at_work(self) -> bool:
        queue = self.server.prompt_queue
        with queue.mutex:  # a job that is taken is in neither for a moment
            if queue.queue or queue.currently_running:
                return True
        return self._is_busy  # packs hear of a job's end after it has left the queue

    def _interrupt(self, value: bool = True) -> None:
        self.interrupting = value

    def __enter__(self) -> Self:
        with self._as_modules():
            for pack in sorted((self.base / "custom_nodes").iterdir()):
                if (pack / "__init__.py").is_file():
                    self.packs.append(_load(pack))
        self._loop = asyncio.new_event_loop()
        self.server.add_routes()
        for thread in self._threads:
            thread.start()
        self._ready.wait(60)
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self.gate.set()
        self._loop.call_soon_threadsafe(self._loop.stop)
        for thread in self._threads:
            thread.join(60)
        for pack in self.packs:
            for name in [name for name in sys.modules if name.split(".")[0] == pack.__name__]:
                del sys.modules[name]

    @contextmanager
    def _as_modules(self) -> Iterator[None]:
        """Be what a pack imports, while it is loaded."""
        server, version = ModuleType("server"), ModuleType("comfyui_version")
        server.PromptServer = PromptServer  # type: ignore[attr-defined]
        version.__version__ = VERSION  # type: ignore[attr-defined]
        ours = {"server": server, "nodes": self.nodes, "folder_paths": self.folder_paths}
        if not self.old:
            ours["comfyui_version"] = version
        before = {name: sys.modules.get(name) for name in ours}
        sys.modules.update(ours)
        try:
            yield
        finally:
            for name, module in before.items():
                if module is None:
                    del sys.modules[name]
                else:
                    sys.modules[name] = module

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        runner = web.AppRunner(self.server.app, access_log=None)
        self._loop.run_until_complete(runner.setup())
        site = web.TCPSite(runner, "127.0.0.1", 0)
        self._loop.run_until_complete(site.start())
        host, port = runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(runner.cleanup())
        self._loop.close()

    def _work(self) -> None:
        executor, queue = Executor(self), self.server.prompt_queue
        while not self._stopped.is_set():
            taken = queue.get(0.02)
            if taken is None:
                continue
            self._is_busy = True
            item, number = taken
            secrets = item[5] if len(item) > 5 else {}
            executor.execute(item[2], item[1], {**item[3], **secrets}, item[4])
            status = Status(
                "success" if executor.success else "error", executor.success, executor.messages
            )
            meta = {node: {"node_id": node} for node in executor.outputs}
            result = {"outputs": executor.outputs} | ({} if self.old else {"meta": meta})
            if self.old:
                queue.task_done(number, result, status)
            else:
                queue.task_done(
                    number, result, status, process_item=lambda item: item[:5] + item[6:]
                )
            if self.server.client_id is not None:
                told = {"node": None, "prompt_id": item[1]}
                self.server.send_sync("executing", told, self.server.client_id)
            self._is_busy = False


def _load(pack: Path) -> ModuleType:
    """Load a pack as ComfyUI does: under a name made of its path."""
    name = str(pack).replace(".", "_x_")
    spec = importlib.util.spec_from_file_location(name, pack / "__init__.py")
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    if getattr(module, "NODE_CLASS_MAPPINGS", None) is None:
        logging.getLogger("comfyui").warning("Skip %s module for custom nodes", pack)
    return module
