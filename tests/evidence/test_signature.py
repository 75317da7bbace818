"""Signatures on PDFs, read back by other people's programs."""

import importlib.util
import os
import re
import shutil
import socket
import subprocess
import threading
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign.fields import SigFieldSpec, SigSeedValueSpec, append_signature_field
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from bozzetto.anchor import Authority, verify_token
from bozzetto.anchor import client as client_module
from bozzetto.api import Studio
from bozzetto.errors import AnchorError, FormatError, StudioError
from bozzetto.evidence.certificate import Certified
from bozzetto.evidence.dossier import outline_of, render
from bozzetto.evidence.pades import TOKEN_ROOM
from bozzetto.evidence.signature import Remarks, sign_pdf
from tests.evidence.dossier.conftest import source_of
from tests.fakes.authority import Authority as Loopback
from tests.fakes.certificates import NOW, Office
from tests.fakes.pdfs import loose_pdf, plain_pdf
from tests.law.cases import told

OFFICE = Office()
ANN = OFFICE.holder("Ann 安", OFFICE.issuer)
PLAIN = plain_pdf()
HEX = re.compile(rb"/Contents <([0-9A-F]+)>")

needs_pdfsig = pytest.mark.skipif(
    shutil.which("pdfsig") is None, reason="poppler-utils is not installed"
)


@pytest.fixture(scope="session")
def dossier(tmp_path_factory):
    """A real dossier, PDF/A-2b, of a small work."""
    folder = tmp_path_factory.mktemp("signed")
    with Studio.create(folder / "studio", name="Atelier", owner="Ann", device="desk") as studio:
        work = studio.open_work("Cat pendant")
        told(work, "a cat", seed="1")
        return render(outline_of(source_of(studio, work)), studio, ("en",))


@pytest.fixture(scope="module")
def loopback():
    """A timestamp authority, which also has the lists that certificates name."""
    with Loopback() as running:
        yield running


@pytest.fixture(scope="module")
def authority(loopback):
    """The same, as Bozzetto is told of it."""
    return Authority("loopback", "Loopback", loopback.url, min_interval=0)


@pytest.fixture(scope="module")
def ann():
    """Who signs."""
    return Certified(ANN.key, ANN.chain)


@pytest.fixture
def asked(monkeypatch):
    """Whom this test, or a thread that it begins, would reach; threads of others go their way."""
    others = {*threading.enumerate()} - {threading.current_thread()}
    places = []

    def watch(where, name):
        real = getattr(where, name)

        def reach(*words, **more):
            if threading.current_thread() in others:
                return real(*words, **more)
            return places.append(words)

        monkeypatch.setattr(where, name, reach)

    watch(socket.socket, "connect")
    watch(socket, "getaddrinfo")
    return places


@pytest.fixture(scope="module")
def stamped(dossier, ann, authority):
    """The dossier, signed and stamped."""
    return sign_pdf(
        dossier, ann, now=NOW, authority=authority, remarks=Remarks("I have read it", "北京")
    )


def pdfsig(data, folder):
    """Ask poppler, with nobody's trust and no network."""
    path = folder / "asked.pdf"
    path.write_bytes(data)
    done = subprocess.run(
        ["pdfsig", "-nocert", path],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"HOME": str(folder), "TZ": "UTC", "LC_ALL": "C.UTF-8"},
    )
    return done.stdout


