"""The anchors: outside time on the log's own past (step 7).

Each anchored checkpoint must be this log's, signed by its keys, of a tree no larger than the
entry's own place, and a prefix of the newest; each token must be over SHA-256 of its whole
text. A token that holds makes an anchor *anchored*. Only a root that the reader brings makes it
*trusted*; what the bundle brings along can help to find a path to it, and can end none.

An anchor with several tokens says no more than the weakest of them: its time lies between the
earliest and the latest that any of them allows. Where some are trusted, only those count.
"""

import base64
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from bozzetto.anchor.chain import load_certificate
from bozzetto.anchor.interval import Interval, State
from bozzetto.anchor.syntax import MAX_TOKEN_BYTES
from bozzetto.anchor.token import Token, trust_token, verify_token
from bozzetto.errors import BozzettoError, FormatError, VerificationError
from bozzetto.log import Checkpoint
from bozzetto.record import JSON, Asset, JSONObject, moment_of
from bozzetto.verify.checkpoint import LogKeys, check_note
from bozzetto.verify.findings import Findings
from bozzetto.verify.record import AnchorLine
from bozzetto.verify.report import Anchored
from bozzetto.verify.store import Store
from bozzetto.verify.tree import Tree

__all__ = ["Anchors", "pem_of"]

MAX_CERTIFICATE_BYTES = 64 << 10  # real ones have 1 to 3 kB
CERTIFICATE = "application/pkix-cert"


@dataclass(frozen=True, slots=True)
class _Held:
    """A token that holds."""

    authority: str
    token: Token
    trusted: bool


