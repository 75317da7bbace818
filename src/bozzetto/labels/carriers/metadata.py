"""Metadata: what a file carries that labels stand in, as bytes and texts.

Beside XMP, labels have been met in texts of other kinds. These are read, and never written.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bozzetto.errors import FormatError
from bozzetto.labels.markup import MAX_PACKET

__all__ = ["MAX_NOTE", "Gathering", "Metadata", "Note"]

MAX_ALL = 2 * MAX_PACKET  # bytes of one file's packets and notes: what is held in memory
MAX_NOTE = 1 << 20  # bytes; a label has three hundred, with a signature three thousand


@dataclass(frozen=True, slots=True)
class Note:
    """A text that is no XMP.

    Attributes:
        place: Where it stands: ``png:tEXt:AIGC``, ``exif:UserComment``, ``jpeg:APP1`` and so on.
        text: What it says; bytes that are no UTF-8 are replaced.
    """

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What was found in one file.

    Attributes:
        media_type: ``image/png``, ``image/jpeg``, ``image/webp``, ``image/tiff``, ``image/avif`` or
            ``image/heif``.
        packets: The packets of XMP as they stand there. There should be one at most.
        extended: The packet that a JPEG has beside these, put together; None for none.
        notes: Texts that might be labels: named so, or in a place where labels are put.
        has_credentials: Whether there are content credentials (C2PA). To write anything else
            breaks these: they are signed over the whole file.
        others: Packets that tell of a part of the file: another page of a TIFF, another picture
            of an AVIF or HEIF. They are read, and never written.
    """

    media_type: str
    packets: tuple[bytes, ...] = ()
    extended: bytes | None = None
    notes: tuple[Note, ...] = ()
    has_credentials: bool = False
    others: tuple[bytes, ...] = ()

    def only_packet(self) -> bytes | None:
        """Return the file's packet, or None where it has none.

        Raises:
            FormatError: there are several. Readers differ in which of them they read, so which
                of them should be added to cannot be told.
        """
        if len(self.packets) > 1:
            raise FormatError("the file has {count} packets of XMP", count=len(self.packets))
        return self.packets[0] if self.packets else None


@dataclass(slots=True)
class Gathering:
    """What was found so far, within a limit."""

    packets: list[bytes] = field(default_factory=list)
    others: list[bytes] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    signed: bool = False
    room: int = MAX_ALL  # bytes that may still be read

    def make_room(self, size: int) -> None:
        """Account for bytes that are about to be read.

        Raises:
            FormatError: they are too many.
        """
        self.room -= size
        if size > MAX_PACKET or self.room < 0:
            raise FormatError("more XMP than is read")

    def note(self, notes: Iterable[Note]) -> None:
        """Keep some notes; one as long as no label is none."""
        self.notes += [each for each in notes if len(each.text) <= MAX_NOTE]

    def metadata(self, media_type: str, extended: bytes | None = None) -> Metadata:
        """Return all that was found."""
        return Metadata(
            media_type,
            tuple(self.packets),
            extended,
            tuple(self.notes),
            self.signed,
            tuple(self.others),
        )
