"""Telling: what a picture says about its making, as an instruction that the record can hold.

A `Reading` is what a dialect found in a file; an `Instruction` is what an entry says a tool was
told. In between stand the limits of the record's format. What is beyond them is left out of the
entry, never of the file, and a note says so; the names of settings stay:

    text.too-long     a prompt of more than 1 MiB
    setting.too-long  a setting's value of more than 65,536 characters: it stands there empty
    name.too-long     a model's, an input's, a job's, an account's or a version's name
    told.too-much     more than one entry holds: what came last in the file was left out

The notes of the dialect itself (docs/tools.md) stand beside these. Pure: whether the studio holds
an input's bytes is asked of the caller.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

from bozzetto.capture.dialects import Reading
from bozzetto.capture.dialects.reading import InputFile, scrub
from bozzetto.capture.picture import Picture
from bozzetto.record import MAX_LINE_BYTES, Asset, Digest, canonical, digest_of
from bozzetto.record.commitment import MAX_TEXT_BYTES
from bozzetto.record.event import MAX_TOOL
from bozzetto.record.shape import MAX_ITEMS, MAX_STRING
from bozzetto.studio import CarrierPlace, Input, Instruction, ModelFile, Prompt

__all__ = ["FindAsset", "tell", "told_alike"]

FindAsset = Callable[[Digest, str | None], Asset | None]

# What the words of one entry may take, of the 16 MiB that a line may have: the rest is for
# signatures, salts and the field names around each of them.
MAX_TOLD = MAX_LINE_BYTES * 3 // 4  # bytes of canonical JSON
_AROUND = 512  # bytes; what stands around one item at most: a digest twice, a salt, field names

_Item = TypeVar("_Item")


class _Ledger:
    """Counts what an entry takes, and notes what was left out."""

    def __init__(self, notes: Iterable[str]) -> None:
        self.notes = set(notes)
        self._left = MAX_TOLD

    def within(self, text: str | None, limit: int, note: str) -> str | None:
        """Return a text of up to `limit` characters; None for one that is longer, or empty."""
        if text is not None and len(text) > limit:
            self.notes.add(note)
            return None
        return text or None

    def fits(self, *texts: str | None) -> bool:
        """Take room for texts; False, and a note, where there is none left."""
        size = _AROUND + sum(len(canonical(text)) for text in texts if text)
        if size > self._left:
            self.notes.add("told.too-much")
            return False
        self._left -= size
        return True

    def listed(self, items: list[_Item]) -> tuple[_Item, ...]:
        """Return as many items as a list holds."""
        if len(items) > MAX_ITEMS:
            self.notes.add("told.too-much")
        return tuple(items[:MAX_ITEMS])


def tell(reading: Reading, picture: Picture, file: Digest, find: FindAsset) -> Instruction:
    """Return what a file says that a tool was told.

    Args:
        reading: What a dialect read out of `picture`.
        picture: What the file says about itself; its carriers are pointed at.
        file: The file's digest.
        find: Says whether the studio holds an input's bytes, by their digest and the name that
            the tool gives them.
    """
    ledger = _Ledger(reading.notes)
    job = ledger.within(reading.job, MAX_STRING, "name.too-long")
    account = _within_bytes(reading.account, ledger, "name.too-long")
    return Instruction(
        tool=reading.tool,
        version=ledger.within(reading.version, MAX_TOOL, "name.too-long"),
        job=job if job and ledger.fits(job) else None,
        account=account if account and ledger.fits(account) else None,
        prompts=_prompts(reading, ledger),
        models=_models(reading, ledger),
        inputs=_inputs(reading, ledger, find),
        carriers=_carriers(reading, picture, file, ledger),
        settings=_settings(reading, ledger),
        notes=tuple(sorted(ledger.notes)),  # last: the others write into it
    )


def told_alike(reading: Reading, picture: Picture) -> Digest:
    """Return a digest that is the same for files that bear the same instruction.

    Tools that make several pictures in one go write the same bytes into each of them: the same
    bytes in carriers of the same name are one instruction, and anything else is another.
    """
    found = [picture.carriers[index] for index in reading.carriers]
    return digest_of(
        canonical(
            [
                reading.tool,
                list(reading.notes),
                [[carrier.place, scrub(carrier.name), digest_of(carrier.raw)] for carrier in found],
            ]
        )
    )


def _prompts(reading: Reading, ledger: _Ledger) -> tuple[Prompt, ...]:
    return ledger.listed(
        [
            Prompt(prompt.text, prompt.role, prompt.written_by, prompt.exact)
            for prompt in reading.prompts
            if _within_bytes(prompt.text, ledger, "text.too-long") and ledger.fits(prompt.text)
        ]
    )


def _models(reading: Reading, ledger: _Ledger) -> tuple[ModelFile, ...]:
    return ledger.listed(
        [
            ModelFile(model.name, model.digest)
            for model in reading.models
            if ledger.within(model.name, MAX_STRING, "name.too-long") and ledger.fits(model.name)
        ]
    )


def _settings(reading: Reading, ledger: _Ledger) -> dict[str, str]:
    found = {}
    for name, value in reading.settings:
        kept = ledger.within(value, MAX_STRING, "setting.too-long") or ""
        if ledger.fits(name, kept):
            found[name] = kept
    return found


def _inputs(reading: Reading, ledger: _Ledger, find: FindAsset) -> tuple[Input, ...]:
    found = (_input(used, ledger, find) for used in reading.inputs)
    return ledger.listed([used for used in found if used is not None])


def _input(used: InputFile, ledger: _Ledger, find: FindAsset) -> Input | None:
    """Return a file that was given to the tool: its bytes where the studio holds them."""
    name = ledger.within(used.name, MAX_STRING, "name.too-long")
    digest = None if used.digest is None else Digest(used.digest)
    if (name is None and digest is None) or not ledger.fits(name):
        return None
    asset = None if digest is None else find(digest, name)
    if asset is not None and ledger.fits(asset.name):
        return Input(used.role, asset)
    return Input(used.role, digest=digest, name=name)


def _carriers(
    reading: Reading, picture: Picture, file: Digest, ledger: _Ledger
) -> tuple[CarrierPlace, ...]:
    found = [picture.carriers[index] for index in reading.carriers]
    return ledger.listed(
        [
            CarrierPlace(
                file,
                carrier.place,
                scrub(carrier.name)[:MAX_STRING],  # its place says where the whole of it stands
                carrier.offset,
                len(carrier.raw),
                digest_of(carrier.raw),
            )
            for carrier in found
            if ledger.fits(scrub(carrier.name))
        ]
    )


def _within_bytes(text: str | None, ledger: _Ledger, note: str) -> str | None:
    """Return a text that can be committed to; None, and a note, for one that is longer."""
    if text is not None and len(text.encode()) > MAX_TEXT_BYTES:
        ledger.notes.add(note)
        return None
    return text or None
