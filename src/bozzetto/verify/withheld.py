"""What a copy leaves out on purpose: ``data/withheld.json``.

Canonical JSON of ``{"assets": [DIGEST, ...], "reason": TEXT, "texts": [DIGEST, ...]}``, both
lists sorted. It is the exporter's word, and no signature covers it: what it declares is listed
beside the verdict every time.
"""

from dataclasses import dataclass

from bozzetto.errors import FormatError
from bozzetto.record import JSON, Digest, parse_digest, parse_object
from bozzetto.verify.container import Container
from bozzetto.verify.findings import Findings

__all__ = ["FILE", "Withheld", "parse_withheld", "read_withheld"]

FILE = "data/withheld.json"
MAX_BYTES = 16 << 20  # 200,000 digests


@dataclass(frozen=True, slots=True)
class Withheld:
    """What is declared withheld."""

    texts: frozenset[Digest] = frozenset()
    assets: frozenset[Digest] = frozenset()
    reason: str = ""


def read_withheld(container: Container, findings: Findings) -> Withheld:
    """Read the declaration; where it is missing or malformed nothing is declared."""
    if FILE not in container:
        return Withheld()
    try:
        return parse_withheld(container.read(FILE, MAX_BYTES))
    except FormatError as error:
        findings.add("withheld.malformed", FILE, error=error)
        return Withheld()


def parse_withheld(data: bytes) -> Withheld:
    """Read a declaration.

    Raises:
        FormatError: `data` is not the one spelling of a declaration.
    """
    value = parse_object(data)
    reason = value.get("reason")
    if value.keys() != {"assets", "reason", "texts"} or not isinstance(reason, str):
        raise FormatError("want assets, reason and texts")
    texts, assets = _digests(value["texts"]), _digests(value["assets"])
    if (texts or assets) and not reason.strip():
        raise FormatError("something is withheld without a reason")
    return Withheld(texts, assets, reason)


def _digests(value: JSON) -> frozenset[Digest]:
    if not isinstance(value, list):
        raise FormatError("not a list of digests")
    digests = [parse_digest(item) for item in value]
    if digests != sorted(set(digests)):
        raise FormatError("digests are sorted, and none stands twice")
    return frozenset(digests)