@dataclass(frozen=True, slots=True)
class Anchors:
    """Checks anchors against one log, one store of files and one reader's trust."""

    store: Store
    tree: Tree | None  # None where the newest checkpoint is not to be used
    keys: LogKeys | None  # None where the record has no studio.opened
    roots: Sequence[x509.Certificate]
    now: datetime | None
    findings: Findings

    def check(self, anchor: AnchorLine, index: int | None) -> Anchored:
        """Step 7: verify one anchor; `index` is its own leaf's place, where that is known."""
        self.findings.check(7)
        text = str(anchor.body["checkpoint"])
        checkpoint, holds = self._check_checkpoint(anchor, text, index)
        held = [
            token
            for value in _objects(anchor.body["tokens"])
            if (token := self._check_token(anchor, value, text)) is not None
        ]
        size = 0 if checkpoint is None else checkpoint.tree_size
        # A stamp on a checkpoint that is not this log's own past says nothing of this log.
        return _anchored(anchor, size, held if holds else [])

    def _check_checkpoint(
        self, anchor: AnchorLine, text: str, index: int | None
    ) -> tuple[Checkpoint | None, bool]:
        """Read an anchored checkpoint, and tell whether it is this log's, and its past."""
        if self.keys is None:
            self.findings.add("anchor.unchecked", anchor.where)
            return None, False
        checked = check_note(text, self.keys)
        checkpoint = checked.checkpoint
        if checkpoint is None or checked.fault:
            got = "" if checkpoint is None else checkpoint.origin
            code, want = f"anchor.{checked.fault}", self.keys.origin
            self.findings.add(code, anchor.where, want=want, got=got, error=checked.error)
            return None, False
        if checked.unsupported:
            self.findings.add("anchor.unchecked", anchor.where, want="ML-DSA-44")
        if index is not None and checkpoint.tree_size > index:
            size = checkpoint.tree_size
            self.findings.add("anchor.early", anchor.where, want=f"<= {index}", got=size)
            return checkpoint, False
        return checkpoint, self._is_prefix(anchor, checkpoint)

    def _is_prefix(self, anchor: AnchorLine, checkpoint: Checkpoint) -> bool:
        if self.tree is None or self.tree.is_false:
            self.findings.add("anchor.unchecked", anchor.where)
            return False
        try:
            self.tree.check_prefix(checkpoint)
        except VerificationError as error:
            self.findings.add("anchor.forked", anchor.where, error=error)
            return False
        except FormatError as error:
            # A tile is missing, or the tree is smaller than what was anchored.
            larger = checkpoint.tree_size > self.tree.newest.tree_size
            code = "anchor.forked" if larger else "anchor.unchecked"
            self.findings.add(code, anchor.where, error=error)
            return False
        return True

    def _check_token(self, anchor: AnchorLine, value: JSONObject, text: str) -> _Held | None:
        asset = Asset.from_value(value["token"])
        raw = self._read(asset, MAX_TOKEN_BYTES)
        if raw is None:
            if asset.digest not in self.store.excused:
                self.findings.add("token.missing", anchor.where, want=asset.digest)
            return None
        path = self.store.paths[asset.digest]
        where = f"{path}, of {anchor.where}"
        try:
            token = verify_token(raw, text.encode())
        except FormatError as error:
            self.findings.add("token.malformed", where, error=error)
            return None
        except VerificationError as error:
            self.findings.add("token.false", where, error=error)
            return None
        self._check_pem(path, token)
        if self.now is not None and token.earliest > self.now:
            want = f"<= {moment_of(self.now)}"
            self.findings.add("token.future", where, want=want, got=moment_of(token.gen_time))
        trusted = self._is_trusted(value, raw, text, where)
        return _Held(str(value["authority"]), token, trusted)

    def _is_trusted(self, value: JSONObject, raw: bytes, text: str, where: str) -> bool:
        if not self.roots:
            return False
        try:
            trust_token(raw, text.encode(), self.roots, self._intermediates(value))
        except BozzettoError as error:
            self.findings.add("token.untrusted", where, error=error)
            return False
        return True

    def _intermediates(self, value: JSONObject) -> list[x509.Certificate]:
        """Read the certificates that were kept beside a token. Nothing rests on them."""
        found = []
        for item in _objects(value["kept"]):
            asset = Asset.from_value(item)
            raw = self._read(asset, MAX_CERTIFICATE_BYTES) if asset.type == CERTIFICATE else None
            if raw is not None:
                # One that is no certificate leads nowhere; the token is then not trusted.
                with suppress(FormatError):
                    found.append(load_certificate(raw))
        return found

    def _check_pem(self, path: str, token: Token) -> None:
        """The certificates beside a token are the token's own, for openssl to read."""
        name = path.removesuffix(".tsr") + ".pem"
        want = pem_of(token)
        if name in self.store.container:
            limit = 2 * MAX_TOKEN_BYTES  # a third more than the certificates, and line ends
            try:
                got = self.store.container.read(name, limit)
            except FormatError as error:
                self.findings.add("pem.false", name, error=error)
                return
            if got != want:
                self.findings.add("pem.false", name)
        elif want:
            self.findings.add("file.missing", name)

    def _read(self, asset: Asset, limit: int) -> bytes | None:
        path = self.store.paths.get(asset.digest)
        if path is None or self.store.container.members[path].size > limit:
            return None
        return self.store.container.read(path, limit)


def pem_of(token: Token) -> bytes:
    """Spell a token's certificates as PEM (RFC 7468), in the order of their DER bytes."""
    lines = []
    for der in sorted(token.certificates):
        text = base64.b64encode(der).decode()
        lines += [
            "-----BEGIN CERTIFICATE-----",
            *(text[at : at + 64] for at in range(0, len(text), 64)),
            "-----END CERTIFICATE-----",
        ]
    return "".join(f"{line}\n" for line in lines).encode()


def _anchored(anchor: AnchorLine, size: int, held: Sequence[_Held]) -> Anchored:
    trusted = [each for each in held if each.trusted]
    best = trusted or held
    state = State.TRUSTED if trusted else State.ANCHORED if held else State.UNANCHORED
    interval = Interval(
        min((each.token.earliest for each in best), default=None),
        max((each.token.latest for each in best), default=None),
    )
    authorities = tuple(each.authority for each in best)
    return Anchored(anchor.digest, anchor.line, size, state, interval, authorities)


def _objects(value: JSON) -> list[JSONObject]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
