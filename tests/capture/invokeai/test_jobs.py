"""Sessions that are known."""

from bozzetto.capture.invokeai import jobs as module
from bozzetto.capture.invokeai.jobs import Job, Jobs


def test_sessions_end_and_are_remembered(monkeypatch):
    """So many of them."""
    monkeypatch.setattr(module, "MAX_ENDED", 1)
    jobs = Jobs()
    first, second = (jobs.add(Job(name, number)) for number, name in enumerate("ab"))
    assert jobs.add(Job("a", 7)) is first
    assert jobs.open() == [first, second]
    jobs.looked_at(first)
    assert jobs.open() == [second, first]
    for job in (first, second):
        assert jobs.is_open(job)
        jobs.end(job)
        assert not jobs.is_open(job)
    jobs.looked_at(first)
    assert (jobs.find("a"), jobs.find("b"), jobs.open()) == (None, second, [])


def test_sessions_that_never_end_are_forgotten(monkeypatch):
    """A server may invent as many as it likes."""
    monkeypatch.setattr(module, "MAX_OPEN", 2)
    jobs = Jobs()
    for number, name in enumerate("abc"):
        jobs.add(Job(name, number))
    assert [job.id for job in jobs.open()] == ["b", "c"]


def test_siblings_are_the_images_of_the_batch():
    """Without what was only on the way; an image that nobody knows is alone."""
    jobs = Jobs()
    jobs.add(Job("a", 1, "x", told={"1.png": False, "on the way.png": True}))
    jobs.end(jobs.add(Job("b", 2, "x", told={"2.png": False})))
    jobs.add(Job("c", 3, "y", told={"3.png": False}))
    jobs.add(Job("d", 4, told={"4.png": False}))
    assert jobs.siblings("1.png", 10) == ["2.png", "1.png"]
    assert jobs.siblings("1.png", 1) == ["1.png", "2.png"]
    assert jobs.siblings("4.png", 10) == ["4.png"]
    assert jobs.siblings("unknown.png", 10) == ["unknown.png"]
