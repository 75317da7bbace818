"""Stamping later: what was signed without a timestamp outlives its certificate."""

from datetime import timedelta

import pytest

from bozzetto.anchor import Authority
from bozzetto.capture.credentials import Credentials, State
from bozzetto.errors import AnchorError, StudioError
from bozzetto.labels import SourceType
from bozzetto.labels.credentials import (
    Created,
    Manifest,
    Timestamp,
    Trust,
    sign_credentials,
    stamp_later,
)
from bozzetto.labels.credentials.earlier import Earlier
from tests.fakes.authority import Authority as Plain
from tests.labels.credentials.readers import encypher, needs_c2pa, picture, store
from tests.labels.pictures import pixels

needs_c2pa()

MANIFEST = Manifest("cat", Created(SourceType.TRAINED))


def asked(served):
    """The authority, as it is asked."""
    return Authority("loopback", "Loopback", served.url, min_interval=0)


@pytest.fixture(scope="module", params=["png", "jpg", "avif"])
def unstamped(request, tmp_path_factory, own):
    """A picture that was signed without."""
    folder = tmp_path_factory.mktemp("unstamped")
    target = folder / f"signed.{request.param}"
    sign_credentials(picture(folder, request.param), target, MANIFEST, own)
    return target


def test_a_stamp_for_the_first_signature(unstamped, served, own, root, tmp_path):
    """Both readers take it and trust the time, and the picture is the same."""
    target = tmp_path / unstamped.name
    stamps = served.root_pem.decode()
    result = stamp_later(unstamped, target, own, asked(served), anchors=root + stamps)
    assert (result.integrity, result.parent) == (State.INTACT, State.INTACT)
    assert (result.timestamp, result.trust) == (Timestamp.STAMPED, Trust.TRUSTED)
    read = store(target, root + stamps)
    newest = read["manifests"][read["active_manifest"]]
    assert [each["label"] for each in newest["assertions"]].count("c2pa.time-stamp") == 1
    assert read["validation_state"] == "Trusted"
    assert encypher(target, root, stamps) == "Trusted"
    assert pixels(target) == pixels(unstamped)


def test_it_outlives_the_certificate(unstamped, served, own, root, tmp_path):
    """What one reader says of both files a month after the signer's certificate has expired."""
    target, stamps = tmp_path / unstamped.name, served.root_pem.decode()
    stamp_later(unstamped, target, own, asked(served))
    then = own.expires + timedelta(days=30)
    assert encypher(unstamped, root, stamps, then) == "Valid"  # by nobody who could have
    assert encypher(target, root, stamps, then) == "Trusted"


def test_an_authority_that_is_down(unstamped, served, own, tmp_path):
    """Nothing is written, and it is said whom it is due to."""
    served.down = True
    try:
        with pytest.raises(AnchorError, match="loopback: not reached"):
            stamp_later(unstamped, tmp_path / "a", own, asked(served))
    finally:
        served.down = False
    assert list(tmp_path.iterdir()) == []


def test_an_authority_that_readers_do_not_take(unstamped, own, tmp_path):
    """Makes nothing invalid that was valid."""
    with Plain() as served, pytest.raises(AnchorError, match="do not take its timestamps"):
        stamp_later(unstamped, tmp_path / "a", own, asked(served))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("behind", [None, b"\0"], ids=["none", "altered"])
def test_what_cannot_be_stamped(behind, own, served, tmp_path):
    """A picture without credentials, or with some that do not hold."""
    source = picture(tmp_path)
    if behind is not None:
        sign_credentials(source, tmp_path / "signed.png", MANIFEST, own)
        source = tmp_path / "signed.png"
        source.write_bytes(source.read_bytes() + behind)
    before = served.requests
    with pytest.raises(StudioError, match="no credentials that hold"):
        stamp_later(source, tmp_path / "a.png", own, asked(served))
    assert served.requests == before


def test_a_stamp_that_comes_too_late(own, served, tmp_path, monkeypatch):
    """The certificate has expired: a later time would show nothing."""
    said = Credentials(State.INTACT, refused=("signingCredential.expired",))
    late = Earlier("image/png", (b"",), said)
    monkeypatch.setattr("bozzetto.labels.credentials.stamping.look", lambda _path: late)
    before = served.requests
    with pytest.raises(StudioError, match="a timestamp is too late"):
        stamp_later(tmp_path / "a.png", tmp_path / "b.png", own, asked(served))
    assert served.requests == before


@pytest.mark.parametrize("suffix", ["webp", "tif"])
def test_formats_that_cannot_be_stamped_later(own, served, tmp_path, suffix):
    """A second manifest moves what the first has signed, so nobody is asked."""
    source = picture(tmp_path, suffix)
    sign_credentials(source, tmp_path / "signed", MANIFEST, own)
    before = served.requests
    with pytest.raises(StudioError, match="cannot be stamped later"):
        stamp_later(tmp_path / "signed", tmp_path / "a", own, asked(served))
    assert served.requests == before
