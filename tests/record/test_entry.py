import base64
import hashlib
import json
import subprocess
from contextlib import suppress

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.errors import FormatError, VerificationError
from bozzetto.record.canonical import canonical
from bozzetto.record.commitment import Text
from bozzetto.record.dsse import EVENT_TYPE, pae
from bozzetto.record.entry import MAX_LINE_BYTES, Entry
from bozzetto.record.event import Event
from bozzetto.record.key import key_bytes
from bozzetto.record.value import digest_of
from tests.record.strategies import edits, json_values, texts
from vectors.record_bodies import DEVICE, OWNER, PARTNER, committed, said
from vectors.record_story import sealed, story

STORY = story().entries
COMMENT = next(entry for entry in STORY if entry.event.kind == "comment.made")
INSTRUCTION = next(entry for entry in STORY if entry.event.kind == "instruction.given")
each_entry = pytest.mark.parametrize("entry", STORY, ids=[entry.event.kind for entry in STORY])


def event_of(words):
    """Give the event of a comment that says `words`, and its texts."""
    body, shown = committed({"about": [], "text": said(words)})
    return Event.from_value({**COMMENT.event.to_value(), "body": body}), shown


@each_entry
def test_entry_and_back(entry):
    """A line is read as the entry that wrote it, and its signatures verify."""
    assert Entry.parse(entry.line).line == entry.line
    assert Entry.parse(entry.line[:-1]).digest == entry.digest
    entry.verify_signatures()


@each_entry
def test_line_is_the_canonical_one(entry):
    """The line that is put together is the canonical JSON of its parts."""
    value = json.loads(entry.line)
    assert canonical(value) + b"\n" == entry.line
    signed = canonical({"event": value["event"], "signatures": value["signatures"]})
    assert entry.digest == "sha256:" + hashlib.sha256(signed).hexdigest()
    assert entry.payload == canonical(value["event"])


@given(texts, st.lists(st.sampled_from([OWNER, PARTNER, DEVICE]), min_size=1, unique=True))
def test_sealed_and_back(words, signers):
    """Whatever is said, by whoever signs, is read as it was written."""
    event, shown = event_of(words)
    entry = Entry.sealed(event, shown, signers)
    again = Entry.parse(entry.line)
    assert (again.line, again.digest, again.event) == (entry.line, entry.digest, event)
    assert [signature.key for signature in again.signatures] == sorted(each.key for each in signers)
    assert again.text(event.body["text"]) == words
    again.verify_signatures()


@given(edits(COMMENT.line) | edits(INSTRUCTION.line))
def test_changed_line(line):
    """A line with changed bytes is refused, or is the same entry; nothing else is raised."""
    try:
        entry = Entry.parse(line)
        entry.verify_signatures()
    except (FormatError, VerificationError):
        return
    assert entry.line.removesuffix(b"\n") == line.removesuffix(b"\n")
    assert entry.digest in {COMMENT.digest, INSTRUCTION.digest}


@given(json_values)
def test_parse_of_any_value(value):
    """Canonical JSON that is no entry is refused."""
    with pytest.raises(FormatError):
        Entry.parse(canonical(value))


@given(st.sampled_from(["event", "open", "signatures"]), json_values)
def test_parse_of_any_member(member, value):
    """Whatever stands in a member, the line is read or refused: nothing else is raised."""
    line = canonical({**json.loads(COMMENT.line), member: value})
    with suppress(FormatError, VerificationError):
        assert Entry.parse(line).line == line + b"\n"


def test_members_in_another_order_are_refused():
    """The same entry with its members in another order is a second spelling."""
    value = json.loads(COMMENT.line)
    for names in (["open", "event", "signatures"], ["signatures", "open", "event"]):
        line = json.dumps({name: value[name] for name in names}, separators=(",", ":"))
        with pytest.raises(FormatError, match="second spelling"):
            Entry.parse(line.encode())


def test_withheld_text_leaves_the_digest():
    """A copy that withholds a text is the same entry, and says what is withheld."""
    (text,) = COMMENT.texts
    copy = COMMENT.without([text.digest])
    assert copy.digest == COMMENT.digest
    assert copy.withheld() == [text.digest]
    assert copy.text(COMMENT.event.body["text"]) is None
    assert COMMENT.text(COMMENT.event.body["text"]) == "too dark"
    assert COMMENT.withheld() == []
    assert text.text.encode() not in copy.line
    Entry.parse(copy.line).verify_signatures()


def test_withheld_is_in_the_order_of_the_body():
    """What is withheld is listed as it stands in the body."""
    shown = [text.digest for text in INSTRUCTION.texts]
    copy = INSTRUCTION.without(shown[1:])
    assert set(copy.withheld()) == set(shown) - {shown[0]}
    assert INSTRUCTION.without([]).line == INSTRUCTION.line


@pytest.mark.parametrize("value", [None, {}, "too dark", {"text": digest_of(b"")}], ids=repr)
def test_text_of_no_commitment(value):
    """There is no text for what is no commitment of the event."""
    assert COMMENT.text(value) is None


