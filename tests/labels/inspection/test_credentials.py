"""Credentials as voices: integrity, trust and time are three things, and a claim stays a claim."""

import pytest

from bozzetto.capture.credentials import Store
from bozzetto.labels.inspection import (
    Integrity,
    Kind,
    Speaker,
    Stamp,
    Trust,
    inspect_file,
    looking,
    shields_of,
)
from bozzetto.labels.inspection.credentials import (
    claims_watermark,
    credential_voices,
    unknown_credentials,
)
from tests.fakes import credentials
from tests.fakes.credentials import altered, drawn, sign
from tests.labels.inspection.telling import about, everything


@pytest.fixture
def signed(tmp_path, monkeypatch):
    """A signed picture, and the certificates of its signer."""
    pytest.importorskip("c2pa", reason="c2pa-python is not installed")
    chain, key = credentials._certificates()  # noqa: SLF001  # whose root the reader trusts
    path = tmp_path / "a.png"
    with monkeypatch.context() as patched:
        patched.setattr(credentials, "_certificates", lambda: (chain, key))
        path.write_bytes(sign(drawn()))
    return path, chain.decode()


def test_trust_and_integrity_are_told_apart(signed):
    """A file is as it was signed, whoever signed it; the list decides about the signer only."""
    path, chain = signed
    nobody, listed = inspect_file(path), inspect_file(path, trust=chain)
    assert [each.voices[0].protection.integrity for each in (nobody, listed)] == [
        Integrity.INTACT,
        Integrity.INTACT,
    ]
    assert nobody.voices[0].protection.trust is Trust.NO_LIST
    assert listed.voices[0].protection.trust is Trust.LISTED
    assert (nobody.voices[0].worth, listed.voices[0].worth) == ("signed", "signed.listed")
    assert listed.voices[0].rank < nobody.voices[0].rank


def test_signer_not_on_the_list(signed):
    """A list on which the signer does not stand leaves the integrity as it is."""
    path, _chain = signed
    stranger = credentials._certificates()[0].decode()  # noqa: SLF001  # of the same names
    (voice,) = inspect_file(path, trust=stranger).voices
    assert voice.protection.integrity is Integrity.INTACT
    assert voice.protection.trust is Trust.NOT_LISTED
    assert voice.worth == "signed.unlisted"


def test_what_the_signer_says(signed):
    """Signer, issuer, program and actions are named, and the head says how it came about."""
    (voice,) = inspect_file(signed[0]).voices
    assert voice.speaker is Speaker.SIGNER
    assert voice.name == "Cat Signer (Cats & Co)"
    assert about(voice, "signer") == ["Cat Signer"]
    assert about(voice, "issuer") == ["Cat CA (Cats)"]
    assert about(voice, "action") == [
        "created; how it came about: made by a trained model alone; with cat-image 2"
    ]
    assert voice.protection.stamp is None  # neither a timestamp nor a claim of one
    assert [each.code for each in shields_of(voice)] == ["shield.intact", "trust.no list given"]


@pytest.mark.parametrize("words", [b"IDAT", b"cat-image"])
def test_altered(signed, words):
    """Whatever was changed, the credentials protect nothing any more."""
    path, chain = signed
    path.write_bytes(altered(path.read_bytes(), words))
    voice = inspect_file(path, trust=chain).voices[0]
    assert not voice.protection.holds
    assert voice.worth in {"credentials.altered", "credentials.broken"}
    assert about(voice, "problem")


def test_without_a_reader(signed, monkeypatch):
    """Where c2pa-python is absent, there are credentials, and they were not checked."""
    monkeypatch.setattr(looking, "can_read", lambda: False)
    found = inspect_file(signed[0])
    assert [each.code for each in found.heads] == ["head.unchecked"]
    assert found.voices[0].protection.integrity is Integrity.UNCHECKED
    assert found.credentials is None


