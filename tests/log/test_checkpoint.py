import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.errors import FormatError, VerificationError
from bozzetto.log.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint, studio_origin
from bozzetto.log.key import KeyKind, NoteKey, NoteSigner
from bozzetto.log.merkle import EMPTY_ROOT
from bozzetto.log.note import MAX_TIME, Note, Verified
from bozzetto.log.shape import MAX_TREE_SIZE
from tests.log.keys import (
    CHECKPOINT,
    ED25519,
    LOG_ED25519,
    LOG_MLDSA44,
    ORIGIN,
    TIME,
    WITNESS_ED25519,
)

ROOT = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
TEXT = f"{ORIGIN}\n17\n{ROOT}\n"

LOG_KEYS = [LOG_ED25519.key(), LOG_MLDSA44.key()]
SIGNED = sign_checkpoint(CHECKPOINT, LOG_ED25519, LOG_MLDSA44, time=TIME)


def test_text_known():
    """A checkpoint is its three lines."""
    assert str(CHECKPOINT) == TEXT
    assert Checkpoint.parse(TEXT) == CHECKPOINT


@given(
    st.text(
        st.characters(exclude_categories=["Z", "C"], exclude_characters="+"),
        min_size=1,
        max_size=63,  # of four bytes at most: an origin has up to 255
    ),
    st.integers(1, MAX_TREE_SIZE),
    st.binary(min_size=32, max_size=32),
)
def test_round_trip(origin, size, root):
    """Every checkpoint reads back from its text."""
    checkpoint = Checkpoint(origin, size, root)
    assert Checkpoint.parse(str(checkpoint)) == checkpoint


@given(st.text() | st.builds("{}\n{}\n{}\n".format, st.text(), st.text(), st.just(ROOT)))
def test_one_text_for_each_value(text):
    """Whatever parses is exactly what would be written."""
    try:
        checkpoint = Checkpoint.parse(text)
    except FormatError:
        return
    assert str(checkpoint) == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(TEXT[:-1], id="no final newline"),
        pytest.param(TEXT + "\n", id="empty line at the end"),
        pytest.param(TEXT + "extension\n", id="extension line"),
        pytest.param(TEXT.replace("\n", "\r\n"), id="carriage returns"),
        pytest.param(TEXT.replace(ORIGIN, ""), id="no origin"),
        pytest.param(TEXT.replace(ORIGIN, "a b"), id="space in the origin"),
        pytest.param(TEXT.replace(ORIGIN, "a+b"), id="plus in the origin"),
        pytest.param(TEXT.replace(ORIGIN, "a" * 256), id="origin of 256 bytes"),
        pytest.param(TEXT.replace("17", ""), id="no size"),
        pytest.param(TEXT.replace("17", "-17"), id="negative size"),
        pytest.param(TEXT.replace("17", "+17"), id="size with a sign"),
        pytest.param(TEXT.replace("17", "017"), id="size with a leading zero"),
        pytest.param(TEXT.replace("17", "1_7"), id="size as Python spells it"),
        pytest.param(TEXT.replace("17", "17.0"), id="size with a fraction"),
        pytest.param(TEXT.replace("17", "\u0661\u0667"), id="size in digits of another script"),
        pytest.param(TEXT.replace("17", str(MAX_TREE_SIZE + 1)), id="size beyond the limit"),
        pytest.param(TEXT.replace("17", "9" * 5000), id="size of 5000 digits"),
        pytest.param(TEXT.replace("17", "0"), id="empty tree with another root"),
        pytest.param(TEXT.replace("h8=", "h8"), id="root without padding"),
        pytest.param(TEXT.replace("h8=", "h9="), id="second spelling of the root"),
        pytest.param(TEXT.replace("AAEC", ""), id="short root"),
        pytest.param(TEXT.replace("AAEC", "AA-_"), id="root in base64 for addresses"),
    ],
)
def test_parse_refuses(text):
    """Any text but the one text of a checkpoint is refused."""
    with pytest.raises(FormatError, match="not a checkpoint"):
        Checkpoint.parse(text)


@pytest.mark.parametrize(
    ("origin", "size", "root"),
    [
        pytest.param("a\nb", 1, bytes(32), id="newline in the origin"),
        pytest.param("\ud800", 1, bytes(32), id="lone surrogate in the origin"),
        pytest.param("a", -1, bytes(32), id="negative size"),
        pytest.param("a", MAX_TREE_SIZE + 1, bytes(32), id="size beyond the limit"),
        pytest.param("a", 1, bytes(31), id="short root"),
        pytest.param("a", 0, bytes(32), id="empty tree with another root"),
    ],
)
def test_checkpoint_refuses(origin, size, root):
    """A checkpoint that could not be written cannot be made."""
    with pytest.raises(FormatError, match="not a checkpoint"):
        Checkpoint(origin, size, root)


def test_empty_log():
    """A log without entries has a checkpoint too."""
    checkpoint = Checkpoint(ORIGIN, 0, EMPTY_ROOT)
    signed = sign_checkpoint(checkpoint, LOG_ED25519, time=TIME)
    assert open_checkpoint(signed, LOG_KEYS) == (checkpoint, (Verified(LOG_KEYS[0], None),))


