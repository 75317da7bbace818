"""Evidence for later: what is found, what is listed as missed, and the limits."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from bozzetto.anchor import Fetcher, fetch_evidence, parse_token
from bozzetto.anchor.revocation import evidence_addresses
from bozzetto.errors import AnchorError
from tests.fakes.authority import Authority as Loopback
from tests.fakes.authority import der


@pytest.fixture
def token(loopback):
    """A token with its whole chain below the root."""
    return parse_token(loopback.stamp(b"data"))


def test_fetch_evidence_whole_chain(loopback, token):
    """Both lists and the root are found, each asked for once, and kept as they came."""
    evidence = fetch_evidence(token, Fetcher())
    found = {kept.url.rpartition("/")[2]: kept for kept in evidence.kept}
    assert found.keys() == {"ca.crl", "root.crl", "root.cer"}
    assert evidence.missed == ()
    assert found["ca.crl"].data == loopback.pages["/ca.crl"]
    assert found["ca.crl"].type == "application/pkix-crl"
    assert found["root.cer"].type == "application/pkix-cert"
    assert sorted(loopback.downloads) == ["/ca.crl", "/root.cer", "/root.crl"]
    assert all(kept.name.endswith((".crl", ".cer")) for kept in evidence.kept)


def test_fetch_evidence_finds_missing_issuers(loopback):
    """Where only the signer is embedded, its issuer is found, and that one's list too."""
    loopback.embed = "leaf"
    evidence = fetch_evidence(parse_token(loopback.stamp(b"data")), Fetcher())
    assert [kept.url.rpartition("/")[2] for kept in evidence.kept] == [
        "ca.crl",
        "ca.cer",
        "root.crl",
        "root.cer",
    ]
    assert der(loopback.issuer) in [kept.data for kept in evidence.kept]


def test_fetch_evidence_takes_bundles(loopback):
    """An issuer may be published in a PKCS #7 bundle."""
    loopback.embed = "leaf"
    bundle = pkcs7.serialize_certificates([loopback.issuer], Encoding.DER)
    loopback.pages["/ca.cer"] = bundle
    evidence = fetch_evidence(parse_token(loopback.stamp(b"data")), Fetcher())
    kinds = {kept.url.rpartition("/")[2]: kept.type for kept in evidence.kept}
    assert kinds["ca.cer"] == "application/pkcs7-mime"
    assert "root.crl" in kinds


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        pytest.param(b"<html>", "not a revocation list", id="a page of text"),
        pytest.param(b"", "not a revocation list", id="nothing"),
        pytest.param(None, "status 404", id="not there"),
    ],
)
def test_fetch_evidence_lists_failures(loopback, token, page, reason):
    """A list that cannot be had is listed with its reason, and the others are kept."""
    if page is None:
        del loopback.pages["/ca.crl"]
    else:
        loopback.pages["/ca.crl"] = page
    evidence = fetch_evidence(token, Fetcher())
    (missed,) = evidence.missed
    assert missed.url == f"{loopback.base}/ca.crl"
    assert reason in missed.reason
    assert len(evidence.kept) == 2


def test_fetch_evidence_false_issuer(loopback):
    """What stands at an issuer's address and is no certificate is listed as missed."""
    loopback.embed = "leaf"
    loopback.pages["/ca.cer"] = loopback.pages["/ca.crl"]
    evidence = fetch_evidence(parse_token(loopback.stamp(b"data")), Fetcher())
    assert [missed.reason.partition(":")[0] for missed in evidence.missed] == ["not a certificate"]


def test_fetch_evidence_offline(token):
    """Without a network all is missed, and nothing is raised."""

    def fetch(url):
        raise AnchorError("{authority}: not reached", authority=url)

    evidence = fetch_evidence(token, fetch)
    assert evidence.kept == ()
    assert len(evidence.missed) == 3


def test_fetch_evidence_only_the_web(loopback, token):
    """Addresses of other kinds, which a certificate may name, are not fetched."""
    with Loopback() as other:
        maker = type(other._maker)(  # noqa: SLF001  # a certificate with other addresses
            other._maker.moment,  # noqa: SLF001
            "file:///etc",
            "ec",
            "odd",
        )
        odd = maker.certificate("odd", other._root, page="ca")  # noqa: SLF001
        asked = []
        replaced = type(token)(
            **{
                **{name: getattr(token, name) for name in token.__slots__},
                "certificates": (der(odd.certificate),),
            }
        )
        evidence = fetch_evidence(replaced, asked.append)
    assert asked == []
    assert {missed.reason for missed in evidence.missed} == {"not an address of the web"}
    assert loopback.downloads == []


def test_fetch_evidence_has_a_limit(loopback, token):
    """A chain that names ever more issuers is not followed without end."""
    count = 0

    def fetch(url):
        nonlocal count
        count += 1
        if url.endswith(".crl"):
            return loopback.pages["/ca.crl"]
        maker = type(loopback._maker)(  # noqa: SLF001
            loopback._maker.moment,  # noqa: SLF001
            f"http://127.0.0.1:1/{count}",
            "ec",
            f"level {count}",
        )
        return der(maker.authority("endless", loopback._root, "up").certificate)  # noqa: SLF001

    loopback._root = loopback._maker.authority("elsewhere", None)  # noqa: SLF001
    endless = fetch_evidence(token, fetch)
    assert count == 16
    assert "more than 16 addresses" in endless.missed[-1].reason


def test_evidence_addresses_none(loopback):
    """A root names no addresses."""
    assert evidence_addresses(loopback.root) == ((), ())
    signer = x509.load_der_x509_certificate(parse_token(loopback.stamp(b"x")).signer)
    assert evidence_addresses(signer) == (
        (f"{loopback.base}/ca.crl",),
        (f"{loopback.base}/ca.cer",),
    )
