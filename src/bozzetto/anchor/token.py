"""Verification of timestamp tokens: that one is whole, and that a reader may trust it.

Two questions, never mixed:

    token = verify_token(raw, note)           # anchored: whole, by whoever signed it
    trust = trust_token(raw, note, roots)     # trusted: and the signer is vouched for

``verify_token`` needs nobody's trust: the imprint is of this data, the signature is by the
certificate that the token names, that certificate may sign timestamps and was valid then, and
the chain holds as far as the token carries it. Anybody can make such a token with keys of his
own, and any time. So only ``trust_token``, with roots that the reader brings, says that it was
then; two verifiers decide on it, ``chain`` and OpenSSL (by rfc3161-client), and both must agree.

rfc3161-client 1.0.6 to 1.0.8 took a root that was embedded in the token for trusted. Here the
embedded self-issued certificates are taken out before it sees the token, the signer is pinned,
and the path is found by ``chain`` first.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import rfc3161_client
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from bozzetto.anchor.chain import (
    check_signer,
    find_path,
    is_self_issued,
    load_certificate,
    name_of,
    verify_embedded,
)
from bozzetto.anchor.signature import verify_signature
from bozzetto.anchor.syntax import parse_signed, parse_token
from bozzetto.anchor.values import Signed, Token
from bozzetto.errors import VerificationError

__all__ = [
    "Token",
    "TrustedChain",
    "parse_token",
    "trust_imprint",
    "trust_token",
    "verify_imprint",
    "verify_token",
]


@dataclass(frozen=True, slots=True)
class TrustedChain:
    """A token that a reader's own root vouches for, and by which path.

    Attributes:
        token: The verified token.
        certificates: From the signer (first) to the reader's root (last).
    """

    token: Token
    certificates: tuple[x509.Certificate, ...]

    @property
    def signer(self) -> str:
        """Who signed the token: the subject of its certificate, as RFC 4514 spells it."""
        return name_of(self.certificates[0])

    @property
    def root(self) -> str:
        """Whom the reader trusts: the subject of the root, as RFC 4514 spells it."""
        return name_of(self.certificates[-1])

    @property
    def root_digest(self) -> str:
        """The root's fingerprint, as ``sha256:`` and 64 hex digits."""
        return f"sha256:{self.certificates[-1].fingerprint(hashes.SHA256()).hex()}"


def verify_token(raw: bytes, data: bytes) -> Token:
    """Verify that a token is whole and stamps `data`; by whom, is not asked.

    Raises:
        FormatError: `raw` is not a token.
        VerificationError: It is one, and it stamps something else, or its signature, its
            signer's purpose or validity, or its embedded chain does not hold.
    """
    return verify_imprint(raw, hashlib.sha256(data).digest())


def verify_imprint(raw: bytes, digest: bytes) -> Token:
    """Verify a token as ``verify_token`` does, over data whose SHA-256 is `digest` (32 bytes).

    Raises:
        FormatError: As for ``verify_token``.
        VerificationError: As for ``verify_token``.
    """
    return _verify(parse_signed(raw), digest).token


def trust_token(
    raw: bytes,
    data: bytes,
    roots: Sequence[x509.Certificate],
    intermediates: Sequence[x509.Certificate] = (),
) -> TrustedChain:
    """Verify that a token is whole, stamps `data`, and that one of `roots` vouches for it.

    Args:
        raw: The token, or the authority's whole answer.
        data: What was stamped.
        roots: What the reader trusts: self-issued certificates. Others among them serve as
            intermediates only, so a reader may give a whole chain in one file.
        intermediates: More certificates that may stand between; nothing rests on them.

    Raises:
        FormatError: `raw` is not a token.
        VerificationError: It does not hold, or no path leads from its signer to `roots`.
    """
    return trust_imprint(raw, hashlib.sha256(data).digest(), roots, intermediates)


def trust_imprint(
    raw: bytes,
    digest: bytes,
    roots: Sequence[x509.Certificate],
    intermediates: Sequence[x509.Certificate] = (),
) -> TrustedChain:
    """Verify a token as ``trust_token`` does, over data whose SHA-256 is `digest` (32 bytes).

    Raises:
        FormatError: As for ``trust_token``.
        VerificationError: As for ``trust_token``.
    """
    signed = _verify(parse_signed(raw), digest)
    token = signed.token
    anchors = [each for each in roots if is_self_issued(each)]
    between = [load_certificate(each) for each in token.certificates]
    signer = load_certificate(token.signer)
    path = find_path(signer, [*between, *intermediates, *roots], anchors, token.gen_time)
    _confirm(signed, path)
    return TrustedChain(token, path)


def _verify(signed: Signed, digest: bytes) -> Signed:
    token = signed.token
    if token.imprint != digest:
        raise VerificationError(
            "the token stamps {imprint}, not {digest}",
            imprint=token.imprint.hex(),
            digest=digest.hex(),
        )
    signer = load_certificate(token.signer)
    verify_signature(signed, signer, token.signer)
    check_signer(signer, token.gen_time)
    embedded = [load_certificate(each) for each in token.certificates]
    verify_embedded(signer, embedded, token.gen_time)
    return signed


def _confirm(signed: Signed, path: tuple[x509.Certificate, ...]) -> None:
    """Let the second verifier decide: it must come to the same along the same path."""
    verifier = rfc3161_client.VerifierBuilder(
        tsa_certificate=path[0],
        intermediates=list(path[1:-1]),
        roots=[path[-1]],
    ).build()
    response = rfc3161_client.decode_timestamp_response(signed.response)
    try:
        verifier.verify(response, signed.token.imprint)
    except (rfc3161_client.VerificationError, ValueError) as error:
        raise VerificationError(
            "the token does not hold against the root {root}: {reason}",
            root=name_of(path[-1]),
            reason=error,
        ) from error
