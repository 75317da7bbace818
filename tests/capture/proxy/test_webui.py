"""The web UI's API through the proxy."""

import hashlib
import json
import threading
import time
from contextlib import contextmanager

import httpx
import pytest

from bozzetto.capture.proxy import WebUI
from tests.capture.proxy.standing import standing
from tests.fakes.comfyui import stand_in
from tests.fakes.webui_api import INIT, MASK, SECRET, coded, webui_api


@pytest.fixture
def webui():
    """A server with the web UI's API."""
    with webui_api() as server:
        yield server


@pytest.fixture
def proxied(webui, tmp_path):
    """A proxy before it."""
    with standing(webui.url, tmp_path, WebUI) as found:
        yield found


def generate(proxied, route="txt2img", **request):
    """Ask for pictures."""
    asked = {"prompt": "a cat", "seed": 5, "steps": 5} | request
    return httpx.post(f"{proxied.url}/sdapi/v1/{route}", json=asked, timeout=60)


def test_request_and_pictures_are_handed_over(webui, proxied):
    """The instruction with the loaded model, the pictures, the account, and the end."""
    generate(proxied, negative_prompt="fog", batch_size=2)
    proxied.wait("ended")
    started, instruction, output, end = proxied.reports()
    port = webui.server_address[1]
    assert started["body"]["settings"] == {"reached at": f"http://127.0.0.1:{port}"}
    assert instruction["body"]["prompts"] == [
        {"role": "positive", "text": "a cat", "by": "unknown"},
        {"role": "negative", "text": "fog", "by": "unknown"},
    ]
    assert instruction["body"]["models"] == [{"name": "dream.safetensors [879db523c3]"}]
    assert instruction["body"]["settings"] == {
        "seed": "5", "steps": "5", "batch_size": "2", "route": "txt2img",
    }  # fmt: skip
    assert [proxied.bytes_of(output, n) for n in output["body"]["files"]] == [
        stand_in("made", "5"),
        stand_in("made", "6"),
    ]
    assert output["body"]["claims"] == {"all_seeds": "5, 6"}
    info = json.loads(proxied.bytes_of(output, output["body"]["raw"]))
    assert info["infotexts"] == ["a cat\nSteps: 5"]
    assert {instruction["job"], output["job"], end["job"]} == {instruction["job"]}
    assert end["body"] == {"how": "done"}


def test_pictures_that_it_starts_from_are_inputs(proxied):
    """Init images and mask, byte for byte, and by digest in what is kept of the request."""
    generate(proxied, "img2img", init_images=[coded(INIT)], mask=coded(MASK))
    (report,) = proxied.wait("instruction")
    inputs = report["body"]["inputs"]
    assert [(each["role"], proxied.bytes_of(report, each["file"])) for each in inputs] == [
        ("init", INIT),
        ("mask", MASK),
    ]
    raw = json.loads(proxied.bytes_of(report, report["body"]["raw"]))
    assert raw["mask"] == "sha256:" + hashlib.sha256(MASK).hexdigest()


def test_answer_passes_byte_for_byte(webui, proxied):
    """Seen or not seen."""
    answer = generate(proxied)
    assert answer.content == next(said for said in webui.said if b"images" in said)
    assert httpx.get(proxied.url + "/sdapi/v1/progress", timeout=60).json() == {"progress": 0.5}
    assert httpx.get(proxied.url + "/queue/join?x=1", timeout=60).json() == {
        "page": "/queue/join?x=1"
    }


def test_instruction_is_handed_over_before_there_is_an_answer(webui, proxied):
    """A picture takes minutes; what was asked for is known at once."""
    with working(proxied, prompt="long"):
        assert webui.started.wait(60)
        assert proxied.wait("instruction")
        assert not proxied.reports("output")
        webui.stop.set()
    assert proxied.wait("output")


def test_interrupted_request_is_told(webui, proxied):
    """With the pictures that were finished by then."""
    with working(proxied, prompt="long"):
        assert webui.started.wait(60)
        proxied.wait("instruction")  # the tool may have the request before it is noted
        httpx.post(proxied.url + "/sdapi/v1/interrupt", content=b"", timeout=60)
    (end,) = proxied.wait("ended")
    assert end["body"]["how"] == "interrupted"
    assert proxied.reports("output")


@contextmanager
def working(proxied, **request):
    """Let a request go on meanwhile."""
    thread = threading.Thread(target=generate, args=(proxied,), kwargs=request)
    thread.start()
    yield
    thread.join(60)


@pytest.mark.parametrize(
    ("request_", "how", "note"),
    [
        ({"width": "wrong"}, "refused", "HTTP status 422"),
        ({"prompt": "crash"}, "failed", "HTTP status 500"),
        ({"prompt": "vanish"}, "failed", "the answer did not come, or not all of it"),
    ],
    ids=["refused", "error", "vanished"],
)
def test_request_that_came_to_nothing_is_told(proxied, request_, how, note):
    """And how it ended."""
    generate(proxied, **request_)
    (end,) = proxied.wait("ended")
    assert (end["body"]["how"], end["body"]["note"]) == (how, note)
    assert proxied.reports("instruction")


def test_pictures_that_are_not_sent_back_are_said_to_be_lost(proxied):
    """The web UI saved them where the proxy does not look."""
    generate(proxied, send_images=False)
    proxied.wait("ended")
    assert "without pictures" in proxied.reports("lost")[0]["body"]["note"]


def test_job_that_the_request_names_keeps_its_name(proxied):
    """So that its progress can be told apart."""
    generate(proxied, force_task_id="task(mine)")
    assert proxied.wait("instruction")[0]["job"] == "task(mine)"


def test_secrets_are_nowhere_in_the_spool(proxied):
    """In scripts' arguments, in a login, in the web UI's own options."""
    httpx.post(
        proxied.url + "/sdapi/v1/txt2img?key=" + SECRET,
        json={"prompt": "a cat", "alwayson_scripts": {"cloud": {"args": [{"api_key": SECRET}]}}},
        headers={"Authorization": "Basic " + coded(SECRET.encode()), "Cookie": "a=" + SECRET},
        timeout=60,
    )
    proxied.wait("ended")
    spool = proxied.everything()
    assert SECRET.encode() not in spool
    assert coded(SECRET.encode()).encode() not in spool
    assert proxied.reports("instruction")[0]["body"]["notes"] == ["secret.removed"]


def test_what_cannot_be_read_is_said_to_be_lost(proxied):
    """It generated something, and nobody knows what."""
    httpx.post(proxied.url + "/sdapi/v1/txt2img", content=b"[1]", timeout=60)
    assert "could not be read" in proxied.wait("lost")[0]["body"]["note"]


def test_request_under_way_at_the_end_is_told(webui, tmp_path):
    """Its answer comes to nobody."""
    url = f"http://127.0.0.1:{webui.server_address[1]}"
    with standing(url, tmp_path, WebUI) as proxied:

        def ask():
            with pytest.raises(httpx.HTTPError):
                generate(proxied, prompt="long")

        thread = threading.Thread(target=ask)
        thread.start()
        assert webui.started.wait(60)
        proxied.wait("instruction")
        time.sleep(0.05)
    thread.join(60)
    (end,) = proxied.reports("ended")
    assert end["body"]["how"] == "failed"
