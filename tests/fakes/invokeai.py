"""A peer that speaks InvokeAI's protocol, over REST and socket.io, and replays recorded items.

    with FakeInvokeAI() as invokeai:
        invokeai.enqueue("first", image=invokeai.upload(png))

Which events an item sends, in which order and what they say, is what a real server did
(``recordings``); a graph's nodes are known by their kind. Pictures are stand-ins, another one for
every name. What can go wrong is asked for: `pace`, `drop`, `shuffle`, `hold`, `deaf`, `fail`,
`cut`, `restart`.
"""

import asyncio
import contextlib
import copy
import hashlib
import io
import json
import random
import threading
import uuid
from datetime import UTC, datetime, timedelta

import httpx
import socketio
import uvicorn
from PIL import Image
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes import recordings
from tests.fakes.ports import bound

__all__ = ["RECORDING", "FakeInvokeAI", "stand_in"]

RECORDING = recordings.invokeai()
NAMES = {"first": 0, "second": 1, "batch": 2, "two runs": 3}  # of the recorded batches
ENDED = ("completed", "failed", "canceled")
QUEUE = "/api/v1/queue/default"


def stand_in(*words, size=48):
    """A PNG that is another one for other words."""
    digest = hashlib.sha256("|".join(words).encode()).digest()
    out = io.BytesIO()
    Image.frombytes("RGB", (2, 5), digest[:30]).resize((size, size), 0).save(out, "PNG")
    return out.getvalue()


