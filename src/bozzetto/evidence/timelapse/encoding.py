"""Encoding: frames become AV1, by the encoder that Pillow has for AVIF.

An animated AVIF is a track of AV1 in boxes, as an MP4 is: its samples are taken out as they are,
and `movie` puts them under boxes of its own. So a film needs no library beside Pillow; those that
bring FFmpeg to Python bring encoders under the GPL along with it.

Frames are encoded in groups, each of which begins anew: players seek to its first frame, and
groups are encoded one beside the other, with the same bytes whichever is ready first.
"""

import struct
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, features

from bozzetto.errors import FormatError, StudioError
from bozzetto.evidence.timelapse.boxes import find

__all__ = ["GROUP", "Group", "encode", "encode_group", "require_encoder"]

GROUP = 12  # frames; a player that seeks decodes no more than that
AT_ONCE = 2  # groups that are encoded: each holds its frames, 75 MB at the largest size
QUALITY = 78  # of 100: at 60, traces of the frame before are seen in a frame
SPEED = 9  # of 10, as Pillow counts; 6 saves a fifth of the bytes for eight times the time
_TRACK = (b"moov", b"trak", b"mdia", b"minf", b"stbl")


@dataclass(frozen=True, slots=True)
class Group:
    """Frames that were encoded together; the first can be decoded by itself."""

    entry: bytes  # the sample entry ``av01``: what a decoder must know
    samples: tuple[bytes, ...]  # one a frame


def require_encoder() -> None:
    """Make sure that films can be encoded here.

    Raises:
        StudioError: Pillow was built without what it takes.
    """
    if not features.check("avif"):
        raise StudioError(
            "this Pillow cannot encode AV1, and without it there is no film",
            hint="install Pillow from its own wheels: pip install --force-reinstall Pillow",
        )


def encode(frames: Iterable[Image.Image]) -> Iterator[Group]:
    """Encode frames of one size, in order; only few are held at once.

    Args:
        frames: At least two.
    """
    waiting: deque[Future[Group]] = deque()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for group in _grouped(frames):
            waiting.append(pool.submit(encode_group, group))
            if len(waiting) > AT_ONCE:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _grouped(frames: Iterable[Image.Image]) -> Iterator[list[Image.Image]]:
    """Part frames into groups of two or more: one alone would become a still picture."""
    group: list[Image.Image] = []
    for frame in frames:
        if len(group) > GROUP:
            yield group[:GROUP]
            del group[:GROUP]
        group.append(frame)
    if len(group) > GROUP + 1:
        yield group[:GROUP]
        del group[:GROUP]
    yield group


def encode_group(frames: list[Image.Image]) -> Group:
    """Encode two frames or more, of one size.

    Raises:
        FormatError: what came of it is not what was expected of this encoder.
    """
    out = BytesIO()
    frames[0].save(
        out,
        "AVIF",
        save_all=True,
        append_images=frames[1:],
        duration=1000,
        quality=QUALITY,
        speed=SPEED,
        subsampling="4:2:0",
        range="limited",
        codec="aom",
        max_threads=1,
        autotiling=False,
    )
    group = read_group(out.getvalue())
    if len(group.samples) != len(frames):
        raise FormatError(
            "the encoder made {got} frames of {want}", got=len(group.samples), want=len(frames)
        )
    return group


def read_group(data: bytes) -> Group:
    """Take the track out of an animated AVIF.

    Raises:
        FormatError: it has no such track, or not in one piece.
    """
    description = find(data, *_TRACK, b"stsd")
    entry = find(description[16:], b"av01")
    sizes = _sizes(find(data, *_TRACK, b"stsz"))
    (chunks,) = struct.unpack_from(">I", find(data, *_TRACK, b"stco"), 12)
    (place,) = struct.unpack_from(">I", find(data, *_TRACK, b"stco"), 16)
    if chunks != 1 or place + sum(sizes) > len(data):
        raise FormatError("the encoder's frames are not in one piece")
    samples = []
    for size in sizes:
        samples.append(data[place : place + size])
        place += size
    return Group(entry, tuple(samples))


def _sizes(table: bytes) -> tuple[int, ...]:
    size, count = struct.unpack_from(">II", table, 12)
    return (size,) * count if size else struct.unpack_from(f">{count}I", table, 20)
