"""Carriers: the XMP of PNG, JPEG, WebP, TIFF, AVIF and HEIF, read, and written into copies."""

from bozzetto.labels.carriers.copying import Written, read_metadata, rewrite_file, write_packet
from bozzetto.labels.carriers.metadata import Metadata, Note

__all__ = ["Metadata", "Note", "Written", "read_metadata", "rewrite_file", "write_packet"]
