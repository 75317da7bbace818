"""``bozzetto proxy``: from an act in ComfyUI to a bundle that a stranger can check."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager

import httpx
import pytest

from bozzetto.api import Studio
from bozzetto.cli.exits import ExitCode
from bozzetto.record import digest_of
from tests.capture.proxy.standing import Page, until
from tests.cli.proxying import TIMEOUT, files_with, proxied
from tests.fakes.comfyui import FakeComfyUI, stand_in
from tests.fakes.webui_api import INIT, MASK, coded, webui_api
from tests.fakes.webui_api import SECRET as WEBUI_SECRET

SECRET = "comfyui-" + "5f" * 32


@pytest.fixture
def comfyui():
    """A server that speaks ComfyUI's protocol."""
    with FakeComfyUI() as found:
        yield found


@pytest.fixture
def folder(work, own_folders):  # noqa: ARG001  # it must be there
    """The studio's folder; the studio has a work."""
    return own_folders / "studio"


def entries(folder):
    """The entries of the only work, oldest first: kind, how it is known, who acted, and body."""
    with Studio.open(folder) as studio:
        work = studio.find_work(studio.works()[0].digest)
        return [
            (entry.event.kind, entry.event.seen.value, entry.event.by, entry.event.body)
            for _digest, entry in work.entries()
        ]


def kinds(folder):
    """The kinds of those entries."""
    return [kind for kind, *_ in entries(folder)]


def make_pictures(comfyui, url):
    """Upload a mask, and let two recorded jobs run."""
    request = comfyui.request("inpaint", "page", api_key_comfy_org=SECRET)
    with Page(url) as page:
        page.upload("mask", "clipspace-mask-1.png", stand_in("mask"), subfolder="clipspace")
        page.frames(page.ask(request))
        page.run(comfyui, "first")


def test_act_in_comfyui_becomes_an_entry_of_a_bundle_that_holds(comfyui, folder, run, tmp_path):
    """Mask, instruction with prompts and inputs, outputs: live, in order, and the person's."""
    with proxied(folder, "comfyui", "--to", comfyui.url, "--person", "Ann") as (
        process,
        url,
    ):
        make_pictures(comfyui, url)
        until(lambda: kinds(folder).count("output.received") == 4)
    assert process.returncode == 0, process.err
    found = [entry for entry in entries(folder) if entry[0] != "work.opened"]
    assert [kind for kind, *_ in found] == [
        "material.added",
        "instruction.given",
        "output.received",
        "instruction.given",
        *["output.received"] * 3,
    ]
    assert {seen for _kind, seen, *_ in found} == {"live"}
    assert {by.tool for *_, by, _body in found} == {"ComfyUI"}
    mask, instruction, output = (body for *_, body in found[:3])
    assert [by.person is not None for *_, by, _body in found[:3]] == [True, True, False]
    assert [each["role"] for each in instruction["inputs"]] == ["init", "mask"]
    assert instruction["inputs"][0]["asset"]["digest"] == mask["asset"]["digest"]
    assert output["job"] == instruction["job"]
    run("export", "Cat pendant", tmp_path / "cat.zip")
    run("verify", tmp_path / "cat.zip")
    assert not files_with(folder, SECRET.encode())


def test_call_of_the_web_ui_becomes_a_bundle_that_holds(folder, run, tmp_path):
    """Sketch and mask by their bytes, words, every candidate: live, in order, the person's."""
    asked = {
        "prompt": "a cat",
        "negative_prompt": "fog",
        "batch_size": 3,
        "seed": 5,
        "init_images": [coded(INIT)],
        "mask": coded(MASK),
        "override_settings": {"api_key": WEBUI_SECRET},
    }
    with (
        webui_api() as tool,
        proxied(folder, "webui", "--to", tool.url, "--person", "Ann") as (process, url),
    ):
        headers = {"Authorization": f"Bearer {WEBUI_SECRET}"}
        httpx.post(f"{url}/sdapi/v1/img2img", json=asked, headers=headers, timeout=TIMEOUT)
        until(lambda: kinds(folder).count("output.received") == 1)
    assert process.returncode == 0, process.err
    given, made = [entry for entry in entries(folder) if entry[0] != "work.opened"]
    assert [kind for kind, *_ in (given, made)] == ["instruction.given", "output.received"]
    assert {seen for _kind, seen, *_ in (given, made)} == {"live"}
    assert [by.person is not None for *_, by, _body in (given, made)] == [True, False]
    assert [(used["role"], used["asset"]["digest"]) for used in given[-1]["inputs"]] == [
        ("init", digest_of(INIT)),
        ("mask", digest_of(MASK)),
    ]
    assert [asset["digest"] for asset in made[-1]["assets"]] == [
        digest_of(stand_in("made", str(seed))) for seed in (5, 6, 7)
    ]
    assert made[-1]["job"] == given[-1]["job"]
    run("export", "Cat pendant", tmp_path / "cat.zip")
    run("verify", tmp_path / "cat.zip")
    assert not files_with(folder, WEBUI_SECRET.encode())


