"""The pack as it stands in a ComfyUI, and a ComfyUI around it."""

import copy
import importlib
import json
import shutil
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from PIL import Image

from bozzetto.capture.handover.dialect import complete
from bozzetto.capture.handover.report import parse_report
from tests.fakes.comfyui import RECORDING
from tests.fakes.comfyui_host import HANDOVER, REPOSITORY, ComfyUI


@pytest.fixture(scope="session")
def pack(tmp_path_factory):
    """Import modules of the pack, copied as `bozzetto connect` copies it; nothing starts."""
    folder = tmp_path_factory.mktemp("pack")
    name = f"pack_{uuid.uuid4().hex}"
    shutil.copytree(REPOSITORY / "integrations" / "comfyui", folder / name)
    for part in ("reporter", "redaction", "desk"):
        shutil.copy(HANDOVER / f"{part}.py", folder / name / f"bozzetto_{part}.py")
    sys.path.insert(0, str(folder))
    yield lambda module: importlib.import_module(f"{name}.{module}")
    sys.path.remove(str(folder))
    for known in [known for known in sys.modules if known.split(".")[0] == name]:
        del sys.modules[known]


@dataclass
class Told:
    """What a pack handed over."""

    spool: Path

    def reports(self, act=None):
        """All reports in their order, or those of one act."""
        found = [json.loads(path.read_text()) for path in sorted(self.spool.glob("*/*.json"))]
        return [report for report in found if act in (None, report["act"])]

    def bodies(self, act):
        """The bodies of one act's reports."""
        return [report["body"] for report in self.reports(act)]

    def instructions(self):
        """What is recorded of each instruction: what was handed over, and what its request says."""
        found = []
        for report in self.reports("instruction"):
            data = json.dumps(report).encode()
            act = parse_report(data, report["run"], report["number"]).act
            found.append(complete(act, self.data(report, act.raw).decode()))
        return found

    def data(self, report, index):
        """The bytes of a report's file."""
        return (self.spool / report["run"] / report["files"][index]["file"]).read_bytes()


class Studio(ComfyUI):
    """A ComfyUI with our pack, and what it handed over."""

    def __init__(self, base, *, old=False):
        super().__init__(base / "comfyui", old=old)
        self.told = Told(base / "spool")
        self.install(self.told.spool)

    def __enter__(self):
        super().__enter__()
        self.http = httpx.Client(base_url=self.url, timeout=60)
        return self

    def __exit__(self, *args):
        self.http.close()
        if self.packs[0].RECORDING:
            self.packs[0].RECORDING.settle(60)
            self.packs[0].RECORDING.stop()
        super().__exit__(*args)

    def part(self, module):
        """A module of the pack that runs here."""
        return sys.modules[f"{self.packs[0].__name__}.{module}"]

    def queue(self, graph, *, client="me", **members):
        """Queue a graph; gives the answer."""
        body = {"prompt": graph, **members}
        if client:
            body["client_id"] = client
        return self.http.post("/prompt", json=body)

    def settle(self):
        """Wait until all that happened is handed over, and give it."""
        self.wait()
        assert self.packs[0].RECORDING.settle(60)
        return self.told


@pytest.fixture
def studio(tmp_path):
    """A ComfyUI that runs with our pack in it."""
    with Studio(tmp_path) as running:
        yield running


@pytest.fixture
def recording():
    """Jobs of a real ComfyUI by name: what was queued, what it sent, and what it gave."""
    return copy.deepcopy(RECORDING["jobs"])


@pytest.fixture
def sketch():
    """Bytes of a small drawing."""
    return png(Image.new("RGB", (32, 32), "red"))


def png(picture):
    """The bytes of a picture as PNG."""
    import io  # noqa: PLC0415

    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
