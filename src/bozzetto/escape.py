r"""Escapes: other people's words, shown so that they do nothing to the terminal.

A prompt, a name or a title may hold control characters that move the cursor, colour the rest
of the screen or rewrite a line above, or marks that turn the reading direction around, so that
what is read is not what is there. All of these are shown as Python spells them: ``\x1b``,
``\u202e``. What joins letters and emoji (ZWJ, ZWNJ, variation selectors) stays.
"""

import unicodedata

__all__ = ["escape", "shorten"]

# Cc: controls. Cf: invisible, bidirectional marks among them. Cs: halves of characters, which
# no encoding can write. Zl, Zp: line breaks that are no control characters. Co, Cn: unassigned.
_HARMFUL = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
_JOINERS = "\u200c\u200d"  # Persian and Indic words, and emoji, are wrong without them


def escape(text: str) -> str:
    r"""Spell out what could do something to the terminal, new lines included."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escaped(letter) for letter in text)


def _escaped(letter: str) -> str:
    if letter in _JOINERS or unicodedata.category(letter) not in _HARMFUL:
        return letter
    return ascii(letter)[1:-1]


def shorten(text: str, limit: int) -> str:
    """Cut a text to `limit` characters, and let it end in an ellipsis where it was longer."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
