"""Archives: the ZIP files that office programs read, packed anew so that equal papers are equal."""

import io
import zipfile
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["repacked"]

EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the first moment that ZIP has; a paper's time is inside
_FIRST = "[Content_Types].xml"  # where readers that go by order look for it: ECMA-376 part 2
_LEVEL = 6  # zlib's own middle: a higher one gains under a hundredth of such XML


def repacked(
    data: bytes, changes: Mapping[str, Callable[[bytes], bytes]] = MappingProxyType({})
) -> bytes:
    """Pack the members of a ZIP file in order of their names, without times or machines.

    Args:
        data: The file.
        changes: By the name of a member, what becomes of its bytes.
    """
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as new,
    ):
        for name in sorted(old.namelist(), key=lambda name: (name != _FIRST, name)):
            info = zipfile.ZipInfo(name, EPOCH)
            info.create_system = 0  # of no system
            info.compress_type = zipfile.ZIP_DEFLATED
            change = changes.get(name, bytes)
            new.writestr(info, change(old.read(name)), compresslevel=_LEVEL)
    return out.getvalue()
