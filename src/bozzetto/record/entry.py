"""Entries: one line of ``record.jsonl``.

    {"event":{...},"open":{DIGEST:[SALT,TEXT],...},"signatures":[{"key":KEY,"sig":SIG},...]}

The entry's digest is SHA-256 over the canonical JSON of ``{"event":...,"signatures":...}``:
``open`` is outside, so a copy that withholds a text has the same digest. The three names are
in canonical order, so line and digest are put together from the canonical parts, and an event
is spelled once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from bozzetto.errors import FormatError, VerificationError
from bozzetto.record.canonical import JSON, JSONObject, canonical, decode
from bozzetto.record.commitment import Text, commitments_in
from bozzetto.record.dsse import Signature, Signing
from bozzetto.record.event import Event
from bozzetto.record.key import parse_key
from bozzetto.record.value import Digest, digest_of

__all__ = ["MAX_LINE_BYTES", "Entry"]

# Of one entry, without its newline; a verifier holds one line in memory at a time
MAX_LINE_BYTES = 16 << 20
MAX_SIGNATURES = 16  # on one entry; the most that any kind needs is two


@dataclass(frozen=True, slots=True)
class Entry:
    """An event, the texts that it commits to and its signatures."""

    event: Event
    texts: tuple[Text, ...]  # those that are shown, in any order
    signatures: tuple[Signature, ...]  # sorted by key
    payload: bytes = field(repr=False)  # the event's canonical bytes: what is signed
    line: bytes = field(init=False, repr=False)  # as it stands in the record, with its newline
    digest: Digest = field(init=False)  # the leaf of the log

    def __post_init__(self) -> None:
        keys = [signature.key for signature in self.signatures]
        if not 1 <= len(keys) <= MAX_SIGNATURES or keys != sorted(set(keys)):
            raise FormatError("an entry has 1 to 16 signatures, sorted by key, no key twice")
        opened: JSONObject = {text.digest: [text.salt, text.text] for text in self.texts}
        event, signatures = self.payload, self._signatures()
        line = b'{"event":%b,"open":%b,"signatures":%b}\n' % (event, canonical(opened), signatures)
        leaf = b'{"event":%b,"signatures":%b}' % (event, signatures)
        object.__setattr__(self, "line", line)
        object.__setattr__(self, "digest", digest_of(leaf))
        promised = set(commitments_in(self.event.body))
        shown = [text.digest for text in self.texts]
        if len(set(shown)) != len(shown):
            raise FormatError("a text is opened twice")
        for digest in shown:
            if digest not in promised:
                raise FormatError(
                    "a text is opened that the event does not commit to: {digest}", digest=digest
                )

    @classmethod
    def sealed(cls, event: Event, texts: Iterable[Text], signers: Iterable[Signing]) -> Self:
        """Sign an event by each of `signers`; they are sorted by key here.

        Raises:
            FormatError: the event or a text is outside of the format.
        """
        payload = canonical(event.to_value())
        signatures = sorted((signer.sign(payload) for signer in signers), key=lambda done: done.key)
        entry = cls(event, tuple(texts), tuple(signatures), payload)
        _check_size(entry.line)
        return entry

    @classmethod
    def parse(cls, line: bytes) -> Self:
        """Read one line, with or without its ending newline.

        Raises:
            FormatError: the line is not the one spelling of an entry.
            VerificationError: an opened text is not the one that was committed to.
        """
        _check_size(line)
        bare = line.removesuffix(b"\n")
        value = decode(bare)
        if not isinstance(value, dict) or value.keys() != {"event", "open", "signatures"}:
            raise FormatError("not an entry: want event, open and signatures")
        entry = cls(
            Event.from_value(value["event"]),
            tuple(_open_texts(value["open"])),
            tuple(_read_signatures(value["signatures"])),
            canonical(value["event"]),
        )
        if entry.line[:-1] != bare:
            raise FormatError("not canonical JSON (RFC 8785): a second spelling of a value")
        return entry

    def _signatures(self) -> bytes:
        return b"[%b]" % b",".join(
            b'{"key":"%b","sig":"%b"}' % (done.key.encode(), done.sig.encode())
            for done in self.signatures
        )

    def text(self, commitment: JSON) -> str | None:
        """Return the text of a commitment in this event, or None where it is withheld."""
        wanted = commitment.get("text") if isinstance(commitment, dict) else None
        return next((text.text for text in self.texts if text.digest == wanted), None)

    def withheld(self) -> list[Digest]:
        """List the commitments whose texts this copy does not show."""
        shown = {text.digest for text in self.texts}
        return [digest for digest in commitments_in(self.event.body) if digest not in shown]

    def without(self, digests: Iterable[Digest]) -> "Entry":
        """Return a copy that withholds these texts; its digest is the same."""
        gone = set(digests)
        kept = tuple(text for text in self.texts if text.digest not in gone)
        return Entry(self.event, kept, self.signatures, self.payload)

    def verify_signatures(self) -> None:
        """Verify that each key signed this event. Who the keys belong to is not asked here.

        Raises:
            VerificationError: a signature is not that of its key over this event.
        """
        for signature in self.signatures:
            signature.verify(self.payload)


def _check_size(line: bytes) -> None:
    if len(line.removesuffix(b"\n")) > MAX_LINE_BYTES:
        raise FormatError("a line of more than {limit} bytes", limit=MAX_LINE_BYTES)


def _open_texts(value: JSON) -> Iterable[Text]:
    if not isinstance(value, dict):
        raise FormatError("open: want an object")
    for digest, pair in value.items():
        salt, words = pair if isinstance(pair, list) and len(pair) == 2 else (None, None)
        if not isinstance(salt, str) or not isinstance(words, str):
            raise FormatError("open: want [SALT, TEXT], got {value}", value=repr(pair)[:80])
        text = Text(salt, words)
        if text.digest != digest:
            raise VerificationError(
                "a text was changed: its commitment is {want}, and the text shown gives {got}",
                want=digest,
                got=text.digest,
            )
        yield text


def _read_signatures(value: JSON) -> Iterable[Signature]:
    if not isinstance(value, list):
        raise FormatError("signatures: want a list")
    for item in value:
        if not isinstance(item, dict) or item.keys() != {"key", "sig"}:
            raise FormatError("not a signature: {text!r}", text=repr(item)[:80])
        key, sig = item["key"], item["sig"]
        if not isinstance(sig, str):
            raise FormatError("not a signature: {text!r}", text=repr(item)[:80])
        yield Signature(parse_key(key), sig)
