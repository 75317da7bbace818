"""Two readers of content credentials that others wrote: c2pa-python, and encypher-c2pa."""

import json
from pathlib import Path

import pytest

from tests.labels.pictures import saved

__all__ = ["FORMATS", "crjson", "encypher", "needs_c2pa", "picture", "state", "store"]

FORMATS = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP", "tif": "TIFF", "avif": "AVIF"}
# Of certificates: e-mail protection, which the reader knows by itself, and C2PA's own, OpenAI's
_USES = "1.3.6.1.5.5.7.3.4\n1.3.6.1.4.1.62558.2.1\n1.3.6.1.5.5.7.3.36"
_QUIET = {
    "core": {"allowed_network_hosts": []},
    "verify": {"ocsp_fetch": False, "remote_manifest_fetch": False},
}


def needs_c2pa():
    """Skip a module where c2pa-python is not here."""
    return pytest.importorskip("c2pa", reason="c2pa-python is not installed")


def picture(folder, suffix="png", **options):
    """Write a picture without credentials."""
    path = Path(folder) / f"plain.{suffix}"
    path.write_bytes(saved(FORMATS[suffix], **options))
    return path


def _read(path, anchors, ask):
    c2pa = needs_c2pa()
    trust = {"trust_config": _USES} | ({"trust_anchors": anchors} if anchors else {})
    settings = _QUIET | {"trust": trust}
    with (
        c2pa.Context.from_dict(settings) as context,
        c2pa.Reader(path, context=context) as reader,
    ):
        return json.loads(ask(reader))


def store(path, anchors=""):
    """What c2pa-python reads, with its own settings but for the network."""
    return _read(path, anchors, lambda reader: reader.json())


def crjson(path):
    """The same in the form that C2PA's rubric is written for."""
    return _read(path, "", lambda reader: reader.crjson())


def state(path, anchors=""):
    """What c2pa-python says in a word; None where it finds nothing that it can read."""
    c2pa = needs_c2pa()
    try:
        return store(path, anchors)["validation_state"]
    except c2pa.C2paError:
        return None


def encypher(path, anchors="", stamps="", moment=None):
    """What the other reader says in a word, now or at another moment."""
    reader = pytest.importorskip("encypher_c2pa", reason="encypher-c2pa is not installed")
    told = reader.verify(
        path,
        telemetry=False,
        online=False,
        no_default_trust=True,
        trust_pem=anchors or None,
        tsa_trust_pem=stamps or None,
        validation_time=None if moment is None else moment.isoformat(),
    )
    return told["validation_state"] if told["present"] else None
