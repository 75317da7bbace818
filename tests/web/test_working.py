"""The queue of jobs, on a real server."""

from bozzetto.web import working
from tests.web.conftest import end, entered, serving
from tests.web.jobbing import LONGEST, begun, exported, waited


def test_import_cancelled_and_resumed(served, pictures, gate):
    """An import ends between two files, and what it did is not done again."""
    opened, arrived = gate
    job = begun(served, "import", work=served.work, paths=[str(pictures)])
    assert arrived.wait(LONGEST)
    served.client.post(f"/api/jobs/{job['id']}/cancel")
    assert waited(served.client, job)["state"] == "cancelled"
    assert not opened.is_set()  # no other file was read: the gate is at each of them
    opened.set()
    resumed = served.client.post(f"/api/jobs/{job['id']}/resume").json()
    assert (resumed["id"], resumed["ended"], resumed["error"]) == (job["id"], None, None)
    assert waited(served.client, job)["result"]["recorded"] == 5


def test_two_exports_queue(served, gate):
    """The second of a sort waits for the first, and one of another sort does not."""
    opened, arrived = gate
    first = begun(served, "export", work=served.work)
    assert arrived.wait(LONGEST)
    second, check = begun(served, "export", work=served.work), begun(served, "check")
    waited(served.client, check, {"running"})
    states = [job["state"] for job in served.client.get("/api/jobs").json()]
    assert states == ["running", "waiting", "running"]
    opened.set()
    one, two = waited(served.client, first), waited(served.client, second)
    assert [one["state"], two["state"]] == ["done", "done"]
    assert one["ended"] <= two["started"]
    exports = served.client.get("/api/jobs", params={"sort": "export"}).json()
    assert [job["id"] for job in exports] == [second["id"], first["id"]]


def test_cancel_what_waits(served, gate):
    """A job that waits is cancelled at once, and one that ended stays as it is."""
    opened, arrived = gate
    first = begun(served, "export", work=served.work)
    assert arrived.wait(LONGEST)
    second = begun(served, "export", work=served.work)
    assert served.client.post(f"/api/jobs/{second['id']}/cancel").json()["state"] == "cancelled"
    opened.set()
    assert waited(served.client, first)["state"] == "done"
    assert served.client.post(f"/api/jobs/{first['id']}/cancel").json()["state"] == "done"


def test_cancel_an_export(served, gate):
    """An export that is cancelled leaves no file behind."""
    _opened, arrived = gate
    job = begun(served, "export", work=served.work)
    assert arrived.wait(LONGEST)
    served.client.post(f"/api/jobs/{job['id']}/cancel")
    assert waited(served.client, job)["state"] == "cancelled"
    left = sorted(path.name for path in (served.studio_folder / "jobs").iterdir())
    assert left == [f"{job['id']}.json"]
    assert served.client.get(f"/api/jobs/{job['id']}/file").status_code == 404


def test_cancel_a_dossier(served, gate):
    """A dossier that is cancelled leaves no file behind, and is written when it is taken up."""
    opened, arrived = gate
    job = begun(served, "dossier", work=served.work, languages=["en"])
    assert arrived.wait(LONGEST)
    served.client.post(f"/api/jobs/{job['id']}/cancel")
    assert waited(served.client, job)["state"] == "cancelled"
    left = sorted(path.name for path in (served.studio_folder / "jobs").iterdir())
    assert left == [f"{job['id']}.json"]
    opened.set()
    served.client.post(f"/api/jobs/{job['id']}/resume")
    assert waited(served.client, job)["state"] == "done"
    assert served.client.get(f"/api/jobs/{job['id']}/file").content.startswith(b"%PDF-")
    assert served.client.delete(f"/api/jobs/{job['id']}").status_code == 204
    assert list((served.studio_folder / "jobs").iterdir()) == []


def test_resume_refused(served, gate):
    """What runs or is done is not resumed."""
    opened, arrived = gate
    job = begun(served, "export", work=served.work)
    assert arrived.wait(LONGEST)
    assert served.client.post(f"/api/jobs/{job['id']}/resume").status_code == 409
    opened.set()
    waited(served.client, job)
    answer = served.client.post(f"/api/jobs/{job['id']}/resume")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "busy")


def test_server_ends_and_starts_again(served, gate):
    """A job that a server leaves undone is interrupted, and resumed at the next one."""
    opened, arrived = gate
    first = begun(served, "export", work=served.work)
    second = begun(served, "export", work=served.work)
    assert arrived.wait(LONGEST)
    end(served.server)
    with serving(served.studio_folder) as server, entered(server) as client:
        states = {job["id"]: job["state"] for job in client.get("/api/jobs").json()}
        assert states == {first["id"]: "interrupted", second["id"]: "interrupted"}
        opened.set()
        client.post(f"/api/jobs/{first['id']}/resume")
        assert waited(client, first)["state"] == "done"
        assert client.get(f"/api/jobs/{first['id']}/file").is_success


def test_too_many_wait(served, gate, monkeypatch):
    """The queue has an end."""
    monkeypatch.setattr(working, "MAX_WAITING", 2)
    _opened, arrived = gate
    begun(served, "check")
    assert arrived.wait(LONGEST)
    for _ in range(2):
        begun(served, "check")
    answer = served.client.post("/api/jobs/check", json={})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "busy")


def test_old_ones_go(served, monkeypatch):
    """A file is kept for some days, a job for some weeks, and not too many of them."""
    job = exported(served)
    monkeypatch.setattr(working, "BUNDLE_DAYS", -1)
    served.desk.jobs.tidy()
    assert served.client.get(f"/api/jobs/{job['id']}/file").status_code == 404
    assert served.client.get(f"/api/jobs/{job['id']}").is_success
    other = exported(served)
    monkeypatch.setattr(working, "MAX_JOBS", 1)
    served.desk.jobs.tidy()
    assert [each["id"] for each in served.client.get("/api/jobs").json()] == [other["id"]]
    monkeypatch.setattr(working, "JOB_DAYS", -1)
    served.desk.jobs.tidy()
    assert served.client.get("/api/jobs").json() == []
