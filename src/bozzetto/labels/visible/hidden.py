"""Hidden text: what tools put into the lowest bits of samples, and a label may cover."""

from bozzetto.capture.findings import Findings
from bozzetto.capture.stealth import read_stealth
from bozzetto.labels.visible.picture import Picture

__all__ = ["hidden_in"]


def hidden_in(picture: Picture) -> tuple[bytes, ...]:
    """Return the texts that are hidden in a picture's samples; with loss none would survive."""
    if not picture.lossless or picture.low is not None:
        return ()
    findings = Findings()
    read_stealth(picture.image, findings)
    return tuple(each.raw for each in findings.carriers)
