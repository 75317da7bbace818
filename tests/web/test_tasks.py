"""What the jobs do, on a real server."""

import hashlib
import importlib.util
import io
import shutil
import subprocess
import zipfile
from functools import partial

import pytest

from bozzetto.api import verify_bundle
from bozzetto.evidence.dossier import render_volumes
from bozzetto.web import tasks
from tests.law.cases import told
from tests.web.jobbing import LONGEST, begun, comments, exported, waited, written


def test_import(served, pictures):
    """Files become entries, and the answer counts them and says what that is worth."""
    job = waited(served.client, begun(served, "import", work=served.work, paths=[str(pictures)]))
    assert (job["state"], job["done"], job["total"]) == ("done", 5, 5)
    assert (job["title"], job["work"], job["sort"]) == ("Cat pendant", served.work, "import")
    result = job["result"]
    assert (result["recorded"], result["known"], result["skipped"]) == (5, 0, 1)
    assert (result["failed"], "import.existed" in result["worth"]) == (0, True)
    again = waited(served.client, begun(served, "import", work=served.work, paths=[str(pictures)]))
    assert (again["result"]["recorded"], again["result"]["known"]) == (0, 5)


def test_import_of_the_studio_fails(served):
    """What cannot be imported makes the job fail, in both languages and without a path."""
    own = str(served.studio_folder / "studio.sqlite")
    job = waited(served.client, begun(served, "import", work=served.work, paths=[own]))
    assert (job["state"], job["error"]["code"], job["result"]) == ("failed", "studio", None)
    chinese = {"Accept-Language": "zh"}
    other = served.client.get(f"/api/jobs/{job['id']}", headers=chinese).json()
    assert other["error"]["message"] != job["error"]["message"]
    assert str(served.studio_folder) not in served.client.get("/api/jobs").text


def test_export(served, pictures, tmp_path):
    """A bundle is written, fetched under the work's title, and verifies."""
    waited(served.client, begun(served, "import", work=served.work, paths=[str(pictures)]))
    job = exported(served)
    assert (job["state"], job["result"]["assets"], job["result"]["sealed"]) == ("done", 5, False)
    assert job["result"]["recipient_recorded"] is None
    answer = served.client.get(f"/api/jobs/{job['id']}/file")
    assert "Cat%20pendant.zip" in answer.headers["content-disposition"] or (
        'filename="Cat pendant.zip"' in answer.headers["content-disposition"]
    )
    assert "sha256:" + hashlib.sha256(answer.content).hexdigest() == job["result"]["digest"]
    (tmp_path / "cat.zip").write_bytes(answer.content)
    report = verify_bundle(tmp_path / "cat.zip")
    assert report.verdict.value == "intact-unknown-signer"


def test_export_withholds(served, pictures, tmp_path):
    """A picture is left out with a reason, and never without one."""
    waited(served.client, begun(served, "import", work=served.work, paths=[str(pictures)]))
    with served.studio() as studio:
        digest = min(studio.find_work(served.work).assets())
    job = exported(served, withheld_assets=[digest], reason="a face")
    assert (job["state"], job["result"]["assets"]) == ("done", 4)
    bundle = served.client.get(f"/api/jobs/{job['id']}/file").content
    (tmp_path / "cat.zip").write_bytes(bundle)
    assert verify_bundle(tmp_path / "cat.zip").verdict.value == "intact-unknown-signer"
    body = {"work": served.work, "withheld_assets": [digest], "reason": "  "}
    answer = served.client.post("/api/jobs/export", json=body)
    assert "without a reason" in answer.json()["error"]["message"]


def test_export_withholds_what_is_not_there(served):
    """What the record does not name cannot be withheld: the job fails, and says so."""
    job = exported(served, withheld_assets=["sha256:" + "0" * 64], reason="a face")
    assert (job["state"], job["error"]["code"]) == ("failed", "studio")
    assert served.client.get(f"/api/jobs/{job['id']}/file").status_code == 404


def test_export_for_somebody(served):
    """Who gets a bundle is recorded when it is written."""
    job = exported(served, recipient="Court 3")
    assert job["result"]["recipient_recorded"] is True
    assert comments(served) == [f"exported for Court 3: {job['result']['digest']}"]


