"""A real RFC 3161 timestamp authority in small, on loopback, that can be told to misbehave.

It makes its own root, intermediate and leaf when it starts, answers queries over HTTP with
tokens that ``openssl ts -verify`` accepts, and serves its revocation lists:

    with Authority() as authority:
        raw = httpx.post(authority.url, content=query).content   # or authority.stamp(b"data")
        authority.wrong_nonce = True                             # from now on

As a program it serves until it is stopped: ``python authority.py --port 8318 --root root.pem``.
It is for tests and demonstrations: its keys live in memory, and nobody vouches for it.
"""

import argparse
import base64
import hashlib
import signal
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal, Self, cast

from asn1crypto import cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

__all__ = ["POLICY", "Authority"]

POLICY = "1.3.6.1.4.1.57264.999.1"  # the policy it stamps under unless told otherwise
TYPE = "application/timestamp-reply"
HUGE = 4 * 1024 * 1024  # bytes, well over what any client should take

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Leaf = Literal["good", "expired", "future", "no-eku", "wrong-eku", "soft-eku", "two-ekus", "usage"]


def now() -> datetime:
    """Read the machine's clock, as UTC."""
    return datetime.fromtimestamp(time.time(), UTC)


def new_key(kind: str) -> Key:
    """Make a P-256 key, or an RSA key of 2048 bits where `kind` says ``rsa``."""
    if kind == "ec":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(65537, 2048)


def der(certificate: x509.Certificate) -> bytes:
    """Encode a certificate as DER."""
    return certificate.public_bytes(serialization.Encoding.DER)


@dataclass(frozen=True)
class Holder:
    """A certificate and the key that it certifies."""

    certificate: x509.Certificate
    key: Key

    @property
    def name(self) -> x509.Name:
        """The certificate's subject."""
        return self.certificate.subject