def test_studio_origin():
    """A studio's log is named by the first 16 hex digits of the studio's digest."""
    assert studio_origin(bytes.fromhex("0123456789abcdef" + "ff" * 24)) == ORIGIN


def test_open_what_the_log_signed():
    """Both keys of the log verify, and the ML-DSA signature states its time."""
    checkpoint, verified = open_checkpoint(SIGNED, LOG_KEYS)
    assert checkpoint == CHECKPOINT
    assert verified == (Verified(LOG_KEYS[0], None), Verified(LOG_KEYS[1], TIME))


@pytest.mark.parametrize("place", [0, 1], ids=["ed25519", "mldsa44"])
def test_open_with_one_key(place):
    """Each of the log's keys is enough to open its checkpoint."""
    _, verified = open_checkpoint(SIGNED, [LOG_KEYS[place]])
    assert [each.key for each in verified] == [LOG_KEYS[place]]


def test_open_says_what_did_not_sign():
    """A checkpoint with one signature taken away opens, and only the other key is returned."""
    note = Note.parse(SIGNED)
    stripped = Note(note.text, note.signatures[:1])
    _, verified = open_checkpoint(str(stripped), LOG_KEYS)
    assert [each.key.kind for each in verified] == [KeyKind.ED25519]


def test_open_with_witness():
    """A witness's cosignature verifies beside the log's, with its own time."""
    signed = sign_checkpoint(CHECKPOINT, LOG_ED25519, WITNESS_ED25519, time=TIME)
    _, verified = open_checkpoint(signed, [*LOG_KEYS, WITNESS_ED25519.key()])
    assert verified[1] == Verified(WITNESS_ED25519.key(), TIME)


def test_open_refuses_witness_alone():
    """A checkpoint that only a witness is known to have signed is not the log's word."""
    with pytest.raises(VerificationError, match="no known key of the log"):
        open_checkpoint(
            sign_checkpoint(CHECKPOINT, LOG_ED25519, WITNESS_ED25519, time=TIME),
            [WITNESS_ED25519.key()],
        )


def test_open_refuses_another_log():
    """The same public keys under another name do not open the checkpoint."""
    others = [NoteKey("bozzetto.local/other", key.kind, key.public) for key in LOG_KEYS]
    with pytest.raises(VerificationError, match="no known key has signed"):
        open_checkpoint(SIGNED, others)


@pytest.mark.parametrize(
    "signer",
    [
        pytest.param(LOG_ED25519, id="ed25519"),
        pytest.param(LOG_MLDSA44, id="mldsa44"),
        pytest.param(NoteSigner(ORIGIN, KeyKind.ED25519_COSIGNATURE, ED25519), id="cosignature"),
    ],
)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(ORIGIN + "\n", ORIGIN[:-1] + "e\n", id="origin"),
        pytest.param("\n17\n", "\n18\n", id="size"),
        pytest.param("\nAAEC", "\nBAEC", id="root"),
    ],
)
def test_open_refuses_changed_checkpoint(signer, old, new):
    """No part of a checkpoint can change under any kind of signature."""
    signed = sign_checkpoint(CHECKPOINT, signer, time=TIME).replace(old, new, 1)
    with pytest.raises(VerificationError, match="does not verify"):
        open_checkpoint(signed, [signer.key()])


def test_open_refuses_changed_time():
    """The time of a signature is signed too."""
    note = Note.parse(SIGNED)
    _, mldsa44 = note.signatures
    changed = (TIME - 1).to_bytes(8) + mldsa44.data[8:]
    moved = Note(note.text, (type(mldsa44)(mldsa44.name, mldsa44.id, changed),))
    with pytest.raises(VerificationError, match="does not verify"):
        open_checkpoint(str(moved), LOG_KEYS)


def test_open_time_of_zero_says_nothing():
    """A signature that states the time 0 states none."""
    _, verified = open_checkpoint(sign_checkpoint(CHECKPOINT, LOG_MLDSA44, time=0), LOG_KEYS)
    assert verified == (Verified(LOG_KEYS[1], None),)


@given(st.integers(0, len(SIGNED) - 1), st.characters(max_codepoint=0x2FFF))
def test_open_changed_character(place, character):
    """A signed checkpoint with any character changed is refused, and by no other error."""
    changed = SIGNED[:place] + character + SIGNED[place + 1 :]
    try:
        _, verified = open_checkpoint(changed, LOG_KEYS)
    except (FormatError, VerificationError):
        return
    # A changed name or key ID makes the line a stranger's; the other key still holds.
    assert changed == SIGNED or len(verified) == 1
    assert Note.parse(changed).text == str(CHECKPOINT)


@pytest.mark.parametrize("time", [-1, MAX_TIME + 1])
def test_sign_refuses_time(time):
    """A time that no reader takes is not signed."""
    with pytest.raises(FormatError, match="not a time"):
        sign_checkpoint(CHECKPOINT, LOG_MLDSA44, time=time)


@pytest.mark.parametrize(
    "signers", [(), (LOG_ED25519, LOG_ED25519)], ids=["nobody", "one key twice"]
)
def test_sign_refuses_signers(signers):
    """A checkpoint is signed by somebody, and by nobody twice."""
    with pytest.raises(FormatError):
        sign_checkpoint(CHECKPOINT, *signers, time=TIME)
