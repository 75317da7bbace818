"""Buckets: how often something may be done."""

import threading

from bozzetto.web.bucket import Bucket


class Clock:
    """A clock that a test moves."""

    now = 100.0

    def __call__(self):
        """Tell the time."""
        return self.now


def test_bucket_gives_at_most():
    """So many at once, then one has to wait, and knows how long."""
    clock = Clock()
    bucket = Bucket(0.5, 3, clock)
    assert [bucket.take() for _ in range(4)] == [0, 0, 0, 2]


def test_bucket_fills_again():
    """It fills with time, and never beyond what it holds."""
    clock = Clock()
    bucket = Bucket(0.5, 3, clock)
    for _ in range(3):
        bucket.take()
    clock.now += 2
    assert (bucket.take(), bucket.take()) == (0, 2)
    clock.now += 1000
    assert [bucket.take() > 0 for _ in range(4)] == [False, False, False, True]


def test_bucket_is_taken_from_by_threads():
    """However many threads take, no more is given than there is."""
    bucket = Bucket(1e-9, 50)
    given = []
    threads = [
        threading.Thread(target=lambda: given.extend(bucket.take() for _ in range(25)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert given.count(0.0) == 50