@dataclass(frozen=True)
class Maker:
    """Makes the certificates and revocation lists of one authority, all around one moment."""

    moment: datetime
    base: str  # where the authority serves its lists, without a path
    kind: str
    label: str

    def certificate(
        self,
        title: str,
        issuer: Holder | None,
        *,
        years: tuple[float, float] = (-9, 10),
        extra: tuple[tuple[x509.ExtensionType, bool], ...] = (),
        page: str = "",
    ) -> Holder:
        """Certify a new key, by `issuer` or by itself; `page` is the issuer's page name."""
        key = new_key(self.kind)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{self.label} {title}")])
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(issuer.name if issuer else name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.moment + timedelta(days=365.25 * years[0]))
            .not_valid_after(self.moment + timedelta(days=365.25 * years[1]))
        )
        for value, critical in (*extra, *self._addresses(page)):
            builder = builder.add_extension(value, critical)
        return Holder(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key)

    def authority(self, title: str, issuer: Holder | None, page: str = "") -> Holder:
        """Make a certificate authority."""
        usage = x509.KeyUsage(
            digital_signature=False,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=True,
            crl_sign=True,
            encipher_only=False,
            decipher_only=False,
        )
        extra = ((x509.BasicConstraints(ca=True, path_length=None), True), (usage, True))
        return self.certificate(title, issuer, extra=extra, page=page)

    def leaf(self, sort: Leaf, issuer: Holder) -> Holder:
        """Make a timestamp signer of one sort, good or faulty."""
        stamping = ExtendedKeyUsageOID.TIME_STAMPING
        usages = {
            "no-eku": (),
            "wrong-eku": ((x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), True),),
            "soft-eku": ((x509.ExtendedKeyUsage([stamping]), False),),
            "two-ekus": (
                (x509.ExtendedKeyUsage([stamping, ExtendedKeyUsageOID.CODE_SIGNING]), True),
            ),
        }
        years = {"expired": (-9.0, -0.01), "future": (0.01, 10.0)}
        extra = usages.get(sort, ((x509.ExtendedKeyUsage([stamping]), True),))
        signing = x509.KeyUsage(
            digital_signature=sort != "usage",
            content_commitment=False,
            key_encipherment=sort == "usage",
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=False,
            crl_sign=False,
            encipher_only=False,
            decipher_only=False,
        )
        return self.certificate(
            f"signer, {sort}",
            issuer,
            years=years.get(sort, (-9.0, 10.0)),
            extra=(*extra, (signing, True)),
            page="ca",
        )

    def crl(self, issuer: Holder) -> bytes:
        """Make an empty revocation list, DER."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(issuer.name)
            .last_update(self.moment - timedelta(days=1))
            .next_update(self.moment + timedelta(days=30))
        )
        signed = builder.sign(issuer.key, hashes.SHA256())
        return signed.public_bytes(serialization.Encoding.DER)

    def _addresses(self, page: str) -> tuple[tuple[x509.ExtensionType, bool], ...]:
        if not page:
            return ()
        where = [x509.UniformResourceIdentifier(f"{self.base}/{page}.crl")]
        point = x509.DistributionPoint(where, None, None, None)
        issuer = x509.UniformResourceIdentifier(f"{self.base}/{page}.cer")
        access = x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, issuer)
        return (
            (x509.CRLDistributionPoints([point]), False),
            (x509.AuthorityInformationAccess([access]), False),
        )


@dataclass(kw_only=True)
class Authority:
    """The authority. Every option may be changed while it serves; the next answer obeys.

    Attributes:
        port: TCP port on 127.0.0.1; 0 takes a free one.
        key: ``ec`` (P-256) or ``rsa`` (2048 bits). Fixed at start.
        delay: Seconds to wait before each answer.
        gate: What each answer waits for, where there is one.
        down: Close the connection without a word.
        status: The HTTP status of answers.
        content_type: The media type of answers.
        location: Where to redirect to, with `status` 30x.
        leaf: Which signer to use: see ``Maker.leaf``.
        embed: Which certificates to put in: the leaf, the chain below the root, or all.
        rejection: Refuse with PKIStatus 2 and no token.
        mods: Grant with modifications (PKIStatus 1).
        replay: Send these bytes instead of an answer.
        forged: Sign by a second, hostile chain, and put its root in.
        unordered: Put the certificates out of DER order.
        ess: How the signer is named: RFC 5816, RFC 2634 with SHA-1, not at all, or another.
        gen_time: The time to state; the clock's where None.
        offset: By how much the clock is wrong.
        accuracy: Seconds, milliseconds and microseconds to state.
        policy: The policy OID to state.
        user, password: What HTTP basic authentication must bring, where set.
        pages: What GET serves, by path: the lists and the issuers' certificates.
        requests: How many queries came in.
        downloads: Which pages were asked for.
    """

    port: int = 0
    key: str = "ec"
    label: str = "Loopback timestamps"
    delay: float = 0.0
    gate: threading.Event | None = None
    down: bool = False
    status: int = 200
    content_type: str = TYPE
    location: str = ""
    leaf: Leaf = "good"
    embed: Literal["leaf", "chain", "all", "none"] = "chain"
    rejection: bool = False
    mods: bool = False
    replay: bytes | None = None
    forged: bool = False
    unordered: bool = False
    wrong_imprint: bool = False
    wrong_nonce: bool = False
    no_nonce: bool = False
    tampered: bool = False
    huge: bool = False
    ess: Literal["v2", "v1", "none", "wrong"] = "v2"
    gen_time: datetime | None = None
    offset: timedelta = timedelta(0)
    accuracy: tuple[int, int, int] | None = None
    policy: str = POLICY
    user: str | None = None
    password: str = field(default="", repr=False)
    pages: dict[str, bytes] = field(default_factory=dict, repr=False)
    requests: int = 0
    downloads: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        """Bind the port, make the certificates and begin to serve."""
        self._server = _Server(("127.0.0.1", self.port), _Handler)
        self._server.authority = self
        self.port = self._server.server_address[1]
        self._maker = Maker(now(), self.base, self.key, self.label)
        self._root = self._maker.authority("root", None)
        self._issuer = self._maker.authority("issuer", self._root, "root")
        self._leaves: dict[tuple[Leaf, bool], Holder] = {}
        self._rogue: tuple[Holder, Holder] | None = None
        self._lock = threading.Lock()
        self.pages |= {
            "/root.crl": self._maker.crl(self._root),
            "/root.cer": der(self._root.certificate),
            "/ca.crl": self._maker.crl(self._issuer),
            "/ca.cer": der(self._issuer.certificate),
        }
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        """Stop serving and wait for what is still being answered."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def base(self) -> str:
        """The address without a path."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """Where queries are posted."""
        return f"{self.base}/tsr"

    @property
    def root(self) -> x509.Certificate:
        """The root that a reader may trust."""
        return self._root.certificate

    @property
    def issuer(self) -> x509.Certificate:
        """The intermediate authority, which signs the leaf."""
        return self._issuer.certificate

    @property
    def root_pem(self) -> bytes:
        """The root as PEM."""
        return self.root.public_bytes(serialization.Encoding.PEM)

    def stamp(self, data: bytes, nonce: int | None = None) -> bytes:
        """Answer for SHA-256 of `data`, without HTTP, under the same options."""
        imprint = {
            "hash_algorithm": {"algorithm": "sha256"},
            "hashed_message": hashlib.sha256(data).digest(),
        }
        query = {"version": "v1", "message_imprint": imprint, "cert_req": True}
        if nonce is not None:
            query["nonce"] = nonce
        return self.answer(tsp.TimeStampReq(query).dump())

    def answer(self, query: bytes) -> bytes:
        """Answer a DER query with a DER response."""
        if self.replay is not None:
            return self.replay
        if self.rejection:
            return _response("rejection", None)
        token = self._token(tsp.TimeStampReq.load(query, strict=True))
        return _response("granted_with_mods" if self.mods else "granted", token)

    def signer(self) -> Holder:
        """Give the leaf that signs under the present options; made when first asked for."""
        with self._lock:
            if self.forged and self._rogue is None:
                root = self._maker.authority("root", None)
                self._rogue = (root, self._maker.authority("issuer", root, "root"))
            issuer = self._rogue[1] if self.forged and self._rogue else self._issuer
            slot = (self.leaf, self.forged)
            if slot not in self._leaves:
                self._leaves[slot] = self._maker.leaf(self.leaf, issuer)
            return self._leaves[slot]

    def chain(self) -> list[x509.Certificate]:
        """Give the certificates to put in, leaf first."""
        leaf = self.signer().certificate
        root, issuer = self._rogue if self.forged and self._rogue else (self._root, self._issuer)
        full = [leaf, issuer.certificate, root.certificate]
        if self.forged:
            return full
        return full[: {"none": 0, "leaf": 1, "chain": 2, "all": 3}[self.embed]]

    def _token(self, query: tsp.TimeStampReq) -> bytes:
        content = self._info(query).dump()
        signer = self.signer()
        attributes = self._attributes(content, signer.certificate)
        signature = self._sign(signer.key, attributes.dump())
        certificates = sorted(der(certificate) for certificate in self.chain())
        parsed = asn1_x509.Certificate.load(der(signer.certificate))
        signed = cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [{"algorithm": "sha256"}],
                "encap_content_info": {
                    "content_type": "tst_info",
                    "content": core.ParsableOctetString(content),
                },
                "certificates": [asn1_x509.Certificate.load(each) for each in certificates],
                "signer_infos": [
                    {
                        "version": "v1",
                        "sid": cms.SignerIdentifier(
                            "issuer_and_serial_number",
                            {"issuer": parsed.issuer, "serial_number": parsed.serial_number},
                        ),
                        "digest_algorithm": {"algorithm": "sha256"},
                        "signed_attrs": attributes,
                        "signature_algorithm": self._algorithm(),
                        "signature": signature,
                    }
                ],
            }
        )
        if not certificates:
            signed["certificates"] = None
        token = bytes(cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump())
        if self.unordered:
            token = token.replace(b"".join(certificates), b"".join(reversed(certificates)))
        return token

    def _info(self, query: tsp.TimeStampReq) -> tsp.TSTInfo:
        digest = query["message_imprint"]["hashed_message"].native
        moment = self.gen_time or now() + self.offset
        info = {
            "version": "v1",
            "policy": self.policy,
            "message_imprint": {
                "hash_algorithm": {"algorithm": "sha256"},
                "hashed_message": hashlib.sha256(digest).digest() if self.wrong_imprint else digest,
            },
            "serial_number": int.from_bytes(hashlib.sha256(digest).digest()[:8], "big"),
            "gen_time": moment,
        }
        nonce = query["nonce"].native
        if nonce is not None and not self.no_nonce:
            info["nonce"] = nonce + 1 if self.wrong_nonce else nonce
        if self.accuracy:
            parts = zip(("seconds", "millis", "micros"), self.accuracy, strict=True)
            info["accuracy"] = {part: value for part, value in parts if value}
        return tsp.TSTInfo(info)

    def _attributes(self, content: bytes, certificate: x509.Certificate) -> cms.CMSAttributes:
        attributes = [
            {"type": "content_type", "values": ["tst_info"]},
            {"type": "message_digest", "values": [hashlib.sha256(content).digest()]},
        ]
        named = der(self.issuer if self.ess == "wrong" else certificate)
        if self.ess == "v1":
            old = tsp.SigningCertificate(
                {"certs": [{"cert_hash": hashlib.sha1(named, usedforsecurity=False).digest()}]}
            )
            attributes.append({"type": "signing_certificate", "values": [old]})
        elif self.ess != "none":
            new = tsp.SigningCertificateV2(
                {"certs": [{"cert_hash": hashlib.sha256(named).digest()}]}
            )
            attributes.append({"type": "signing_certificate_v2", "values": [new]})
        return cms.CMSAttributes(attributes)

    def _sign(self, key: Key, message: bytes) -> bytes:
        if isinstance(key, ec.EllipticCurvePrivateKey):
            signature = key.sign(message, ec.ECDSA(hashes.SHA256()))
        else:
            signature = key.sign(message, padding.PKCS1v15(), hashes.SHA256())
        if self.tampered:  # the last bit: still DER, and false
            signature = signature[:-1] + bytes([signature[-1] ^ 1])
        return signature

    def _algorithm(self) -> dict[str, object]:
        return {"algorithm": "sha256_ecdsa" if self.key == "ec" else "sha256_rsa"}


class _Server(ThreadingHTTPServer):
    authority: Authority
    daemon_threads = True
    block_on_close = False  # a client that gave up must not hold the test up


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        """Answer a timestamp query, or misbehave as told."""
        authority = cast("_Server", self.server).authority
        authority.requests += 1
        query = self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(authority.delay)
        if authority.gate is not None:
            authority.gate.wait(60)
        if authority.down:
            self.close_connection = True
        elif not self._is_admitted(authority):
            self._send(401, "text/plain", b"who are you?")
        elif authority.status != 200:
            self._send(authority.status, "text/plain", b"out of order")
        elif authority.huge:
            self._send(200, authority.content_type, bytes(HUGE))
        else:
            self._send(200, authority.content_type, authority.answer(query))

    def do_GET(self) -> None:
        """Serve a revocation list or a certificate."""
        authority = cast("_Server", self.server).authority
        authority.downloads.append(self.path)
        page = authority.pages.get(self.path)
        self._send(404 if page is None else 200, "application/octet-stream", page or b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base names it
        """Say nothing: the tests' own output matters."""

    def _is_admitted(self, authority: Authority) -> bool:
        if authority.user is None:
            return True
        pair = f"{authority.user}:{authority.password}".encode()
        expected = "Basic " + base64.b64encode(pair).decode()
        return self.headers.get("Authorization") == expected

    def _send(self, status: int, content_type: str, body: bytes) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            location = cast("_Server", self.server).authority.location
            if location:
                self.send_header("Location", location)
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client has gone, as some tests want


