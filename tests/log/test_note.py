import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.errors import FormatError, VerificationError
from bozzetto.log.key import KeyKind, NoteKey, NoteSigner
from bozzetto.log.note import (
    MAX_NOTE_SIZE,
    MAX_SIGNATURES,
    MAX_TIME,
    Note,
    Signature,
    Verified,
    open_note,
    verify_note,
)
from tests.log.keys import LOG_ED25519, LOG_MLDSA44, OTHER

# The example of https://c2sp.org/signed-note.
KEY = NoteKey.parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
LINE = (
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXm"
    "RKuwHjG1Yu72IneyaQM=\n"
)
TEXT = "This is an example message.\n\n" + LINE

names = st.text(
    st.characters(exclude_categories=["Z", "C"], exclude_characters="+"), min_size=1, max_size=9
)
signatures = st.builds(
    Signature, names, st.binary(min_size=4, max_size=4), st.binary(min_size=1, max_size=9)
)
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n")).map("{}\n".format)
notes = st.builds(
    Note,
    texts,
    st.lists(signatures, min_size=1, max_size=4, unique_by=lambda each: (each.name, each.id)).map(
        tuple
    ),
)


def line(name, id_, data):
    """Write a signature line of any sort."""
    return f"— {name} {base64.b64encode(id_ + data).decode()}\n"


def sign(signer, text):
    """Sign a plain text."""
    key = signer.key()
    return Signature(key.name, key.id, signer.sign(text.encode()))


def test_open_specification_example():
    """The example note of the specification opens with its example key."""
    note, verified = open_note(TEXT, [KEY])
    assert note.text == "This is an example message.\n"
    assert verified == (Verified(KEY, None),)


@given(notes)
def test_round_trip(note):
    """Every note reads back from its text, whatever empty lines the text holds."""
    assert Note.parse(str(note)) == note


@given(st.text() | st.text("a\n— =AB+", max_size=40).map(("a\n\n— a AAAAAAA=" + "{}").format))
def test_one_text_for_each_note(text):
    """Whatever parses is exactly what would be written."""
    try:
        note = Note.parse(text)
    except FormatError:
        return
    assert str(note) == text


@given(st.integers(0, len(TEXT) - 1), st.characters())
def test_changed_character_is_refused(place, character):
    """A note with any character changed is refused, and by no other error."""
    changed = TEXT[:place] + character + TEXT[place + 1 :]
    if changed != TEXT:
        with pytest.raises((FormatError, VerificationError)):
            open_note(changed, [KEY])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("a\n", id="no signatures"),
        pytest.param("a\n\n", id="no signature after the empty line"),
        pytest.param("a\n" + LINE, id="no empty line"),
        pytest.param("\n" + LINE, id="no text"),
        pytest.param("a\n\n" + LINE[:-1], id="no final newline"),
        pytest.param("a\n\n" + LINE + "\n", id="empty line at the end"),
        pytest.param("a\n\n" + LINE + "b\n", id="junk among the signatures"),
        pytest.param("a\n\n" + LINE.replace("\n", "\r\n"), id="carriage return"),
        pytest.param("a\tb\n\n" + LINE, id="control character in the text"),
        pytest.param("a\0b\n\n" + LINE, id="zero in the text"),
        pytest.param("a\ud800\n\n" + LINE, id="lone surrogate in the text"),
        pytest.param("a\n\n" + LINE.replace("—", "-"), id="hyphen for a dash"),
        pytest.param("a\n\n" + LINE.replace("— ", "—  "), id="two spaces"),
        pytest.param("a\n\n" + LINE.replace("/foo", "+foo"), id="plus in the name"),
        pytest.param("a\n\n" + LINE.replace("/foo", "\u2003foo"), id="wide space in the name"),
        pytest.param("a\n\n" + LINE.replace("=", ""), id="padding missing"),
        pytest.param("a\n\n" + LINE.replace("QM=", "QN="), id="second spelling in base64"),
        pytest.param("a\n\n" + LINE.replace("Uw2", "Uw-"), id="base64 for addresses"),
        pytest.param("a\n\n— a AAAAAA==\n", id="key ID without signature"),
        pytest.param("a\n\n— a \n", id="empty signature"),
        pytest.param("a\n\n" + LINE + LINE, id="one key twice"),
    ],
)
def test_parse_refuses(text):
    """Any text but the one text of a note is refused."""
    with pytest.raises(FormatError):
        Note.parse(text)


def test_parse_most_signatures():
    """A note may carry as many signatures as the limit says, and not one more."""
    lines = [line("a", bytes([number] * 4), b"x") for number in range(MAX_SIGNATURES + 1)]
    assert len(Note.parse("a\n\n" + "".join(lines[:-1])).signatures) == MAX_SIGNATURES
    with pytest.raises(FormatError, match="1 to 64 signatures, not 65"):
        Note.parse("a\n\n" + "".join(lines))


