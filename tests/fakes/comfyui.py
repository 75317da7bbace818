"""A peer that speaks ComfyUI's protocol, over HTTP and websocket, and replays recorded jobs.

    with FakeComfyUI() as comfyui:
        httpx.post(comfyui.url + "/prompt", json=comfyui.request("first", client_id="c"))

Which frames a job sends, to whom, and in what order, is what a real server did
(``recordings``); a graph is known by its nodes, and one that was never recorded is
played as ``first``. Pictures are stand-ins, another one for every name and job. What can go wrong
is asked for: `pace`, `drop`, `shuffle`, `hold`, `fail`, `restart`.
"""

import asyncio
import contextlib
import copy
import hashlib
import io
import json
import random
import struct
import threading
import uuid
from email import message_from_bytes
from urllib.parse import parse_qs, urlsplit

import uvicorn
from PIL import Image

from tests.fakes import recordings
from tests.fakes.ports import bound

__all__ = ["RECORDING", "FakeComfyUI", "stand_in"]

RECORDING = recordings.comfyui()
PAGE = b"<!doctype html><title>ComfyUI</title>"
BROADCAST = {"status", "execution_interrupted"}


def stand_in(*words, size=48):
    """A PNG that is another one for other words."""
    digest = hashlib.sha256("|".join(words).encode()).digest()
    out = io.BytesIO()
    Image.frombytes("RGB", (2, 5), digest[:30]).resize((size, size), 0).save(out, "PNG")
    return out.getvalue()


