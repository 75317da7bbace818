"""Reading what ComfyUI is given to do."""

import base64
import copy
import json

import pytest

from bozzetto.capture.handover.dialect import complete
from bozzetto.capture.handover.report import parse_report
from bozzetto.capture.proxy.prompting import Stored, locate, read_prompt
from tests.fakes.comfyui import RECORDING, stand_in

KEY = "comfyui-" + "5f" * 32


def recorded(name, **extra):
    """The request of a recorded job."""
    graph, given = copy.deepcopy(RECORDING["jobs"][name]["prompt"][2:4])
    return {"client_id": "c", "prompt": graph, "extra_data": {**given, **extra}}


def read(value):
    """Read a request."""
    return read_prompt(json.dumps(value).encode())


def said(prompted, files=None):
    """What is recorded: the body that is handed over, and what the request says."""
    body = prompted.body(files or {}, 0)
    number = 1 + len(files or ()) + len(prompted.pictures)
    told = [{"name": "x", "file": f"0000000000-{index}"} for index in range(number)]
    report = {
        "format": "bozzetto-handover/1",
        "run": "0" * 16,
        "number": 0,
        "at": "2026-11-22T04:09:15.120000Z",
        "tool": {"name": "ComfyUI"},
        "reporter": "proxy 1",
        "act": "instruction",
        "job": "j",
        "body": body,
        "files": told,
    }
    act = parse_report(json.dumps(report).encode(), "0" * 16, 0).act
    return complete(act, prompted.raw.decode())


def test_prompts_models_and_settings_of_a_recorded_job():
    """What a sampler was given, by role, spelled as in the request."""
    told = said(read(recorded("inpaint")))
    assert [(p.role, p.text, p.by) for p in told.prompts] == [
        ("positive", "a lighthouse at dawn", "unknown"),
        ("negative", "text, watermark", "unknown"),
    ]
    assert [model.name for model in told.models] == ["tiny-random-sd15.safetensors"]
    assert told.settings["seed"] == "9"
    assert told.settings["cfg"] == "7.0"
    assert told.notes == ()


def test_inputs_have_their_roles_and_files():
    """One picture can be the start and the mask; its bytes are handed over once."""
    prompted = read(recorded("inpaint"))
    name = "clipspace/clipspace-mask-1.png"
    assert prompted.inputs == {name: Stored("clipspace-mask-1.png", "clipspace", "input")}
    assert [(used.role, used.name, used.file) for used in said(prompted, {name: 1}).inputs] == [
        ("init", name, 1),
        ("mask", name, 1),
    ]


def test_request_without_secrets_is_kept_byte_for_byte():
    """White space and all: it is what was sent."""
    data = json.dumps(recorded("first"), indent=3).encode()
    assert read_prompt(data).raw == data


def test_secrets_are_taken_out_and_said_to_be():
    """Keys of paid services, and one that stands in a widget, in the page's view of it too."""
    request = recorded("txt2img", api_key_comfy_org=KEY, auth_token_comfy_org="ey." + "a1" * 30)
    request["prompt"]["99"] = {"class_type": "Upscaler", "inputs": {"api_key": "abcdef-123456"}}
    request["extra_data"]["extra_pnginfo"] = {
        "workflow": {"nodes": [{"id": 99, "widgets_values": ["abcdef-123456", "fast"]}]}
    }
    prompted = read(request)
    told = prompted.raw + json.dumps(prompted.body({}, 0)).encode()
    for secret in (KEY, "a1" * 30, "abcdef-123456"):
        assert secret.encode() not in told
    assert b"fast" in told
    assert "secret.removed" in prompted.body({}, 0)["notes"]


def test_request_of_a_program_says_that_it_has_no_workflow():
    """The page's own view of the graph is not there."""
    assert "comfyui.no-workflow" in said(read(recorded("api_noui"))).notes


def test_number_keeps_all_its_digits():
    """A seed of 64 bits is no float."""
    request = recorded("txt2img")
    request["prompt"]["3"]["inputs"]["seed"] = 18446744073709551615
    assert said(read(request)).settings["seed"] == "18446744073709551615"


def test_job_that_the_page_names_is_known():
    """Newer pages choose the id themselves."""
    assert read(recorded("first") | {"prompt_id": "mine"}).given == "mine"
    assert read(recorded("first")).given is None


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{", b"\xff", b'{"prompt": 5}', b'{"prompt": {}}', b"[" * 100_000],
    ids=["empty", "list", "cut", "no-text", "number", "no-nodes", "deep"],
)
def test_what_is_no_graph_is_none(data):
    """ComfyUI will say what it thinks of it."""
    assert read_prompt(data) is None


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("sketch.png", Stored("sketch.png", "", "input")),
        ("a/b/c.png", Stored("c.png", "a/b", "input")),
        ("a\\c.png", Stored("c.png", "a", "input")),
        ("clipspace/m.png [input]", Stored("m.png", "clipspace", "input")),
        ("run_00001_.png [output]", Stored("run_00001_.png", "", "output")),
        ("p.png [temp]", Stored("p.png", "", "temp")),
    ],
)
def test_file_is_located_as_comfyui_does(name, wanted):
    """folder_paths.py: a folder's word stands behind the name."""
    assert locate(name) == wanted
    assert locate(str(wanted)) == wanted


def test_file_is_asked_for_with_its_name_escaped():
    """Names may hold anything that a form can send."""
    target = Stored("a&b=?#é.png", "", "input").target
    assert target == "/view?filename=a%26b%3D%3F%23%C3%A9.png&subfolder=&type=input"


def test_pictures_in_the_graph_itself_are_inputs():
    """Krita's plug-in puts them there as text; masks are told by their node."""
    request = recorded("first")
    for node, kind, data in (
        ("90", "ETN_LoadImageBase64", b"a"),
        ("91", "ETN_LoadMaskBase64", b"b"),
    ):
        text = base64.b64encode(stand_in(kind)).decode()
        request["prompt"][node] = {
            "class_type": kind,
            "inputs": {"image": text, "x": data.decode()},
        }
    prompted = read(request)
    assert [picture.data for _node, picture in prompted.pictures] == [
        stand_in("ETN_LoadImageBase64"),
        stand_in("ETN_LoadMaskBase64"),
    ]
    assert [(used.role, used.file) for used in said(prompted).inputs[1:]] == [
        ("image", 1),
        ("mask", 2),
    ]


@pytest.mark.parametrize(
    ("place", "embedded"), [("extra", False), ("node", True)], ids=["beside", "in-a-node"]
)
def test_secret_that_comfyui_writes_into_pictures_is_known(place, embedded):
    """It drops its own services' keys, and writes every node as it is."""
    request = recorded("first", **({"api_key_comfy_org": KEY} if place == "extra" else {}))
    if place == "node":
        request["prompt"]["99"] = {"class_type": "Up", "inputs": {"api_key": "abcdef-123456"}}
    assert read(request).embedded == embedded


def test_message_that_repeats_a_secret_is_without_it():
    """An error may name the very key that was wrong."""
    request = recorded("first")
    request["prompt"]["99"] = {"class_type": "Up", "inputs": {"api_key": "abcdef-123456"}}
    prompted = read(request)
    assert "abcdef" not in prompted.without_secrets("not a key: abcdef-123456")
    assert read(recorded("first")).without_secrets("as it is") == "as it is"
