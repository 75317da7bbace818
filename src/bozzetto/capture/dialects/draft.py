"""A reading while it is being put together.

Dialects add what they find; `Draft.finish` drops what is empty or said twice, replaces what
cannot be written, puts everything in its order and gives the value.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bozzetto.capture.dialects.jsontext import Json, string
from bozzetto.capture.dialects.reading import InputFile, ModelFile, PromptText, Reading, scrub
from bozzetto.capture.dialects.source import Source

__all__ = ["Draft", "hex_digest"]

_LENGTHS = {"autov2": 10, "autov3": 12, "sha256": 64, "sha256-tensors": 64}  # hex digits
_HEX = frozenset("0123456789abcdef")

# Words that tools write for "no file at all".
_NO_MODEL = frozenset({"", "none", "default", "default (model)", "automatic"})


def hex_digest(algorithm: str, value: Json) -> str | None:
    """Tag hex digits with an algorithm that the format fixes, or give None if they do not fit."""
    digits = value.lower() if isinstance(value, str) else ""
    fits = len(digits) == _LENGTHS[algorithm] and _HEX.issuperset(digits)
    return f"{algorithm}:{digits}" if fits else None


@dataclass(slots=True)
class Draft:
    """What a dialect has found so far; see `Reading` for the members.

    Prompts are kept by role and text, so that a list of a million is added in a million steps.
    """

    tool: str
    version: str | None = None
    prompts: dict[tuple[str, str], PromptText] = field(default_factory=dict)
    models: list[ModelFile] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    inputs: list[InputFile] = field(default_factory=list)
    job: str | None = None
    account: str | None = None
    claimed_time: str | None = None
    carriers: set[int] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)

    def read_from(self, *found: Source) -> None:
        """Remember the carriers of `found`."""
        self.carriers.update(source.index for source in found)

    def prompt(
        self, role: str, text: Json, written_by: str = "unknown", *, exact: bool = True
    ) -> None:
        """Add a prompt, unless it is no string, has nothing but white space or is known."""
        spelled = string(text)
        if spelled is None or not spelled.strip():
            return
        clean = scrub(spelled)
        prompt = PromptText(role, clean, written_by, exact and clean == spelled)
        self.prompts.setdefault((role, clean), prompt)

    def model(self, name: Json, digest: str | None = None) -> None:
        """Add a model file, unless it has no name or is known."""
        spelled = string(name)
        if spelled is None or spelled.strip().lower() in _NO_MODEL:
            return
        self.models.append(ModelFile(scrub(spelled), digest))

    def set(self, settings: Mapping[str, str]) -> None:
        """Add settings; a name said twice keeps its last value, as the tools' own readers do."""
        self.settings.update({scrub(name): scrub(text) for name, text in settings.items()})

    def input(self, role: str, name: Json, digest: str | None = None) -> None:
        """Add an input file, unless neither its name nor its digest is known."""
        spelled = string(name)
        if spelled or digest:
            self.inputs.append(InputFile(role, scrub(spelled) if spelled else None, digest))

    def finish(self) -> Reading:
        """Give the reading."""
        return Reading(
            tool=self.tool,
            version=_clean(self.version),
            prompts=tuple(self.prompts.values()),
            models=tuple(dict.fromkeys(self.models)),
            settings=tuple(sorted(self.settings.items())),
            inputs=tuple(dict.fromkeys(self.inputs)),
            job=_clean(self.job),
            account=_clean(self.account),
            claimed_time=_clean(self.claimed_time),
            carriers=tuple(sorted(self.carriers)),
            notes=tuple(sorted(self.notes)),
        )


def _clean(text: str | None) -> str | None:
    return scrub(str(text)) if text and text.strip() else None
