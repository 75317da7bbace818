"""Formats: files whose pixels are exchanged, and everything else is passed on as it is."""

from bozzetto.labels.visible.formats.opening import open_picture

__all__ = ["open_picture"]
