"""A timestamp token as bytes: what it says, before anybody believes it.

An authority answers with a TimeStampResp (RFC 3161 section 2.4.2): a status and a token. The
token is CMS signed data (RFC 5652) around a TSTInfo. Either the whole answer or the bare token
is read here, and kept untouched:

    token = parse_token(raw)
    token.gen_time     # datetime(2026, 11, 22, 4, 9, 15, tzinfo=UTC)

The certificates of a token are a SET, and DER wants a SET sorted. Several authorities write
them as they please. As the certificates stand outside of the signature, they are sorted before
a strict parser sees them; nothing else is forgiven. Every value is read by two parsers that
were written apart, and a token that they read differently is refused.

The query is written here too. Nothing is verified here: see ``token``. asn1crypto is called
from here only.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from asn1crypto import (
    cms,
    core,
    parser,
    tsp,
)
from rfc3161_client import TimeStampResponse, decode_timestamp_response

from bozzetto.anchor.values import Signed, Token
from bozzetto.errors import FormatError, VerificationError

__all__ = ["MAX_TOKEN_BYTES", "parse_signed", "parse_token", "write_query"]

# bytes: real answers with their chain take 2 to 8 kB; this leaves room for any
MAX_TOKEN_BYTES = 256 * 1024
# certificates: real chains have 2 to 4; the limit bounds the search for a path
MAX_CERTIFICATES = 16
# RFC 3161 is of August 2001; the upper bound keeps every sum with MARGIN a date
_YEARS = range(2001, 9999)

# RFC 3161 section 2.4.2: "YYYYMMDDhhmmss[.s...]Z", no trailing zero in the fraction
_GENERALIZED_TIME = re.compile(r"([0-9]{14})(?:\.([0-9]*[1-9]))?Z")
# 0x30 0x03 0x02 0x01 0x00: PKIStatusInfo, status granted; a bare token is given this one
_GRANTED = bytes.fromhex("3003020100")
# What asn1crypto raises for malformed bytes; it parses late, so anywhere
_MALFORMED = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    RecursionError,
)
_TAG_OID, _TAG_SEQUENCE = 6, 16


def write_query(digest: bytes, nonce: int, policy: str | None) -> bytes:
    """Write a TimeStampReq (RFC 3161 section 2.4.1) that asks for the certificates too.

    Args:
        digest: The SHA-256 to be stamped, 32 bytes.
        nonce: The number that the answer must repeat.
        policy: The OID, dotted, of the policy to stamp under; None leaves it open.
    """
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest}
    query = {"version": "v1", "message_imprint": imprint, "nonce": nonce, "cert_req": True}
    if policy is not None:
        query["req_policy"] = policy
    return bytes(tsp.TimeStampReq(query).dump())


def parse_token(raw: bytes) -> Token:
    """Read an authority's answer, or a bare token.

    Raises:
        FormatError: It is neither.
        VerificationError: It is an answer that grants no token.
    """
    return parse_signed(raw).token


def parse_signed(raw: bytes) -> Signed:
    """Read an authority's answer, or a bare token, with all that its verification needs.

    Raises:
        FormatError: It is neither, or two parsers read it differently.
        VerificationError: It is an answer that grants no token.
    """
    if len(raw) > MAX_TOKEN_BYTES:
        raise FormatError(
            "a timestamp token of {size} bytes is over the limit of {limit} bytes",
            size=len(raw),
            limit=MAX_TOKEN_BYTES,
        )
    try:
        signed = _parse(raw)
        second = decode_timestamp_response(signed.response)
        _compare(signed.token, second)
    except _MALFORMED as error:
        raise FormatError(
            "not a timestamp token: {reason}", reason=str(error).split("\n")[0]
        ) from error
    return signed


def _parse(raw: bytes) -> Signed:
    info = cms.ContentInfo.load(_bare(raw), strict=True)
    if info["content_type"].native != "signed_data":
        raise FormatError("not a timestamp token: it is not signed data")
    data = info["content"]
    # RFC 5652 section 5.1 asks for version 3; a Go library in wide use writes 1, and nothing
    # rests on it
    if data["version"].native not in {"v1", "v3"}:
        raise FormatError("not a timestamp token: its signed data is not of version 3")
    # at version 1 asn1crypto would read the content as PKCS #7 had it
    envelope = cms.EncapsulatedContentInfo.load(data["encap_content_info"].dump(), strict=True)
    if envelope["content_type"].native != "tst_info":
        raise FormatError("not a timestamp token: what is signed is not timestamp information")
    if len(data["signer_infos"]) != 1:
        raise FormatError("not a timestamp token: it has not exactly one signature")
    content = bytes(envelope["content"])
    signer_info = data["signer_infos"][0]
    certificates = _certificates(data)
    signer = _signer(signer_info["sid"], certificates)
    token = _token(raw, content, certificates, signer)
    response = _strict_response(info, envelope.dump(), signer_info.dump(), signer)
    return _signed(token, content, signer_info, response)


def _bare(raw: bytes) -> bytes:
    """Take the token out of an answer; a bare token is taken as it is."""
    kind, _, tag, _, content, _ = parser.parse(raw, strict=True)
    if (kind, tag) != (0, _TAG_SEQUENCE):
        raise FormatError("not a timestamp token: it is not a sequence")
    # The parser takes BER's other spellings of a length; what is inside goes through a strict one.
    if parser.emit(0, 1, _TAG_SEQUENCE, content) != raw:
        raise FormatError("not a timestamp token: its length is not spelled as DER has it")
    parts = parser.parse(content)
    if parts[2] == _TAG_OID:
        return raw
    head = b"".join(parts[3:])
    status = tsp.PKIStatusInfo.load(head, strict=True)
    if status["status"].native not in {"granted", "granted_with_mods"}:
        raise VerificationError(
            "the authority granted no timestamp: {status} {text}",
            status=status["status"].native,
            text=(status["status_string"].native or []) + sorted(status["fail_info"].native or []),
        )
    return bytes(content[len(head) :])


def _certificates(data: Any) -> tuple[Any, ...]:  # noqa: ANN401  # asn1crypto has no types
    choices = data["certificates"]
    if not choices or len(choices) > MAX_CERTIFICATES:
        raise FormatError(
            "not a timestamp token: it carries {count} certificates, not 1 to {limit}",
            count=len(choices),
            limit=MAX_CERTIFICATES,
        )
    if any(choice.name != "certificate" for choice in choices):
        raise FormatError("not a timestamp token: it carries a certificate that is not X.509")
    certificates = tuple(choice.chosen for choice in choices)
    if any(certificate.serial_number <= 0 for certificate in certificates):
        raise FormatError(
            "not a timestamp token: it carries a certificate whose serial number is not positive"
        )  # RFC 5280 4.1.2.2
    return certificates


def _signer(sid: Any, certificates: tuple[Any, ...]) -> bytes:  # noqa: ANN401
    """Find the one certificate that the signature names by issuer and serial number."""
    if sid.name != "issuer_and_serial_number":
        raise FormatError(
            "not a timestamp token: it does not name its signer by issuer and serial number"
        )
    issuer, serial = sid.chosen["issuer"].dump(), sid.chosen["serial_number"].native
    found = {
        bytes(certificate.dump())
        for certificate in certificates
        if certificate.issuer.dump() == issuer and certificate.serial_number == serial
    }
    if len(found) != 1:
        raise FormatError(
            "not a timestamp token: it carries {count} certificates of its signer, not one",
            count=len(found),
        )
    return found.pop()


def _token(raw: bytes, content: bytes, certificates: tuple[Any, ...], signer: bytes) -> Token:
    info = tsp.TSTInfo.load(content, strict=True)
    if info["version"].native != "v1":
        raise FormatError("not a timestamp token: its timestamp information is not of version 1")
    algorithm = info["message_imprint"]["hash_algorithm"]["algorithm"].native
    imprint = info["message_imprint"]["hashed_message"].native
    if algorithm != "sha256" or len(imprint) != 32:
        raise FormatError(
            "not a timestamp token: its imprint is {algorithm} with {size} bytes, not SHA-256",
            algorithm=algorithm,
            size=len(imprint),
        )
    for extension in info["extensions"] or ():
        if extension["critical"].native:
            raise FormatError(
                "not a timestamp token: it has the critical extension {name}, not known here",
                name=extension["extn_id"].native,
            )
    return Token(
        raw=raw,
        gen_time=_gen_time(info["gen_time"].contents),
        accuracy=_accuracy(info["accuracy"].native or {}),
        serial=info["serial_number"].native,
        policy=info["policy"].dotted,
        imprint=imprint,
        nonce=info["nonce"].native,
        certificates=tuple(bytes(certificate.dump()) for certificate in certificates),
        signer=signer,
    )


def _gen_time(contents: bytes) -> datetime:
    match = _GENERALIZED_TIME.fullmatch(contents.decode("ascii"))
    if match is None:
        raise FormatError(
            "not a timestamp token: its time {text!r} is not spelled as RFC 3161 wants it",
            text=contents,
        )
    digits, fraction = match.groups()
    moment = datetime.strptime(f"{digits}+0000", "%Y%m%d%H%M%S%z").astimezone(UTC)
    if moment.year not in _YEARS:
        raise FormatError(
            "not a timestamp token: its time {text!r} is of no age that has timestamps",
            text=contents,
        )
    return moment.replace(microsecond=int((fraction or "").ljust(6, "0")[:6]))


def _accuracy(parts: dict[str, int | None]) -> timedelta:
    seconds, millis, micros = (parts.get(name) or 0 for name in ("seconds", "millis", "micros"))
    # RFC 3161 section 2.4.2 bounds the smaller two; a day bounds the first, for the sums
    if not (0 <= seconds <= 86400 and 0 <= millis < 1000 and 0 <= micros < 1000):
        raise FormatError("not a timestamp token: its accuracy is out of bounds")
    return timedelta(seconds=seconds, milliseconds=millis, microseconds=micros)


def _signed(token: Token, content: bytes, info: Any, response: bytes) -> Signed:  # noqa: ANN401
    attributes = info["signed_attrs"]
    if _attribute(attributes, "content_type").native != "tst_info":
        raise FormatError("not a timestamp token: its signed attributes name another content type")
    return Signed(
        token=token,
        content=content,
        # RFC 5652 section 5.4: signed as an explicit SET OF, stored under an implicit tag
        attributes=b"\x31" + attributes.dump()[1:],
        digest_algorithm=info["digest_algorithm"]["algorithm"].native,
        message_digest=_attribute(attributes, "message_digest").native,
        signer_digests=_signer_digests(attributes),
        scheme=info["signature_algorithm"].signature_algo,
        scheme_digest=_scheme_digest(info),
        signature=info["signature"].native,
        response=response,
    )


def _scheme_digest(info: Any) -> str:  # noqa: ANN401
    """Tell the signature's hash; plain rsaEncryption leaves it to the digest algorithm."""
    algorithm = info["signature_algorithm"]
    if algorithm["algorithm"].native == "rsassa_pkcs1v15":
        return str(info["digest_algorithm"]["algorithm"].native)
    return str(algorithm.hash_algo)


