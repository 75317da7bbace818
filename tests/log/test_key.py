import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.errors import FormatError, VerificationError
from bozzetto.log.key import KeyKind, NoteKey, NoteSigner
from tests.log.keys import ED25519, LOG_ED25519, LOG_MLDSA44, MLDSA44, WITNESS_ED25519

# The example of https://c2sp.org/signed-note.
EXAMPLE = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"

SIGNERS = [
    pytest.param(LOG_ED25519, id="ed25519"),
    pytest.param(LOG_MLDSA44, id="mldsa44"),
    pytest.param(WITNESS_ED25519, id="ed25519 cosigner"),
]


def test_parse_specification_example():
    """The example key of the specification has the name, kind and ID that it says."""
    key = NoteKey.parse(EXAMPLE)
    assert (key.name, key.kind, key.id.hex()) == ("example.com/foo", KeyKind.ED25519, "530d903a")
    assert str(key) == EXAMPLE


@pytest.mark.parametrize("signer", SIGNERS)
def test_text_round_trip(signer):
    """Every kind of key reads back from its text."""
    key = signer.key()
    assert NoteKey.parse(str(key)) == key
    assert len(key.public) == key.kind.public_size


@pytest.mark.parametrize("signer", SIGNERS)
def test_check_own_signature(signer):
    """What a signer signs, its public key verifies, and over no other message."""
    signature = signer.sign(b"message")
    assert len(signature) == signer.kind.signature_size
    signer.key().check(b"message", signature)
    with pytest.raises(VerificationError, match="does not verify"):
        signer.key().check(b"another", signature)


def test_id_depends_on_name_and_kind():
    """One public key under another name, or for another kind of signature, is another key."""
    public = ED25519.public_key().public_bytes_raw()
    keys = [
        NoteKey("a", KeyKind.ED25519, public),
        NoteKey("b", KeyKind.ED25519, public),
        NoteKey("a", KeyKind.ED25519_COSIGNATURE, public),
    ]
    assert len({key.id for key in keys}) == 3


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(EXAMPLE.replace("530d903a", "530d903b"), id="another key ID"),
        pytest.param(EXAMPLE.replace("530d903a", "530D903A"), id="key ID in capitals"),
        pytest.param(EXAMPLE.replace("example.com/foo", ""), id="no name"),
        pytest.param(EXAMPLE.replace("/foo", " foo"), id="space in the name"),
        pytest.param(EXAMPLE.replace("/foo", "+foo"), id="plus in the name"),
        pytest.param(EXAMPLE + "\n", id="trailing newline"),
        pytest.param(EXAMPLE + "=", id="needless padding"),
        pytest.param(EXAMPLE[:-4], id="short key"),
        pytest.param(EXAMPLE[:-1], id="broken base64"),
        pytest.param("example.com/foo+530d903a+AA==", id="unknown kind"),
        pytest.param("example.com/foo+530d903a+", id="no material"),
    ],
)
def test_parse_refuses(text):
    """Any text but the one text of a key is refused."""
    with pytest.raises(FormatError):
        NoteKey.parse(text)


@given(st.text() | st.from_regex(r"\A[a-z+ ]{0,3}\+[0-9a-f]{8}\+[A-Za-z0-9+/]{0,44}={0,2}\Z"))
def test_one_text_for_each_key(text):
    """Whatever parses is exactly what would be written."""
    try:
        key = NoteKey.parse(text)
    except FormatError:
        return
    assert str(key) == text


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("", id="empty"),
        pytest.param("a b", id="space"),
        pytest.param("a+b", id="plus"),
        pytest.param("a\nb", id="newline"),
        pytest.param("a\u00a0b", id="no-break space"),
        pytest.param("a\u0085b", id="next line"),
        pytest.param("a\u3000b", id="ideographic space"),
        pytest.param("a\ud800", id="lone surrogate"),
        pytest.param("é" * 128, id="256 bytes"),
    ],
)
def test_name_refused(name):
    """A name that cannot stand in a note, or in what ML-DSA signs, makes no key and no signer."""
    with pytest.raises(FormatError, match="not the name of a key"):
        NoteKey(name, KeyKind.ED25519, bytes(32))
    with pytest.raises(FormatError, match="not the name of a key"):
        NoteSigner(name, KeyKind.ED25519, ED25519)


@pytest.mark.parametrize("name", ["a", "画室.example/一", "a\u200bb", "\ufeff", "é" * 127 + "e"])
def test_name_accepted(name):
    """Any other text up to 255 bytes names a key: zero width is not white space."""
    key = NoteKey(name, KeyKind.ED25519, bytes(32))
    assert NoteKey.parse(str(key)) == key


@pytest.mark.parametrize("kind", KeyKind)
@pytest.mark.parametrize("change", [-1, 1])
def test_public_key_refused_by_length(kind, change):
    """A public key that is not as long as its kind says is no key."""
    with pytest.raises(FormatError, match="not a public key"):
        NoteKey("a", kind, bytes(kind.public_size + change))


@pytest.mark.parametrize(
    ("kind", "private"),
    [
        pytest.param(KeyKind.MLDSA44, ED25519, id="ed25519 as mldsa44"),
        pytest.param(KeyKind.ED25519, MLDSA44, id="mldsa44 as ed25519"),
        pytest.param(KeyKind.ED25519_COSIGNATURE, MLDSA44, id="mldsa44 as ed25519 cosigner"),
    ],
)
def test_signer_refuses_another_kind(kind, private):
    """A private key signs only as what it is."""
    with pytest.raises(FormatError, match="is of another kind"):
        NoteSigner("a", kind, private)


def test_repr_keeps_private_key():
    """Nothing of a private key is in what a log file or a traceback would show."""
    assert "private" not in repr(LOG_ED25519)
    assert "public" not in repr(LOG_ED25519.key())
