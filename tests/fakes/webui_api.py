"""The web UI's API in small: real HTTP on loopback, with pictures made out of the request."""

import base64
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.fakes.comfyui import stand_in

__all__ = ["INIT", "MASK", "SECRET", "coded", "webui_api"]

SECRET = "sk-" + "a1B2" * 10
INIT, MASK = stand_in("init"), stand_in("mask")


def coded(data):
    """Spell a picture as the web UI does."""
    return base64.b64encode(data).decode()


class Api(BaseHTTPRequestHandler):
    """The web UI's own routes, as far as they are needed: modules/api/api.py."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Say nothing."""

    def do_GET(self):
        """Options, progress, and the page."""
        told = {"sd_model_checkpoint": "dream.safetensors [879db523c3]", "api_key": SECRET}
        known = {"/sdapi/v1/options": told, "/sdapi/v1/progress": {"progress": 0.5}}
        self._say(known.get(self.path, {"page": self.path}))

    def do_POST(self):
        """Generate, or what was asked for."""
        request = json.loads(self.rfile.read(int(self.headers["content-length"])) or b"{}")
        if self.path == "/sdapi/v1/interrupt":
            self.server.stop.set()
            self._say({})
        elif request.get("width") == "wrong":
            self._say({"detail": "not a number"}, 422)
        elif request.get("prompt") == "crash":
            self._say({"error": "OutOfMemoryError"}, 500)
        elif request.get("prompt") == "vanish":
            self.close_connection = True
        else:
            self._generate(request)

    def _generate(self, request):
        if request.get("prompt") == "long":
            self.server.started.set()
            self.server.stop.wait(60)
        seeds = [request.get("seed", 1) + n for n in range(request.get("batch_size", 1))]
        info = {"prompt": request["prompt"], "all_seeds": seeds, "infotexts": ["a cat\nSteps: 5"]}
        pictures = [coded(stand_in("made", str(seed))) for seed in seeds]
        if request.get("send_images") is False:
            pictures = []
        self._say({"images": pictures, "parameters": request, "info": json.dumps(info)})

    def _say(self, value, status=200):
        data = json.dumps(value).encode()
        self.server.said.append(data)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def webui_api():
    """Lend a server with the web UI's API."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    server.daemon_threads = True
    server.url = f"http://127.0.0.1:{server.server_address[1]}"
    server.said, server.stop, server.started = [], threading.Event(), threading.Event()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.stop.set()
        server.shutdown()
        server.server_close()
        thread.join()
