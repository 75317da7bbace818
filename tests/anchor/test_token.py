"""Verification: what holds, what is refused, and that OpenSSL comes to the same."""

import os
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import certifi
import pytest
from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from bozzetto.anchor import parse_token, read_certificates, trust_token, verify_token
from bozzetto.anchor.token import trust_imprint, verify_imprint
from bozzetto.errors import FormatError, VerificationError
from tests.fakes.authority import Authority as Loopback
from tests.fakes.authority import Holder, der

DATA = b"what is stamped"
SAMPLES = Path(os.environ.get("BOZZETTO_SAMPLES", Path(__file__).parents[3] / "shared" / "samples"))


def openssl_says_ok(folder, raw, data, root_pem, *options):
    """Ask the independent verifier."""
    (folder / "answer.tsr").write_bytes(raw)
    (folder / "data").write_bytes(data)
    (folder / "root.pem").write_bytes(root_pem)
    command = ["openssl", "ts", "-verify", "-in", "answer.tsr", "-data", "data"]
    done = subprocess.run(
        [*command, "-CAfile", "root.pem", *options], cwd=folder, capture_output=True, check=False
    )
    return done.returncode == 0 and b"Verification: OK" in done.stdout


def bare(raw):
    """Take the token out of an answer."""
    return tsp.TimeStampResp.load(raw)["time_stamp_token"].dump()


@pytest.mark.parametrize("key", ["ec", "rsa"])
@pytest.mark.parametrize("embed", ["chain", "all"])
def test_token_holds(tmp_path, key, embed):
    """A good token is whole, is trusted by its root, and OpenSSL agrees."""
    with Loopback(key=key, embed=embed, ess="v1" if key == "rsa" else "v2") as loopback:
        raw = loopback.stamp(DATA, nonce=7)
        token = verify_token(raw, DATA)
        trust = trust_token(raw, DATA, [loopback.root])
        assert token == trust.token
        assert trust.certificates == (
            loopback.signer().certificate,
            loopback.issuer,
            loopback.root,
        )
        assert trust.root == "CN=Loopback timestamps root"
        assert trust.signer == r"CN=Loopback timestamps signer\, good"
        assert trust.root_digest == f"sha256:{loopback.root.fingerprint(hashes.SHA256()).hex()}"
        assert openssl_says_ok(tmp_path, raw, DATA, loopback.root_pem)


def test_verify_token_leaf_only(loopback):
    """With nothing but the leaf embedded a token is whole; trust needs the issuer given."""
    loopback.embed = "leaf"
    raw = loopback.stamp(DATA)
    verify_token(raw, DATA)
    with pytest.raises(VerificationError, match="no trusted root has issued"):
        trust_token(raw, DATA, [loopback.root])
    assert trust_token(raw, DATA, [loopback.root], [loopback.issuer]).certificates[1:] == (
        loopback.issuer,
        loopback.root,
    )
    assert trust_token(raw, DATA, [loopback.issuer, loopback.root])


def test_verify_token_bare(loopback):
    """A token without its answer around it is taken too, and kept as it came."""
    token = bare(loopback.stamp(DATA))
    assert verify_token(token, DATA).raw == token
    assert trust_token(token, DATA, [loopback.root]).token.raw == token


def test_verify_token_granted_with_modifications(loopback):
    """The other granting status of RFC 3161 is taken."""
    loopback.mods = True
    assert trust_token(loopback.stamp(DATA), DATA, [loopback.root])


