"""Material: the bytes and words of the record that an instruction is read from."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from bozzetto.errors import StudioError
from bozzetto.evidence.dossier.words import pair
from bozzetto.evidence.replay.recipe import members
from bozzetto.law import Words
from bozzetto.record import Digest, Entry, assets_in, digest_of
from bozzetto.studio import Studio

__all__ = ["MAX_FILE", "Material"]

MAX_FILE = 256 << 20  # bytes of one input: it is sent whole
_MAX_ACCOUNT = 64 << 20  # bytes

_ERASED = pair("was erased from the studio", "已从工作室删除")
_NOT_HERE = pair("is not in this studio", "不在本工作室中")
_ALTERED = pair("does not have the digest that the record names", "与记录所载的摘要不符")
_LARGE = pair("is too large to be sent", "过大，不能发送")


@dataclass(frozen=True, slots=True)
class Material:
    """One instruction, with what belongs to it."""

    studio: Studio
    entry: Entry
    outputs: tuple[Entry, ...]  # what came of it
    erased: frozenset[Digest]

    @classmethod
    def of(cls, studio: Studio, entries: list[Entry], entry: Entry) -> "Material":
        """Gather what belongs to an instruction."""
        outputs = [
            each
            for each in entries
            if each.event.kind == "output.received"
            and each.event.body["instruction"] == entry.digest
        ]
        erased: set[Digest] = set()
        for each in entries:
            gone = each.event.body.get("assets") if each.event.kind == "bytes.erased" else None
            erased.update(
                Digest(str(digest)) for digest in (gone if isinstance(gone, list) else ())
            )
        return cls(studio, entry, tuple(outputs), frozenset(erased))

    def read(self, digest: Digest, limit: int = MAX_FILE) -> bytes | Words:
        """Return a file's bytes, held to their digest; or in words why not."""
        gone = self.why_not(digest)
        if gone is not None:
            return gone
        try:
            with self.studio.assets.open(digest) as file:
                data = file.read(limit + 1)
        except StudioError:
            return _NOT_HERE
        if len(data) > limit:
            return _LARGE
        return data if digest_of(data) == digest else _ALTERED

    def why_not(self, digest: Digest) -> Words | None:
        """Say why a file's bytes are not here; None where they are."""
        if self.studio.assets.has(digest):
            return None
        return _ERASED if digest in self.erased else _NOT_HERE

    def prompts(self, role: str) -> Iterator[tuple[str | None, str]]:
        """List the words of a role, with who wrote them; None where they are withheld."""
        listed = self.entry.event.body["prompts"]
        for each in listed if isinstance(listed, list) else ():
            if isinstance(each, dict) and each["role"] == role:
                yield self.entry.text(each["text"]), str(each["by"])

    def accounts(self) -> Iterator[object]:
        """List what the tool itself said of each output, as JSON."""
        for entry in self.outputs:
            for asset in assets_in(entry.event.body.get("raw")):
                data = self.read(asset.digest, _MAX_ACCOUNT)
                if isinstance(data, bytes):
                    try:
                        yield json.loads(data)
                    except (ValueError, RecursionError):
                        continue

    def drawn(self, name: str) -> int | None:
        """Return the first of the numbers that the tool said it drew, such as ``all_seeds``."""
        for entry in self.outputs:
            told = members(entry.event.body.get("claims")).get(name)
            first = str(told).partition(",")[0].strip() if isinstance(told, str) else ""
            if first.isascii() and first.isdecimal():
                return int(first)
        return None
