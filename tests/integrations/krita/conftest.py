"""The plugin, as `bozzetto connect` puts it together, under a name of its own."""

import importlib
import json
import shutil
import sys
import uuid
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
HANDOVER = REPOSITORY / "src" / "bozzetto" / "capture" / "handover"


@pytest.fixture
def plugin(tmp_path):
    """Import a module of the plugin; its reports lie in ``spool``."""
    name = f"plugin_{uuid.uuid4().hex}"
    folder = tmp_path / name
    shutil.copytree(REPOSITORY / "integrations" / "krita" / "bozzetto", folder)
    shutil.copy(HANDOVER / "reporter.py", folder / "bozzetto_reporter.py")
    (folder / "bozzetto.json").write_text(json.dumps({"spool": str(tmp_path / "spool")}))
    sys.path.insert(0, str(tmp_path))
    yield lambda module: importlib.import_module(f"{name}.{module}")
    sys.path.remove(str(tmp_path))
    for known in [known for known in sys.modules if known.split(".")[0] == name]:
        del sys.modules[known]


@pytest.fixture
def reports(tmp_path):
    """Read what was handed over, in order."""

    def read():
        found = sorted((tmp_path / "spool").glob("*/*.json"))
        return [json.loads(path.read_text()) for path in found]

    return read
