"""Checkpoints of the studio's log: Ed25519 always, ML-DSA-44 wherever it signed."""

import pytest
from cryptography.exceptions import UnsupportedAlgorithm

from bozzetto.log import Checkpoint, KeyKind, Note, NoteSigner, sign_checkpoint
from bozzetto.log import key as key_module
from bozzetto.verify.checkpoint import LogKeys, check_note
from tests.fakes.ledger import private_key


@pytest.fixture
def keys(ledger):
    """The small studio's log."""
    return LogKeys.of(ledger.studio, ledger.lines[0].event.body)


def test_check_note(ledger, keys):
    """A checkpoint that both keys signed holds."""
    checked = check_note(ledger.checkpoint(), keys)
    assert checked.checkpoint is not None
    assert checked.checkpoint.tree_size == len(ledger.leaves)
    assert (checked.fault, checked.single, checked.unsupported) == ("", False, False)


def test_check_note_witnessed(ledger, keys):
    """A witness's signature is passed over, false or not."""
    note = Note.parse(ledger.checkpoint())
    witness = NoteSigner("witness.example", KeyKind.ED25519, private_key("witness"))
    other = Checkpoint("witness.example", 1, bytes(32))
    signature = Note.parse(sign_checkpoint(other, witness, time=0)).signatures[0]
    checked = check_note(str(Note(note.text, (*note.signatures, signature))), keys)
    assert checked.fault == ""


@pytest.mark.parametrize("text", ["", "hello\n", "a\n1\nx\n\n— a b\n"])
def test_check_note_malformed(keys, text):
    """What is no signed checkpoint is malformed."""
    assert check_note(text, keys).fault == "malformed"


@pytest.mark.parametrize("keep", [(0,), (1,)], ids=["Ed25519 alone", "ML-DSA-44 alone"])
def test_check_note_half(ledger, keys, keep):
    """Ed25519 alone is enough, and said; ML-DSA-44 alone is not."""
    note = Note.parse(ledger.checkpoint())
    half = str(Note(note.text, tuple(note.signatures[place] for place in keep)))
    checked = check_note(half, keys)
    assert (checked.fault, checked.single) == (("", True) if keep == (0,) else ("false", False))


def test_check_note_without_ml_dsa(ledger, keys, monkeypatch):
    """Where ML-DSA-44 is not available, that is said, and nothing is called false."""

    class Unavailable:
        @staticmethod
        def from_public_bytes(_data):
            message = "ML-DSA-44 is not supported by this build"
            raise UnsupportedAlgorithm(message)

    note = ledger.checkpoint()
    monkeypatch.setattr(key_module, "MLDSA44PublicKey", Unavailable)
    checked = check_note(note, keys)
    assert (checked.fault, checked.unsupported) == ("", True)


def test_check_note_other_text(ledger, keys):
    """Signatures of another checkpoint are false."""
    one, two = Note.parse(ledger.checkpoint()), Note.parse(ledger.checkpoint(1))
    assert check_note(str(Note(one.text, two.signatures)), keys).fault == "false"
    mixed = (one.signatures[0], two.signatures[1])
    assert check_note(str(Note(one.text, mixed)), keys).fault == "false"
