"""Lengths of time and sizes, for people."""

from datetime import timedelta

from bozzetto.language import _

__all__ = ["spell_duration", "spell_size"]

_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")
_STEP = 1000  # SI: the units that disks are sold in


def spell_duration(length: timedelta) -> str:
    """Spell a length of time in its largest whole unit: seconds, minutes, hours or days."""
    seconds = max(0, int(length.total_seconds()))
    if seconds < 120:
        return _("{count} s", count=seconds)
    if seconds < 2 * 3600:
        return _("{count} min", count=seconds // 60)
    if seconds < 2 * 86400:
        return _("{count} h", count=seconds // 3600)
    return _("{count} days", count=seconds // 86400)


def spell_size(size: int) -> str:
    """Spell a number of bytes with three digits or so."""
    value, unit = float(size), 0
    while value >= _STEP and unit < len(_UNITS) - 1:
        value, unit = value / _STEP, unit + 1
    return f"{size} B" if unit == 0 else f"{value:.1f} {_UNITS[unit]}"