@pytest.mark.parametrize("letter", ["a", "é"], ids=["characters", "bytes"])
def test_parse_refuses_too_large(letter):
    """A note beyond the limit is refused, the limit being counted in bytes."""
    rest = "\n\n" + LINE
    room = MAX_NOTE_SIZE - len(rest.encode())
    Note.parse("a" * room + rest)
    with pytest.raises(FormatError, match="at most"):
        Note.parse(letter * (room // len(letter.encode()) + 1) + rest)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("a", 1, id="text without newline"),
        pytest.param("a\r\n", 1, id="control character"),
        pytest.param("a\n", 0, id="no signatures"),
    ],
)
def test_note_refuses(text, count):
    """A note that could not be written cannot be made."""
    with pytest.raises(FormatError):
        Note(text, (Signature("a", bytes(4), b"x"),) * count)


@pytest.mark.parametrize(
    ("name", "id_", "data"),
    [
        pytest.param("a b", bytes(4), b"x", id="space in the name"),
        pytest.param("a", bytes(3), b"x", id="short key ID"),
        pytest.param("a", bytes(4), b"", id="no data"),
    ],
)
def test_signature_refuses(name, id_, data):
    """A signature that could not be written cannot be made."""
    with pytest.raises(FormatError, match="not a signature of a note"):
        Signature(name, id_, data)


def test_open_passes_over_unknown_keys():
    """Lines of other names, and of other IDs under a known name, change nothing."""
    lines = line("stranger", KEY.id, b"x") + LINE + line(KEY.name, b"else", b"x")
    _, verified = open_note(TEXT.replace(LINE, lines), [KEY])
    assert verified == (Verified(KEY, None),)


def test_open_gives_every_known_key():
    """Each known key that signed is named, in the note's order; others may be missing."""
    second = NoteSigner("second", KeyKind.ED25519, OTHER)
    text = "text\n"
    note = Note(text, (sign(second, text), sign(LOG_ED25519, text)))
    _, verified = open_note(str(note), [LOG_ED25519.key(), KEY, second.key()])
    assert [each.key for each in verified] == [second.key(), LOG_ED25519.key()]


def test_open_refuses_when_one_known_key_fails():
    """One failing signature of a known key spoils the note, whoever else has signed."""
    second = NoteSigner("second", KeyKind.ED25519, OTHER)
    text = "text\n"
    note = Note(text, (sign(LOG_ED25519, text), sign(second, "other text\n")))
    with pytest.raises(VerificationError, match="signature of second does not verify"):
        open_note(str(note), [LOG_ED25519.key(), second.key()])


@pytest.mark.parametrize("keys", [[], [LOG_ED25519.key()]], ids=["no keys", "another key"])
def test_open_refuses_strangers_only(keys):
    """A note that no known key has signed is refused, and the error names who has."""
    with pytest.raises(VerificationError, match=r"no known key has signed.*example.com/foo"):
        open_note(TEXT, keys)


def test_open_refuses_key_of_cosigner():
    """A key that signs checkpoints cannot open a plain note."""
    with pytest.raises(FormatError, match="signs checkpoints only"):
        open_note(TEXT, [KEY, LOG_MLDSA44.key()])


@pytest.mark.parametrize("length", [1, 63, 65, 72])
def test_open_refuses_signature_length(length):
    """A known key's signature of another length does not verify."""
    lines = line(KEY.name, KEY.id, bytes(length))
    with pytest.raises(VerificationError, match=f"must be 64 bytes long, and is {length}"):
        open_note(TEXT.replace(LINE, lines), [KEY])


@pytest.mark.parametrize(
    "kind", [KeyKind.ED25519_COSIGNATURE, KeyKind.MLDSA44], ids=["ed25519", "mldsa44"]
)
def test_split_time(kind):
    """A cosigner's time is the first eight bytes, and ends at 2^63-1 seconds."""
    bare = bytes([7]) * kind.signature_size
    assert Signature("a", bytes(4), MAX_TIME.to_bytes(8) + bare).split(kind) == (MAX_TIME, bare)
    with pytest.raises(VerificationError, match="states no time"):
        Signature("a", bytes(4), (MAX_TIME + 1).to_bytes(8) + bare).split(kind)


def test_verify_gives_caller_the_time():
    """The caller's message is asked for with the key and the time that its signature states."""
    asked = []

    def message(key, time):
        asked.append((key, time))
        return b"message"

    signer = NoteSigner("witness", KeyKind.ED25519_COSIGNATURE, OTHER)
    key = signer.key()
    signature = Signature(key.name, key.id, (99).to_bytes(8) + signer.sign(b"message"))
    assert verify_note(Note("a\n", (signature,)), [key], message) == (Verified(key, 99),)
    assert asked == [(key, 99)]
