"""Encoding: pictures that a program holds in memory, as the bytes of a file.

A pipeline takes and gives samples, not files: what is kept of them is encoded here, without loss,
and says so (``ENCODED``). The digest of the samples, which the studio takes of every picture that
it keeps (docs/formats/pixels.md), is the same for any other lossless file of them.

Neither numpy nor torch is imported: whoever hands in an array has them, and an array brings all
that is needed along.
"""

import io
from collections.abc import Iterator
from typing import Any

from PIL import Image

from bozzetto.capture.handover.reporter import File

__all__ = ["ENCODED", "Samples", "samples_of", "to_file"]

ENCODED = "picture.encoded"
MOST = 4_000  # pictures of one call: a report holds 4,096 files
_PNG_MODES = ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")
_NEAREST = {"RGBa": "RGBA", "La": "LA"}  # of the modes that PNG has; of all others RGB
_FAST = 1  # of zlib: a third of the time of the usual 6, for files a tenth larger

# A picture of Pillow's, or an array: numpy's, or what torch's tensors turn into
Samples = Any


def samples_of(value: object) -> Iterator[Samples]:
    """Yield the pictures and arrays in a value, copied: what is changed later is another one.

    Args:
        value: A picture, an array, or lists of them, as pipelines take and give them. An array of
            several pictures is cut along its first axis.
    """
    if isinstance(value, Image.Image):
        yield value.copy()
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from samples_of(each)
    elif _is_array(value):
        yield from _cut(_plain(value))


def to_file(samples: Samples, name: str) -> File:
    """Encode a picture as PNG; an array that is none, as numpy's own file.

    Raises:
        ValueError: an array's form is none that can be written.
    """
    out = io.BytesIO()
    picture = samples if isinstance(samples, Image.Image) else _picture(samples)
    if picture is not None:
        if picture.mode not in _PNG_MODES:
            picture = picture.convert(_NEAREST.get(picture.mode, "RGB"))
        picture.save(out, "PNG", compress_level=_FAST)
        return File(f"{name}.png", data=out.getvalue())
    header = repr(
        {
            "descr": samples.dtype.str,
            "fortran_order": False,
            "shape": tuple(int(size) for size in samples.shape),
        }
    ).encode()
    # https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, version 1.0
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    start = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little")
    return File(f"{name}.npy", data=start + header + samples.tobytes())


def _is_array(value: object) -> bool:
    return hasattr(value, "shape") and hasattr(value, "dtype") and len(value.shape) >= 2


def _plain(value: Any) -> Any:  # noqa: ANN401  # an array of either library
    """Turn a tensor into an array of numpy, on the CPU; copy what is one."""
    if hasattr(value, "detach"):
        tensor = value.detach().cpu()
        floats = tensor.float() if "float" in str(tensor.dtype) else tensor
        array = floats.numpy()
        channels_first = array.ndim >= 3 and array.shape[-3] in (1, 3)
        if channels_first:  # torch has channels before rows, numpy's pictures after columns
            array = array.swapaxes(-3, -1).swapaxes(-3, -2)
        return array.copy()
    return value.copy()


def _cut(array: Any) -> Iterator[Any]:  # noqa: ANN401  # numpy's array
    if array.ndim > 3:
        for each in array[:MOST]:
            yield from _cut(each)
    else:
        yield array


def _picture(array: Any) -> Image.Image | None:  # noqa: ANN401  # numpy's array
    """Make a picture of an array, where its form is a picture's; None where it is not.

    Floats are taken as diffusers does: from 0 to 1, or from -1 to 1 where any is below 0.
    """
    channels = array.shape[2] if array.ndim == 3 else 1
    if array.ndim not in (2, 3) or channels not in (1, 3, 4) or array.dtype.kind not in "ufb":
        return None
    if array.dtype.kind == "f":
        if array.size and float(array.min()) < 0:
            array = array / 2 + 0.5
        array = (array.clip(0, 1) * 255).round().astype("uint8")
    elif array.dtype.kind == "b":
        array = array.astype("uint8") * 255
    elif array.dtype.itemsize != 1:
        return None
    return Image.fromarray(array[:, :, 0] if array.ndim == 3 and channels == 1 else array)