def test_dossier(served, tmp_path):
    """Is a PDF under the work's title, which names the bundle of the export as it is fetched."""
    with served.studio() as studio:
        told(studio.find_work(served.work), "a silver cat", seed="1")
    bundle = exported(served)
    asked = {"languages": ["en", "zh"], "place": "cn", "since": "2099-01-01T08:00:00+08:00"}
    job = written(served, **asked, bundle_job=bundle["id"])
    assert (job["state"], job["error"], job["sort"]) == ("done", None, "dossier")
    assert (job["done"], job["total"], job["title"]) == (3, 3, "Cat pendant")
    answer = served.client.get(f"/api/jobs/{job['id']}/file")
    assert answer.content.startswith(b"%PDF-")
    assert job["result"] == {
        "digest": "sha256:" + hashlib.sha256(answer.content).hexdigest(),
        "size": len(answer.content),
        "languages": ["zh", "en"],
        "place": "cn",
        "has_bundle": True,
    }
    headers = answer.headers
    assert headers["content-type"] == "application/pdf"
    assert headers["content-disposition"] == "attachment; filename*=utf-8''Cat%20pendant.pdf"
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]
    if shutil.which("pdftotext") is None:
        return  # what stands in it is read where poppler-utils is installed
    (tmp_path / "cat.pdf").write_bytes(answer.content)
    command = ["pdftotext", tmp_path / "cat.pdf", "-"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    solid = "".join(said.replace("\u200b", "").split())
    for words in ("asilvercat", "2099-01-0100:00:00Z", "Catpendant.zip", "薄弱之处"):
        assert words in solid
    assert bundle["result"]["digest"].removeprefix("sha256:") in solid


def test_dossier_in_volumes(served, monkeypatch):
    """What is too large for a court's inbox comes as volumes, in one ZIP file."""
    monkeypatch.setattr(tasks, "render_volumes", partial(render_volumes, limit=100_000))
    job = written(served)
    assert (job["state"], job["error"]) == ("done", None)
    answer = served.client.get(f"/api/jobs/{job['id']}/file")
    assert job["result"]["digest"] == "sha256:" + hashlib.sha256(answer.content).hexdigest()
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"].endswith("Cat%20pendant.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = archive.namelist()
        assert len(names) > 1
        assert names == [f"Cat pendant-{number}.pdf" for number in range(1, len(names) + 1)]
        for name in names:
            assert archive.read(name).startswith(b"%PDF-")
            assert archive.getinfo(name).file_size <= 100_000


def test_dossier_without_what_sets_pages(served, monkeypatch):
    """The job fails, and says what is to be installed."""
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda one: None if one == "typst" else find(one)
    )
    job = written(served)
    assert (job["state"], job["error"]["code"], job["result"]) == ("failed", "studio", None)
    assert "typst" in job["error"]["message"]
    assert "bozzetto[dossier]" in job["error"]["hint"]
    assert served.client.get(f"/api/jobs/{job['id']}/file").status_code == 404


def test_dossier_of_a_bundle_that_is_gone(served, gate):
    """A bundle that is forgotten while the dossier waits for it is not told of."""
    opened, arrived = gate
    opened.set()
    bundle = exported(served)
    opened.clear()
    arrived.clear()
    body = {"languages": ["en"], "bundle_job": bundle["id"]}
    job = begun(served, "dossier", work=served.work, **body)
    assert arrived.wait(LONGEST)
    assert served.client.delete(f"/api/jobs/{bundle['id']}").status_code == 204
    opened.set()
    ended = waited(served.client, job)
    assert (ended["state"], ended["error"]["code"]) == ("failed", "studio")
    assert "the bundle cannot be read" in ended["error"]["message"]
    assert str(served.studio_folder) not in served.client.get("/api/jobs").text


class TestLocked:
    """A studio whose owner has a passphrase."""

    @pytest.fixture
    def passphrase(self):
        """Protects the owner's key."""
        return "correct horse"

    def test_export_for_somebody(self, served, passphrase):
        """Where the owner cannot sign, the bundle is written, and the answer says the rest."""
        job = exported(served, recipient="Court 3")
        assert (job["state"], job["result"]["recipient_recorded"]) == ("done", False)
        served.client.post("/api/unlock", json={"passphrase": passphrase})
        assert exported(served, recipient="Court 3")["result"]["recipient_recorded"] is True


def test_check(served):
    """The studio is looked through, and each check says how it went, without a path."""
    job = waited(served.client, begun(served, "check", deep=True))
    assert (job["state"], job["result"]["ok"], job["work"]) == ("done", True, None)
    names = [check["name"] for check in job["result"]["checks"]]
    assert {"log", "assets", "keys", "disk"} <= set(names)
    assert str(served.studio_folder) not in served.client.get("/api/jobs").text


def test_check_finds_damage(served, pictures):
    """A file that is gone makes the check say so; the job itself is done."""
    waited(served.client, begun(served, "import", work=served.work, paths=[str(pictures)]))
    with served.studio() as studio:
        digest = min(studio.find_work(served.work).assets())
        studio.assets.path(digest).unlink()
    job = waited(served.client, begun(served, "check"))
    failed = [check["name"] for check in job["result"]["checks"] if check["state"] == "failed"]
    assert (job["state"], job["result"]["ok"], failed) == ("done", False, ["assets"])


def test_backup(served, pictures, tmp_path):
    """The studio is copied into a folder that is made."""
    waited(served.client, begun(served, "import", work=served.work, paths=[str(pictures)]))
    job = waited(served.client, begun(served, "backup", folder=str(tmp_path / "disk" / "safe")))
    assert (job["state"], job["error"]) == ("done", None)
    assert (job["result"]["files"], job["result"]["ok"]) == (5, True)
    assert str(tmp_path) not in served.client.get("/api/jobs").text


def test_backup_into_the_studio_fails(served):
    """A folder in the studio is no place for its backup."""
    job = waited(served.client, begun(served, "backup", folder=str(served.studio_folder / "x")))
    assert (job["state"], job["error"]["code"]) == ("failed", "studio")
    assert str(served.studio_folder) not in served.client.get("/api/jobs").text


def test_perform_unknown():
    """A task of no known sort is a fault of the program."""
    with pytest.raises(TypeError):
        tasks.perform(io.BytesIO(), None, None, None)
