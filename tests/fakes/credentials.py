"""A signer of content credentials of our own: files that c2pa-python signs, with a made-up CA."""

import io
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from PIL import Image

__all__ = ["SOURCE", "altered", "drawn", "sign"]

SOURCE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
_ENDS = datetime(2056, 1, 1, tzinfo=UTC)


def drawn(shade=7, mode="PNG"):
    """A picture that nobody signed yet."""
    made = io.BytesIO()
    Image.new("RGB", (64, 64), (shade, 80, 90)).save(made, mode)
    return made.getvalue()


def sign(data, media_type="image/png", *, actions=None, remote=None):
    """Sign a picture as a service does: with what was done, and by which program."""
    import c2pa  # noqa: PLC0415  # not always there

    chain, key = _certificates()
    manifest = {
        "claim_generator_info": [{"name": "Cat Service", "version": "1.0"}],
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": actions or _created()}}],
    }
    signed = io.BytesIO()
    info = c2pa.C2paSignerInfo(b"es256", chain, key, None)
    settings = {"builder": {"thumbnail": {"enabled": False}}, "verify": {"verify_trust": False}}
    with (
        c2pa.Context.from_dict(settings) as context,
        c2pa.Signer.from_info(info) as signer,
        c2pa.Builder(manifest, context=context) as builder,
    ):
        if remote is not None:
            builder.set_no_embed()
            builder.set_remote_url(remote)
        builder.sign(signer, media_type, io.BytesIO(data), signed)
    return signed.getvalue()


def altered(data, words):
    """Change one byte of a file, in these words."""
    at = data.index(words)
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def _created():
    agent = {"name": "cat-image", "version": "2"}
    return [{"action": "c2pa.created", "digitalSourceType": SOURCE, "softwareAgent": agent}]


def _certificates():
    """Make a CA and a leaf that may sign; return the chain and the leaf's key, as PEM."""
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = _name("Cat CA", "Cats")
    leaf = (
        _builder(_name("Cat Signer", "Cats & Co"), root, key, root_key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False
        )
        .sign(root_key, hashes.SHA256())
    )
    authority = (
        _builder(root, root, root_key, root_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    chain = leaf.public_bytes(pem) + authority.public_bytes(pem)
    return chain, key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _name(common, organisation):
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, common),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
        ]
    )


def _builder(subject, issuer, key, issuer_key):
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_BEGAN - timedelta(days=1))
        .not_valid_after(_ENDS)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
    )


def _usage(*, signs):
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signs,
        crl_sign=not signs,
        encipher_only=False,
        decipher_only=False,
    )
