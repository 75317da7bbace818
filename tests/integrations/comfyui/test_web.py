import io
import json

import pytest
from PIL import Image

from tests.integrations.comfyui.conftest import png
from tests.integrations.comfyui.graphs import node, saved


@pytest.mark.parametrize("path", ["/upload/image", "/api/upload/image"])
def test_uploaded_image(studio, sketch, path):
    """An uploaded picture is material, byte for byte; who made it is not known."""
    answer = studio.http.post(path, files={"image": ("sketch.png", sketch)})
    told = studio.settle()
    (material,) = told.reports("material")
    assert answer.json() == {"name": "sketch.png", "subfolder": "", "type": "input"}
    assert material["body"] == {
        "file": 0,
        "role": "image",
        "origin": "unknown",
        "note": "uploaded to ComfyUI as input/sketch.png",
    }
    assert told.data(material, 0) == sketch


def test_uploads_under_one_name(studio, sketch):
    """Each upload is kept as it was, also where the next one replaces it on the disk."""
    for data in (sketch, sketch + b"2", sketch + b"3"):
        form = {"overwrite": "true"}
        studio.http.post("/upload/image", data=form, files={"image": ("a.png", data)})
    told = studio.settle()
    kept = [told.data(report, 0) for report in told.reports("material")]
    assert kept == [sketch, sketch + b"2", sketch + b"3"]


def test_uploaded_mask(studio):
    """The mask that was drawn is kept, and the file that ComfyUI makes of it for the graph."""
    studio.input("photo.png").write_bytes(png(Image.new("RGB", (8, 8), "blue")))
    mask = Image.new("RGBA", (8, 8), (0, 0, 0, 255))
    mask.putpixel((3, 3), (0, 0, 0, 0))
    ref = {"filename": "photo.png", "subfolder": "", "type": "input"}
    studio.http.post(
        "/upload/mask",
        data={"original_ref": json.dumps(ref), "subfolder": "clipspace"},
        files={"image": ("clipspace-mask-1.png", png(mask))},
    )
    told = studio.settle()
    drawn, made = told.reports("material")
    assert [report["body"]["role"] for report in (drawn, made)] == ["mask", "mask"]
    assert told.data(drawn, 0) == png(mask)
    assert drawn["body"]["note"] == (
        "uploaded to ComfyUI as input/clipspace/clipspace-mask-1.png, drawn over input/photo.png"
    )
    loaded = Image.open(io.BytesIO(told.data(made, 0)))
    assert (loaded.mode, loaded.getpixel((3, 3))) == ("RGBA", (0, 0, 255, 0))
    assert told.data(made, 0) == studio.input("clipspace/clipspace-mask-1.png").read_bytes()


def test_uploaded_mask_without_its_picture(studio):
    """Where ComfyUI finds no picture it writes nothing; the mask is kept all the same."""
    mask = png(Image.new("RGBA", (8, 8)))
    ref = json.dumps({"filename": "none.png", "type": "input"})
    form = {"original_ref": ref}
    studio.http.post("/upload/mask", data=form, files={"image": ("m.png", mask)})
    told = studio.settle()
    (material,) = told.reports("material")
    assert told.data(material, 0) == mask


def test_upload_that_is_used(studio, sketch):
    """A graph names the uploaded bytes by their digest; they are not handed over twice."""
    studio.http.post("/upload/image", files={"image": ("sketch.png", sketch)})
    loader = node("LoadImage", image="sketch.png")
    studio.queue({"1": loader, "2": node("SaveImage", images=["1", 0])})
    told = studio.settle()
    (instruction,) = told.bodies("instruction")
    (used,) = instruction["inputs"]
    assert set(used) == {"role", "node", "name", "digest"}


@pytest.mark.parametrize(
    ("graph", "note"),
    [
        pytest.param(
            {"1": node("SaveImage")},
            "Prompt outputs failed validation: Required input is missing: images",
            id="an input is missing",
        ),
        pytest.param(
            {"1": node("Unheard")},
            "Prompt outputs failed validation: Node ID '#1'",
            id="a kind is missing",
        ),
    ],
)
def test_refused(studio, graph, note):
    """What ComfyUI does not take was asked for all the same."""
    assert studio.queue(graph).status_code == 400
    told = studio.settle()
    (instruction,), (ended,) = told.reports("instruction"), told.reports("ended")
    assert instruction["job"] == ended["job"]
    assert instruction["job"].startswith("refused-")
    assert ended["body"] == {"how": "refused", "note": note}
    assert json.loads(told.data(instruction, 0))["prompt"] == graph


def test_refused_under_an_id_of_its_own(studio):
    """A program that names its job names the refused one."""
    studio.queue({"1": node("SaveImage")}, prompt_id="0f" * 16)
    assert studio.settle().reports("ended")[0]["job"] == "0f" * 16


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"{}", 400, id="nothing asked"),
        pytest.param(b"no JSON", 500, id="no JSON"),
        pytest.param(b"[1]", 500, id="a list"),
    ],
)
def test_request_of_another_form(studio, body, status):
    """What is no request gets the answer that it would have got, and leaves nothing."""
    answer = studio.http.post("/prompt", content=body)
    assert answer.status_code == status
    assert studio.settle().reports("instruction") == []


def test_upload_of_another_form(studio):
    """An upload that ComfyUI fails at fails as it would have."""
    assert studio.http.post("/upload/image", data={"image": "no file"}).status_code == 500
    assert studio.settle().reports("material") == []


def test_other_requests(studio):
    """Whatever else is asked goes its way."""
    studio.queue(saved())
    studio.settle()
    assert studio.http.get("/history").status_code == 200
    query = {"filename": "run_00001_.png", "type": "output"}
    assert studio.http.get("/view", params=query).headers["content-type"] == "image/png"
    assert studio.http.get("/nothing").status_code == 404
