"""``bozzetto listen``: from an act in InvokeAI to a bundle that a stranger can check."""

import builtins
import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest

from bozzetto.api import Studio
from bozzetto.cli.exits import ExitCode
from tests.capture.invokeai.listening import until
from tests.fakes.invokeai import FakeInvokeAI, stand_in

# A busy machine may take long for a list; then an upload would not stand before what it is for
PROGRAM = (
    "from bozzetto.capture.invokeai import gallery; gallery.QUICK = 60.0; "
    "from bozzetto.cli import main; main()"
)
TIMEOUT = 60  # seconds
SECRET = "sk-proj-" + "a7" * 20


@pytest.fixture
def invokeai():
    """A server that speaks InvokeAI's protocol."""
    with FakeInvokeAI() as found:
        yield found


@pytest.fixture
def folder(work, own_folders):  # noqa: ARG001  # it must be there
    """The studio's folder; the studio has a work."""
    return own_folders / "studio"


@contextmanager
def listening(folder, *words):
    """Run the listener in a process of its own; lend it when it listens."""
    command = [sys.executable, "-c", PROGRAM, "listen", "invokeai", *words]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "BOZZETTO_STUDIO": str(folder)},
    ) as process:
        try:
            line = process.stdout.readline()
            assert line, process.stderr.read()
            process.line = line
            yield process
            process.send_signal(signal.SIGINT)
            _, process.err = process.communicate(timeout=TIMEOUT)
        finally:
            if process.poll() is None:
                process.kill()


def entries(folder):
    """The entries of the only work, oldest first, without its opening."""
    with Studio.open(folder) as studio:
        work = studio.find_work(studio.works()[0].digest)
        return [entry.event for _, entry in work.entries()][1:]


def until_there(process):
    """Wait until the listener says that it listens."""
    while "is listened to" not in (line := process.stderr.readline()):
        assert line, "it ended"


def test_act_in_invokeai_becomes_an_entry_of_a_bundle_that_holds(invokeai, folder, run, tmp_path):
    """Upload, instruction, candidates and a star: live, in order, and the person's."""
    with listening(folder, "--to", invokeai.url, "--person", "Ann") as process:
        assert process.line == f"InvokeAI, recorded into Cat pendant: {invokeai.url}\n"
        until_there(process)
        image = invokeai.upload(stand_in("sketch"))
        invokeai.enqueue("batch", image=image, negative_prompt=f"fog {SECRET}")
        until(lambda: [e.kind for e in entries(folder)].count("output.received") == 6)
        made = [name for name, known in invokeai.images.items() if known["session_id"]]
        kept = [name for name in made if not invokeai.images[name]["is_intermediate"]]
        invokeai.ask("POST", "/api/v1/images/star", json={"image_names": [kept[1]]})
    assert process.returncode == 0, process.err
    assert "stopped" in process.err
    found = entries(folder)
    assert [event.kind for event in found] == [
        "material.added",
        *["instruction.given"] * 3,
        *["output.received"] * 6,
        "choice.made",
    ]
    assert {event.seen for event in found} == {"live"}
    assert {event.by.tool for event in found} == {"InvokeAI"}
    material, instruction, output, choice = found[0], found[1], found[4], found[-1]
    people = [event.by.person is not None for event in (material, instruction, output, choice)]
    assert people == [True, True, False, True]
    (used,) = instruction.body["inputs"]
    assert used["asset"]["digest"] == material.body["asset"]["digest"]
    assert output.body["job"] == instruction.body["job"]
    assert len(choice.body["among"]) == 3
    assert len(choice.body["chosen"]) == 1
    run("export", "Cat pendant", tmp_path / "cat.zip", code=5)  # a picture has the key in it
    run("export", "Cat pendant", tmp_path / "cat.zip", "--with-keys")
    run("verify", tmp_path / "cat.zip")
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert not [path for path in files if SECRET.encode() in path.read_bytes()]


def test_library_that_is_missing_is_named(folder, run, monkeypatch):  # noqa: ARG001  # must be there
    """With the command that brings it, and before anything is changed in the studio."""
    real = builtins.__import__

    def without(name, *rest):
        if name == "socketio":
            raise ModuleNotFoundError(name=name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    said = run("listen", "invokeai", code=ExitCode.STUDIO).stderr
    assert "socketio" in said
    assert "bozzetto[invokeai]" in said


def test_address_that_is_none_is_refused(folder, run):  # noqa: ARG001  # it must be there
    """Before anything is changed in the studio."""
    result = run("listen", "invokeai", "--to", "https://a", code=ExitCode.STUDIO)
    assert "not the address of a tool" in result.stderr