class FakeComfyUI:
    """A server in a thread; its public members may be set from any."""

    def __init__(self, port=0):
        self.port = port
        self.pace = 0.0  # how much of the recorded time passes between two frames
        self.drop = lambda _frame: False  # which frames are not sent
        self.shuffle = None  # a seed: frames of a job are sent in another order
        self.fail = None  # the node at which the next job breaks off
        self.words = "the picture is empty"  # what it then says
        self.hold = threading.Event()  # jobs do not begin while it is not set
        self.hold.set()
        self.broken_view = False  # files cannot be had
        self.files = {}  # (type, subfolder, name): bytes
        self.requests = []  # (method, target, headers, body)
        self.messages = []  # what came over websockets
        self.forget()

    def forget(self):
        """Lose what is in memory only, as at a start."""
        self.number = 0
        self.history, self.pending, self.running = {}, [], None
        self.files = {key: data for key, data in self.files.items() if key[0] != "temp"}

    @property
    def url(self):
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def request(self, name, client_id=None, **extra):
        """The request by which a recorded job was asked for."""
        _number, _id, graph, given, _outputs = copy.deepcopy(RECORDING["jobs"][name]["prompt"])
        given.pop("client_id", None)
        asked = {"prompt": graph, "extra_data": given | extra}
        return asked | ({} if client_id is None else {"client_id": client_id})

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        """Listen."""
        sock = bound(self.port)
        sock.listen()
        self.port = sock.getsockname()[1]
        config = uvicorn.Config(
            self.app,
            interface="asgi3",
            proxy_headers=False,
            log_config=None,
            access_log=False,
            lifespan="off",
            http="h11",
            ws="websockets-sansio",
            ws_max_size=1 << 26,
            ws_ping_interval=None,  # it asks no page whether it is there, however slow that is
            timeout_graceful_shutdown=0,
        )
        self.server = uvicorn.Server(config)
        self.sockets, self.loop, self._stop = {}, None, False
        self.thread = threading.Thread(target=self._run, args=(sock,), daemon=True)
        self.thread.start()
        while not self.server.started:
            self.thread.join(0.005)

    def _run(self, sock):
        async def work():
            self.loop, self.wake = asyncio.get_running_loop(), asyncio.Event()
            playing = asyncio.create_task(self._play_all())
            with contextlib.suppress(asyncio.CancelledError):
                await self.server.serve([sock])
            playing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await playing

        self.server.capture_signals = contextlib.nullcontext
        with contextlib.suppress(asyncio.CancelledError):
            asyncio.run(work())
        sock.close()

    def stop(self):
        """End, as if it were killed: whoever listens hears no more."""
        self.server.should_exit = self.server.force_exit = True
        self.thread.join(60)
        assert not self.thread.is_alive()

    def restart(self):
        """End, and begin again at the same place with an empty memory."""
        with bound(self.port):
            self.stop()
            self.forget()
            self.start()

    # -- the protocol

    async def app(self, scope, receive, send):
        """Answer."""
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def _http(self, scope, receive, send):
        body, more = bytearray(), True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
        headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        target = scope["path"] + ("?" + scope["query_string"].decode()) * bool(
            scope["query_string"]
        )
        self.requests.append((scope["method"], target, headers, bytes(body)))
        status, data, kind = self._answer(scope, headers, bytes(body))
        fields = [(b"content-type", kind), (b"content-length", str(len(data)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": fields})
        await send({"type": "http.response.body", "body": data})

    def _answer(self, scope, headers, body):  # noqa: PLR0911  # a table of routes
        origin = headers.get("origin")
        if origin and urlsplit(origin).netloc != headers["host"]:
            return 403, b"", b"text/plain"  # server.py, create_origin_only_middleware
        method, path = scope["method"], scope["path"].removeprefix("/api")
        query = {k: v[0] for k, v in parse_qs(scope["query_string"].decode()).items()}
        if path == "/":
            return 200, PAGE, b"text/html"
        if path == "/view":
            key = (query.get("type", "output"), query.get("subfolder", ""), query["filename"])
            found = None if self.broken_view else self.files.get(key)
            return (404, b"", b"text/plain") if found is None else (200, found, b"image/png")
        if method == "POST":
            return self._post(path, headers, body)
        if path.startswith("/history"):
            wanted = path.removeprefix("/history").strip("/")
            found = (
                self.history
                if not wanted
                else {job: entry for job, entry in self.history.items() if job == wanted}
            )
            return _json(found)
        if path == "/queue":
            running = [] if self.running is None else [self.running]
            return _json({"queue_running": running, "queue_pending": self.pending})
        if path == "/system_stats":
            return _json(RECORDING["server"])
        return 404, b"", b"text/plain"

    def _post(self, path, headers, body):
        if path == "/prompt":
            return self._prompt(json.loads(body))
        if path in ("/upload/image", "/upload/mask"):
            return self._upload(headers, body)
        if path == "/queue":
            asked = json.loads(body)
            gone = [
                row
                for row in self.pending
                if asked.get("clear") or row[1] in asked.get("delete", ())
            ]
            self.pending = [row for row in self.pending if row not in gone]
            self._status()
            return 200, b"", b"text/plain"
        if path == "/interrupt":
            self._stop = True
            return 200, b"", b"text/plain"
        return 404, b"", b"text/plain"

    def _prompt(self, asked):
        number, self.number = self.number, self.number + 1
        graph = asked["prompt"]
        saves = [node for node in graph.values() if node["class_type"] == "SaveImage"]
        if any("images" not in node["inputs"] for node in saves):
            return _json(RECORDING["refused"], 400)
        job = str(uuid.uuid4())
        extra = dict(asked.get("extra_data", {}))
        for name in ("auth_token_comfy_org", "api_key_comfy_org"):  # execution.py, SENSITIVE
            extra.pop(name, None)
        if "client_id" in asked:
            extra["client_id"] = asked["client_id"]
        self.pending.append([number, job, graph, extra, list(graph)])
        self._status()
        self.wake.set()
        return _json({"prompt_id": job, "number": number, "node_errors": {}})

    def _upload(self, headers, body):
        """Read a form with Python's own parser of mail."""
        form = message_from_bytes(
            b"Content-Type: " + headers["content-type"].encode() + b"\r\n\r\n" + body
        )
        fields = {
            part.get_param("name", header="content-disposition"): part
            for part in form.get_payload()
        }
        name = fields["image"].get_filename()
        texts = {
            key: part.get_payload(decode=True).decode()
            for key, part in fields.items()
            if key != "image"
        }
        stored = {
            "name": name,
            "subfolder": texts.get("subfolder", ""),
            "type": texts.get("type", "input"),
        }
        self.files[stored["type"], stored["subfolder"], name] = body_of(body, headers)
        return _json(stored)

    # -- jobs

    async def _play_all(self):
        while True:
            while not self.pending or not self.hold.is_set():
                self.wake.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.wake.wait(), 0.01)
            self.running, self._stop = self.pending.pop(0), False
            await self._play(self.running)
            self.running = None

    async def _play(self, row):
        _number, job, graph, extra, _nodes = row
        recorded = _recorded(graph)
        client, made, before = extra.get("client_id"), {}, 0.0
        for at, frame in self._frames(recorded, job):
            await self._pause((at - before) * self.pace)
            before = at
            kind = frame.get("type")
            if kind in ("execution_success", "execution_interrupted") or (
                kind == "executing" and frame["data"]["node"] is None
            ):
                continue
            if self._stop:
                break
            if kind == "executing" and frame["data"]["node"] == self.fail:
                break
            if kind == "executed":
                made[frame["data"]["node"]] = self._make(frame["data"]["output"], job)
            await self._send(frame, client)
        how = "execution_error" if self.fail else "execution_interrupted" if self._stop else None
        if how is None and not client:  # the files are made, and nobody is told of them
            made = {node: self._make(output, job) for node, output in recorded["outputs"].items()}
        await self._ended(row, how, made, client)

    async def _pause(self, seconds):
        """Let time pass, until the job is interrupted."""
        end = self.loop.time() + seconds
        await asyncio.sleep(0)
        while not self._stop and (left := end - self.loop.time()) > 0:  # noqa: ASYNC110  # set by any
            await asyncio.sleep(min(left, 0.01))

    def _frames(self, recorded, job):
        frames = json.loads(json.dumps(recorded["frames"]).replace(recorded["id"], job))
        if self.shuffle is not None:
            random.Random(self.shuffle).shuffle(frames)  # noqa: S311  # a test's disorder
            frames = [[0, frame] for _at, frame in frames]
        return frames

    async def _ended(self, row, how, made, client):
        job = row[1]
        data = {"prompt_id": job, "timestamp": 1}
        if how == "execution_error":
            data |= {
                "node_id": self.fail,
                "node_type": "ImageInvert",
                "exception_type": "ValueError",
                "exception_message": self.words,
                "traceback": ["  File ..."],
                "current_inputs": {},
                "current_outputs": [],
            }
        elif how == "execution_interrupted":
            data |= {"node_id": "5", "node_type": "ImageBlur", "executed": []}
        last = {"type": how or "execution_success", "data": data}
        await self._send(last, client)
        self.running = None
        self.fail = None
        self.history[job] = {
            "prompt": row,
            "outputs": {} if how else made,
            "meta": {},
            "status": {
                "status_str": "error" if how else "success",
                "completed": how is None,
                "messages": [["execution_start", {"prompt_id": job}], [last["type"], data]],
            },
        }
        self._status()
        await self._send({"type": "executing", "data": {"node": None, "prompt_id": job}}, client)

    def _make(self, output, job):
        for image in output.get("images", ()):
            key = (image["type"], image["subfolder"], image["filename"])
            self.files[key] = stand_in(*key, job)
        return output

    def _status(self):
        left = len(self.pending) + (self.running is not None)
        status = {"type": "status", "data": {"status": {"exec_info": {"queue_remaining": left}}}}
        asyncio.ensure_future(self._send(status, None))  # noqa: RUF006  # as its own server does

    # -- the websocket

    async def _socket(self, scope, receive, send):
        await receive()
        headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        self.requests.append(("GET", scope["path"], headers, b""))
        query = parse_qs(scope["query_string"].decode())
        sid = query.get("clientId", [uuid.uuid4().hex])[0]
        await send({"type": "websocket.accept"})
        self.sockets[sid] = send
        left = len(self.pending) + (self.running is not None)
        info = {"status": {"exec_info": {"queue_remaining": left}}, "sid": sid}
        await send({"type": "websocket.send", "text": json.dumps({"type": "status", "data": info})})
        while (message := await receive())["type"] != "websocket.disconnect":
            said = message.get("text")
            self.messages.append(message.get("bytes") if said is None else said)
        if self.sockets.get(sid) is send:
            del self.sockets[sid]

    async def _send(self, frame, client):
        """Send to the client of the job, or to all; a job without one tells all its progress."""
        if self.drop(frame):
            return
        kind = frame.get("type")
        everybody = kind in BROADCAST or (client is None and kind == "progress_state")
        message = {"type": "websocket.send"} | _encode(frame)
        for sid, send in list(self.sockets.items()):
            if everybody or sid == client:
                with contextlib.suppress(Exception):  # it is gone
                    await send(message)


def _recorded(graph):
    """The recorded job of a graph."""
    for job in RECORDING["jobs"].values():
        known = {} if job["prompt"] is None else job["prompt"][2]
        if known.keys() == graph.keys() and all(
            graph[node]["inputs"] == value["inputs"] for node, value in known.items()
        ):
            return job
    return RECORDING["jobs"]["first"]


def _encode(frame):
    """A text, or a preview with its header: server.py, encode_bytes."""
    if "type" in frame:
        return {"text": json.dumps(frame)}
    told = json.dumps(frame["metadata"]).encode()
    head = struct.pack(">II", frame["code"], len(told)) + told
    return {"bytes": head + bytes(frame["size"] - len(head))}


def _json(value, status=200):
    return status, json.dumps(value).encode(), b"application/json"


def body_of(body, headers):
    """The bytes of a form's file, to the last one."""
    mark = b"\r\n--" + headers["content-type"].partition("boundary=")[2].strip('"').encode()
    file = body[body.index(b"filename=") :]
    return file.partition(b"\r\n\r\n")[2].partition(mark)[0]
