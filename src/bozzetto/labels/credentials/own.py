"""A chain of one's own: who has no certificate makes a root and a signer's below it.

    signer = make_own_signer(folder, "Li Atelier", now=now, passphrase="...")
    signer = open_own_signer(folder, "...")

It shows that the same key signed before and after, and that nothing was changed since. Whose key
it is, nobody but its holder says: that is *self-attested*, and no list of trusted issuers will
ever have it. The folder holds:

    signer.p12      the signer's key and both certificates
    root.p12        the root's key, which certifies the signer's next one
    root.pem        the root, to be given to whoever wants to recognise this signer

Both keys are under the passphrase; without one, no other account of the computer can read them.
"""

import os
import stat
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from bozzetto.certificates import MAX_FILE_BYTES, Held, read_held
from bozzetto.errors import FormatError, RecordingError, StudioError
from bozzetto.labels.credentials.action import check_words
from bozzetto.labels.credentials.certificate import CLAIM_SIGNING
from bozzetto.labels.credentials.signer import Signer, signer_of
from bozzetto.studio.durable import make_folder, write_durably

__all__ = ["has_own_signer", "make_own_signer", "open_own_signer", "renew_own_signer"]

SIGNER, ROOT, ROOT_PEM = "signer.p12", "root.p12", "root.pem"
MAX_NAME = 64  # characters of a common name: RFC 5280, ub-common-name
# Without a timestamp a signature is called expired when its certificate is, so it lives long; the
# keys of a chain that nobody vouches for are nobody's to revoke, so it does not live for ever
_LIFE = timedelta(days=5 * 365)
_ROOT_LIFE = timedelta(days=20 * 365)
_BEFORE = timedelta(hours=1)  # of another computer's clock that is behind
_ROUNDS = 600_000  # of PBKDF2 with HMAC-SHA-256: OWASP's password storage cheat sheet, 2023


def make_own_signer(
    folder: Path, name: str, *, now: datetime, passphrase: str | None = None
) -> Signer:
    """Make a root and a signer's certificate, and keep them.

    A root that an earlier call left without a signer is taken, and not made anew.

    Args:
        folder: Where; it is made where it is not there.
        name: Whom the certificates name. Everybody who has a picture can read it.
        now: From when they are valid.
        passphrase: What the keys are kept under; None keeps them for this account only.

    Raises:
        FormatError: `name` is none.
        StudioError: there is a signer in the folder already.
        LockedError: a root was left there under another passphrase.
        RecordingError: they could not be kept.
    """
    check_words(name)
    if len(name) > MAX_NAME:
        raise FormatError(
            "a name of {size} characters does not fit into a certificate; {most} do",
            size=len(name),
            most=MAX_NAME,
        )
    if has_own_signer(folder):
        raise StudioError("there is a signer in {place} already", place=folder)
    if os.path.lexists(folder / ROOT):  # the process died before it had a signer
        root = _open(folder / ROOT, passphrase)
        root.check_at(now)
    else:
        root_key = ec.generate_private_key(ec.SECP256R1())
        root = Held(root_key, (_root(name, root_key, now),))
        _keep(folder, ROOT, _sealed(root, passphrase))
    _keep(folder, ROOT_PEM, root.certificate.public_bytes(Encoding.PEM))
    leaf = _leaf(root, name, now)
    _keep(folder, SIGNER, _sealed(leaf, passphrase))  # the last: what opens is whole
    return signer_of(leaf, is_self_attested=True)


def has_own_signer(folder: Path) -> bool:
    """Whether a signer was made in a folder, and is whole."""
    return os.path.lexists(folder / SIGNER)


def open_own_signer(folder: Path, passphrase: str | None = None) -> Signer:
    """Open the signer of a folder.

    Raises:
        StudioError: there is none, or others can read it.
        LockedError: the passphrase is missing, or is not its own.
        FormatError: its file is damaged.
    """
    return signer_of(_open(folder / SIGNER, passphrase), is_self_attested=True)


def renew_own_signer(folder: Path, *, now: datetime, passphrase: str | None = None) -> Signer:
    """Make the signer a new key and certificate, by the same root; the old key is gone then.

    Raises:
        StudioError: there is none, others can read it, or its root has expired.
        LockedError: the passphrase is missing, or is not its own.
        FormatError: a file is damaged.
        RecordingError: the new one could not be kept.
    """
    root = _open(folder / ROOT, passphrase)
    root.check_at(now)
    named = root.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    leaf = _leaf(root, str(named[0].value), now)
    _keep(folder, SIGNER, _sealed(leaf, passphrase))
    return signer_of(leaf, is_self_attested=True)


def _open(path: Path, passphrase: str | None) -> Held:
    try:
        mode = path.stat().st_mode
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise StudioError("there is no signer in {place}", place=path.parent) from error
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise StudioError(
            "others can read the key file {file}",
            hint="take it back with: chmod 600 {file}",
            file=path,
        )
    return read_held(data, passphrase, kind=Held)


def _keep(folder: Path, name: str, data: bytes) -> None:
    try:
        make_folder(folder)
        write_durably(folder / name, data)
    except OSError as error:
        raise RecordingError(
            "cannot keep a key in {place}: {why}",
            hint="name a folder that can be written to",
            place=folder,
            why=error.strerror or error,
        ) from error


def _sealed(held: Held, passphrase: str | None) -> bytes:
    return pkcs12.serialize_key_and_certificates(
        None, held.key, held.certificate, held.chain[1:], _lock(passphrase)
    )


def _lock(passphrase: str | None) -> KeySerializationEncryption:
    if passphrase is None:
        return NoEncryption()
    return (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(_ROUNDS)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(passphrase.encode())
    )


def _root(name: str, key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    named = _name(name, "Self-attested root")
    issues = _usage(issues=True)
    return (
        _begun(named, named, key.public_key(), key.public_key(), now, _ROOT_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(issues, critical=True)
        .sign(key, hashes.SHA256())
    )


def _leaf(root: Held, name: str, now: datetime) -> Held:
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = root.certificate
    life = min(_LIFE, issuer.not_valid_after_utc - now)
    uses = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION, CLAIM_SIGNING])
    public = root.key.public_key()
    signed = (
        _begun(_name(name, "Self-attested"), issuer.subject, key.public_key(), public, now, life)  # type: ignore[arg-type]  # the root's is P-256
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(issues=False), critical=True)
        .add_extension(uses, critical=False)
        .sign(root.key, hashes.SHA256())
    )
    return Held(key, (signed, issuer))


def _name(name: str, unit: str) -> x509.Name:
    """Name somebody; readers show the organisation, so it says what the name is worth."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, unit),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    issuer_key: ec.EllipticCurvePublicKey,
    now: datetime,
    life: timedelta,
) -> x509.CertificateBuilder:
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BEFORE)
        .not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(above, critical=False)
    )


def _usage(*, issues: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not issues,
        content_commitment=not issues,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=issues,
        crl_sign=issues,
        encipher_only=False,
        decipher_only=False,
    )
