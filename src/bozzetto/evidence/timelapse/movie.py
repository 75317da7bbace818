"""Movie: AV1 as an MP4, with the tables in front, and no time of its making anywhere.

ISO/IEC 14496-12 and 14496-14, AV1 in them (https://aomediacodec.github.io/av1-isobmff/), and for
title and comment the list that players read, ``moov/udta/meta/ilst``
(https://developer.apple.com/documentation/quicktime-file-format/metadata_atoms_and_types).
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from bozzetto.errors import FormatError
from bozzetto.evidence.timelapse.boxes import box, children, full_box
from bozzetto.evidence.timelapse.encoding import Group

__all__ = ["SCALE", "Movie", "write_movie"]

SCALE = 1000  # units of time in a second: durations are whole milliseconds
_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)  # as it is
_UNDETERMINED = 0x55C4  # the language "und", ISO 639-2, packed as section 8.4.2.3 has it
_KEPT = {b"av1C", b"colr"}  # of the encoder's entry: the decoder's setup, and which colours
_FROM_ENTRY = 86  # bytes of the entry that stand before the boxes in it


@dataclass(frozen=True, slots=True)
class Movie:
    """What a film is written from."""

    size: tuple[int, int]  # pixels
    groups: tuple[Group, ...]
    durations: tuple[int, ...]  # milliseconds, one a frame
    title: str
    comment: str


def write_movie(movie: Movie) -> bytes:
    """Write a film.

    Raises:
        FormatError: its parts do not fit together.
    """
    samples = [sample for group in movie.groups for sample in group.samples]
    if len(samples) != len(movie.durations):
        raise FormatError(
            "the encoder made {got} frames of {want}", got=len(samples), want=len(movie.durations)
        )
    kind = box(b"ftyp", b"isom", struct.pack(">I", 0x200), b"isomiso6av01mp41")
    length = len(_head(movie, samples, 0))  # the same whatever the offset is
    begin = len(kind) + length + 8
    return b"".join((kind, _head(movie, samples, begin), box(b"mdat", *samples)))


def _head(movie: Movie, samples: Sequence[bytes], begin: int) -> bytes:
    total = sum(movie.durations)
    width, height = movie.size
    header = full_box(
        b"mvhd",
        struct.pack(">4I", 0, 0, SCALE, total),
        struct.pack(">IH10x", 0x10000, 0x100),
        _MATRIX,
        struct.pack(">24xI", 2),
    )
    track = full_box(
        b"tkhd",
        struct.pack(">5I8x4H", 0, 0, 1, 0, total, 0, 0, 0, 0),
        _MATRIX,
        struct.pack(">2I", width << 16, height << 16),
        flags=3,  # enabled, and part of the film
    )
    media = box(
        b"mdia",
        full_box(b"mdhd", struct.pack(">4I2H", 0, 0, SCALE, total, _UNDETERMINED, 0)),
        full_box(b"hdlr", struct.pack(">I4s12x", 0, b"vide"), b"\0"),
        box(
            b"minf",
            full_box(b"vmhd", bytes(8), flags=1),
            box(b"dinf", full_box(b"dref", struct.pack(">I", 1), full_box(b"url ", flags=1))),
            _table(movie, samples, begin),
        ),
    )
    return box(b"moov", header, box(b"trak", track, media), _words(movie))


def _table(movie: Movie, samples: Sequence[bytes], begin: int) -> bytes:
    """Say how long each sample lasts, how large it is, and where they all begin."""
    lasting = [(len(list(run)), each) for each, run in groupby(movie.durations)]
    firsts, number = [], 1
    for group in movie.groups:
        firsts.append(number)
        number += len(group.samples)
    return box(
        b"stbl",
        full_box(b"stsd", struct.pack(">I", 1), _entry(movie)),
        full_box(b"stts", _counted([value for run in lasting for value in run], len(lasting))),
        full_box(b"stss", _counted(firsts, len(firsts))),
        full_box(b"stsc", _counted([1, len(samples), 1], 1)),
        full_box(b"stsz", struct.pack(">I", 0), _counted(list(map(len, samples)), len(samples))),
        full_box(b"stco", _counted([begin], 1)),
    )


def _counted(values: Sequence[int], count: int) -> bytes:
    return struct.pack(f">I{len(values)}I", count, *values)


def _entry(movie: Movie) -> bytes:
    """Take over the encoder's entry, without what only an AVIF has in it."""
    entries = {group.entry for group in movie.groups}
    if len(entries) != 1:
        raise FormatError("the encoder's groups are of different sorts")
    (entry,) = entries
    found = dict(children(entry[_FROM_ENTRY:]))
    if not found.keys() >= _KEPT:
        raise FormatError("the encoder does not say how its frames are to be decoded")
    return box(b"av01", entry[8:_FROM_ENTRY], found[b"av1C"], found[b"colr"])


def _words(movie: Movie) -> bytes:
    items = ((b"\xa9nam", movie.title), (b"\xa9cmt", movie.comment))
    return box(
        b"udta",
        full_box(
            b"meta",
            full_box(b"hdlr", struct.pack(">I4s4s8x", 0, b"mdir", b"appl"), b"\0"),
            box(b"ilst", *(box(name, _text(words)) for name, words in items)),
        ),
    )


def _text(words: str) -> bytes:
    return box(b"data", struct.pack(">II", 1, 0), words.encode())  # type 1: UTF-8
