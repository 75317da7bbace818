"""Paths from a signer to a root."""

import itertools
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from bozzetto.anchor import read_certificates
from bozzetto.anchor.chain import (
    check_signer,
    extension,
    find_path,
    is_self_issued,
    load_certificate,
    verify_embedded,
)
from bozzetto.errors import FormatError, VerificationError
from tests.fakes.authority import Holder, Maker, der, now

MOMENT = now().replace(microsecond=0)
MAKER = Maker(MOMENT, "http://127.0.0.1:1", "ec", "Test")


def authority(title, issuer=None, *, length=None, ca=True, years=(-9, 10)):
    """Make an authority whose basic constraints are chosen."""
    basic = (x509.BasicConstraints(ca=ca, path_length=length if ca else None), True)
    return MAKER.certificate(title, issuer, years=years, extra=(basic,))


ROOT = authority("root")
ISSUER = authority("issuer", ROOT)
LEAF = MAKER.leaf("good", ISSUER)


def path(leaf, others, roots, moment=MOMENT):
    """Find a path among holders."""
    bare = [[each.certificate for each in some] for some in (others, roots)]
    return find_path(leaf.certificate, *bare, moment)


def test_find_path_by_an_issuer():
    """A path leads over an issuer to the root."""
    assert path(LEAF, [ISSUER], [ROOT]) == (
        LEAF.certificate,
        ISSUER.certificate,
        ROOT.certificate,
    )


def test_find_path_cross_signed():
    """Of an issuer with two issuers, the one that leads to the reader's root is taken."""
    other = authority("other root")
    crossed = MAKER.certificate(
        "issuer", other, extra=((x509.BasicConstraints(ca=True, path_length=None), True),)
    )
    assert crossed.certificate.subject == ISSUER.certificate.subject
    found = path(LEAF, [crossed, ISSUER], [ROOT])
    assert found[1] == ISSUER.certificate


@pytest.mark.parametrize(
    ("issuer", "title"),
    [
        pytest.param(authority("issuer", ROOT, ca=False), "not an authority", id="no authority"),
        pytest.param(authority("issuer", ROOT, years=(-9, -1)), "run out", id="run out"),
        pytest.param(authority("issuer", ROOT, years=(1, 9)), "not yet", id="not yet valid"),
        pytest.param(MAKER.certificate("issuer", ROOT), "no constraints", id="no constraints"),
        pytest.param(
            MAKER.certificate(
                "issuer",
                ROOT,
                extra=(
                    (x509.BasicConstraints(ca=True, path_length=None), True),
                    (
                        x509.KeyUsage(
                            digital_signature=True,
                            content_commitment=False,
                            key_encipherment=False,
                            data_encipherment=False,
                            key_agreement=False,
                            key_cert_sign=False,
                            crl_sign=True,
                            encipher_only=False,
                            decipher_only=False,
                        ),
                        True,
                    ),
                ),
            ),
            "may not sign certificates",
            id="key usage",
        ),
    ],
)
def test_find_path_refuses_issuers(issuer, title):
    """Who is no authority at that time issues nothing."""
    leaf = MAKER.leaf("good", issuer)
    with pytest.raises(VerificationError, match="no trusted root has issued"):
        path(leaf, [issuer], [ROOT])
    with pytest.raises(VerificationError, match="was not issued by"):
        verify_embedded(leaf.certificate, [issuer.certificate], MOMENT)
    assert title


def test_find_path_refuses_expired_root():
    """A root is judged at the token's time as well."""
    root = authority("old root", years=(-9, -1))
    leaf = MAKER.leaf("good", root)
    with pytest.raises(VerificationError):
        path(leaf, [], [root])
    past = MOMENT - timedelta(days=2 * 366)
    assert path(leaf, [], [root], past)[-1] == root.certificate


@pytest.mark.parametrize(("length", "holds"), [(None, True), (1, True), (0, False)])
def test_find_path_length(length, holds):
    """A root may bound how many authorities stand below it."""
    root = authority("bounded", length=length)
    issuer = authority("below", root)
    leaf = MAKER.leaf("good", issuer)
    if holds:
        assert path(leaf, [issuer], [root])
        return
    with pytest.raises(VerificationError):
        path(leaf, [issuer], [root])


