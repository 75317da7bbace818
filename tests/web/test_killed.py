"""A server that is killed, as a power cut would do it, and what the next one makes of it."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import httpx
import pytest

from bozzetto.api import Studio, verify_bundle
from tests.capture.watched import named, save

LONGEST = 90.0  # seconds that a test waits for what must come
PICTURES = 60
SOON = 0.005  # seconds between two looks that are to catch the server in the middle
CALM = 0.1  # where the end is waited for: the machine is the server's
LARGE = 24 << 20  # bytes; large enough for an export to be caught in the middle
NEVER = 1 << 60  # so much no job has to do

# The server as a program, in which a job that has done more than so much goes no further: however
# slow the machine is, it is killed in the middle. And whose end waits for files on a busy machine.
_SERVER = """
import sys, time
from bozzetto.capture import folder
from bozzetto.cli import main
from bozzetto.web import doing

folder._END, most, perform = 90.0, int(sys.argv.pop(1)), doing.perform

def perform_held(task, studio, file, advance):
    def advance_held(done, total):
        advance(done, total)
        while done > most:
            time.sleep(1)
    return perform(task, studio, file, advance_held)

doing.perform = perform_held
main()
"""


@pytest.fixture
def studio_folder(tmp_path):
    """A studio with one work."""
    folder = tmp_path / "studio"
    with Studio.create(folder, name="Atelier", owner="Ann") as studio:
        studio.open_work("Cat pendant")
    return folder


def the_work(folder):
    """The digest of the only work."""
    with Studio.open(folder) as studio:
        return studio.works()[0].digest


@contextmanager
def process(folder, most=NEVER):
    """Run the server as a program, and lend it with a client that came in; kill it at last.

    A job goes no further once it has done more than `most`.
    """
    command = [sys.executable, "-c", _SERVER, str(most), "--studio", str(folder)]
    command += ["serve", "--no-browser", "--port", "0"]
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as running:
        try:
            url = httpx.URL(running.stdout.readline().split()[-1])
            base = f"{url.scheme}://{url.host}:{url.port}"
            headers = {"Accept-Language": "en", "Origin": base}
            with httpx.Client(base_url=base, headers=headers, timeout=LONGEST) as client:
                assert client.get(url).status_code == 303
                yield running, client
        finally:
            running.kill()


def waited(look, wanted=bool, pause=SOON):
    """Look again and again until what is seen is as it is wanted."""
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        if wanted(found := look()):
            return found
        time.sleep(pause)
    raise AssertionError(found)


def job_done(client, job, states=("done",)):
    """Wait until a job has ended as it is to."""

    def look():
        return client.get(f"/api/jobs/{job['id']}").json()

    return waited(look, lambda found: found["state"] in states, CALM)


def begun(client, sort, body):
    """Begin a job."""
    answer = client.post(f"/api/jobs/{sort}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def assert_verifies(client, job, tmp_path):
    """Fetch a bundle, and verify it as a stranger does."""
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(client.get(f"/api/jobs/{job['id']}/file").content)
    assert verify_bundle(bundle).verdict.value == "intact-unknown-signer"


def recorded(folder):
    """The names of the files that are in the record."""
    with Studio.open(folder) as studio:
        return named(studio.works()[0])


def test_killed_in_a_burst(studio_folder, tmp_path):
    """Of sixty pictures none is lost or recorded twice, wherever the server was killed."""
    output = tmp_path / "output"
    output.mkdir()
    work = the_work(studio_folder)
    with process(studio_folder) as (running, client):
        client.post("/api/watches", json={"folder": str(output), "work": work})
        waited(lambda: client.get("/api/watches").json()[0]["state"] == "watching")
        for number in range(PICTURES // 2):
            save(output / f"{number:02}.png", number)
        waited(lambda: client.get("/api/watches").json()[0]["recorded"] >= 3)
        for number in range(PICTURES // 2, PICTURES - 1):
            save(output / f"{number:02}.png", number)
        if os.name == "posix":  # so that it cannot be done, however long this process stands still
            running.send_signal(signal.SIGSTOP)
        save(output / f"{PICTURES - 1:02}.png", PICTURES - 1)
        running.kill()
        running.wait()
    before = recorded(studio_folder)
    assert 3 <= len(before) < PICTURES
    with process(studio_folder) as (_, client):
        waited(lambda: recorded(studio_folder), lambda found: len(found) >= PICTURES, CALM)
        job = begun(client, "export", {"work": work})
        job_done(client, job)
        assert_verifies(client, job, tmp_path)
    names = recorded(studio_folder)
    assert sorted(names) == [f"{number:02}.png" for number in range(PICTURES)]
    assert names[: len(before)] == before
    with Studio.open(studio_folder) as studio:
        found = [
            entry.event.body["what"]
            for _, entry in studio.entries(studio.digest)
            if entry.event.kind == "recorder.found"
        ]
    assert "unfinished" in found


def test_killed_in_an_export(studio_folder, tmp_path):
    """An export that was killed is interrupted, is resumed, and what it then writes verifies."""
    files = []
    for number in range(8):
        files.append(tmp_path / f"{number}.psd")
        files[-1].write_bytes(os.urandom(LARGE))
    work, jobs = the_work(studio_folder), studio_folder / "jobs"
    with process(studio_folder, most=2 * LARGE) as (running, client):
        paths = [str(path) for path in files]
        job_done(client, begun(client, "import", {"work": work, "paths": paths}))
        job = begun(client, "export", {"work": work})
        waited(lambda: [part for part in jobs.glob(".*.part") if part.stat().st_size > LARGE])
        running.kill()
        running.wait()
    assert list(jobs.glob(".*.part"))
    assert not list(jobs.glob("*.zip"))
    with process(studio_folder) as (_, client):
        assert client.get(f"/api/jobs/{job['id']}").json()["state"] == "interrupted"
        assert not list(jobs.glob(".*.part"))
        assert client.get(f"/api/jobs/{job['id']}/file").status_code == 404
        client.post(f"/api/jobs/{job['id']}/resume")
        job_done(client, job)
        assert_verifies(client, job, tmp_path)


def test_killed_in_an_import(studio_folder, tmp_path):
    """An import that was killed is resumed, and takes no file twice."""
    folder = tmp_path / "earlier"
    folder.mkdir()
    for number in range(600):
        save(folder / f"{number:03}.png", number)
    work = the_work(studio_folder)
    with process(studio_folder, most=256) as (running, client):
        job = begun(client, "import", {"work": work, "paths": [str(folder)]})
        waited(lambda: client.get(f"/api/jobs/{job['id']}").json()["done"] > 256)
        running.kill()
        running.wait()
    before = len(recorded(studio_folder))
    assert 0 < before < 600
    with process(studio_folder) as (_, client):
        job_done(client, job, ("interrupted",))
        client.post(f"/api/jobs/{job['id']}/resume")
        result = job_done(client, job)["result"]
    assert (result["recorded"], result["known"]) == (600 - before, before)
    assert sorted(recorded(studio_folder)) == [f"{number:03}.png" for number in range(600)]


def test_asked_to_end(studio_folder, tmp_path):
    """A server that is asked to end does so soon, and the record says that it stopped."""
    output = tmp_path / "output"
    output.mkdir()
    work = the_work(studio_folder)
    with process(studio_folder) as (running, client):
        client.post("/api/watches", json={"folder": str(output), "work": work})
        waited(lambda: client.get("/api/watches").json()[0]["state"] == "watching")
        save(output / "a.png")
        running.terminate()
        assert running.wait(LONGEST) == 0
    assert recorded(studio_folder) == ["a.png"]
    with Studio.open(studio_folder) as studio:
        *_, (_, last) = studio.entries(studio.digest)
    assert last.event.kind == "recorder.stopped"
    assert last.text(last.event.body["reason"]) == "the server stopped"
