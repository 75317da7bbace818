"""Writing: one run of the library, and who is asked to sign."""

import io

import pytest

from bozzetto.errors import StudioError
from bozzetto.labels import SourceType
from bozzetto.labels.credentials import Act, Created, Manifest, Signer
from bozzetto.labels.credentials.library import settings
from bozzetto.labels.credentials.writing import Job, write
from tests.labels.credentials.readers import needs_c2pa
from tests.labels.pictures import saved

needs_c2pa()

MANIFEST = Manifest("cat", Created(SourceType.TRAINED))


def job(signer, manifest=MANIFEST):
    """What is to be written."""
    return Job(manifest.write(names_specification=False), settings(), signer, "image/png")


def test_the_same_picture_signed_twice_differs(own):
    """Each manifest has a name of its own."""
    outs = io.BytesIO(), io.BytesIO()
    for out in outs:
        write(job(own), io.BytesIO(saved("PNG")), out)
    assert outs[0].getvalue() != outs[1].getvalue()


def test_many_actions(own):
    """As many as a long record has."""
    acts = tuple(Act("c2pa.edited", SourceType.HUMAN_EDITS, words=f"{n}") for n in range(500))
    out = io.BytesIO()
    manifest = Manifest("cat", Created(SourceType.TRAINED), acts)
    write(job(own, manifest), io.BytesIO(saved("PNG")), out)
    assert b"c2pa.edited" in out.getvalue()


def test_a_picture_of_another_kind(own):
    """The library's word, in an error of ours."""
    with pytest.raises(StudioError, match="cannot be written"):
        write(job(own), io.BytesIO(saved("JPEG")), io.BytesIO())


def test_a_key_that_gives_nothing(own):
    """Is no signature."""
    with pytest.raises(StudioError, match="cannot be written"):
        write(job(Signer(own.chain, lambda _data: b"")), io.BytesIO(saved("PNG")), io.BytesIO())


def test_a_key_that_gives_no_bytes(own):
    """Its own mistake comes out."""
    with pytest.raises(TypeError):
        write(job(Signer(own.chain, lambda _data: None)), io.BytesIO(saved("PNG")), io.BytesIO())