def judged(data, *, stamper=None, at=0):
    """Ask pyHanko's validator, which trusts the office's root and calls nobody."""
    signature = PdfFileReader(BytesIO(data)).embedded_signatures[at]
    contexts = [
        ValidationContext(trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail")
        for roots in ([_asn1(OFFICE.root.certificate)], [_asn1(stamper)] if stamper else [])
    ]
    return validate_pdf_signature(signature, contexts[0], ts_validation_context=contexts[1])


def _asn1(certificate):
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


@needs_pdfsig
def test_poppler_finds_a_dossier_valid(stamped, tmp_path):
    """The whole of it, signed by whom, and when."""
    said = pdfsig(stamped.data, tmp_path)
    for words in (
        "Signature is Valid",
        "ETSI.CAdES.detached",
        "Total document signed",
        "Signer Certificate Common Name: Ann 安",
        "SHA-256",
    ):
        assert words in said
    assert said.count("Signature #") == 1


def test_pyhanko_finds_it_valid_and_trusted(stamped, loopback):
    """With the timestamp, and with nothing changed since."""
    status = judged(stamped.data, stamper=loopback.root)
    assert status.bottom_line
    assert status.timestamp_validity.valid
    assert status.timestamp_validity.trusted
    assert status.docmdp_ok
    assert status.coverage.name == "ENTIRE_FILE"


def test_what_was_signed_stays_as_it_was(stamped, dossier):
    """PDF/A: to the last byte; behind it stands no metadata, no version and no appearance."""
    assert stamped.data.startswith(dossier)
    behind = HEX.sub(b"", stamped.data[len(dossier) :])
    for name in (b"/Version", b"/Info <<", b"/AP", b"xmp", b"/ModDate", b"pyHanko"):
        assert name not in behind
    assert b"/Rect [ 0 0 0 0 ]" in behind
    assert b"/P 1\n" in behind
    assert stamped.certifies


def test_remarks_are_there_only_if_given(stamped, dossier, ann):
    """As text of any language."""
    value = PdfFileReader(BytesIO(stamped.data)).embedded_signatures[0].sig_object
    assert (value["/Reason"], value["/Location"]) == ("I have read it", "北京")
    bare = sign_pdf(dossier, ann, now=NOW).data
    value = PdfFileReader(BytesIO(bare)).embedded_signatures[0].sig_object
    assert not {"/Reason", "/Location", "/Name", "/ContactInfo", "/Prop_Build"} & value.keys()
    assert value["/M"] == f"D:{NOW:%Y%m%d%H%M%S}Z"


def test_the_token_is_over_the_signature(stamped):
    """And the answer's own."""
    signer = PdfFileReader(BytesIO(stamped.data)).embedded_signatures[0].signer_info
    assert verify_token(stamped.token.raw, signer["signature"].native) == stamped.token


def test_one_query_and_nothing_else(dossier, loopback, authority):
    """The certificate's own addresses are not asked, and no answer is tried out."""
    before = loopback.requests, [*loopback.downloads]
    own = Office(loopback.base)
    signer = own.holder("Bob", own.issuer)
    sign_pdf(dossier, Certified(signer.key, signer.chain), now=NOW, authority=authority)
    assert (loopback.requests, loopback.downloads) == (before[0] + 1, before[1])


def test_without_an_authority_nothing_connects(dossier, ann, asked):
    """Not to anybody."""
    signed = sign_pdf(dossier, ann, now=NOW)
    assert asked == []
    assert signed.token is None
    assert judged(signed.data).bottom_line


@needs_pdfsig
@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: rsa.generate_private_key(65537, 2048), id="RSA"),
        pytest.param(lambda: ec.generate_private_key(ec.SECP384R1()), id="P-384"),
        pytest.param(lambda: ec.generate_private_key(ec.SECP521R1()), id="P-521"),
    ],
)
def test_other_keys(make, tmp_path):
    """All that are taken are known to both readers; so is a certificate of one's own."""
    own = OFFICE.holder("Own", None, key=make())
    signed = sign_pdf(PLAIN, Certified(own.key, own.chain), now=NOW).data
    assert "Signature is Valid" in pdfsig(signed, tmp_path)
    status = judged(signed)
    assert (status.intact, status.valid, status.trusted) == (True, True, False)


