"""Reading tokens: what they say, and which bytes are none."""

import re
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import cms, core, tsp

from bozzetto.anchor import parse_token
from bozzetto.anchor.syntax import MAX_TOKEN_BYTES, parse_signed, write_query
from bozzetto.errors import FormatError, VerificationError
from tests.fakes.authority import POLICY, der

DATA = b"what is stamped"


def rebuilt(raw, change):
    """Change the signed data inside an answer; the signature no longer matters."""
    info = tsp.TimeStampResp.load(raw)["time_stamp_token"]
    data = info["content"].copy()
    change(data)
    return cms.ContentInfo({"content_type": "signed_data", "content": data}).dump()


def with_info(raw, **fields):
    """Change fields of the timestamp information inside an answer."""

    def change(data):
        info = tsp.TSTInfo.load(bytes(data["encap_content_info"]["content"]))
        for name, value in fields.items():
            info[name] = value
        data["encap_content_info"] = {
            "content_type": "tst_info",
            "content": core.ParsableOctetString(info.dump()),
        }

    return rebuilt(raw, change)


def test_parse_token_fields(shared):
    """A token says what it was asked to say."""
    raw = shared.stamp(DATA, nonce=2**64 - 1)
    token = parse_token(raw)
    assert token.raw == raw
    assert token.gen_time.tzinfo is UTC
    assert token.policy == POLICY
    assert token.nonce == 2**64 - 1
    assert token.serial > 0
    assert token.accuracy == timedelta(seconds=1, milliseconds=500, microseconds=3)
    assert token.signer == der(shared.signer().certificate)
    assert set(token.certificates) == {der(each) for each in shared.chain()}


def test_parse_token_without_nonce(shared):
    """A token without a nonce has none."""
    assert parse_token(shared.stamp(DATA)).nonce is None


@pytest.mark.parametrize("micros", [0, 1, 100000, 265452, 999999])
def test_parse_token_fraction(loopback, micros):
    """Fractions of a second are read to the microsecond."""
    loopback.gen_time = datetime(2026, 11, 22, 4, 9, 15, micros, tzinfo=UTC)
    assert parse_token(loopback.stamp(DATA)).gen_time == loopback.gen_time


@pytest.mark.parametrize(
    ("text", "micros"), [("20261122040915.1234567Z", 123456), ("20261122040915.0000001Z", 0)]
)
def test_parse_token_cuts_fractions(shared, text, micros):
    """What is finer than a microsecond is cut off; the margin is far wider."""
    token = parse_token(with_info(shared.stamp(DATA), gen_time=text))
    assert token.gen_time.microsecond == micros


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("20261122040915.10Z", id="trailing zero"),
        pytest.param("20261122040915.Z", id="empty fraction"),
        pytest.param("20261122040915,1Z", id="comma"),
        pytest.param("20261122040915", id="no zone"),
        pytest.param("20261122040915+0800", id="another zone"),
        pytest.param("202611220409Z", id="no seconds"),
        pytest.param("20261122040960Z", id="leap second"),
        pytest.param("20260230040915Z", id="no such day"),
        pytest.param("20001231235959Z", id="before RFC 3161"),
        pytest.param("99991231235959Z", id="year 9999"),
        pytest.param("00001231235959Z", id="year nought"),
    ],
)
def test_parse_token_refuses_times(shared, text):
    """A time that is not spelled as RFC 3161 spells it is no time."""
    with pytest.raises(FormatError, match="not a timestamp token"):
        parse_token(with_info(shared.stamp(DATA), gen_time=text))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        pytest.param({"version": 2}, "not of version 1", id="version"),
        pytest.param(
            {
                "message_imprint": {
                    "hash_algorithm": {"algorithm": "sha512"},
                    "hashed_message": bytes(64),
                }
            },
            "sha512 with 64 bytes",
            id="SHA-512",
        ),
        pytest.param(
            {
                "message_imprint": {
                    "hash_algorithm": {"algorithm": "sha256"},
                    "hashed_message": bytes(31),
                }
            },
            "sha256 with 31 bytes",
            id="short imprint",
        ),
        pytest.param({"accuracy": {"seconds": 10**9}}, "out of bounds", id="accuracy of years"),
        pytest.param({"accuracy": {"millis": 1000}}, "not a timestamp", id="too many millis"),
        pytest.param({"accuracy": {"seconds": -1}}, "not a timestamp", id="negative accuracy"),
        pytest.param(
            {"extensions": [{"extn_id": "1.2.3", "critical": True, "extn_value": b"x"}]},
            "critical extension 1.2.3",
            id="critical extension",
        ),
    ],
)
def test_parse_token_refuses_information(shared, fields, message):
    """Timestamp information that this format does not know is refused."""
    with pytest.raises(FormatError, match=message):
        parse_token(with_info(shared.stamp(DATA), **fields))


def test_parse_token_takes_other_extensions(shared):
    """An extension that is not critical, as qualified authorities add, is no matter."""
    extension = {"extn_id": "1.3.6.1.5.5.7.1.3", "extn_value": b"\x30\x00"}
    assert parse_token(with_info(shared.stamp(DATA), extensions=[extension]))


def drop(attribute):
    """Take one signed attribute away."""

    def change(data):
        signer = data["signer_infos"][0]
        signer["signed_attrs"] = [
            each for each in signer["signed_attrs"] if each["type"].native != attribute
        ]

    return change


def double_signer(data):
    """Sign twice."""
    data["signer_infos"] = [data["signer_infos"][0], data["signer_infos"][0]]


def key_identifier(data):
    """Name the signer by its key."""
    data["signer_infos"][0]["sid"] = cms.SignerIdentifier("subject_key_identifier", b"key")


