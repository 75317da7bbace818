"""Labels of GB 45438-2025 as voices, with every departure from the standard in plain words."""

from collections.abc import Iterator, Sequence

from bozzetto.labels.aigc import Aigc
from bozzetto.labels.finding import Found
from bozzetto.labels.inspection.statement import (
    Protection,
    Sentence,
    Speaker,
    Statement,
    Voice,
    joined,
)
from bozzetto.labels.provider import ProviderCode, looks_like_code

__all__ = ["label_voices"]

MAX_LABELS = 8  # that are told of one file; one is allowed
_ROOT = "bozzetto-root/"  # how the producer's field begins where `labels.release` wrote it
MAX_TEXT = 2000  # characters of a label that cannot be read; one has three hundred


def label_voices(found: Sequence[Found]) -> Iterator[Voice]:
    """Return what each label says; the standard allows one a file."""
    for each in found[:MAX_LABELS]:
        yield Voice(
            Speaker.LABEL,
            _party(each),
            Protection(),
            _head(each),
            "label",
            tuple(_statements(each, len(found))),
        )


def _party(found: Found) -> str | None:
    aigc = found.aigc
    return None if aigc is None else aigc.producer or aigc.propagator or None


def _head(found: Found) -> Sentence:
    who = _party(found)
    if found.aigc is None or who is None:
        return Sentence("head.label.unclear")
    return Sentence.of(f"head.label.{found.aigc.label}", who=who)


def _statements(found: Found, count: int) -> Iterator[Statement]:
    if found.aigc is not None:
        yield from _meaning(found.aigc)
    for code in found.departures:
        yield Statement("departure", Sentence(f"departs.{code}"))
    if found.refusal is not None:
        yield Statement("departure", Sentence.of_error(found.refusal))
    if count > 1:
        yield Statement("departure", Sentence.of("label.several", count=str(count)))
    if found.aigc is None:
        yield Statement("text", found.text[:MAX_TEXT])


def _meaning(aigc: Aigc) -> Iterator[Statement]:
    yield Statement("label", Sentence(f"label.{aigc.label}"))
    for names, values in (
        (
            ("producer", "producer code", "number", "security"),
            (aigc.producer, aigc.produce_id, aigc.reserved1),
        ),
        (
            ("propagator", "propagator code", "propagation number", "propagation security"),
            (aigc.propagator, aigc.propagate_id, aigc.reserved2),
        ),
    ):
        party, number, security = values
        if party:
            yield Statement(names[0], party)
        if looks_like_code(party):
            yield Statement(names[1], _taken_apart(ProviderCode.parse(party)))
        if number:
            yield Statement(names[2], number)
        if security:
            ours = security.startswith(_ROOT)
            yield Statement(names[3], security, "record" if ours else "security")


def _taken_apart(code: ProviderCode) -> Sentence:
    """Say what a provider's code is made of; a label with a wrong one is refused as a whole."""
    credit = Sentence.of("code.credit", credit=code.credit_code)
    service = Sentence(f"code.service.{code.service}")
    if code.service == "0":
        return joined((credit, service))
    return joined((credit, service, Sentence.of("code.own", extension=code.extension)))
