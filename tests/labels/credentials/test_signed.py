"""Reading back: integrity is one thing, and trust another."""

import pytest

from bozzetto.capture.credentials import State
from bozzetto.errors import StudioError, VerificationError
from bozzetto.labels import SourceType
from bozzetto.labels.credentials import Created, Manifest, Trust, read_signer, sign_credentials
from bozzetto.labels.credentials.signed import read_back
from tests.labels.credentials.readers import needs_c2pa, picture
from tests.labels.credentials.test_certificate import GOOD, leaf

needs_c2pa()


@pytest.fixture(scope="module")
def data(tmp_path_factory, own):
    """A signed picture."""
    folder = tmp_path_factory.mktemp("signed")
    manifest = Manifest("cat", Created(SourceType.TRAINED))
    sign_credentials(picture(folder), folder / "a.png", manifest, own)
    return (folder / "a.png").read_bytes()


def read(data, folder, signer, anchors=""):
    """Read bytes back that stand in a file."""
    (folder / "read.png").write_bytes(data)
    with (folder / "read.png").open("r+b") as file:
        return read_back(file, "image/png", signer, anchors)


def test_what_holds(data, own, root, tmp_path):
    """Nobody vouches for the signer, which is no fault; with the root somebody does."""
    found = read(data, tmp_path, own)
    assert (found.credentials.state, found.faults) == (State.INTACT, ())
    assert found.label.startswith("urn:c2pa:")
    assert found.trust(own, "") is Trust.SELF_ATTESTED
    assert found.trust(own, root) is Trust.UNTRUSTED
    assert read(data, tmp_path, own, root).trust(own, root) is Trust.TRUSTED


def test_what_was_changed(data, own, tmp_path):
    """Is false, and not badly formed."""
    with pytest.raises(VerificationError, match=r"altered, assertion\.dataHash\.mismatch"):
        read(data + b"\0", tmp_path, own)


def test_what_another_signed(data, tmp_path):
    """Is not what was to be written."""
    with pytest.raises(VerificationError, match="not what is read back"):
        read(data, tmp_path, read_signer(leaf(*GOOD).p12()))


def test_what_has_none(own, tmp_path):
    """Cannot be read."""
    with pytest.raises(StudioError, match="cannot be read"):
        read(b"", tmp_path, own)
