"""TIFF: directories of tags, one a page; the first page is the picture.

Source: TIFF 6.0, https://www.adobe.io/open/standards/TIFF.html. BigTIFF (offsets of 64 bits) is
recognised and not walked: no picture tool is known to write its metadata there.
"""

from bozzetto.capture.exif import keep_tags
from bozzetto.capture.findings import MAX_CARRIER, Findings, Frame
from bozzetto.capture.ifd import Directory, walk_ifds
from bozzetto.capture.source import Source

__all__ = ["read_tiff"]

_SUBFILE, _WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC = 254, 256, 257, 258, 259, 262
_ORIENTATION, _SUB_IFDS = 274, 330

_LOSSLESS = (1, 2, 3, 4, 5, 8, 32773, 32946)  # none, CCITT (three), LZW, deflate, PackBits, deflate
_GREY, _COLOUR = (0, 1), (2, 3)  # photometric: white or black is zero; RGB, palette

# Pillow holds a compressed TIFF in memory, and all of its tags. Larger ones are not decoded.
_MAX_ENCODED = 256 << 20  # bytes


def read_tiff(source: Source, findings: Findings) -> Frame:
    """Reads a TIFF's size and carriers; its samples are left to the decoder."""
    if source.read(2, 2) in (b"+\0", b"\0+"):
        findings.report("file.unsupported")
        return Frame()
    directories = walk_ifds(source, findings)
    keep_tags(directories, findings)
    if not directories:
        return Frame()
    first = directories[0]
    width, height = first.number(_WIDTH, 0), first.number(_HEIGHT, 0)
    if not width or not height:
        findings.report("file.malformed")
        return Frame()
    if findings.problems or not _is_one_picture(directories) or not _is_exact(first):
        return Frame(width, height)
    if source.size > _MAX_ENCODED:
        findings.report("pixels.unread")
        return Frame(width, height)
    return Frame(width, height, encoded=source.stream())


def _is_one_picture(directories: tuple[Directory, ...]) -> bool:
    """Whether there is one page, whole and upright: of several, none is *the* picture.

    A camera's raw file holds a small preview as its first page and the rest in sub-directories.
    """
    first = directories[0]
    pages = sum(directory.name != "Exif" for directory in directories)
    upright = first.number(_ORIENTATION, 1) == 1
    whole = first.number(_SUBFILE, 0) & 1 == 0 and not first.numbers(_SUB_IFDS)
    return pages == 1 and upright and whole


def _is_exact(directory: Directory) -> bool:
    """Whether the coding loses nothing, and Pillow's samples are all of the file's."""
    bits = set(directory.numbers(_BITS) or (1,))
    photometric = directory.number(_PHOTOMETRIC, -1)
    shallow = len(bits) == 1 and bits <= {1, 2, 4, 8} and photometric in (*_GREY, *_COLOUR)
    deep_grey = directory.numbers(_BITS) == (16,) and photometric == 1
    small_tags = all(entry.value.size <= MAX_CARRIER for entry in directory.entries)
    lossless = directory.number(_COMPRESSION, 1) in _LOSSLESS
    return lossless and small_tags and (shallow or deep_grey)
