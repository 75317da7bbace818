"""What tests of the proxy share: a proxy that stands before a tool, and a page that uses it."""

import json
import time
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
from websockets.sync.client import connect

from bozzetto.capture.proxy import ComfyUI, Proxy, Tool, parse_upstream

__all__ = ["Page", "Standing", "ends", "until"]

LONGEST = 60.0  # seconds that a test waits for what must come; the machine may be busy


def until(holds, seconds=LONGEST):
    """Wait until something holds, and return it."""
    end = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.03)
    return found


def ends(frame):
    """Whether a frame is the last of a job."""
    if isinstance(frame, bytes):
        return False
    told = json.loads(frame)
    return told["type"] == "executing" and told["data"]["node"] is None


class Standing:
    """A proxy before a tool, with what it handed over."""

    def __init__(self, url, spool, observe=ComfyUI):
        self.spool = Path(spool)
        upstream = parse_upstream(url)
        self.closed = False
        self.observer = observe(Tool(upstream), str(spool))
        self.proxy = Proxy(
            upstream, 0, self.observer, lambda error, language: f"{error}|{language}"
        )
        self.proxy.start()
        self.url = self.proxy.url

    def close(self):
        """End it."""
        self.closed = True
        self.proxy.close()
        self.observer.close()

    def reports(self, *acts):
        """What was handed over so far, in order; of these acts only."""
        if not self.closed:
            self.observer.flush()
        found = [json.loads(path.read_bytes()) for path in self.spool.glob("*/*.json")]
        found.sort(key=lambda report: report["number"])
        return [report for report in found if not acts or report["act"] in acts]

    def wait(self, act, count=1):
        """Wait for some reports of an act, and return them."""
        return until(lambda: (found := self.reports(act))[count - 1 :] and found)

    def bytes_of(self, report, index):
        """A file that went along with a report."""
        run = self.spool / report["run"]
        return (run / report["files"][index]["file"]).read_bytes()

    def everything(self):
        """Every byte in the spool."""
        return b"\n".join(path.read_bytes() for path in self.spool.rglob("*") if path.is_file())


@contextmanager
def standing(url, spool, observe=ComfyUI):
    """Lend a proxy before a tool."""
    with closing(Standing(url, spool, observe)) as found:
        yield found


class Page:
    """ComfyUI's page, as far as it speaks: a websocket, and requests."""

    def __init__(self, url, client="page"):
        self.url, self.client = url, client
        self.http = httpx.Client(base_url=url, timeout=LONGEST)
        place = url.replace("http", "ws") + f"/ws?clientId={client}"
        self._opening = connect(
            place,
            origin=url,
            max_size=1 << 26,
            open_timeout=LONGEST,
            close_timeout=1,
            ping_interval=None,  # a page that is slow to read is not to hang up for want of a pong
        )

    def __enter__(self):
        self.socket = self._opening.__enter__()
        return self

    def __exit__(self, *_):
        self._opening.__exit__(None, None, None)
        self.http.close()

    def ask(self, request):
        """Give something to do, and return the job's id."""
        answer = self.http.post("/prompt", json=request)
        assert answer.status_code == 200, answer.text
        return answer.json()["prompt_id"]

    def frames(self, job=None):
        """Take frames until a job has ended."""
        found = []
        while not found or not ends(found[-1]) or (job is not None and job not in found[-1]):
            found.append(self.socket.recv(timeout=LONGEST))
        return found

    def run(self, comfyui, name):
        """Let a recorded job run, and return its id and its frames."""
        job = self.ask(comfyui.request(name, self.client))
        return job, self.frames(job)

    def upload(self, what, name, data, **fields):
        """Put a file into the input folder."""
        form = {"image": (name, data, "image/png")}
        return self.http.post(f"/upload/{what}", files=form, data=fields)
