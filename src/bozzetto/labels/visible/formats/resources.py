"""Resources: Photoshop's blocks in a segment of a JPEG, without the small pictures in them.

Source: Adobe Photoshop file formats specification, "Image resources section",
https://www.adobe.com/devnet-apps/photoshop/fileformatashtml/ (blocks 1033 and 1036: thumbnails).
"""

from collections.abc import Iterator

__all__ = ["drop_thumbnails"]

_NAME = b"Photoshop 3.0\0"
_SIGNATURE = b"8BIM"
_THUMBNAILS = (b"\x04\x09", b"\x04\x0c")


def drop_thumbnails(data: bytes) -> tuple[bytes, bool]:
    """Return a segment's data without thumbnails, and whether there was one.

    What is no such segment, or is damaged, is returned as it is up to its end.
    """
    if not data.startswith(_NAME):
        return data, False
    kept, position, found = [_NAME], len(_NAME), False
    for number, end in _blocks(data):
        is_thumbnail = number in _THUMBNAILS
        found = found or is_thumbnail
        kept += [] if is_thumbnail else [data[position:end]]
        position = end
    return b"".join((*kept, data[position:])), found


def _blocks(data: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield each block's number, and where it ends."""
    position = len(_NAME)
    while data[position : position + 4] == _SIGNATURE:
        named = position + 6
        size_at = named + (data[named] + 2) // 2 * 2 if named < len(data) else named
        size = int.from_bytes(data[size_at : size_at + 4])
        end = size_at + 4 + size + size % 2
        if end > len(data):
            return
        yield data[position + 4 : position + 6], end
        position = end