class FakeInvokeAI:
    """A server in a thread; its public members may be set from any."""

    def __init__(self, port=0):
        self.port = port
        self.pace = 0.0  # how much of the recorded time passes between two events
        self.drop = lambda _name, _data: False  # which events are not sent
        self.shuffle = None  # a seed: events of an item are sent in another order
        self.fail = None  # the kind of node at which the next item breaks off
        self.hold = threading.Event()  # items do not begin while it is not set
        self.hold.set()
        self.deaf = False  # nobody may connect; REST goes on
        self.ago = 0  # seconds by which its clock is behind
        self.requests = []  # (method, path)
        self.images = {}  # name: what is known of it, the newest last
        self.files = {}  # name: bytes
        self.metadata = {}  # name: its metadata
        self.state = {}  # what the page keeps at the server, by key
        self.items = {}  # number: item
        self.number = 0

    @property
    def url(self):
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    # -- what a person does in its page

    def upload(self, data, category="user", **known):
        """Put a picture in, and return its name."""
        return self._image(f"{uuid.uuid4()}.png", data, image_category=category, **known)

    def enqueue(self, name, *, image=None, destination=None, **metadata):
        """Ask for a recorded batch, and return the answer."""
        batch = copy.deepcopy(RECORDING["batches"][NAMES[name]])
        for node in batch["graph"]["nodes"].values():
            if node["type"] == "image" and image is not None:
                node["image"] = {"image_name": image}
            if node["type"] == "core_metadata":
                node.update(metadata)
        if destination is not None:  # the staging area shows what this node gives
            batch["destination"] = destination
            text = json.dumps(batch["graph"]).replace('"c"', '"canvas_output:x"')
            batch["graph"] = json.loads(text)
        return self.ask("POST", f"{QUEUE}/enqueue_batch", json={"batch": batch}).json()

    def ask(self, method, path, **options):
        """Ask by REST, as the page does."""
        answer = httpx.request(method, self.url + path, timeout=60, **options)
        answer.raise_for_status()
        return answer

    def save(self, key, value):
        """Keep a part of the page's state."""
        self.state[key] = json.dumps(value)

    def cut(self):
        """Break off all connections for events."""
        for sid in list(self.heard_by):
            asyncio.run_coroutine_threadsafe(self.sio.disconnect(sid), self.loop).result(60)

    # -- its life

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
        self.heard_by = set()
        self.server = self.loop = None
        self.thread = threading.Thread(target=self._run, args=(sock,), daemon=True)
        self.thread.start()
        while self.server is None or not self.server.started:
            self.thread.join(0.005)

    def _run(self, sock):
        async def work():
            self.loop = asyncio.get_running_loop()
            config = uvicorn.Config(
                self._app(),
                proxy_headers=False,
                log_config=None,
                access_log=False,
                lifespan="off",
                http="h11",
                ws="websockets-sansio",
                timeout_graceful_shutdown=0,
            )
            self.server = uvicorn.Server(config)
            self.server.capture_signals = contextlib.nullcontext
            playing = asyncio.create_task(self._play_all())
            with contextlib.suppress(asyncio.CancelledError):
                await self.server.serve([sock])
            await self.sio.shutdown()
            playing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await playing

        with contextlib.suppress(asyncio.CancelledError):
            asyncio.run(work())
        sock.close()

    def stop(self):
        """End, as if it were killed: whoever listens hears no more."""
        self.server.should_exit = self.server.force_exit = True
        self.thread.join(60)
        assert not self.thread.is_alive()

    def restart(self):
        """End, and begin again; what was under way is canceled (_set_in_progress_to_canceled)."""
        with bound(self.port):
            self.stop()
            for item in self.items.values():
                if item["status"] == "in_progress":
                    item["status"] = "canceled"
            self.start()

    # -- the protocol

    def _app(self):
        self.sio = socketio.AsyncServer(async_mode="asgi", cors_allowed_origins="*")
        self.sio.on("connect", self._connect)
        self.sio.on("disconnect", lambda sid, *_: self.heard_by.discard(sid))
        self.sio.on("subscribe_queue", self._subscribe)
        queue = (
            ("POST", "/enqueue_batch", self._enqueue),
            ("GET", "/item_ids", lambda _r: {"item_ids": sorted(self.items, reverse=True)}),
            ("GET", "/status", self._status),
            ("PUT", "/clear", self._clear),
            ("GET", "/i/{number:int}", self._item),
            ("PUT", "/i/{number:int}/cancel", self._cancel),
        )
        images = (
            ("GET", "/names", self._names),
            ("POST", "/star", self._star),
            ("POST", "/unstar", self._star),
            ("POST", "/delete", self._delete),
            ("GET", "/i/{name}", lambda r: self.images.get(r.path_params["name"])),
            ("GET", "/i/{name}/full", lambda r: self.files.get(r.path_params["name"])),
            ("GET", "/i/{name}/metadata", lambda r: self.metadata.get(r.path_params["name"], {})),
        )
        others = (
            ("GET", "/api/v1/app/version", lambda _r: {"version": RECORDING["version"]}),
            ("GET", "/api/v1/app/app_deps", lambda _r: {"torch": "2.14.1", "CUDA": "N/A"}),
            (
                "GET",
                "/api/v1/client_state/default/get_by_key",
                lambda r: JSONResponse(self.state.get(r.query_params["key"])),
            ),
        )
        routes = [
            *((method, QUEUE + path, answer) for method, path, answer in queue),
            *((method, "/api/v1/images" + path, answer) for method, path, answer in images),
            *others,
        ]
        rest = Starlette(
            routes=[
                Route(path, self._answering(answer), methods=[method])
                for method, path, answer in routes
            ]
        )
        return socketio.ASGIApp(self.sio, rest, socketio_path="/ws/socket.io")

    def _answering(self, answer):
        async def handle(request):
            self.requests.append((request.method, request.url.path))
            told = answer(request)
            told = await told if asyncio.iscoroutine(told) else told
            if told is None:
                return JSONResponse({"detail": "Not found"}, 404)
            if isinstance(told, bytes):
                return Response(told, media_type="image/png")
            return told if isinstance(told, Response) else JSONResponse(told)

        return handle

    async def _connect(self, _sid, _environ, _auth=None):
        return not self.deaf

    async def _subscribe(self, sid, data):
        self.heard_by.add(sid)
        await self.sio.enter_room(sid, data["queue_id"])

    async def _emit(self, name, data):
        if not self.drop(name, data):
            await self.sio.emit(name, data, room="default")

    # -- its queue

    async def _enqueue(self, request):
        batch = (await request.json())["batch"]
        batch["batch_id"] = str(uuid.uuid4())
        numbers = []
        for values in _combinations(batch.get("data") or [], batch.get("runs", 1)):
            self.number += 1
            numbers.append(self.number)
            self.items[self.number] = self._new_item(batch, values)
        said = {
            "queue_id": "default",
            "batch_id": batch["batch_id"],
            "enqueued": len(numbers),
            "requested": len(numbers),
            "priority": 0,
            "origin": batch["origin"],
            "user_id": "system",
        }
        await self._emit("batch_enqueued", said)
        return said | {"batch": batch, "item_ids": numbers[::-1]}

    def _new_item(self, batch, values):
        graph = copy.deepcopy(batch["graph"])
        for value in values:
            graph["nodes"][value["node_path"]][value["field_name"]] = value["value"]
        now = self._now()
        session = str(uuid.uuid4())
        return {
            "item_id": self.number,
            "queue_id": "default",
            "status": "pending",
            "batch_id": batch["batch_id"],
            "origin": batch["origin"],
            "destination": batch["destination"],
            "session_id": session,
            "user_id": "system",
            "created_at": now,
            "updated_at": now,
            "started_at": None,
            "completed_at": None,
            "error_type": None,
            "error_message": None,
            "field_values": values or None,
            "retried_from_item_id": None,
            "workflow": batch.get("workflow"),
            "session": {
                "id": session,
                "graph": graph,
                "results": {},
                "prepared_source_mapping": {},
            },
        }

    def _item(self, request):
        return self.items.get(request.path_params["number"])

    def _status(self, _request):
        count = [item["status"] for item in self.items.values()].count
        names = ("pending", "in_progress", "waiting", *ENDED)
        return {"queue": {name: count(name) for name in names}}

    async def _clear(self, _request):
        count = len(self.items)
        for number in list(self.items):
            if self.items[number]["status"] == "in_progress":
                await self._change(self.items[number], "canceled")
            del self.items[number]
        await self._emit("queue_cleared", {"queue_id": "default", "user_id": None})
        return {"deleted": count}

    async def _cancel(self, request):
        item = self._item(request)
        await self._change(item, "canceled")
        return item

    async def _change(self, item, status, **more):
        item.update(status=status, **more)
        if status in ENDED:
            item["completed_at"] = self._now()
        kept = ("session", "workflow", "field_values")
        said = {name: value for name, value in item.items() if name not in kept}
        await self._emit("queue_item_status_changed", said)

    async def _play_all(self):
        while True:
            waiting = [item for item in self.items.values() if item["status"] == "pending"]
            if not waiting or not self.hold.is_set():
                await asyncio.sleep(0.005)
                continue
            await self._play(waiting[0])

    async def _play(self, item):
        item.update(status="in_progress", started_at=self._now())
        events = [event for event in _recorded(item) if event[1] != "batch_enqueued"]
        if self.shuffle is not None:
            events = [[0, *rest] for _at, *rest in events]
            told = [await self._said(item, name, data) for _at, name, data in events]
            random.Random(self.shuffle).shuffle(told)  # noqa: S311  # a test's disorder
            item.update(status="completed", completed_at=self._now())
            for name, data in told:
                await self._emit(name, data)
            return
        before = 0.0
        for at, name, data in events:
            await asyncio.sleep((at - before) * self.pace)
            before = at
            if item["status"] == "canceled" or item["item_id"] not in self.items:
                return
            kind = data["invocation"]["type"] if "invocation" in data else None
            if name == "invocation_started" and kind == self.fail:
                self.fail = None
                words = {"error_type": "ValueError", "error_message": "the picture is empty"}
                await self._change(item, "failed", **words)
                return
            if data.get("status") == "completed":
                await self._change(item, "completed")
            else:
                await self._emit(*await self._said(item, name, data))

    async def _said(self, item, name, data):
        """Put this item's names in the places of the recorded ones; what is made is made."""
        said = copy.deepcopy(data)
        said.update((key, item[key]) for key in ("item_id", "batch_id", "session_id"))
        said.update(origin=item["origin"], destination=item["destination"])
        if "invocation" not in said:
            return name, said
        graph = item["session"]["graph"]["nodes"]
        kind = said["invocation"]["type"]
        node = next(key for key, value in graph.items() if value["type"] == kind)
        prepared = str(uuid.uuid5(uuid.NAMESPACE_URL, item["session_id"] + node))
        said["invocation_source_id"] = node
        said["invocation"] = graph[node] | {"id": prepared}
        if name == "invocation_complete":
            if kind == "image":
                said["result"]["image"] = graph[node]["image"]
            elif "image" in said["result"]:
                said["result"]["image"] = {"image_name": self._make(item, node, prepared)}
            item["session"]["prepared_source_mapping"][prepared] = node
            item["session"]["results"][prepared] = said["result"]
        return name, said

    def _make(self, item, node, prepared):
        nodes = item["session"]["graph"]["nodes"]
        asked = next(each for each in nodes.values() if each["type"] == "core_metadata")
        name = f"{uuid.uuid5(uuid.NAMESPACE_URL, prepared)}.png"
        self.metadata[name] = {key: value for key, value in asked.items() if value is not None}
        return self._image(
            name,
            stand_in(name),
            image_origin="internal",
            image_category="general",
            session_id=item["session_id"],
            node_id=prepared,
            is_intermediate=nodes[node]["is_intermediate"],
        )

    # -- its images

    def _image(self, name, data, **known):
        now = self._now()
        record = {"image_name": name, "created_at": now, "updated_at": now}
        self.images[name] = RECORDING["image"] | record | known
        self.files[name] = data
        return name

    def _names(self, _request):
        every = list(self.images.values())  # at once: another thread may put one in
        found = [each for each in every if not each["is_intermediate"]][::-1]
        found.sort(key=lambda each: not each["starred"])
        return {
            "image_names": [each["image_name"] for each in found],
            "starred_count": sum(each["starred"] for each in found),
            "total_count": len(found),
        }

    async def _star(self, request):
        names = (await request.json())["image_names"]
        for name in names:
            self.images[name]["starred"] = request.url.path.endswith("/star")
        return {"starred_images": names}

    async def _delete(self, request):
        names = (await request.json())["image_names"]
        for name in names:
            del self.images[name], self.files[name]
        return {"deleted_images": names}

    def _now(self):
        now = datetime.now(UTC) - timedelta(seconds=self.ago)  # a server's clock
        return now.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]


def _combinations(data, runs):
    """List what a batch puts into its graph, for each of its items."""
    if not data:
        return [[] for _ in range(runs)]
    (group,) = data  # none of the recorded batches has several
    return [
        [
            {"node_path": each["node_path"], "field_name": each["field_name"], "value": value}
            for each in group
            for value in (each["items"][index],)
        ]
        for index in range(len(group[0]["items"]))
    ]


def _recorded(item):
    """The recorded events of an item: of the one with the same seed, as far as there is one."""
    graph = item["session"]["graph"]["nodes"]
    seed = next(node["seed"] for node in graph.values() if node["type"] == "core_metadata")
    for events in RECORDING["items"].values():
        first = next(data for _at, name, data in events if name == "invocation_started")
        if first["invocation"]["seed"] == seed:
            return events
    return RECORDING["items"][1]
