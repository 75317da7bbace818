"""One job that is done."""

from bozzetto.web import doing
from tests.web.jobbing import LONGEST, begun, waited


def test_unforeseen(served, monkeypatch, caplog):
    """An error that nobody foresaw ends the job, is logged, and the next job is done."""

    def broken(*_):
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(doing, "perform", broken)
        job = waited(served.client, begun(served, "check"))
    assert (job["state"], "its own log" in job["error"]["message"]) == ("failed", True)
    assert "ZeroDivisionError" in caplog.text
    assert waited(served.client, begun(served, "check"))["state"] == "done"


def test_news(served, pictures, monkeypatch):
    """What a job does is told, and not more often than somebody can read."""
    told = []
    monkeypatch.setattr(served.desk.news, "publish", lambda name, data: told.append((name, data)))
    monkeypatch.setattr(doing, "TOLD_EVERY", LONGEST)  # no machine is so slow
    waited(served.client, begun(served, "import", work=served.work, paths=[str(pictures)]))
    states = [data["state"] for name, data in told if name == "job"]
    assert states == ["waiting", "running", "done"]
