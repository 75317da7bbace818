"""The signature of a timestamp token: CMS, RFC 5652 section 5.6, as RFC 3161 and 5816 bind it.

Three equalities make a token its signer's: the signed attributes state the digest of the
content; they name the certificate by its digest; and the certificate's key verifies the
signature over them. Whose certificate it is, is not asked here: see ``chain``.
"""

import hashlib

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from bozzetto.anchor.values import Signed
from bozzetto.errors import VerificationError

__all__ = ["verify_signature"]

# What may sign. SHA-1 is not among them: collisions have been made since 2017
# (https://shattered.io). PSS and Ed25519 are left out because OpenSSL's PKCS#7 code, which
# decides on trust in the end, does not verify them.
_DIGESTS: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
# What may name a certificate: RFC 2634 knows nothing but SHA-1. That is no weakness, for
# the signature itself is verified by the key of the certificate so named.
_NAMING = {*_DIGESTS, "sha1"}
MIN_RSA_BITS = 2048  # CA/Browser Forum code-signing requirements 6.1.5, before 2021


def verify_signature(signed: Signed, certificate: x509.Certificate, der: bytes) -> None:
    """Verify that `certificate` signed the token.

    Args:
        signed: The token, taken apart.
        certificate: The certificate that it names as its signer.
        der: The same certificate as bytes.

    Raises:
        VerificationError: It did not, or an algorithm is not one that may sign.
    """
    _verify_content(signed)
    _verify_naming(signed, der)
    _verify_key(signed, certificate)


def _verify_content(signed: Signed) -> None:
    if signed.digest_algorithm not in _DIGESTS:
        raise VerificationError(
            "the token is made with the hash {algorithm}, which is not accepted",
            algorithm=signed.digest_algorithm,
        )
    digest = hashlib.new(signed.digest_algorithm, signed.content).digest()
    if digest != signed.message_digest:
        raise VerificationError(
            "the token signs the digest {stated}, its content has {digest}",
            stated=signed.message_digest.hex(),
            digest=digest.hex(),
        )


def _verify_naming(signed: Signed, der: bytes) -> None:
    for algorithm, stated in signed.signer_digests:
        if algorithm not in _NAMING:
            raise VerificationError(
                "the token is made with the hash {algorithm}, which is not accepted",
                algorithm=algorithm,
            )
        digest = hashlib.new(algorithm, der, usedforsecurity=False).digest()
        if digest != stated:
            raise VerificationError(
                "the token names a signer with the digest {stated}, the certificate has {digest}",
                stated=stated.hex(),
                digest=digest.hex(),
            )


def _verify_key(signed: Signed, certificate: x509.Certificate) -> None:
    algorithm = _DIGESTS.get(signed.scheme_digest)
    try:
        key = certificate.public_key()
        if algorithm and signed.scheme == "rsassa_pkcs1v15" and isinstance(key, rsa.RSAPublicKey):
            _verify_size(key)
            return key.verify(signed.signature, signed.attributes, padding.PKCS1v15(), algorithm)
        if algorithm and signed.scheme == "ecdsa" and isinstance(key, ec.EllipticCurvePublicKey):
            return key.verify(signed.signature, signed.attributes, ec.ECDSA(algorithm))
    except InvalidSignature as error:
        raise VerificationError("the token's signature is false") from error
    except (UnsupportedAlgorithm, ValueError) as error:
        raise VerificationError("the signer's key is not usable: {reason}", reason=error) from error
    raise VerificationError(
        "the token is signed with {scheme} and {digest}, which is not accepted here",
        scheme=signed.scheme,
        digest=signed.scheme_digest,
    )


def _verify_size(key: rsa.RSAPublicKey) -> None:
    if key.key_size < MIN_RSA_BITS:
        raise VerificationError(
            "the token is signed with an RSA key of {bits} bits, fewer than {least}",
            bits=key.key_size,
            least=MIN_RSA_BITS,
        )
