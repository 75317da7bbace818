"""Parents over HTTP: what a sent file may have been made from, proposed and never decided."""

import io
import os
from pathlib import Path

import pytest
from PIL import Image, ImageEnhance

from bozzetto.record import digest_of
from bozzetto.studio import Program
from bozzetto.web import parents as part
from tests.web.conftest import TIMEOUT

_BESIDE = Path(__file__).parents[3] / "shared" / "samples"
SAMPLES = Path(os.environ.get("BOZZETTO_SAMPLES", _BESIDE))
REAL = ("forge/forge.png", "invokeai/invokeai.png", "swarmui/swarmui.jpg")
BYTES = {"content-type": "application/octet-stream"}

pytestmark = pytest.mark.skipif(
    not (SAMPLES / "MANIFEST.tsv").is_file(), reason=f"no sample images at {SAMPLES}"
)


@pytest.fixture(autouse=True)
def patient_looks(monkeypatch):
    """Let an answer wait until all pictures were looked at, however slow the machine is."""
    monkeypatch.setattr(part, "SECONDS", TIMEOUT)


@pytest.fixture
def pictures(served):
    """Three real pictures in the work, by name."""
    with served.studio() as studio:
        work = studio.works()[0]
        for name in REAL:
            work.receive_output(None, [SAMPLES / name], program=Program("tool"))
    return [digest_of((SAMPLES / name).read_bytes()) for name in REAL]


@pytest.fixture
def send(served):
    """Send a file; return its digest."""

    def call(data, name="sent.png"):
        params = {"name": name}
        answer = served.client.put("/api/uploads", params=params, content=data, headers=BYTES)
        return answer.json()["digest"]

    return call


@pytest.fixture
def ask(served):
    """Ask what a file was made from."""

    def call(digest, status=200, work=served.work):
        answer = served.client.get(f"/api/works/{work}/parents", params={"asset": digest})
        assert answer.status_code == status, answer.text
        return answer.json()

    return call


def edited(name, kind="JPEG"):
    """Return a real picture as a program would export it after a retouch."""
    out = io.BytesIO()
    image = Image.open(SAMPLES / name).convert("RGB")
    ImageEnhance.Brightness(image).enhance(1.1).save(out, kind, quality=80)
    return out.getvalue()


def test_export_of_another_program(served, pictures, send, ask):
    """A retouched picture in another coding has its parent proposed first; nothing is recorded."""
    before = served.client.get(f"/api/chains/{served.work}/lines").text
    first, *others = ask(send(edited("invokeai/invokeai.png"), "final.jpg"))
    assert (first["asset"], first["method"]) == (pictures[1], "fingerprint")
    assert 0 <= first["distance"] <= 10
    assert others == []
    assert served.client.get(f"/api/chains/{served.work}/lines").text == before


def test_same_bytes_and_same_pixels(pictures, send, ask):
    """A picture that is there is found by its bytes, and a stripped copy by its samples."""
    data = (SAMPLES / "forge/forge.png").read_bytes()
    assert ask(send(data))[0] == {"asset": pictures[0], "method": "same bytes", "distance": None}
    out = io.BytesIO()
    Image.open(SAMPLES / "forge/forge.png").save(out, "PNG")
    assert out.getvalue() != data
    found = ask(send(out.getvalue()))
    assert found[0] == {"asset": pictures[0], "method": "same pixels", "distance": None}


def test_name(pictures, send, ask):
    """Where nothing is to be seen, the name tells."""
    found = ask(send(b"layers of a program that nobody reads", "swarmui_final.xcf"))
    assert found == [{"asset": pictures[2], "method": "name", "distance": None}]
    assert ask(send(b"nothing like it", "other.xcf")) == []


@pytest.mark.usefixtures("pictures")
def test_project_file(served, send, ask):
    """A project file of Krita is compared by what it shows."""
    with served.studio() as studio:
        work = studio.works()[0]
        source = SAMPLES / "own-generated" / "in.png"
        work.receive_output(None, [source], program=Program("tool"))
    krita = send((SAMPLES / "own-generated" / "out.kra").read_bytes(), "cat.kra")
    found = ask(krita)
    assert digest_of(source.read_bytes()) in [each["asset"] for each in found]
    assert found[0]["method"] == "fingerprint"


def test_recorded_file_has_parents_before_it(served, pictures, ask):
    """What the work names has its parents among the pictures that stood there before."""
    data = edited("forge/forge.png")
    with served.studio() as studio:
        work = studio.works()[0]
        work.receive_output(None, [io.BytesIO(data)], program=Program("tool"))
    found = ask(digest_of(data))
    assert [each["asset"] for each in found[:2]] == [digest_of(data), pictures[0]]
    assert ask(pictures[0]) == [{"asset": pictures[0], "method": "same bytes", "distance": None}]


def test_thumbnails_stand_for_pictures(served, pictures, send, ask):
    """A picture is compared by its thumbnail where one was made."""
    for digest in pictures:
        url = f"/api/assets/{digest}/thumbnail?side=256"
        assert served.client.get(url).status_code == 200
    first = ask(send(edited("forge/forge.png")))[0]
    assert (first["asset"], first["method"]) == (pictures[0], "fingerprint")


def test_no_time(served, pictures, send, ask, monkeypatch):
    """What there was no time to look at is not proposed, and is looked at the next time."""
    sent = send(edited("forge/forge.png"))
    monkeypatch.setattr(part, "SECONDS", -1.0)
    assert ask(sent) == []
    monkeypatch.setattr(part, "SECONDS", TIMEOUT)
    assert ask(sent)[0]["asset"] == pictures[0]
    monkeypatch.setattr(part, "SECONDS", -1.0)
    assert ask(sent)[0]["asset"] == pictures[0]
    assert len(served.desk.prints) == 4


def test_erased_picture(served, pictures, send, ask):
    """An erased picture has no looks any more, and the others are still proposed."""
    body = {"assets": [pictures[0]], "reason": "a person asked"}
    assert served.client.post(f"/api/works/{served.work}/erasures", json=body).status_code == 200
    assert ask(send(edited("forge/forge.png"))) == []
    assert ask(send(edited("swarmui/swarmui.jpg")))[0]["asset"] == pictures[2]


def test_refused(ask, served):
    """A file that was never sent, a work that is not there and what is no digest are refused."""
    strange = digest_of(b"nobody sent this")
    assert strange in ask(strange, 400)["error"]["message"]
    assert ask(strange, 404, work=strange)["error"]["code"] == "missing"
    assert ask("abc", 422)["error"]["code"] == "usage"
    assert served.client.get(f"/api/works/{served.work}/parents").status_code == 422
