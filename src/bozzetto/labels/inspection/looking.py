"""Looking: one file is read, and all that it says is put together. Nothing is kept or fetched.

    found = inspect_file(Path("cat.png"))
    for voice in found.voices: ...

The most protected stands first. What could not be read, or was not looked at, is said: it is
never taken for what is not there.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bozzetto.capture.carriers import UNKNOWN_TYPE
from bozzetto.capture.credentials import Credentials, State, can_read, read_store
from bozzetto.capture.dialects import Reading
from bozzetto.capture.picture import Picture
from bozzetto.capture.taking import describe_file, open_file
from bozzetto.capture.tree import Stamp as FileStamp
from bozzetto.errors import FormatError
from bozzetto.labels.carriers import Metadata, read_metadata
from bozzetto.labels.finding import Found, labels_of
from bozzetto.labels.inspection.aigc import label_voices
from bozzetto.labels.inspection.credentials import credential_voices, unknown_credentials
from bozzetto.labels.inspection.library import Held, Library
from bozzetto.labels.inspection.metadata import iptc_voice, program_voice
from bozzetto.labels.inspection.statement import Sentence, Voice
from bozzetto.labels.inspection.tool import tool_voice
from bozzetto.labels.packet import Packet
from bozzetto.record import Digest

__all__ = ["Inspection", "inspect_file"]

_C2PA = "c2pa"  # place of the carrier that holds credentials
_XMP = "XML:com.adobe.xmp"  # the keyword in a PNG
_HIDDEN = "stealth.unread"  # the problem of a picture in whose samples nothing was looked for


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file says.

    Attributes:
        picture: What it is, and what it carries.
        reading: What a tool's words say; None where none are recognised.
        credentials: The content credentials, as they are recorded; None where there are none, or
            no reader.
        voices: Who says what, the most protected first.
        unread: What could not be read, or was not looked at.
        held: What the studio has of it; None where it was not asked.
    """

    picture: Picture
    reading: Reading | None
    credentials: Credentials | None
    voices: tuple[Voice, ...]
    unread: tuple[Sentence, ...]
    held: Held | None

    @property
    def heads(self) -> tuple[Sentence, ...]:
        """Return a sentence a voice; one where there is none."""
        if not self.voices:
            known = self.picture.type != UNKNOWN_TYPE
            return (Sentence("head.nothing" if known else "head.unknown"),)
        return tuple(dict.fromkeys(each.head for each in self.voices))


def inspect_file(
    path: Path,
    *,
    pixels: bool = True,
    trust: str | None = None,
    library: Library | None = None,
) -> Inspection:
    """Read all that a file says. It is read several times, and never written.

    Args:
        path: Any file.
        pixels: Whether it is decoded: for what is hidden in its samples, for a tool's signature
            over them, for its digest and its looks in the library.
        trust: Certificates in PEM against which signers are held.
        library: Where the file is looked for.

    Raises:
        UntakenError: it is not there, or cannot be read.
        StudioError: the library cannot be read.
    """
    before = _stamp(path)
    picture, reading = describe_file(path, pixels=pixels)
    signed, credentials = _credentials(path, picture, trust)
    metadata, unread = _metadata(path, picture)
    packets = tuple(_packets(metadata, unread))
    labels = _labels(metadata)
    voices = [*signed, *_tool(reading), *label_voices(labels), *_iptc(packets, unread)]
    told = {*_told_as_label(picture, labels), *(() if reading is None else reading.carriers)}
    program = program_voice(picture, packets, told, all_texts=reading is None)
    voices += [] if program is None else [program]
    held = None
    if library is not None:
        held = library.find(_digest(path), picture.pixels, path if pixels else None)
    if not pixels and _HIDDEN in picture.problems:
        unread.append(Sentence("unread.pixels"))
    if _stamp(path) != before:
        unread.append(Sentence("unread.changed"))
    ordered = tuple(sorted(voices, key=lambda voice: voice.rank))
    return Inspection(picture, reading, credentials, ordered, tuple(unread), held)


def _credentials(
    path: Path, picture: Picture, trust: str | None
) -> tuple[tuple[Voice, ...], Credentials | None]:
    carriers = [carrier for carrier in picture.carriers if carrier.place == _C2PA]
    if not carriers:
        return (), None
    if not any(carrier.raw for carrier in carriers):
        return (unknown_credentials("head.too-large"),), None
    store = read_store(path.absolute(), picture, trust) if can_read() else None
    if store is None:
        return (unknown_credentials("head.unchecked"),), None
    if store.error is not None:
        unread = Credentials(State.UNREAD, (store.error,))
        return (unknown_credentials("head.unread", store.error),), unread
    return credential_voices(store, asked=trust is not None)


def _tool(reading: Reading | None) -> Iterator[Voice]:
    if reading is not None:
        yield tool_voice(reading)


def _metadata(path: Path, picture: Picture) -> tuple[Metadata, list[Sentence]]:
    """Read what labels stand in; of a damaged file, what can be had."""
    try:
        return read_metadata(path), []
    except (FormatError, OSError) as error:
        packets = [
            carrier.text.encode("utf-8", "replace")
            for carrier in picture.carriers
            if carrier.text is not None and (carrier.place == "xmp" or carrier.name == _XMP)
        ]
        metadata = Metadata(picture.type, tuple(packets))
        why = Sentence.of_error(error) if isinstance(error, FormatError) else str(error.strerror)
        return metadata, [Sentence.of("unread.labels", why=why)]


def _packets(metadata: Metadata, unread: list[Sentence]) -> Iterator[Packet]:
    extended = () if metadata.extended is None else (metadata.extended,)
    for data in (*metadata.packets, *extended, *metadata.others):
        try:
            yield Packet.parse(data)
        except FormatError as error:
            unread.append(Sentence.of("unread.xmp", why=Sentence.of_error(error)))


def _labels(metadata: Metadata) -> tuple[Found, ...]:
    """Return the labels; where one packet is damaged, those that stand elsewhere."""
    try:
        return labels_of(metadata)
    except FormatError:  # `_packets` has said why
        return labels_of(Metadata(metadata.media_type, notes=metadata.notes))


def _told_as_label(picture: Picture, labels: Iterable[Found]) -> Iterator[int]:
    texts = {each.text for each in labels}
    for number, carrier in enumerate(picture.carriers):
        if carrier.text is not None and carrier.text.strip("\0 ") in texts:
            yield number


def _iptc(packets: Iterable[Packet], unread: list[Sentence]) -> Iterator[Voice]:
    for packet in packets:
        try:
            voice = iptc_voice(packet)
        except FormatError as error:
            unread.append(Sentence.of("unread.xmp", why=Sentence.of_error(error)))
        else:
            if voice is not None:
                yield voice


def _digest(path: Path) -> Digest:
    with open_file(path, follow=True) as file:
        return Digest("sha256:" + hashlib.file_digest(file, "sha256").hexdigest())


def _stamp(path: Path) -> FileStamp | None:
    """Return what changes with the file; None where it is gone, which reading it will say."""
    try:
        return FileStamp.of(path.stat())
    except OSError:
        return None