def test_not_readable(signed):
    """A store that the reader cannot read is said to be there."""
    path, _chain = signed
    data = path.read_bytes()
    at = data.index(b"caBX") + 4
    path.write_bytes(data[:at] + bytes(200) + data[at + 200 :])
    (voice,) = inspect_file(path).voices
    assert voice.protection.kind is Kind.CREDENTIALS
    assert voice.protection.integrity in {Integrity.UNREAD, Integrity.BROKEN}
    assert voice.worth in {"credentials.unread", "credentials.broken"}


def test_unknown_credentials():
    """Whatever is not known of credentials, it is not the same as none."""
    for head in ("head.unread", "head.unchecked", "head.too-large"):
        voice = unknown_credentials(head, "why")
        assert voice.worth == "credentials.unread"
        assert about(voice, "problem") == ["why"]


@pytest.mark.parametrize(
    ("words", "claimed"),
    [
        ("Applied imperceptible SynthID watermark.", True),
        ("com.adobe.trustmark.P", True),
        ("synth-id", True),
        ("an invisible watermark", True),
        ("已加入隐式水印", True),
        ("Added visible watermark", False),
        ("显式水印", False),
        ("water and marks", False),
    ],
)
def test_watermark_words(words, claimed):
    """A mark that nobody sees is claimed; one that can be seen needs no detector."""
    assert claims_watermark(words) is claimed


def test_earlier_signers():
    """Each signer speaks by itself; who signed before is told after, and falls with the newest."""
    store = Store(
        {
            "active_manifest": "urn:b",
            "manifests": {
                "urn:b": {
                    "signature_info": {"issuer": "Dogs", "time": "2026-02-01T00:00:00Z"},
                    "ingredients": [
                        {"relationship": "parentOf", "active_manifest": "urn:a", "title": "a.png"}
                    ],
                    "assertions": [
                        {"label": "c2pa.soft-binding", "data": {"alg": "com.adobe.trustmark.P"}},
                        {
                            "label": "com.bozzetto.process",
                            "data": {
                                "root": {"hash": "ab", "size": 7, "origin": "log"},
                                "counts": {"entries": 7, "odd": "x"},
                            },
                        },
                    ],
                },
                "urn:a": {"signature_info": {"issuer": "Cats"}, "claim_generator": "Cat 1"},
            },
            "validation_results": {
                "activeManifest": {
                    "success": [
                        {"code": "claimSignature.validated", "url": "self#jumbf=/c2pa/urn:b/x"},
                        {"code": "assertion.dataHash.match", "url": "self#jumbf=/c2pa/urn:b/x"},
                    ]
                },
                "ingredientDeltas": [
                    {
                        "validationDeltas": {
                            "failure": [
                                {
                                    "code": "signingCredential.expired",
                                    "url": "self#jumbf=/c2pa/urn:a/c2pa.signature",
                                }
                            ]
                        }
                    }
                ],
            },
        }
    )
    (newest, earlier), _read = credential_voices(store, asked=False)
    assert (newest.name, earlier.name) == ("Dogs", "Cats")
    assert newest.protection.stamp is Stamp.CLAIM
    assert about(newest, "stamp") == ["nobody but the signer"]
    assert about(newest, "ingredient") == [
        "an earlier state: a.png; with credentials of its own, by Cats"
    ]
    assert about(newest, "record") == ["the log log; root ab; 7 entries in it; counted: entries 7"]
    assert about(newest, "watermark") == about(newest, "binding") == ["com.adobe.trustmark.P"]
    assert earlier.speaker is Speaker.EARLIER
    assert about(earlier, "certificate problem") == ["signingCredential.expired"]
    assert earlier.worth == "earlier"


def test_no_manifest():
    """A store without its newest manifest is broken, and says so."""
    voices, read = credential_voices(Store({"active_manifest": "x", "manifests": {}}), asked=True)
    assert [voice.head.code for voice in voices] == ["head.broken"]
    assert read.problems


def test_every_sentence(signed):
    """Whatever is said of credentials has words."""
    assert all(everything(inspect_file(signed[0], trust=signed[1])))