def _attribute(attributes: Any, name: str) -> Any:  # noqa: ANN401
    """Find the one value of the one signed attribute of that name."""
    found = [each["values"] for each in attributes if each["type"].native == name]
    if len(found) != 1 or len(found[0]) != 1:
        raise FormatError(
            "not a timestamp token: it has not exactly one signed attribute {name}", name=name
        )
    return found[0][0]


def _signer_digests(attributes: Any) -> tuple[tuple[str, bytes], ...]:  # noqa: ANN401
    """Read by which digests the signed attributes name the signer's certificate.

    The first identifier of each attribute is the signer's (RFC 2634 section 5.4, RFC 5035
    section 3); those after it name the issuers and bind nothing here.
    """
    present = {each["type"].native for each in attributes}
    digests: list[tuple[str, bytes]] = []
    if "signing_certificate" in present:
        first = _attribute(attributes, "signing_certificate")["certs"][0]
        digests.append(("sha1", first["cert_hash"].native))
    if "signing_certificate_v2" in present:
        second = _attribute(attributes, "signing_certificate_v2")["certs"][0]
        algorithm = second["hash_algorithm"]["algorithm"].native
        digests.append((algorithm, second["cert_hash"].native))
    if not digests:
        raise FormatError(
            "not a timestamp token: its signed attributes do not name the signer's certificate"
        )
    return tuple(digests)


