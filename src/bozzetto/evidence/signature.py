"""Signatures on finished PDFs: PAdES, with the user's own certificate, at the user's own wish.

    signed = sign_pdf(pdf, read_certified(p12, "passphrase"), now=now, authority=authority)
    signed.data       # the PDF as it was, to its last byte, and the signature behind it

The form is ``ETSI.CAdES.detached`` (ETSI EN 319 142-1): level B-B, or B-T with a timestamp of
the authority that is named. The signature is written behind the PDF as an incremental update,
shows nowhere on the pages, and touches neither metadata nor version, so that PDF/A stays PDF/A.

The network is called for the one timestamp, through ``anchor``, and for nothing else: neither
revocation lists nor issuers' certificates are fetched. The same PDF signed twice gives different
bytes: the time of signing, the identifier of the revision and the token differ.
"""

import importlib.util
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime

from bozzetto.anchor import Authority, Token, request_token
from bozzetto.errors import FormatError, StudioError
from bozzetto.evidence.certificate import Certified

__all__ = ["Remarks", "SignedPdf", "sign_pdf"]

MAX_PDF_BYTES = 512 * 1024 * 1024  # bytes: it is held in memory twice, and no court takes as much
MAX_REMARK = 500  # characters; readers show a line


@dataclass(frozen=True, slots=True)
class Remarks:
    """What the signer says beside the signature; a reader's panel shows it.

    Attributes:
        reason: Why it is signed, on one line; empty says nothing.
        place: Where, on one line; empty says nothing.

    Raises:
        FormatError: One is too long, or has control characters in it.
    """

    reason: str = ""
    place: str = ""

    def __post_init__(self) -> None:
        for text in (self.reason, self.place):
            if len(text) > MAX_REMARK or any(_is_control(letter) for letter in text):
                raise FormatError(
                    "a reason or a place is one line of up to {most} characters", most=MAX_REMARK
                )


@dataclass(frozen=True, slots=True)
class SignedPdf:
    """A PDF with a signature.

    Attributes:
        data: The whole file; it begins with the bytes that were signed.
        token: The timestamp over the signature; None where nobody was asked.
        certifies: Whether the signature forbids every later change (DocMDP 1).
    """

    data: bytes
    token: Token | None
    certifies: bool


def sign_pdf(
    data: bytes,
    signer: Certified,
    *,
    now: datetime,
    authority: Authority | None = None,
    remarks: Remarks | None = None,
    final: bool = True,
) -> SignedPdf:
    """Sign a PDF.

    Not to be called where an event loop of asyncio runs.

    Args:
        data: A PDF, whole.
        signer: Whose signature.
        now: This computer's time, which the signature claims.
        authority: Whom to ask for a timestamp over the signature; None asks nobody.
        remarks: What is said beside it.
        final: Whether nothing may be changed afterwards, no signature added either. Where the
            PDF has been signed before, only the first signature could say so.

    Raises:
        StudioError: What signs is not installed, a certificate is not valid now, or a signature
            in the PDF forbids another.
        FormatError: It is no PDF, an encrypted one, or one that cannot be read strictly.
        AnchorError: The authority gave no timestamp: nothing is signed then.
    """
    if importlib.util.find_spec("pyhanko") is None:
        raise StudioError(
            "pyhanko is needed for a signature, and is not installed",
            hint="install it with: pip install 'bozzetto[signature]'",
        )
    if len(data) > MAX_PDF_BYTES:
        raise FormatError("a PDF of {size} bytes is too long to sign", size=len(data))
    signer.check_at(now)
    from bozzetto.evidence.pades import Wish, write_signature  # noqa: PLC0415  # an extra

    def ask(digest: bytes, asked: Authority) -> Token:
        return request_token(asked, digest, now=now)

    said = remarks or Remarks()
    wish = Wish(
        now.astimezone(UTC).replace(microsecond=0), said.reason, said.place, final, authority, ask
    )
    return SignedPdf(*write_signature(data, signer, wish))


def _is_control(letter: str) -> bool:
    """Tell what moves or hides text: controls, marks of direction, and breaks of lines."""
    return unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
