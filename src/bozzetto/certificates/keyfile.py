"""Files that certificates to sign with come in: PKCS #12 (RFC 7292), and PEM (RFC 7468).

A passphrase opens the key and goes no further: it is in no value, no error and no log.
"""

import re
import warnings
from collections.abc import Sequence
from typing import TypeVar

from asn1crypto import pkcs12 as asn1_pkcs12
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key, pkcs12

from bozzetto.anchor import read_certificates
from bozzetto.anchor.chain import is_self_issued
from bozzetto.certificates.held import (
    Held,
    PrivateKey,
    broken_chain,
    fits,
    has_issued,
    unknown_kind,
)
from bozzetto.errors import FormatError, LockedError

__all__ = ["MAX_FILE_BYTES", "read_held"]

MAX_CHAIN = 8  # certificates above the signer's; real chains have 2 or 3
MAX_FILE_BYTES = 1024 * 1024  # real files take under 20 kB

_PRIVATE = re.compile(
    rb"-----BEGIN ((?:[A-Z]+ )?PRIVATE KEY)-----.+?-----END \1-----", re.DOTALL
)  # RFC 7468 section 10, and the older forms of OpenSSL


_Kind = TypeVar("_Kind", bound=Held)


def read_held(
    data: bytes,
    passphrase: str | None = None,
    *,
    key: bytes | None = None,
    kind: type[_Kind],
) -> _Kind:
    """Read a key and its certificates.

    Args:
        data: A PKCS #12 file (.p12, .pfx), or a PEM file of certificates in any order.
        passphrase: Of the key; None where it has none, or is yet to be asked for.
        key: A PEM file with the private key, where `data` is PEM and has none in it.
        kind: What to make of them: ``Held``, or a class that has more rules.

    Raises:
        FormatError: A file is not of its form, or lacks the key or the certificate.
        LockedError: The passphrase is missing or wrong; it is in no error.
        StudioError: The key and the certificates are none to sign with.
    """
    for part in (data, key or b""):
        if len(part) > MAX_FILE_BYTES:
            raise FormatError(
                "a file of {size} bytes is too long for a certificate", size=len(part)
            )
    if b"-----BEGIN " in data:
        found = list(read_certificates(data))
        private = _pem_key(data if key is None else key, passphrase)
    elif key is None:
        private, found = _pkcs12(data, passphrase)
    else:
        raise FormatError("not a PEM file of certificates")
    if not found:
        raise FormatError("the file has no certificate")
    return kind(private, _ordered(private, list(dict.fromkeys(found))))


def _pem_key(data: bytes, passphrase: str | None) -> PrivateKey:
    block = _PRIVATE.search(data)
    if block is None:
        raise FormatError(
            "the file has no private key",
            hint="name the file that has it, or take a .p12 file, which has both",
        )
    given = None if passphrase is None else passphrase.encode()
    try:
        return _known(_load_pem(block[0], given))
    except ValueError as error:
        if b"ENCRYPTED" in block[0]:
            raise _locked(given) from None
        raise FormatError("not a private key: {reason}", reason=error) from None
    except UnsupportedAlgorithm as error:
        raise FormatError("not a private key: {reason}", reason=error) from None


def _load_pem(block: bytes, passphrase: bytes | None) -> object:
    try:
        return load_pem_private_key(block, passphrase)
    except TypeError:  # a passphrase is missing, or none is wanted
        if b"ENCRYPTED" in block:
            raise _locked(None) from None
        return load_pem_private_key(block, None)


def _pkcs12(data: bytes, passphrase: str | None) -> tuple[PrivateKey, list[x509.Certificate]]:
    given = None if passphrase is None else passphrase.encode()
    try:
        with warnings.catch_warnings():
            # BER, as some programs write it, is read too; its users can do nothing about it
            warnings.filterwarnings("ignore", "PKCS#12 bundle could not be parsed as DER")
            loaded = pkcs12.load_pkcs12(data, given)
    except ValueError:
        raise (_locked(given) if _is_pkcs12(data) else _no_pkcs12()) from None
    except UnsupportedAlgorithm as error:
        raise FormatError("not a private key: {reason}", reason=error) from None
    if loaded.key is None:
        raise FormatError(
            "the file has no private key",
            hint="export the certificate again, together with its key",
        )
    bags = [] if loaded.cert is None else [loaded.cert]
    return _known(loaded.key), [bag.certificate for bag in (*bags, *loaded.additional_certs)]


def _is_pkcs12(data: bytes) -> bool:
    """Tell whether it is a PKCS #12 file that only its passphrase keeps closed."""
    try:
        return bool(asn1_pkcs12.Pfx.load(data, strict=True)["version"].native == "v3")
    except (ValueError, TypeError, KeyError):
        return False


def _no_pkcs12() -> FormatError:
    return FormatError("neither a PKCS #12 file nor a PEM file")


def _locked(passphrase: bytes | None) -> LockedError:
    if passphrase is None:
        return LockedError(
            "the key of the certificate is locked, and its passphrase is not given",
            hint="set BOZZETTO_PASSPHRASE_SIGN, or run the command in a terminal",
        )
    return LockedError("the passphrase does not open the key of the certificate")


def _known(key: object) -> PrivateKey:
    if isinstance(key, PrivateKey):
        return key
    raise unknown_kind("-", type(key).__name__)


def _ordered(key: PrivateKey, found: Sequence[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """Put the certificates in order: the key's own, and each one's issuer behind it."""
    first = next((each for each in found if fits(key, each)), found[0])
    chain, left = [first], [each for each in found if each != first]
    while left and not is_self_issued(chain[-1]) and len(chain) <= MAX_CHAIN:
        issuer = next((each for each in left if has_issued(each, chain[-1])), None)
        if issuer is None:
            raise broken_chain(chain[-1])
        chain.append(issuer)
        left.remove(issuer)
    return tuple(chain)