def test_verify_token_unordered_certificates(tmp_path, loopback):
    """Certificates out of DER order are forgiven, and the bytes stay as they came."""
    loopback.embed = "all"
    ordered, loopback.unordered = loopback.stamp(DATA), True
    raw = loopback.stamp(DATA)
    inside = [each.chosen.dump() for each in cms.ContentInfo.load(bare(raw))["content"][3]]
    assert inside != sorted(inside)
    assert verify_token(raw, DATA).raw == raw != ordered
    assert trust_token(raw, DATA, [loopback.root])
    assert openssl_says_ok(tmp_path, raw, DATA, loopback.root_pem)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param({"wrong_imprint": True}, "the token stamps", id="another imprint"),
        pytest.param({"tampered": True}, "signature is false", id="false signature"),
        pytest.param({"leaf": "expired"}, "is valid from .* not at", id="expired signer"),
        pytest.param({"leaf": "future"}, "is valid from .* not at", id="signer not yet valid"),
        pytest.param({"leaf": "no-eku"}, "not for timestamps", id="no purpose"),
        pytest.param({"leaf": "wrong-eku"}, "not for timestamps", id="another purpose"),
        pytest.param({"leaf": "two-ekus"}, "not for timestamps", id="two purposes"),
        pytest.param({"leaf": "soft-eku"}, "purpose critical", id="purpose not critical"),
        pytest.param({"leaf": "usage"}, "not for signatures", id="key not for signatures"),
        pytest.param({"ess": "wrong"}, "names a signer with", id="another signer named"),
        pytest.param({"rejection": True}, "granted no timestamp", id="rejection"),
    ],
)
def test_verify_token_refuses(tmp_path, loopback, options, message):
    """A token that claims what is not so is refused, also with its own root trusted."""
    for option, value in options.items():
        setattr(loopback, option, value)
    raw = loopback.stamp(DATA)
    with pytest.raises(VerificationError, match=message):
        verify_token(raw, DATA)
    with pytest.raises(VerificationError, match=message):
        trust_token(raw, DATA, [loopback.root])
    assert not openssl_says_ok(tmp_path, raw, DATA, loopback.root_pem) or options == {
        "leaf": "future"  # OpenSSL judges by today's clock
    }


def test_verify_token_refuses_other_data(loopback):
    """A token proves nothing about data that it does not stamp; both digests are named."""
    raw = loopback.stamp(DATA)
    with pytest.raises(VerificationError) as caught:
        verify_token(raw, DATA + b"!")
    assert caught.value.values["imprint"] == parse_token(raw).imprint.hex()


def test_verify_imprint_same_as_data(loopback):
    """The digest serves as well as the data."""
    raw = loopback.stamp(DATA)
    assert verify_imprint(raw, parse_token(raw).imprint) == verify_token(raw, DATA)


def test_forged_token_with_own_root_is_refused(tmp_path, loopback):
    """A forger who embeds a root of his own is whole, and nobody's: rfc3161-client 1.0.6-1.0.8.

    His certificates bear the very names of the true ones, so only the keys differ.
    """
    genuine = loopback.signer().certificate
    loopback.forged = True
    raw = loopback.stamp(DATA)
    forged = loopback.signer().certificate
    assert forged.subject == genuine.subject
    assert verify_token(raw, DATA).signer == der(forged)
    with pytest.raises(VerificationError, match="no trusted root has issued"):
        trust_token(raw, DATA, [loopback.root])
    with pytest.raises(VerificationError, match="no trusted root has issued"):
        trust_token(raw, DATA, [loopback.root], loopback.chain())
    assert not openssl_says_ok(tmp_path, raw, DATA, loopback.root_pem)


def test_forged_token_self_signed_signer_is_refused(loopback):
    """A signer that vouches for itself is not trusted for being the signer."""
    purpose = (x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.TIME_STAMPING]), True)
    alone = loopback._maker.certificate("root", None, extra=(purpose,))  # noqa: SLF001
    assert alone.certificate.subject == loopback.root.subject
    loopback._leaves["good", False] = alone  # noqa: SLF001
    raw = loopback.stamp(DATA)
    verify_token(raw, DATA)
    with pytest.raises(VerificationError, match="no trusted root has issued"):
        trust_token(raw, DATA, [loopback.root])
    assert trust_token(raw, DATA, [alone.certificate]).certificates == (alone.certificate,)


