"""Certificates to sign documents with, and every sort that should not."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

NOW = datetime.now(UTC).replace(microsecond=0)  # pdfsig compares with the machine's clock
PASSPHRASE = "correct-horse 猫"  # noqa: S105  # of keys that live for one test run


def usage(*names):
    """Make a key usage with these bits."""
    bits = [
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    ]
    return x509.KeyUsage(**{bit: bit in names for bit in bits})


SIGNING = (
    (x509.BasicConstraints(ca=False, path_length=None), True),
    (usage("digital_signature", "content_commitment"), True),
)
ISSUING = (
    (x509.BasicConstraints(ca=True, path_length=None), True),
    (usage("key_cert_sign", "crl_sign"), True),
)


@dataclass(frozen=True)
class Holder:
    """A key, its certificate, and the issuers above it."""

    key: object
    certificate: x509.Certificate
    above: tuple = ()

    @property
    def chain(self):
        """The certificate, and those above it."""
        return (self.certificate, *self.above)

    def pem(self, *, backwards=False):
        """Spell the chain as PEM."""
        chain = self.chain[::-1] if backwards else self.chain
        return b"".join(each.public_bytes(Encoding.PEM) for each in chain)

    def key_pem(self, passphrase=None):
        """Spell the key as PEM."""
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, _closed(passphrase))

    def p12(self, passphrase=None):
        """Spell all as PKCS #12."""
        return pkcs12.serialize_key_and_certificates(
            b"signing", self.key, self.certificate, self.above, _closed(passphrase)
        )


def _closed(passphrase):
    if passphrase is None:
        return NoEncryption()
    return BestAvailableEncryption(passphrase.encode())


@dataclass
class Office:
    """A certificate office: a root, an issuer below it, and whom they certify.

    Attributes:
        base: Where the certificates say that lists and issuers are found.
    """

    base: str = "http://127.0.0.1:9"
    root: Holder = field(init=False)
    issuer: Holder = field(init=False)

    def __post_init__(self):
        self.root = self.holder("Root", None, ISSUING)
        self.issuer = self.holder("Issuer", self.root, ISSUING)

    def holder(
        self,
        name,
        issuer,
        extra=SIGNING,
        *,
        key=None,
        days=(-30, 300),
        digest=None,
    ):
        """Certify a key, by `issuer`, or by itself where there is none."""
        key = key or ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer.certificate.subject if issuer else subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW + timedelta(days=days[0]))
            .not_valid_after(NOW + timedelta(days=days[1]))
        )
        for value, critical in (*extra, *self._addresses()):
            builder = builder.add_extension(value, critical)
        signed = builder.sign(issuer.key if issuer else key, digest or hashes.SHA256())
        return Holder(key, signed, issuer.chain if issuer else ())

    def _addresses(self):
        point = [x509.UniformResourceIdentifier(f"{self.base}/list.crl")]
        ways = (
            (AuthorityInformationAccessOID.OCSP, "ocsp"),
            (AuthorityInformationAccessOID.CA_ISSUERS, "issuer.cer"),
        )
        return (
            (x509.CRLDistributionPoints([x509.DistributionPoint(point, None, None, None)]), False),
            (
                x509.AuthorityInformationAccess(
                    [
                        x509.AccessDescription(
                            way, x509.UniformResourceIdentifier(f"{self.base}/{page}")
                        )
                        for way, page in ways
                    ]
                ),
                False,
            ),
        )
