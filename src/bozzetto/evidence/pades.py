"""PAdES as pyHanko writes it, with what it would do by itself taken away.

Left alone, pyHanko rewrites the document's metadata with the machine's clock and zone, raises a
PDF to version 2.0 for an elliptic curve (PDF/A-2 is of 1.7), asks an authority twice, the first
time only for the length of an answer, and builds an HTTP client of its own where a field in the
PDF wants it to. None of that happens here. This module needs the extra ``signature``.
"""

import asyncio
import hashlib
import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.pdf_embedded import read_certification_data
from pyhanko_certvalidator.registry import SimpleCertificateStore

from bozzetto.anchor import Authority, Token
from bozzetto.errors import AnchorError, FormatError, StudioError
from bozzetto.evidence.certificate import Certified, PrivateKey

__all__ = ["Wish", "write_signature"]

DIGEST = "sha256"  # with every kind of key that is taken; tokens are over SHA-256 too
ROOM = 4096  # bytes for signature and attributes: RSA of 16384 bits takes half of it
TOKEN_ROOM = 16 * 1024  # bytes: authorities' tokens with their chains take 2 to 8 kB
# What pyHanko and the library below it raise over files that are no good PDF
_MALFORMED = (
    PdfError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    NotImplementedError,
    OverflowError,
    RecursionError,
    struct.error,
    zlib.error,
)

Ask = Callable[[bytes, Authority], Token]


@dataclass(frozen=True, slots=True)
class Wish:
    """How a PDF is to be signed; see ``sign_pdf``.

    Attributes:
        moment: The time that the signature claims, UTC, whole seconds.
        ask: Asks an authority for a token over a SHA-256.
    """

    moment: datetime
    reason: str
    place: str
    final: bool
    authority: Authority | None
    ask: Ask


def write_signature(data: bytes, signer: Certified, wish: Wish) -> tuple[bytes, Token | None, bool]:
    """Write a signature behind a PDF.

    Returns:
        The whole file, the token, and whether the signature forbids every change.

    Raises:
        FormatError: It is not a PDF that can be signed.
        StudioError: An earlier signature forbids another.
        AnchorError: The authority gave no token, or one that is too long.
    """
    stamper = None if wish.authority is None else _Stamper(wish.authority, wish.ask)
    try:
        writer = _Writer(io.BytesIO(data))
        certifies = wish.final and not _is_signed(writer.prev)
        out = _signed(writer, signer, wish, stamper, certifies=certifies)
    except _MALFORMED as error:
        raise FormatError(
            "not a PDF that can be signed: {reason}",
            hint="save it again as PDF/A: only what all readers read alike is signed",
            reason=error,
        ) from error
    return out, stamper.token if stamper else None, certifies


def _signed(
    writer: "_Writer", signer: Certified, wish: Wish, stamper: "_Stamper | None", *, certifies: bool
) -> bytes:
    """Take pyHanko's steps one by one: only so the time is ours, and nothing is fetched."""
    meta = PdfSignatureMetadata(
        # No field of the PDF has this name, as it is made of the PDF's digest; a field that was
        # there could name an address, for pyHanko to ask
        field_name=f"Signature-{hashlib.sha256(writer.data).hexdigest()[:16]}",
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        reason=wish.reason or None,
        location=wish.place or None,
        certify=certifies,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    session = _Form(meta, _Hand(signer), timestamper=stamper).init_signing_session(writer)
    session.system_time = wish.moment
    # The signer's own counts twice: its issuer's name stands in the signature again
    ders = [*_ders(signer.chain[:1]), *_ders(signer.chain)]
    room = ROOM + sum(map(len, ders)) + (TOKEN_ROOM if stamper else 0)
    prepared = session.prepare_tbs_document(None, 2 * room)  # it is written as hex digits
    digest, out = prepared.digest_tbs_document()
    asyncio.run(prepared.perform_signature(digest.document_digest, PdfCMSSignedAttributes()))
    out.seek(0)
    return bytes(out.read())


def _is_signed(reader: PdfFileReader) -> bool:
    """Tell whether a PDF has a signature, and refuse one that may have no other.

    Raises:
        FormatError: It is encrypted.
        StudioError: A signature in it forbids every change.
    """
    if reader.encrypted:
        raise FormatError("the PDF is encrypted", hint="sign a copy without a password")
    before = read_certification_data(reader)
    if before is not None and before.permission == MDPPerm.NO_CHANGES:
        raise StudioError(
            "a signature in the PDF forbids every change, and so another signature",
            hint="sign the PDF as it was before, or let the first signer leave room for others",
        )
    return any(True for _field in enumerate_sig_fields(reader, filled_status=True))


class _Writer(IncrementalPdfFileWriter):
    """Appends to a PDF, and leaves its metadata as they are."""

    def __init__(self, stream: io.BytesIO) -> None:
        super().__init__(stream)
        self.data = stream.getvalue()

    def _update_meta(self) -> None:
        """Write no time and no program of this machine into a document that stays the same."""


class _Form(PdfSigner):
    """Declares PAdES and nothing more, so that the PDF keeps its version."""

    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:
        del md_algorithm  # CMS says it; a reader of PDF 1.7 asks nothing more
        pdf_out.register_extension(ESIC_EXTENSION_1)


class _Hand(Signer):
    """Signs with the key as it was read; it is not written out for that."""

    def __init__(self, signer: Certified) -> None:
        own, *others = (asn1_x509.Certificate.load(each) for each in _ders(signer.chain))
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko's own gap
        store.register_multiple(others)
        # A root is the reader's to bring
        super().__init__(signing_cert=own, cert_registry=store, embed_roots=False)
        self._key = signer.key

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        del digest_algorithm, dry_run  # one is fixed, and no length is ever tried out
        return _sign(self._key, data)


class _Stamper(TimeStamper):
    """Asks the one authority, once, through the house's own client."""

    def __init__(self, authority: Authority, ask: Ask) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # pyHanko's own gap
        self._authority, self._ask = authority, ask
        self.token: Token | None = None

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        del md_algorithm  # SHA-256, as the signature's
        token = self.token = self._ask(message_digest, self._authority)
        if len(token.raw) > TOKEN_ROOM:
            raise AnchorError(
                "{authority}: its token of {size} bytes is over the {limit} that fit",
                authority=self._authority.name,
                size=len(token.raw),
                limit=TOKEN_ROOM,
            )
        return _content(token.raw)


def _sign(key: PrivateKey, data: bytes) -> bytes:
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(data, ec.ECDSA(hashes.SHA256()))
    return key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def _content(raw: bytes) -> cms.ContentInfo:
    """Take the token out of an answer; some authorities send it bare."""
    try:
        return tsp.TimeStampResp.load(raw, strict=True)["time_stamp_token"]
    except ValueError:
        return cms.ContentInfo.load(raw, strict=True)


def _ders(chain: tuple[x509.Certificate, ...]) -> list[bytes]:
    return [each.public_bytes(Encoding.DER) for each in chain]
