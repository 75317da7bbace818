"""Names of layers: text, of a length that can be kept."""

from bozzetto.capture.dialects.reading import scrub

__all__ = ["MAX_LAYER_NAME", "layer_name", "spell_path"]

MAX_LAYER_NAME = 1024  # characters; nobody names a layer so
MAX_PATH = 4096  # characters of a layer's name and those of its groups
_CUT = "..."


def layer_name(name: str) -> str:
    """Return a layer's name as text: what has no UTF-8 form is replaced, what is long is cut."""
    name = scrub(name)
    return name if len(name) <= MAX_LAYER_NAME else name[: MAX_LAYER_NAME - len(_CUT)] + _CUT


def spell_path(path: tuple[str, ...]) -> str:
    """Return one line for a layer and the groups that it is in."""
    spelled = " / ".join(path)
    return spelled if len(spelled) <= MAX_PATH else _CUT + spelled[len(_CUT) - MAX_PATH :]
