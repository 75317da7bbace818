"""Releasing: from the untouched original into labelled copies, and an entry that says so.

    released = release(work, facts, order, Path("out"))

A copy is made in this order, for each step covers what the one before it wrote:

    the bytes as the studio has them, by their digest
    the visible label             `labels.visible`
    XMP: implicit label, IPTC     `writing`, in one packet
    content credentials           `labels.credentials`, which cover all of it
    its digest                    the record's name for it

Each copy is read by programs that did not write it before it counts. All copies get their names
together, then the entry ``work.released`` is recorded. If it cannot be, they are removed again. If
the power goes between the two, the copies stand and no entry names them: releasing again says that
something is there already, and they may be removed.
"""

import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path

from bozzetto.capture.carriers import read_picture
from bozzetto.capture.taking import digest_file
from bozzetto.errors import AnchorError, FormatError, StudioError, VerificationError
from bozzetto.labels.aigc import Aigc
from bozzetto.labels.carriers import read_metadata, write_packet
from bozzetto.labels.credentials import Region, Signed, Signer, Timestamp, sign_credentials
from bozzetto.labels.disclosure import Disclosure
from bozzetto.labels.finding import Found, find_labels
from bozzetto.labels.iptc import Iptc
from bozzetto.labels.release.checking import check_labels, check_words
from bozzetto.labels.release.copies import Copy
from bozzetto.labels.release.made import made_of
from bozzetto.labels.release.order import Order
from bozzetto.labels.release.placing import Placing
from bozzetto.labels.release.preset import CONTENTS, Contents, Preset
from bozzetto.labels.release.root import RecordRoot
from bozzetto.labels.release.telling import Telling, tell
from bozzetto.labels.release.writing import Labelled, Wanted, labelled
from bozzetto.labels.visible import Shown, put_visible
from bozzetto.record import Digest
from bozzetto.story import Facts
from bozzetto.studio import LabelledCopy, Recorded, Work

__all__ = ["Released", "release"]

_CHUNK = 1 << 20  # bytes
_ENDINGS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/tiff": "tif",
    "image/avif": "avif",
    "image/heic": "heic",
    "image/heif": "heif",
}
_UNFIT = re.compile(r"[^\w.-]+")  # of a name that any disk takes
_MAX_STEM = 60  # characters


@dataclass(frozen=True, slots=True)
class Released:
    """What was released."""

    copies: tuple[Copy, ...]
    recorded: Recorded
    identifier: str


def release(work: Work, facts: Facts, order: Order, folder: Path) -> Released:
    """Make the labelled copies of a picture of a work, and record that it is released.

    Args:
        work: The work, whose studio has the picture's bytes.
        facts: Its story.
        order: What is wanted.
        folder: Where the copies are to stand; it is made where it is not there.

    Raises:
        StudioError: something is missing for what is wanted, or something is there already.
        FormatError: the picture is none that is labelled, or a word cannot be written.
        VerificationError: a copy, read back, does not say what it should.
        AnchorError: a preset has a timestamp, and the authority gave none.
        RecordingError: the copies or the entry could not be made durable.
    """
    work.need_assets([order.asset])
    making = _Making(work, facts, order)
    with Placing(folder) as placing:
        original = placing.workshop / "original"
        _take_out(work, order.asset, original)
        making.look(original)
        names = making.names()
        for name in names:
            placing.target(name)  # before the work, not after it
        made = [
            making.copy(original, placing.workshop / name, preset)
            for name, preset in zip(names, order.presets, strict=True)
        ]
        paths = placing.place(*names)
        recorded = work.release(
            order.asset,
            place=order.place,
            licence=order.licence,
            source_type=order.source_type.code,
            copies=[LabelledCopy(path, one.labels) for path, one in zip(paths, made, strict=True)],
            person=order.person,
        )
    copies = (one.at(path) for path, one in zip(paths, made, strict=True))
    return Released(tuple(copies), recorded, making.identifier)


