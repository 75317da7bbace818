import threading
import time

import pytest

from bozzetto.studio import turns as turns_module
from bozzetto.studio.turns import Turns


class Counter:
    """What serves: it keeps what it was called with, and can be held up or made to fail."""

    def __init__(self, most=1000):
        self.served = []
        self.open = threading.Event()
        self.open.set()
        self.inside = 0
        self.failure = None
        self.turns = Turns(self.serve, lambda request: request[1], most)

    def serve(self, requests):
        """Serve, one turn at a time."""
        self.inside += 1
        assert self.inside == 1, "two serve at once"
        self.served.append([name for name, _ in requests])
        self.open.wait()
        self.inside -= 1
        if self.failure is not None:
            raise self.failure

    def held(self, *requests):
        """Let the first be served slowly, and the others come meanwhile, in order."""
        self.open.clear()
        threads = []
        for request in requests:
            thread = threading.Thread(target=self.turns.wait, args=(request,))
            thread.start()
            threads.append(thread)
            # until the first is served, alone, and every other one waits
            while not self.served or len(self.turns._waiting) + 1 < len(threads):  # noqa: SLF001
                time.sleep(0.001)
        self.open.set()
        for thread in threads:
            thread.join()


@pytest.fixture
def counter():
    """Give a fresh one."""
    return Counter()


def test_one_caller_is_served_at_once(counter):
    """Who comes alone is served alone."""
    counter.turns.wait(("a", 1))
    counter.turns.wait(("b", 1))
    assert counter.served == [["a"], ["b"]]


def test_who_waits_together_is_served_together(counter):
    """Who comes while one is served is served together, in order."""
    counter.held(("a", 1), ("b", 1), ("c", 1), ("d", 1))
    assert counter.served == [["a"], ["b", "c", "d"]]


def test_a_turn_is_limited():
    """A turn takes what fits, in order; what is too large alone goes alone."""
    counter = Counter(most=3)
    counter.held(("a", 1), ("b", 2), ("c", 1), ("d", 1), ("e", 7), ("f", 1))
    assert counter.served == [["a"], ["b", "c"], ["d"], ["e"], ["f"]]


def test_many_threads(counter):
    """Everybody is served once, whatever the threads do."""

    def call(mine):
        for number in range(20):
            counter.turns.wait(((mine, number), 1))

    threads = [threading.Thread(target=call, args=(mine,)) for mine in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    served = [name for turn in counter.served for name in turn]
    assert sorted(served) == [(mine, number) for mine in range(32) for number in range(20)]
    for mine in range(32):
        assert [number for who, number in served if who == mine] == list(range(20))


def test_a_failure_is_the_servers(counter):
    """What fails is raised where it was served, and the next caller is served."""
    counter.failure = OSError("full")
    with pytest.raises(OSError, match="full"):
        counter.turns.wait(("a", 1))
    counter.failure = None
    counter.turns.wait(("b", 1))
    assert counter.served == [["a"], ["b"]]


def test_who_is_interrupted_at_the_gate_leaves(counter, monkeypatch):
    """A caller that is interrupted while it waits is not served, and holds nobody up."""
    counter.open.clear()
    first = threading.Thread(target=counter.turns.wait, args=(("a", 1),))
    first.start()
    while not counter.served:
        time.sleep(0.001)

    class Gate:
        """A gate at which an interrupt comes the second time: the first is its own."""

        def __init__(self):
            self.times = 0

        def acquire(self):
            self.times += 1
            if self.times == 2:
                raise KeyboardInterrupt

    real = turns_module._Waiting  # noqa: SLF001  # one caller
    with monkeypatch.context() as patch:
        patch.setattr(turns_module, "_Waiting", lambda request: real(request, Gate()))
        with pytest.raises(KeyboardInterrupt):
            counter.turns.wait(("b", 1))
    counter.open.set()
    first.join()
    counter.turns.wait(("c", 1))
    assert counter.served == [["a"], ["c"]]
