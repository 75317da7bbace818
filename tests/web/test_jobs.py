"""Jobs over HTTP."""

import pytest

from bozzetto.api import Studio
from tests.web.jobbing import LONGEST, begun, exported, waited


@pytest.mark.parametrize(
    ("paths", "status"),
    [([], 422), (["nothing-here"], 422), (["/nothing/at/all"], 422), ([""], 422), (["/\0"], 422)],
    ids=["none", "relative", "gone", "empty", "nul"],
)
def test_import_refused(served, paths, status):
    """What is not there is refused at once, without a job."""
    answer = served.client.post("/api/jobs/import", json={"work": served.work, "paths": paths})
    assert (answer.status_code, served.client.get("/api/jobs").json()) == (status, [])


def test_export_part_of_the_file(served):
    """A download that broke off goes on where it was."""
    job = exported(served)
    whole = served.client.get(f"/api/jobs/{job['id']}/file").content
    headers = {"Range": "bytes=100-"}
    part = served.client.get(f"/api/jobs/{job['id']}/file", headers=headers)
    assert (part.status_code, part.content) == (206, whole[100:])


@pytest.mark.parametrize(
    "body",
    [
        {"work": "sha256:" + "0" * 64},
        {"work": "x"},
        {},
        {"reason": "r" * 5000},
        {"recipient": " "},
        {"withheld_texts": ["x"]},
        {"else": 1},
    ],
    ids=["no work", "a name", "nothing", "long reason", "nobody", "no digest", "extra"],
)
def test_export_malformed(served, body):
    """What is not an export is refused."""
    whole = {"work": served.work, **body} if body else {}
    assert served.client.post("/api/jobs/export", json=whole).status_code in {404, 422}
    assert served.client.get("/api/jobs").json() == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"work": "sha256:" + "0" * 64}, 404),
        ({"languages": []}, 422),
        ({"languages": ["fr"]}, 422),
        ({"languages": "en"}, 422),
        ({"place": "mars"}, 422),
        ({"since": "2026-11-22T12:00:00"}, 422),
        ({"since": "0001-01-01T00:00:00+14:00"}, 422),
        ({"bundle_job": "../../x"}, 422),
        ({"bundle_job": "0" * 16}, 404),
        ({"else": 1}, 422),
    ],
    ids=[
        "no work",
        "no language",
        "French",
        "no list",
        "no place",
        "no zone",
        "before time",
        "no name",
        "no bundle",
        "extra",
    ],
)
def test_dossier_malformed(served, body, status):
    """What is not a dossier is refused at once, without a job."""
    whole = {"work": served.work, "languages": ["en"], **body}
    assert served.client.post("/api/jobs/dossier", json=whole).status_code == status
    assert served.client.get("/api/jobs").json() == []


def test_dossier_with_what_is_no_bundle_of_the_work(served):
    """A job of another sort has no bundle, and another work's bundle goes with another dossier."""
    check = waited(served.client, begun(served, "check"))
    with Studio.open(served.studio_folder) as studio:
        other = studio.open_work("Dog").digest
    bundle = exported(served, work=other)
    for job in (check, bundle):
        body = {"work": served.work, "languages": ["en"], "bundle_job": job["id"]}
        answer = served.client.post("/api/jobs/dossier", json=body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "missing")
    assert served.client.get("/api/jobs", params={"sort": "dossier"}).json() == []


def test_forget(served, gate):
    """A job that has ended is forgotten with its file; one that runs is not."""
    opened, arrived = gate
    job = begun(served, "export", work=served.work)
    assert arrived.wait(LONGEST)
    assert served.client.delete(f"/api/jobs/{job['id']}").status_code == 409
    opened.set()
    waited(served.client, job)
    assert served.client.delete(f"/api/jobs/{job['id']}").status_code == 204
    assert list((served.studio_folder / "jobs").iterdir()) == []
    for answer in (
        served.client.get(f"/api/jobs/{job['id']}"),
        served.client.delete(f"/api/jobs/{job['id']}"),
        served.client.post(f"/api/jobs/{job['id']}/cancel"),
        served.client.post(f"/api/jobs/{job['id']}/resume"),
        served.client.get(f"/api/jobs/{job['id']}/file"),
    ):
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "missing")
