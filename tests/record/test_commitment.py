import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.errors import FormatError
from bozzetto.record.commitment import MAX_TEXT_BYTES, OPAQUE, SALT_BYTES, Text, commitments_in
from bozzetto.record.value import digest_of
from tests.record.strategies import json_values, texts

SALT = bytes(range(16))
DIGEST, OTHER = digest_of(b"one"), digest_of(b"two")


def test_digest_known_answer():
    """A commitment is SHA-256 over the canonical JSON of salt and text."""
    text = Text.with_salt("鹤", SALT)
    assert text.salt == "AAECAwQFBgcICQoLDA0ODw"
    spelled = '["AAECAwQFBgcICQoLDA0ODw","鹤"]'.encode()
    assert text.digest == "sha256:" + hashlib.sha256(spelled).hexdigest()
    assert text.to_value() == {"text": text.digest}


@given(st.binary(min_size=SALT_BYTES, max_size=SALT_BYTES), texts)
def test_text_and_back(salt, words):
    """Salt and text as they are shown give the same commitment."""
    text = Text.with_salt(words, salt)
    assert Text(text.salt, text.text) == text
    assert text.text == words


@given(texts, texts)
def test_digest_differs(one, other):
    """Another text has another commitment."""
    digests = {Text.with_salt(words, SALT).digest for words in (one, other)}
    assert len(digests) == len({one, other})


def test_digest_depends_on_the_salt():
    """The same text under another salt is not recognised."""
    assert Text.with_salt("a", SALT).digest != Text.with_salt("a", SALT[::-1]).digest


@pytest.mark.parametrize("size", [0, 8, 15, 17, 32])
def test_with_salt_refuses(size):
    """A salt has 16 bytes."""
    with pytest.raises(FormatError, match="not a salt"):
        Text.with_salt("a", bytes(size))


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("a" * (MAX_TEXT_BYTES + 1), id="too long"),
        pytest.param("鹤" * (MAX_TEXT_BYTES // 3 + 1), id="too long in bytes"),
        pytest.param("a\ud800", id="surrogate"),
    ],
)
def test_text_refuses(words):
    """A text has at most a mebibyte of UTF-8."""
    with pytest.raises(FormatError):
        Text.with_salt(words, SALT)


def test_text_may_be_long():
    """The longest text is accepted."""
    assert Text.with_salt("a" * MAX_TEXT_BYTES, SALT).digest


@pytest.mark.parametrize(
    ("value", "found"),
    [
        pytest.param({}, [], id="nothing"),
        pytest.param({"text": DIGEST}, [DIGEST], id="itself"),
        pytest.param({"text": {"text": DIGEST}}, [DIGEST], id="under its own name"),
        pytest.param([{"text": OTHER}, [{"text": DIGEST}]], [OTHER, DIGEST], id="order"),
        pytest.param([{"text": DIGEST}, {"text": DIGEST}], [DIGEST, DIGEST], id="twice"),
        pytest.param({"text": DIGEST, "by": "person"}, [], id="with another member"),
        pytest.param({"a": {"text": None}, "b": {"text": 7}}, [], id="no string"),
        *[pytest.param({name: {"text": "x"}}, [], id=name) for name in sorted(OPAQUE)],
        pytest.param({"a": [{"claims": {"a": {"text": DIGEST}}}]}, [], id="opaque deep inside"),
    ],
)
def test_commitments_in_finds(value, found):
    """Commitments are known by their form, except where a tool's own words stand."""
    assert commitments_in(value) == found


@pytest.mark.parametrize("text", ["", "a prompt", DIGEST.upper(), DIGEST + "\n"])
def test_commitments_in_refuses(text):
    """What has the form of a commitment and is none is refused."""
    with pytest.raises(FormatError, match="not a digest"):
        commitments_in({"a": [{"text": text}]})


@given(json_values)
def test_commitments_in_any_value(value):
    """Any value has commitments or is refused; each that is found stands in it."""
    try:
        found = commitments_in(value)
    except FormatError:
        return
    assert all(digest in json.dumps(value) for digest in found)