def test_proxy_ends_in_order(comfyui, folder):
    """On SIGTERM too: what was seen is recorded, and nothing waits."""
    with proxied(folder, "comfyui", "--to", comfyui.url, end=signal.SIGTERM) as (
        process,
        url,
    ):
        make_pictures(comfyui, url)
    assert process.returncode == 0, process.err
    assert "stopped" in process.err
    assert kinds(folder).count("output.received") == 4
    assert not list(folder.glob("spool/*/*/*.json"))


def test_proxy_is_started_before_the_tool(folder):
    """It says in words that the tool is away, and goes on when it is there."""
    with socket.socket() as held:
        # Until the tool is there the port is kept from everybody else, and nobody listens
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        there = f"http://127.0.0.1:{port}"
        with proxied(folder, "comfyui", "--to", there) as (_process, url):
            away = httpx.get(url, headers={"Accept-Language": "en"}, timeout=TIMEOUT)
            assert away.status_code == 502
            assert away.text.startswith(f"the tool does not answer at {there}\n")
            with FakeComfyUI(port) as comfyui, Page(url) as page:
                page.run(comfyui, "first")
                until(lambda: kinds(folder).count("output.received") == 3)


def test_studio_that_is_served_records_by_its_server(comfyui, folder):
    """Under the server's open keys; and the proxy goes on by itself when the server has ended."""
    with served(folder) as server:
        with proxied(folder, "comfyui", "--to", comfyui.url, "--person", "Ann") as (
            process,
            url,
        ):
            make_pictures(comfyui, url)
            until(lambda: kinds(folder).count("output.received") == 4)
            server.send_signal(signal.SIGTERM)
            server.wait(TIMEOUT)
            make_pictures(comfyui, url)
            until(lambda: kinds(folder).count("output.received") == 8)
        assert process.returncode == 0, process.err
        assert process.out.count("ComfyUI: an output") == 4
    assert {seen for kind, seen, *_ in entries(folder) if kind != "work.opened"} == {"live"}


@contextmanager
def served(folder):
    """Serve the studio in a process of its own."""
    command = [sys.executable, "-m", "bozzetto", "serve", "--no-browser"]
    environment = {**os.environ, "BOZZETTO_STUDIO": str(folder)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        try:
            assert process.stdout.readline()
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def test_same_proxy_again_is_the_same_connection(comfyui, folder, ask):
    """It is one row in the list of what is connected, however often it is started."""
    for _ in range(2):
        with proxied(folder, "comfyui", "--to", comfyui.url):
            pass  # it is asked to end at once, and ends in order
    (row,) = ask("connections")["connections"]
    assert (row["sort"], row["label"], row["waiting"]) == ("comfyui", "ComfyUI", 0)


def test_proxy_of_the_web_ui_passes_its_page(comfyui, folder):
    """Whatever it does not look at is passed as it is: here another tool's page."""
    with proxied(folder, "webui", "--to", comfyui.url) as (_process, url):
        assert "<title>" in httpx.get(url, timeout=TIMEOUT).text


@pytest.mark.parametrize("url", ["https://127.0.0.1:8188", "127.0.0.1:8188", "http://a/b"])
def test_address_that_is_none_is_refused(folder, run, url):  # noqa: ARG001  # it must be there
    """Before anything is changed in the studio."""
    assert (
        "not the address of a tool"
        in run("proxy", "comfyui", "--to", url, code=ExitCode.STUDIO).stderr
    )


def test_person_that_nobody_knows_is_refused(folder, run):  # noqa: ARG001  # it must be there
    """Nothing is recorded in the name of somebody else."""
    result = run("proxy", "comfyui", "--person", "Bob", code=ExitCode.STUDIO)
    assert "Bob" in result.stderr


def test_port_that_is_taken_is_refused(comfyui, folder, run):  # noqa: ARG001  # it must be there
    """With a word on what to do."""
    result = run(
        "proxy", "comfyui", "--to", comfyui.url, "--port", comfyui.port, code=ExitCode.STUDIO
    )
    assert "--port" in result.stderr
