"""Peers that are asked the same thing twice: what they then give is chosen by the test.

    with RepeatingComfyUI() as comfyui:
        comfyui.answers = "other"     # same, pixels, lossy, other, fewer, die

What they make depends on what they are asked, and not on when.
"""

import asyncio
import io
import json
import threading
from contextlib import contextmanager
from http.server import ThreadingHTTPServer

from PIL import Image

from tests.fakes.comfyui import FakeComfyUI, stand_in
from tests.fakes.webui_api import Api, coded

__all__ = ["CHECKPOINT", "CHECKPOINT_DIGEST", "RepeatingComfyUI", "repeating_webui"]

CHECKPOINT = "dream.safetensors [879db523c3]"
CHECKPOINT_DIGEST = "879db523c3" + "0" * 54


def answered(how, data):
    """Give a picture as it was, or otherwise."""
    image = Image.open(io.BytesIO(data))
    out = io.BytesIO()
    if how == "pixels":
        image.save(out, "PNG", compress_level=0)
    elif how == "lossy":
        image.save(out, "JPEG")
    elif how == "other":
        image.paste((200, 30, 30), (0, 0, 16, 16))
        image.save(out, "PNG")
    else:
        return data
    return out.getvalue()


class RepeatingComfyUI(FakeComfyUI):
    """A ComfyUI whose pictures follow from their names alone."""

    def __init__(self, port=0):
        super().__init__(port)
        self.answers = "same"
        self.kinds = None  # what `/object_info` says; None: it says nothing
        self.cached = []  # nodes that it says it did not run

    def _answer(self, scope, headers, body):
        if scope["path"] == "/object_info" and self.kinds is not None:
            return 200, json.dumps(self.kinds).encode(), b"application/json"
        return super()._answer(scope, headers, body)

    def _upload(self, headers, body):
        """Keep what is there, as the real one does unless it is told to overwrite."""
        before = dict(self.files)
        status, data, kind = super()._upload(headers, body)
        told = json.loads(data)
        key = (told["type"], told["subfolder"], told["name"])
        if key not in before or before[key] == self.files[key]:
            return status, data, kind
        stem, _dot, end = told["name"].rpartition(".")
        told["name"] = f"{stem} (1).{end}"
        self.files[key[0], key[1], told["name"]] = self.files[key]
        self.files[key] = before[key]
        return status, json.dumps(told).encode(), kind

    async def _play(self, row):
        if self.answers == "die":
            self.server.should_exit = self.server.force_exit = True
            await asyncio.sleep(3600)  # until the loop ends
        await super()._play(row)
        entry = self.history[row[1]]
        if self.cached:
            entry["status"]["messages"].insert(1, ["execution_cached", {"nodes": self.cached}])
        if self.answers == "fewer":
            entry["outputs"] = dict(list(entry["outputs"].items())[:1])

    def _make(self, output, job):
        del job
        for image in output.get("images", ()):
            key = (image["type"], image["subfolder"], image["filename"])
            self.files[key] = answered(self.answers, stand_in(*key))
        return output


class RepeatingApi(Api):
    """A web UI that lists its models and samplers."""

    def do_GET(self):  # noqa: N802  # the base names it
        """List them; the rest is as in any."""
        if self.path == "/sdapi/v1/sd-models":
            self._say(self.server.models)
        elif self.path == "/sdapi/v1/samplers":
            self._say([{"name": "Euler a", "aliases": ["k_euler_a"]}])
        else:
            super().do_GET()

    def _generate(self, request):
        self.server.asked.append(request)
        if self.server.answers == "die":
            self.close_connection = True
            self.connection.close()
            return
        drawn = request.get("seed", -1) if request.get("seed", -1) >= 0 else 7
        seeds = [drawn + n for n in range(request.get("batch_size", 1))]
        text = f"{request['prompt']}\nSteps: {request.get('steps', 20)}, Sampler: Euler a, "
        text += f"Seed: {drawn}, Model hash: 879db523c3, Version: {self.server.version}"
        info = {"prompt": request["prompt"], "all_seeds": seeds, "infotexts": [text] * len(seeds)}
        pictures = [answered(self.server.answers, stand_in("made", str(seed))) for seed in seeds]
        self._say({"images": list(map(coded, pictures)), "info": json.dumps(info)})


@contextmanager
def repeating_webui():
    """Lend a web UI of version v1.10.1 that has one checkpoint."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), RepeatingApi)
    server.daemon_threads = True
    server.url = f"http://127.0.0.1:{server.server_address[1]}"
    server.said, server.stop, server.started = [], threading.Event(), threading.Event()
    server.asked, server.answers, server.version = [], "same", "v1.10.1"
    row = {"title": CHECKPOINT, "model_name": "dream", "hash": "879db523c3"}
    server.models = [{**row, "sha256": CHECKPOINT_DIGEST, "filename": "/m/dream.safetensors"}]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
