"""What tests of the listener share: one that listens, with what it handed over."""

import json
import threading
import time
from contextlib import closing, contextmanager
from pathlib import Path

from bozzetto.capture.invokeai import Listener
from bozzetto.capture.proxy import Tool, parse_upstream

__all__ = ["Listened", "listened", "until"]

LONGEST = 60.0  # seconds that a test waits for what must come; the machine may be busy


def until(holds, seconds=LONGEST):
    """Wait until something holds, and return it."""
    end = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)
    return found


class Listened:
    """A listener, with what it handed over."""

    def __init__(self, url, spool, **options):
        self.spool = Path(spool)
        self.there = threading.Event()
        self.changes = []
        self.closed = False
        self.listener = Listener(
            Tool(parse_upstream(url)), str(spool), changed=self._changed, **options
        )
        self.listener.start()

    def _changed(self, there):
        self.changes.append(there)
        (self.there.set if there else self.there.clear)()

    def wait_there(self):
        """Wait until it listens, and has seen what was there."""
        assert self.there.wait(LONGEST)
        self.listener.flush()

    def close(self):
        """End it."""
        if not self.closed:
            self.closed = True
            self.listener.close()

    def reports(self, *acts):
        """What was handed over so far, in order; of these acts only."""
        if not self.closed:
            self.listener.flush()
        found = [json.loads(path.read_bytes()) for path in self.spool.glob("*/*.json")]
        found.sort(key=lambda report: report["number"])
        return [report for report in found if not acts or report["act"] in acts]

    def wait(self, act, count=1):
        """Wait for some reports of an act, and return them."""
        return until(lambda: (found := self.reports(act))[count - 1 :] and found)

    def notes(self):
        """What was missed, in words."""
        return [report["body"]["note"] for report in self.reports("lost")]

    def bytes_of(self, report, index):
        """A file that went along with a report."""
        run = self.spool / report["run"]
        return (run / report["files"][index]["file"]).read_bytes()

    def everything(self):
        """Every byte in the spool."""
        return b"\n".join(path.read_bytes() for path in self.spool.rglob("*") if path.is_file())


@contextmanager
def listened(url, spool, **options):
    """Lend a listener that listens."""
    with closing(Listened(url, spool, **options)) as found:
        yield found
