"""Reading: which drawing program's file it is, by its bytes, and what it says."""

from typing import BinaryIO

from bozzetto.capture.flat import has_small_directory
from bozzetto.capture.projects import gimp, krita, openraster, photoshop
from bozzetto.capture.projects.archive import open_archive
from bozzetto.capture.projects.project import Project
from bozzetto.capture.source import Source
from bozzetto.errors import FormatError

__all__ = ["PROJECTS", "TYPES", "is_cut_short", "is_named_project", "project_type", "read_project"]

PROJECTS = frozenset((".kra", ".ora", ".psd", ".psb", ".xcf"))  # endings of names
TYPES = frozenset((krita.TYPE, openraster.TYPE, photoshop.TYPE, gimp.TYPE))
_HEAD = 128  # bytes, in which the first member of a ZIP says what the file is
_LOCAL = b"PK\3\4"
_MIMETYPE = b"mimetype"  # the first member of these files, stored as it is
_NAME_AT = 30  # bytes before the name in a member's local header


def is_named_project(name: str) -> bool:
    """Whether a name says that a file is a drawing program's. The bytes may say otherwise."""
    _, dot, ending = name.rpartition(".")
    return dot + ending.lower() in PROJECTS


def project_type(file: BinaryIO) -> str | None:
    """Return the media type of a drawing program's file, by its first bytes; None for others."""
    file.seek(0)
    head = file.read(_HEAD)
    if head.startswith(photoshop.MAGIC):
        return photoshop.TYPE
    if head.startswith(gimp.MAGIC):
        return gimp.TYPE
    if head.startswith(_LOCAL) and head[_NAME_AT:].startswith(_MIMETYPE):
        said = head[_NAME_AT + len(_MIMETYPE) :]
        if any(mimetype in said for mimetype in krita.MIMETYPES):
            return krita.TYPE
        if openraster.MIMETYPE in said:
            return openraster.TYPE
    return None


def is_cut_short(file: BinaryIO) -> bool:
    """Whether a drawing program's file ends before its structure does, so that more may come.

    Of a file of Photoshop nothing is known before it is read.
    """
    sort = project_type(file)
    if sort in (krita.TYPE, openraster.TYPE):
        return not has_small_directory(file)
    if sort != gimp.TYPE:
        return False
    try:
        read_project(file)
    except FormatError:
        return True
    return False


def read_project(file: BinaryIO) -> Project:
    """Read what a drawing program's file says.

    Args:
        file: Any bytes; seekable; its position is moved. It stays open.

    Raises:
        FormatError: it is none of those that are known, is damaged, or holds more than is read.
    """
    sort = project_type(file)
    if sort == photoshop.TYPE:
        return photoshop.read_photoshop(file)
    if sort == gimp.TYPE:
        return gimp.read_gimp(Source.of_file(file))
    if sort is None:
        raise FormatError("not a drawing program's file")
    with open_archive(file) as archive:
        if sort == krita.TYPE:
            return krita.read_krita(archive)
        return openraster.read_openraster(archive)