def test_intent_with_nothing_but_its_text():
    """A body whose only field is a text named so is an object that holds a commitment."""
    intent = next(entry for entry in STORY if entry.event.kind == "intent.stated")
    assert list(intent.event.body) == ["text"]
    assert intent.text(intent.event.body["text"]) == "a crane leaves the picture on the left"


def test_claims_that_look_like_a_commitment():
    """What a file claims may have any names, and commits to nothing."""
    body = {"assets": [], "claims": {"text": "a camera"}, "instruction": None}
    asset = next(entry for entry in STORY if entry.event.kind == "material.added")
    body["assets"].append(asset.event.body["asset"])
    value = {**COMMENT.event.to_value(), "kind": "output.received", "body": body}
    entry = Entry.sealed(Event.from_value(value), [], [OWNER])
    assert entry.withheld() == []


def test_a_text_opened_twice_is_refused():
    """Each text is opened once."""
    event, shown = event_of("a")
    with pytest.raises(FormatError, match="opened twice"):
        Entry.sealed(event, [*shown, *shown], [OWNER])


def test_a_text_that_is_not_committed_to_is_refused():
    """Only what the event commits to is opened."""
    event, shown = event_of("a")
    with pytest.raises(FormatError, match="does not commit"):
        Entry.sealed(event, [*shown, said("b")], [OWNER])


@pytest.mark.parametrize(
    "signers", [[], [OWNER, OWNER], [OWNER] * 17], ids=["none", "twice", "seventeen"]
)
def test_signers_are_refused(signers):
    """One key at least signs, and each once."""
    event, shown = event_of("a")
    with pytest.raises(FormatError, match="signatures"):
        Entry.sealed(event, shown, signers)


def long_event(texts_of):
    """Give the event of an edit with one layer a text."""
    value = next(entry for entry in STORY if entry.event.kind == "edit.made").event.to_value()
    layers = [text.to_value() for text in texts_of]
    body = {name: value["body"][name] for name in ("after", "before", "dimensions", "tool")}
    return Event.from_value({**value, "body": {**body, "layers": layers}})


def test_line_is_limited():
    """An entry of more than 16 MiB is neither written nor read."""
    many = [Text.with_salt("a" * (1 << 20), bytes([number] * 16)) for number in range(16)]
    event = long_event(many)
    with pytest.raises(FormatError, match="more than 16777216 bytes"):
        Entry.sealed(event, many, [OWNER])
    with pytest.raises(FormatError, match="more than 16777216 bytes"):
        Entry.parse(sealed(event.to_value(), many, [OWNER]))
    assert len(Entry.sealed(event, many[:-1], [OWNER]).line) < MAX_LINE_BYTES


def test_longest_line():
    """The newline is not counted: the longest line is read with it and without."""
    many = [Text.with_salt("a" * (1 << 20), bytes([number] * 16)) for number in range(15)]
    empty = Text.with_salt("", bytes([99] * 16))
    least = Entry.sealed(long_event([*many, empty]), [*many, empty], [OWNER])
    room = MAX_LINE_BYTES + 1 - len(least.line)
    last = Text.with_salt("a" * room, bytes([99] * 16))
    entry = Entry.sealed(long_event([*many, last]), [*many, last], [OWNER])
    assert len(entry.line) == MAX_LINE_BYTES + 1
    assert Entry.parse(entry.line).digest == Entry.parse(entry.line[:-1]).digest == entry.digest
    last = Text.with_salt("a" * (room + 1), bytes([99] * 16))
    with pytest.raises(FormatError, match="more than"):
        Entry.sealed(long_event([*many, last]), [*many, last], [OWNER])


def test_entry_holds_for_openssl_and_sha256sum(tmp_path):
    """The machine's own tools find the same digest and verify the same signature."""
    value = json.loads(COMMENT.line)
    payload = canonical(value["event"])
    (signature,) = value["signatures"]
    public = Ed25519PublicKey.from_public_bytes(key_bytes(signature["key"])).public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    signed = canonical({"event": value["event"], "signatures": value["signatures"]})
    (tmp_path / "key.pem").write_bytes(public)
    (tmp_path / "sig").write_bytes(base64.b64decode(signature["sig"]))
    (tmp_path / "pae").write_bytes(pae(EVENT_TYPE, payload))
    (tmp_path / "signed").write_bytes(signed)
    command = "openssl pkeyutl -verify -rawin -pubin -inkey key.pem -sigfile sig -in pae"
    done = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    summed = subprocess.run(["sha256sum", "signed"], cwd=tmp_path, capture_output=True, check=True)
    assert COMMENT.digest == "sha256:" + summed.stdout.decode()[:64]


@pytest.mark.parametrize("field", ["at", "seen", "number"])
def test_changed_event_does_not_verify(field):
    """An event that was changed after it was signed is not what was signed."""
    other = {"at": "2025-11-22T04:09:15.120000Z", "seen": "live", "number": 77}[field]
    value = json.loads(COMMENT.line)
    value["event"][field] = other
    entry = Entry.parse(canonical(value))
    assert entry.digest != COMMENT.digest
    with pytest.raises(VerificationError, match="signature is not that of"):
        entry.verify_signatures()