def test_find_path_false_signature():
    """The right name with another key issues nothing."""
    namesake = authority("issuer", ROOT)
    with pytest.raises(VerificationError):
        path(LEAF, [namesake], [ROOT])
    other_root = authority("root")
    with pytest.raises(VerificationError):
        path(LEAF, [ISSUER, other_root], [Holder(other_root.certificate, ROOT.key)])


def test_find_path_too_long():
    """A path has a limit."""
    line = list(
        itertools.accumulate(range(9), lambda above, n: authority(f"{n}", above), initial=ROOT)
    )
    leaf = MAKER.leaf("good", line[-1])
    with pytest.raises(VerificationError):
        path(leaf, line[1:], [ROOT])
    short = MAKER.leaf("good", line[6])
    assert len(path(short, line[1:], [ROOT])) == 8


def test_find_path_in_a_thicket():
    """Authorities that all issue each other under one name cost little, and lead nowhere."""
    first = authority("thicket")
    keys = [first, *(authority("thicket x", first) for _ in range(14))]
    crossed = [
        MAKER.certificate("thicket x", issuer, extra=((x509.BasicConstraints(True, None), True),))
        for issuer in keys
    ]
    leaf = MAKER.leaf("good", crossed[0])
    with pytest.raises(VerificationError):
        path(leaf, [*keys, *crossed], [ROOT])


def test_verify_embedded_leaf_alone():
    """With no issuer embedded there is nothing to verify."""
    verify_embedded(LEAF.certificate, [LEAF.certificate], MOMENT)


def test_check_signer_bounds():
    """Both ends of its validity belong to it."""
    leaf = LEAF.certificate
    check_signer(leaf, leaf.not_valid_before_utc)
    check_signer(leaf, leaf.not_valid_after_utc)
    with pytest.raises(VerificationError, match="is valid from"):
        check_signer(leaf, leaf.not_valid_after_utc + timedelta(microseconds=1))
    with pytest.raises(VerificationError, match="is valid from"):
        check_signer(leaf, leaf.not_valid_before_utc - timedelta(microseconds=1))


def test_is_self_issued():
    """A root names itself as its issuer."""
    assert is_self_issued(ROOT.certificate)
    assert not is_self_issued(ISSUER.certificate)


def test_read_certificates_several():
    """A trust list holds one certificate or more, in its order."""
    pem = b"".join(each.certificate.public_bytes(Encoding.PEM) for each in (ROOT, ISSUER))
    assert read_certificates(b"# mine\n" + pem) == (ROOT.certificate, ISSUER.certificate)


@pytest.mark.parametrize(
    "pem",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"# none", id="none"),
        pytest.param(
            b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            id="not a certificate",
        ),
        pytest.param(der(ROOT.certificate), id="DER"),
        pytest.param(b" " * (4 * 1024 * 1024 + 1), id="too long"),
    ],
)
def test_read_certificates_refuses(pem):
    """A list that is none is refused, not taken for an empty one."""
    with pytest.raises(FormatError):
        read_certificates(pem)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(b"\x30\x82", b"\x31\x82", id="not a sequence"),
        pytest.param(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x6e", id="version 111"),
        pytest.param(b"\x06\x03\x55\x04\x03", b"\x07\x03\x55\x04\x03", id="name"),
    ],
)
def test_load_certificate_refuses(old, new):
    """Bytes that are no certificate are refused at once, not when first looked into."""
    body = der(ROOT.certificate)
    assert old in body
    with pytest.raises(FormatError, match="not a certificate"):
        load_certificate(body.replace(old, new, 1))


def test_load_certificate_refuses_unused_bits():
    """A signature is of whole octets: nobody signs the count of bits that are not."""
    body = bytearray(der(ROOT.certificate))
    body[-1] &= 0xFE  # what is unused has to be zero
    assert load_certificate(bytes(body)).signature[-1] == body[-1]
    body[-len(ROOT.certificate.signature) - 1] = 1
    with pytest.raises(FormatError, match="whole octets"):
        load_certificate(bytes(body))


def test_extension_malformed():
    """A malformed extension is refused when it is asked for."""
    body = der(ROOT.certificate).replace(
        b"\x06\x03\x55\x1d\x13\x01\x01\xff\x04", b"\x06\x03\x55\x1d\x13\x01\x01\xff\x05"
    )
    with pytest.raises(FormatError, match="not a certificate"):
        extension(load_certificate(body), x509.BasicConstraints)