class _Making:
    """Makes the copies of one order."""

    def __init__(self, work: Work, facts: Facts, order: Order) -> None:
        self._work = work
        self._facts = facts
        self._order = order
        self._assets = work.assets()
        self._made = made_of(facts, order.asset)
        self._now = work.studio.clock.now()
        self._root = work.studio.checkpoint()
        self._there: tuple[Found, ...] = ()
        self._ending = ""
        # The copy's own digest cannot stand in it; these two name the picture in its record
        default = f"{work.digest[7:23]}-{order.asset[7:39]}"
        self.identifier = order.identifier or default

    def look(self, original: Path) -> None:
        """Look at what the original carries, and check the order against it.

        Raises:
            FormatError, StudioError: see ``release``.
        """
        found = read_metadata(original)
        ending = _ENDINGS.get(found.media_type)
        if ending is None:
            raise FormatError("no labelled copies are made of {type}", type=found.media_type)
        self._ending = ending
        self._there = find_labels(original)
        self._order.check(has_label=bool(self._there), has_credentials=found.has_credentials)
        if self._order.with_prompts and self._made.prompt is None:
            raise StudioError(
                "the record has no words of the picture that fit into it",
                hint="leave out --with-prompts",
            )

    def names(self) -> list[str]:
        """Name the copies, by the picture's own name where it has one."""
        asset = self._assets.get(self._order.asset)
        stem = _UNFIT.sub("-", Path((asset.name if asset else None) or "").stem).strip("-. ")
        stem = stem[:_MAX_STEM] or self._order.asset[7:19]
        return [f"{stem}-{preset.value}.{self._ending}" for preset in self._order.presets]

    def copy(self, original: Path, target: Path, preset: Preset) -> Copy:
        """Make one copy, and check it."""
        contents = CONTENTS[preset]
        source, shown = original, None
        visible = self._order.label_of(contents)
        if visible is not None:
            source = target.with_name(f"{preset.value}-1")
            shown = put_visible(original, source, visible)
        words, signed = self._labelled(source, contents), None
        signer = self._order.signer
        if signer is None:
            write_packet(source, target, words.packet)
        else:
            second = target.with_name(f"{preset.value}-2")
            write_packet(source, second, words.packet)
            signed = self._sign(second, target, signer, shown, contents)
            shown = _kept(shown, signed)
        reader = check_words(target, words.values)
        check_labels(target, self._wanted_labels(words))
        digest, size = digest_file(target), target.stat().st_size
        kinds = {
            "visible": shown is not None,
            "aigc": words.aigc is not None or bool(self._there),
            "iptc": True,
            "sb942": contents.disclosure,
            "c2pa": signed is not None,
        }
        labels = tuple(name for name, has in kinds.items() if has)
        return Copy(target, preset, digest, size, labels, reader, shown, signed, words.remarks)

    def _labelled(self, source: Path, contents: Contents) -> Labelled:
        order, made = self._order, self._made
        aigc = None
        if contents.aigc and not self._there:
            root = str(RecordRoot.of(self._root)) if order.with_root else ""
            aigc = Aigc("1", order.provider or "", self.identifier, root)
        disclosure = None
        if contents.disclosure:
            disclosure = Disclosure(order.provider or "", self.identifier, made.at, self._now)
        wanted = Wanted(
            Iptc(
                order.source_type,
                creators=order.creators,
                prompt=made.prompt if order.with_prompts else None,
            ),
            Iptc(system=made.system, version=made.version),
            aigc,
            order.propagator if contents.aigc or self._there else None,
            disclosure,
        )
        return labelled(source, read_metadata(source), wanted)

    def _sign(
        self,
        source: Path,
        target: Path,
        signer: Signer,
        shown: Shown | None,
        contents: Contents,
    ) -> Signed:
        if self._order.authority is not None and self._order.pause is not None:
            self._order.pause()
        signed = sign_credentials(
            source,
            target,
            tell(self._telling(), self._now, None if shown is None else _region(shown)),
            signer,
            authority=self._order.authority,
            clock=self._work.studio.clock,
        )
        if contents.timed and signed.timestamp is not Timestamp.STAMPED:
            raise AnchorError("no timestamp came: {why}", why=signed.why)
        return signed

    def _telling(self) -> Telling:
        order = self._order
        return Telling(
            self._facts,
            order.asset,
            order.source_type,
            self._root,
            self._find,
            _is_signed,
            order.bundle,
            order.regions,
            order.with_prompts,
        )

    def _find(self, digest: Digest) -> Path | None:
        """Return the file of a picture that credentials can name with its bytes."""
        asset = self._assets.get(digest)
        if asset is None or asset.type not in _ENDINGS or not self._work.studio.assets.has(digest):
            return None
        return self._work.studio.assets.path(digest)

    def _wanted_labels(self, words: Labelled) -> list[str]:
        if words.aigc is not None:
            return [str(words.aigc)]
        return [each.text for each in self._there]


def _take_out(work: Work, digest: Digest, target: Path) -> None:
    """Copy the picture's bytes out of the studio.

    Raises:
        StudioError: they are not there.
        VerificationError: they are not what the record names.
    """
    hashing = hashlib.sha256()
    with work.studio.assets.open(digest) as file, target.open("xb") as out:
        while chunk := file.read(_CHUNK):
            hashing.update(chunk)
            out.write(chunk)
    if f"sha256:{hashing.hexdigest()}" != digest:
        raise VerificationError(
            "the bytes in the studio are not those of {digest}",
            hint="find out what else is damaged: bozzetto check",
            digest=digest,
        )


def _is_signed(path: Path) -> bool:
    with path.open("rb") as file:
        carriers = read_picture(file, pixels=False).carriers
    return any(each.place == "c2pa" and each.raw for each in carriers)


def _kept(shown: Shown | None, signed: Signed) -> Shown | None:
    """Leave out of what is lost the credentials that were carried on as the parent's."""
    if shown is None or signed.parent is None:
        return shown
    return replace(shown, lost=tuple(each for each in shown.lost if each != "credentials"))


def _region(shown: Shown) -> Region:
    left, top, right, bottom = shown.box
    return Region(left, top, right - left, bottom - top, "label")