def test_forged_token_with_true_chain_added_is_refused(loopback):
    """The true signer's certificate, put in beside a forger's signature, helps nobody."""
    chain = loopback.chain()
    loopback._leaves["good", False] = Holder(  # noqa: SLF001
        chain[0], ec.generate_private_key(ec.SECP256R1())
    )
    with pytest.raises(VerificationError, match="signature is false"):
        verify_token(loopback.stamp(DATA), DATA)


@pytest.mark.parametrize("roots", ["none", "issuer", "other"])
def test_trust_token_needs_a_root(loopback, roots):
    """No list, a list without roots, and a stranger's root trust nothing."""
    with Loopback() as other:
        given_roots = {"none": [], "issuer": [loopback.issuer], "other": [other.root]}[roots]
        with pytest.raises(VerificationError, match="no trusted root has issued"):
            trust_token(loopback.stamp(DATA), DATA, given_roots)


def test_verify_token_false_issuer_embedded(loopback):
    """A certificate in the issuer's name that did not issue the signer's is refused."""
    loopback.embed = "all"
    false = loopback._maker.authority("issuer", loopback._root, "root")  # noqa: SLF001
    loopback.signer()
    loopback._issuer = false  # noqa: SLF001
    with pytest.raises(VerificationError, match="was not issued by"):
        verify_token(loopback.stamp(DATA), DATA)


def test_trust_token_at_its_own_time(tmp_path, loopback):
    """A signer that has run out since is no matter: validity is judged at the token's time."""
    loopback.leaf, loopback.gen_time = "expired", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    raw = loopback.stamp(DATA)
    assert trust_token(raw, DATA, [loopback.root]).token.gen_time == loopback.gen_time
    assert not openssl_says_ok(tmp_path, raw, DATA, loopback.root_pem)  # judges by today
    moment = ("-attime", str(int(loopback.gen_time.timestamp())))
    assert openssl_says_ok(tmp_path, raw, DATA, loopback.root_pem, *moment)