def unknown_serial(data):
    """Name a signer that is not there."""
    signer = data["signer_infos"][0]
    name = {"issuer": signer["sid"].chosen["issuer"], "serial_number": 5}
    signer["sid"] = cms.SignerIdentifier("issuer_and_serial_number", name)


def many(data):
    """Carry more certificates than any chain has."""
    data["certificates"] = list(data["certificates"]) * 9


def plain_content(data):
    """Sign something else than timestamp information."""
    data["encap_content_info"] = {"content_type": "data", "content": b"x"}


def version(number):
    """Set the version of the signed data."""

    def change(data):
        data["version"] = number

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(drop("content_type"), "signed attribute content_type", id="no content type"),
        pytest.param(drop("message_digest"), "attribute message_digest", id="no digest"),
        pytest.param(drop("signing_certificate_v2"), "do not name the signer", id="no name"),
        pytest.param(double_signer, "exactly one signature", id="two signatures"),
        pytest.param(key_identifier, "issuer and serial", id="key identifier"),
        pytest.param(unknown_serial, "0 certificates of its signer", id="signer missing"),
        pytest.param(many, "18 certificates", id="many certificates"),
        pytest.param(plain_content, "not timestamp information", id="other content"),
        pytest.param(version("v4"), "not of version 3", id="version 4"),
    ],
)
def test_parse_token_refuses_signed_data(shared, change, message):
    """Signed data of another shape is refused."""
    with pytest.raises(FormatError, match=message):
        parse_token(rebuilt(shared.stamp(DATA), change))


def test_parse_token_refuses_none_embedded(loopback):
    """A token without its signer's certificate cannot be checked, and is refused."""
    loopback.embed = "none"
    with pytest.raises(FormatError, match="0 certificates"):
        parse_token(loopback.stamp(DATA))


def test_parse_token_version_one(shared):
    """Version 1 of the signed data, as a library in wide use writes it, is taken."""
    assert parse_token(rebuilt(shared.stamp(DATA), version("v1")))


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"0\x00", id="empty sequence"),
        pytest.param(b"\x04\x00", id="octet string"),
        pytest.param(b"<html>", id="a page"),
        pytest.param(b"0\x80" * 400, id="deep nesting"),
        pytest.param(b"0\x84\xff\xff\xff\xff", id="length beyond the end"),
        pytest.param(bytes(MAX_TOKEN_BYTES + 1), id="too long"),
        pytest.param(core.Sequence(contents=b"0\x03\x02\x01\x00").dump(), id="no token"),
    ],
)
def test_parse_token_refuses_bytes(raw):
    """Bytes that are no token are refused."""
    with pytest.raises(FormatError, match="timestamp token"):
        parse_token(raw)


@pytest.mark.parametrize("more", [b"\x00", b"0\x00"])
def test_parse_token_refuses_trailing_bytes(shared, more):
    """Nothing may follow a token."""
    with pytest.raises(FormatError):
        parse_token(shared.stamp(DATA) + more)


def test_parse_token_rejection(loopback):
    """An answer that grants nothing tells why."""
    loopback.rejection = True
    with pytest.raises(VerificationError, match=r"rejection .*not today.*bad_request"):
        parse_token(loopback.stamp(DATA))


def test_parse_signed_response_is_stricter(loopback):
    """What the second verifier sees: sorted, no root inside, and the same signed bytes."""
    loopback.embed, loopback.unordered = "all", True
    raw = loopback.stamp(DATA)
    signed = parse_signed(raw)
    data = tsp.TimeStampResp.load(signed.response)["time_stamp_token"]["content"]
    inside = [each.chosen.dump() for each in data["certificates"]]
    assert inside == sorted(der(each) for each in (loopback.signer().certificate, loopback.issuer))
    before = tsp.TimeStampResp.load(raw)["time_stamp_token"]["content"]
    assert data["signer_infos"].dump() == before["signer_infos"].dump()
    assert data["encap_content_info"].dump() == before["encap_content_info"].dump()
    assert signed.token.raw == raw


@pytest.mark.parametrize("policy", [None, "1.2.3.4.5"])
@pytest.mark.parametrize("nonce", [0, 1, 2**63, 2**64 - 1])
def test_write_query_as_openssl_reads_it(tmp_path, policy, nonce):
    """A query says to OpenSSL what it was meant to say."""
    (tmp_path / "query.tsq").write_bytes(write_query(bytes(range(32)), nonce, policy))
    text = subprocess.run(
        ["openssl", "ts", "-query", "-in", "query.tsq", "-text"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert "Hash Algorithm: sha256" in text
    assert "Certificate required: yes" in text
    assert f"Policy OID: {policy or 'unspecified'}" in text
    stated = re.search(r"Nonce: 0x([0-9A-F]+)\n", text)
    assert int(stated[1], 16) == nonce


def test_write_query_pinned():
    """The bytes of a query are these."""
    assert write_query(bytes(32), 5, None).hex() == (
        "303c020101"  # version 1
        "3031300d0609608648016503040201050004" + "20" + "00" * 32 + "0201050101ff"
    )


@pytest.mark.parametrize("bare", [True, False], ids=["bare", "answer"])
def test_parse_token_has_one_spelling(shared, bare):
    """A length that is not spelled as DER has it is refused, also on the outside."""
    answer = shared.stamp(DATA)
    raw = tsp.TimeStampResp.load(answer)["time_stamp_token"].dump() if bare else answer
    assert raw[1] == 0x82  # two bytes of length
    parse_token(raw)
    longer = raw[:1] + b"\x83\x00" + raw[2:]
    without = raw[:1] + b"\x80" + raw[4:] + b"\0\0"
    for spelling in (longer, without):
        with pytest.raises(FormatError, match="not a timestamp token"):
            parse_token(spelling)
