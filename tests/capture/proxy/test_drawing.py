"""Reading what the web UI is given to do, and what it answers."""

import base64
import hashlib
import json

import pytest

from bozzetto.capture.proxy.drawing import read_answer, read_request
from tests.fakes.comfyui import stand_in

INIT, MASK, POSE = stand_in("init"), stand_in("mask"), stand_in("pose")


def coded(data):
    """Spell a picture as the web UI does."""
    return base64.b64encode(data).decode()


def read(**request):
    """Read a request."""
    return read_request(json.dumps(request).encode())


def digest(data):
    """Name a picture."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def test_prompts_and_settings_are_read_as_spelled():
    """Single values as they are, the rest as JSON."""
    drawn = read(
        prompt="a silver cat",
        negative_prompt=" fog ",
        seed=18446744073709551615,
        cfg_scale=7.50,
        styles=["ink"],
        enable_hr=True,
        hr_prompt="",
    )
    assert drawn.prompts == (("positive", "a silver cat"), ("negative", " fog "))
    assert drawn.settings == {
        "seed": "18446744073709551615",
        "cfg_scale": "7.5",
        "styles": '["ink"]',
        "enable_hr": "true",
    }


def test_pictures_are_taken_out_by_role():
    """Init images, the mask, and ControlNet's, wherever its arguments have it."""
    drawn = read(
        prompt="x",
        init_images=["data:image/png;base64," + coded(INIT)],
        mask=coded(MASK),
        alwayson_scripts={"ControlNet": {"args": [{"image": {"image": coded(POSE)}}]}},
    )
    assert [(picture.role, picture.data) for picture in drawn.pictures] == [
        ("init", INIT),
        ("mask", MASK),
        ("control", POSE),
    ]
    raw = json.loads(drawn.raw)
    assert raw["init_images"] == [digest(INIT)]
    assert raw["mask"] == digest(MASK)
    assert coded(POSE)[:100].encode() not in drawn.raw


def test_inputs_name_the_files_in_their_order():
    """The pictures are the report's first files."""
    body = read(prompt="x", init_images=[coded(INIT)], mask=coded(MASK)).body(None, 2)
    assert body["inputs"] == [{"role": "init", "file": 0}, {"role": "mask", "file": 1}]
    assert body["raw"] == 2


def test_model_is_what_the_request_names_else_what_is_loaded():
    """A request may change the model for itself."""
    named = read(prompt="x", override_settings={"sd_model_checkpoint": "b.safetensors"})
    assert named.body("a.ckpt", 0)["models"] == [{"name": "b.safetensors"}]
    assert read(prompt="x").body("a.ckpt", 0)["models"] == [{"name": "a.ckpt"}]
    assert read(prompt="x").body(None, 0)["models"] == []


def test_secrets_are_taken_out():
    """Wherever they stand in a request."""
    drawn = read(prompt="x", alwayson_scripts={"cloud": {"args": [{"api_key": "abcdef-123456"}]}})
    assert drawn.removed
    assert "abcdef-123456" not in str(drawn.settings) + drawn.raw.decode()


@pytest.mark.parametrize("data", [b"", b"[1]", b"{", b"\xff\xff", b"[" * 100_000])
def test_what_is_no_request_is_none(data):
    """The web UI will say what it thinks of it."""
    assert read_request(data) is None


@pytest.mark.parametrize(
    "text", ["a" * 70, "x" * 63, coded(b"no picture at all" * 9), "%" * 80], ids=str
)
def test_text_that_is_no_picture_stays_text(text):
    """A prompt of base64's letters is a prompt."""
    assert read(prompt="x", note=text).settings["note"] == text


def test_answer_gives_pictures_in_order_and_seeds():
    """The account is kept as the web UI wrote it."""
    info = json.dumps({"all_seeds": [5, 6], "job_timestamp": "20261122041500", "infotexts": ["a"]})
    answer = read_answer(json.dumps({"images": [coded(INIT), coded(MASK)], "info": info}).encode())
    assert [picture.data for picture in answer.pictures] == [INIT, MASK]
    assert answer.info == info.encode()
    assert answer.claims == {"all_seeds": "5, 6", "job_timestamp": "20261122041500"}


@pytest.mark.parametrize("info", [None, "", "[]", "{", 5])
def test_answer_without_an_account_still_has_its_pictures(info):
    """Forks differ in what they tell."""
    answer = read_answer(json.dumps({"images": [coded(INIT)], "info": info}).encode())
    assert (len(answer.pictures), answer.info, answer.claims) == (1, b"", {})


@pytest.mark.parametrize("data", [b"", b"5", b"{"])
def test_what_is_no_answer_is_none(data):
    """And is said to be lost."""
    assert read_answer(data) is None


def test_answer_with_no_pictures_has_none():
    """A request may want none back."""
    assert read_answer(b'{"images": null, "info": ""}').pictures == ()