def test_openssl_makes_what_holds_here(tmp_path, loopback):
    """A token that OpenSSL's own authority makes is taken, with its chain out of order."""
    config = tmp_path / "tsa.cnf"
    config.write_text(
        "[tsa]\nserial = serial\nsigner_digest = sha256\ndefault_policy = 1.2.3.4\n"
        "digests = sha256\nordering = yes\ness_cert_id_chain = no\naccuracy = secs:1\n"
    )
    signer = loopback.signer()
    (tmp_path / "signer.pem").write_bytes(signer.certificate.public_bytes(Encoding.PEM))
    (tmp_path / "chain.pem").write_bytes(
        loopback.issuer.public_bytes(Encoding.PEM) + loopback.root_pem
    )
    (tmp_path / "key.pem").write_bytes(
        signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    (tmp_path / "data").write_bytes(DATA)
    query = "ts -query -data data -sha256 -cert -out query.tsq"
    reply = "ts -reply -config tsa.cnf -section tsa -queryfile query.tsq -out answer.tsr"
    signing = "-signer signer.pem -inkey key.pem -chain chain.pem"
    for command in (query, f"{reply} {signing}"):
        subprocess.run(["openssl", *command.split()], cwd=tmp_path, check=True, capture_output=True)
    raw = (tmp_path / "answer.tsr").read_bytes()
    trust = trust_token(raw, DATA, [loopback.root])
    assert trust.token.policy == "1.2.3.4"
    assert trust.token.accuracy.total_seconds() == 1


def flips(size):
    """Draw small damages: overwrite, insert, delete and cut."""
    place = st.integers(0, size - 1)
    return st.lists(
        st.tuples(st.sampled_from(["set", "add", "cut", "end"]), place, st.integers(0, 255)),
        min_size=1,
        max_size=3,
    )


def damaged(raw, damages):
    """Apply damages to a copy."""
    body = bytearray(raw)
    for kind, place, value in damages:
        if kind == "set":
            body[place : place + 1] = bytes([value])
        elif kind == "add":
            body[place:place] = bytes([value])
        elif kind == "cut":
            del body[place : place + 1 + value % 8]
        elif value > 200:
            del body[place:]
    return bytes(body)


@pytest.fixture(scope="module")
def whole(shared):
    """One token for all damages, so that a failure can be repeated."""
    return parse_token(shared.stamp(DATA, nonce=5))


# The library below warns of a serial number below nought, and of a country that is no code
@pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")
@pytest.mark.filterwarnings("ignore:Attribute's length must be:UserWarning")
@settings(max_examples=300, deadline=None)
@given(damages=flips(1400))
def test_damaged_token_raises_nothing_else(shared, whole, damages):
    """Damage to a token is a refusal, or touched nothing that is signed."""
    body = damaged(whole.raw, damages)
    try:
        token = verify_token(body, DATA)
        trust_token(body, DATA, [shared.root])
    except (FormatError, VerificationError):
        return
    assert (token.gen_time, token.imprint, token.nonce) == (
        whole.gen_time,
        whole.imprint,
        whole.nonce,
    )


@given(st.binary(max_size=200))
def test_any_bytes_raise_nothing_else(raw):
    """Bytes that are no token are a refusal."""
    with pytest.raises((FormatError, VerificationError)):
        verify_token(raw, DATA)


def tokens_in(path):
    """Find the timestamp tokens inside a file with content credentials."""
    body = path.read_bytes()
    for match in re.finditer(re.escape(bytes.fromhex("06092a864886f70d010702")), body):
        start = match.start() - 4
        if body[start : start + 2] == b"\x30\x82":
            size = int.from_bytes(body[start + 2 : start + 4], "big") + 4
            yield body[start : start + size]


@pytest.mark.parametrize(
    ("sample", "subject"),
    [
        pytest.param(
            "adobe-c2pa/c2pa-org__adobe-20220124-CAICA.jpg", "DigiCert Timestamp 2022", id="2023"
        ),
        pytest.param("adobe-c2pa/invoke-ai__splash-banner.png", "DigiCert Adobe", id="2024"),
    ],
)
def test_real_tokens_of_digicert(sample, subject):
    """Tokens that DigiCert issued lead to a root that browsers hold too, years later."""
    if not (SAMPLES / sample).exists():
        pytest.skip(f"the sample {sample} is not here")
    roots = [
        root
        for root in read_certificates(digicert_pem())
        if root.subject.rfc4514_string().startswith("CN=DigiCert Trusted Root G4")
    ]
    found = list(tokens_in(SAMPLES / sample))
    assert found
    for raw in found:
        trust = trust_imprint(raw, parse_token(raw).imprint, roots)
        assert subject in trust.signer
        assert trust.root.startswith("CN=DigiCert Trusted Root G4")
        with pytest.raises(VerificationError, match="no trusted root has issued"):
            trust_imprint(raw, parse_token(raw).imprint, [])


@pytest.mark.parametrize("sample", ["google-gemini-c2pa", "openai-c2pa"])
def test_real_tokens_of_unknown_roots(sample):
    """Tokens of authorities whose root is not at hand are whole, and not trusted."""
    if not (SAMPLES / sample).exists():
        pytest.skip(f"the samples {sample} are not here")
    found = [raw for path in (SAMPLES / sample).iterdir() for raw in tokens_in(path)]
    assert found
    for raw in found:
        token = verify_imprint(raw, parse_token(raw).imprint)
        with pytest.raises(VerificationError, match="no trusted root has issued"):
            trust_imprint(raw, token.imprint, read_certificates(digicert_pem()))


def digicert_pem():
    """Cut DigiCert's roots out of the bundle: one other root there makes the parser warn."""
    text = Path(certifi.where()).read_text(encoding="utf-8")
    blocks = re.findall(
        r"# Label: \"DigiCert.*?(-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n)",
        text,
        re.DOTALL,
    )
    return "".join(blocks).encode()