@needs_pdfsig
def test_an_altered_byte_is_found(stamped, dossier, tmp_path):
    """By both readers, wherever it is."""
    for at in (len(dossier) // 2, len(stamped.data) - 20):
        altered = bytearray(stamped.data)
        altered[at] ^= 1
        if at < len(dossier):
            assert not judged(bytes(altered)).intact
        said = pdfsig(bytes(altered), tmp_path)
        assert "Signature is Valid" not in said


@needs_pdfsig
def test_nothing_is_seen_on_the_pages(stamped, dossier, tmp_path):
    """No seal is drawn: the pages are the same pictures."""
    seen = []
    for data in (dossier, stamped.data):
        (tmp_path / "page.pdf").write_bytes(data)
        asked = ["pdftoppm", "-r", "30", "-l", "2", "-png", tmp_path / "page.pdf"]
        seen.append(subprocess.run(asked, check=True, capture_output=True).stdout)
    assert seen[0] == seen[1]


def test_a_field_that_names_an_address_is_left_alone(ann, asked):
    """A PDF may ask for a timestamp of its own choice; nobody goes there for that."""
    writer, out = IncrementalPdfFileWriter(BytesIO(PLAIN)), BytesIO()
    wish = SigSeedValueSpec(timestamp_server_url="http://127.0.0.1:9/", timestamp_required=True)
    append_signature_field(writer, SigFieldSpec("Signature1", seed_value_dict=wish))
    writer.write(out)
    signed = sign_pdf(out.getvalue(), ann, now=NOW)
    assert asked == []
    assert judged(signed.data).bottom_line


def test_what_is_written_behind_is_found(stamped, ann):
    """A later change is no part of what was signed, and none is allowed."""
    reader = PdfFileReader(BytesIO(stamped.data))
    assert reader.embedded_signatures[0].docmdp_level.name == "NO_CHANGES"
    with pytest.raises(StudioError, match="forbids every change"):
        sign_pdf(stamped.data, ann, now=NOW)


@needs_pdfsig
def test_room_for_others(dossier, ann, tmp_path):
    """Where the first leaves it, a second signs, and both hold; no later one can certify."""
    first = sign_pdf(dossier, ann, now=NOW, final=False)
    bob = OFFICE.holder("Bob", OFFICE.issuer)
    second = sign_pdf(first.data, Certified(bob.key, bob.chain), now=NOW)
    assert (first.certifies, second.certifies) == (False, False)
    assert second.data.startswith(first.data)
    assert pdfsig(second.data, tmp_path).count("Signature is Valid") == 2
    for at in (0, 1):
        status = judged(second.data, at=at)
        assert status.valid
        assert status.intact


def test_the_same_twice_gives_other_bytes(dossier, ann):
    """ECDSA draws a number, and the revision has an identifier."""
    assert sign_pdf(dossier, ann, now=NOW).data != sign_pdf(dossier, ann, now=NOW).data


@pytest.mark.parametrize(
    ("options", "words"),
    [
        pytest.param({"down": True}, "not reached", id="down"),
        pytest.param({"rejection": True}, "granted no timestamp", id="rejection"),
        pytest.param({"wrong_nonce": True}, "another query", id="nonce"),
        pytest.param({"wrong_imprint": True}, "the token stamps", id="imprint"),
        pytest.param({"tampered": True}, "loopback: ", id="tampered"),
    ],
)
def test_without_the_timestamp_there_is_no_signature(
    ann, loopback, authority, monkeypatch, options, words
):
    """What was asked for is not left out in silence."""
    for name, value in options.items():
        monkeypatch.setattr(loopback, name, value)
    with pytest.raises(AnchorError, match=words):
        sign_pdf(PLAIN, ann, now=NOW, authority=authority)


def test_a_bare_token_is_taken(ann, loopback, authority, monkeypatch):
    """Some authorities answer so; the house's client takes it."""
    answer = loopback.answer

    def bare(query):
        whole = answer(query)
        start = whole.index(bytes.fromhex("06092a864886f70d010702")) - 4
        return whole[start:]

    monkeypatch.setattr(loopback, "answer", bare)
    signed = sign_pdf(PLAIN, ann, now=NOW, authority=authority)
    assert judged(signed.data, stamper=loopback.root).timestamp_validity.valid


def test_a_token_that_is_too_long(ann, authority, monkeypatch):
    """It would not fit behind the PDF, so it is refused by name."""
    real = client_module.verify_imprint

    def longer(raw, digest):
        token = real(raw, digest)
        return type(token)(
            **{name: getattr(token, name) for name in token.__slots__}
            | {"raw": raw + bytes(TOKEN_ROOM)}
        )

    monkeypatch.setattr(client_module, "verify_imprint", longer)
    with pytest.raises(AnchorError, match="over the 16384 that fit"):
        sign_pdf(PLAIN, ann, now=NOW, authority=authority)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"", "not a PDF", id="empty"),
        pytest.param(b"PK\x03\x04", "not a PDF", id="ZIP"),
        pytest.param(PLAIN[: len(PLAIN) // 2], "not a PDF", id="cut"),
    ],
)
def test_what_is_no_pdf_is_refused(ann, data, words):
    """Before anybody is asked."""
    with pytest.raises(FormatError, match=words):
        sign_pdf(data, ann, now=NOW)