def _strict_response(
    info: Any,  # noqa: ANN401
    envelope: bytes,
    signer_info: bytes,
    signer: bytes,
) -> bytes:
    """Write the token anew: its certificates sorted, none that vouches for itself.

    A root is the reader's to bring. What is signed is not touched.
    """
    data = info["content"].copy()
    data["certificates"] = [
        choice.chosen
        for choice in data["certificates"]
        if choice.chosen.issuer != choice.chosen.subject or choice.chosen.dump() == signer
    ]
    data["certificates"].dump(force=True)
    token = cms.ContentInfo({"content_type": "signed_data", "content": data}).dump()
    again = cms.ContentInfo.load(token, strict=True)["content"]
    same = again["encap_content_info"].dump(), again["signer_infos"][0].dump()
    if same != (envelope, signer_info):
        raise FormatError("not a timestamp token: its signed part is not DER")
    return bytes(core.Sequence(contents=_GRANTED + token).dump())


def _compare(token: Token, second: TimeStampResponse) -> None:
    """Refuse a token that the two parsers read differently. The second cuts off fractions."""
    info = second.tst_info
    ours = (token.policy, token.imprint, token.serial, token.nonce)
    theirs = (
        info.policy.dotted_string,
        info.message_imprint.message,
        info.serial_number,
        info.nonce,
    )
    cut = token.gen_time.replace(microsecond=0)
    if ours != theirs or cut != info.gen_time.replace(microsecond=0, tzinfo=UTC):
        raise FormatError("not a timestamp token: two parsers read it differently")
