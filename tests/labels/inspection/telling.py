"""What an inspection comes to, as the tests look at it."""

from bozzetto.labels.inspection import NAMES, WORTHS, shields_of
from bozzetto.language import translate_filled

__all__ = ["about", "everything", "speakers"]


def about(voice, name):
    """All that a voice says about one thing, in words."""
    return [each.words(translate_filled) for each in voice.of(name)]


def speakers(found):
    """Who speaks, the most protected first: what sort, the name, and whether it holds."""
    return [(voice.speaker.value, voice.name, voice.protection.integrity) for voice in found.voices]


def everything(found):
    """Every sentence of an inspection, in the spoken language; each code has its words."""
    lines = [each.words(translate_filled) for each in (*found.heads, *found.unread)]
    for voice in found.voices:
        lines += [voice.title.words(translate_filled), voice.head.words(translate_filled)]
        lines += [each.words(translate_filled) for each in shields_of(voice)]
        lines.append(translate_filled(WORTHS[voice.worth], {}))
        for each in voice.statements:
            assert each.name in NAMES
            lines += [each.label(translate_filled), each.words(translate_filled)]
            lines += [] if each.worth is None else [translate_filled(WORTHS[each.worth], {})]
    return lines