def _response(status: str, token: bytes | None) -> bytes:
    info: dict[str, object] = {"status": status}
    if token is None:
        info |= {"status_string": ["not today"], "fail_info": {"bad_request"}}
    parts = tsp.PKIStatusInfo(info).dump() + (token or b"")
    return core.Sequence(contents=parts).dump() if parts else b""


def main() -> None:
    """Serve until interrupted, for a demonstration without a network."""
    parser = argparse.ArgumentParser(description="A timestamp authority on loopback.")
    parser.add_argument("--port", type=int, default=0, help="TCP port; 0 takes a free one")
    parser.add_argument("--root", type=Path, help="where to write the root certificate (PEM)")
    parser.add_argument("--url", type=Path, help="where to write the address, once it serves")
    options = parser.parse_args()
    # A shell that starts it in the background lets it ignore this, and it would never stop
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with Authority(port=options.port) as authority:
        try:  # who has read one of them may end it at once
            if options.root:
                options.root.write_bytes(authority.root_pem)
            if options.url:
                options.url.write_text(authority.url + "\n", encoding="ascii")
            print(authority.url, flush=True)  # noqa: T201  # its one line of output
            threading.Event().wait()
        except KeyboardInterrupt:
            print("stopped")  # noqa: T201


if __name__ == "__main__":
    main()