def test_a_pdf_that_readers_may_read_differently(ann):
    """A signature wants one reading; that there is a way to have it is said."""
    with pytest.raises(FormatError, match="generation 65536") as caught:
        sign_pdf(loose_pdf(), ann, now=NOW)
    assert "PDF/A" in caught.value.hint


def test_an_encrypted_pdf_is_refused(ann):
    """With what to do."""
    out, writer = BytesIO(), copy_into_new_writer(PdfFileReader(BytesIO(PLAIN)))
    writer.encrypt("owner", "user")
    writer.write(out)
    with pytest.raises(FormatError, match="encrypted"):
        sign_pdf(out.getvalue(), ann, now=NOW)


@settings(max_examples=20)
@given(st.data())
def test_damaged_pdfs(data):
    """It is an error of ours, or was of no account."""
    at = data.draw(st.integers(0, len(PLAIN) - 1))
    damaged = PLAIN[:at] + data.draw(st.binary(max_size=6)) + PLAIN[at + 1 :]
    try:
        signed = sign_pdf(damaged, Certified(ANN.key, ANN.chain), now=NOW)
    except FormatError:
        return  # and no other error
    assert signed.data.startswith(damaged)


def test_an_expired_certificate_signs_nothing(authority, loopback):
    """Nobody is asked for a timestamp then."""
    before = loopback.requests
    old = OFFICE.holder("Old", OFFICE.issuer, days=(-30, -1))
    with pytest.raises(StudioError, match="expired at"):
        sign_pdf(PLAIN, Certified(old.key, old.chain), now=NOW, authority=authority)
    assert loopback.requests == before


@pytest.mark.parametrize("text", ["a\nb", "a\x1b[2J", "a\u202eb", "x" * 501])
def test_remarks_are_one_line(text):
    """Readers show them beside the signature: nothing may hide there."""
    for values in ({"reason": text}, {"place": text}):
        with pytest.raises(FormatError, match="one line"):
            Remarks(**values)


def test_the_time_is_the_callers(dossier, ann):
    """In UTC, whatever zone it came in; the machine's is not told."""
    there = datetime.fromisoformat("2026-11-22T20:00:00.5+08:00")
    now = NOW.replace(microsecond=0)
    zoned = (now + timedelta(0)).astimezone(there.tzinfo)
    value = PdfFileReader(BytesIO(sign_pdf(dossier, ann, now=zoned).data)).embedded_signatures[0]
    assert value.sig_object["/M"] == f"D:{now:%Y%m%d%H%M%S}Z"


def test_without_the_extra_that_is_said(ann, monkeypatch):
    """With what to install."""
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda one: None if one == "pyhanko" else find(one)
    )
    with pytest.raises(StudioError, match="pyhanko is needed") as caught:
        sign_pdf(PLAIN, ann, now=NOW)
    assert "bozzetto[signature]" in caught.value.hint
