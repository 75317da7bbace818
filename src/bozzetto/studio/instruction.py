"""Instructions: what a tool was told, in values that the record can hold.

Numbers that a tool uses (a seed, a scale) are strings, spelled as the tool spelled them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bozzetto.record import JSON, Asset, Digest, JSONObject, Moment, Text
from bozzetto.studio.program import observed_at

__all__ = ["CarrierPlace", "Input", "Instruction", "ModelFile", "Prompt"]


@dataclass(frozen=True, slots=True)
class Prompt:
    """Words that were given to a tool."""

    text: str
    role: str = "positive"
    by: str = "unknown"  # who wrote them: one of ``record.WRITERS``
    exact: bool = True  # False where a character without a UTF-8 form was replaced


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A file of weights, as the tool names it."""

    name: str
    digest: str | None = None  # with the algorithm's name, as far as the tool tells


@dataclass(frozen=True, slots=True)
class Input:
    """A file that was given to a tool: an asset, or only the digest that the tool wrote."""

    role: str
    asset: Asset | None = None
    region: Asset | None = None  # a mask
    digest: Digest | None = None
    name: str | None = None

    def to_value(self) -> JSONObject:
        """Return what stands in the body."""
        if self.asset is not None:
            found: dict[str, JSON] = {"role": self.role, "asset": self.asset.to_value()}
            return found | ({} if self.region is None else {"region": self.region.to_value()})
        known = {"role": self.role, "digest": self.digest, "name": self.name}
        return {name: value for name, value in known.items() if value is not None}


@dataclass(frozen=True, slots=True)
class CarrierPlace:
    """Where in a file the words stood."""

    file: Digest
    place: str  # such as ``png:tEXt``
    name: str  # the keyword or the tag
    offset: int  # bytes
    size: int  # bytes
    digest: Digest  # of those bytes

    def to_value(self) -> JSONObject:
        """Return what stands in the body."""
        found: JSONObject = {
            "file": self.file,
            "place": self.place,
            "offset": self.offset,
            "size": self.size,
            "digest": self.digest,
        }
        return found | ({"name": self.name} if self.name else {})


@dataclass(frozen=True, slots=True)
class Instruction:
    """What a tool was told."""

    tool: str
    version: str | None = None
    prompts: tuple[Prompt, ...] = ()
    models: tuple[ModelFile, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    inputs: tuple[Input, ...] = ()
    job: str | None = None  # the tool's own id
    account: str | None = None
    raw: Asset | None = None  # the tool's own workflow or request
    carriers: tuple[CarrierPlace, ...] = ()
    notes: tuple[str, ...] = ()  # codes of what was found while reading: docs/tools.md
    observed: Moment | None = None  # when a tool's own part saw it, which handed it over later

    def to_body(self, salted: Callable[[str], Text]) -> tuple[JSONObject, list[Text]]:
        """Return the body of an ``instruction.given`` and the texts that it commits to."""
        words = [salted(prompt.text) for prompt in self.prompts]
        prompts = [_prompt(prompt, text) for prompt, text in zip(self.prompts, words, strict=True)]
        tool: JSONObject = {"name": self.tool}
        if self.version is not None:
            tool["version"] = self.version
        body: JSONObject = {
            "tool": tool,
            "models": [{"name": model.name, "digest": model.digest} for model in self.models],
            "prompts": prompts,
            "settings": dict(self.settings),
            "inputs": [used.to_value() for used in self.inputs],
            **observed_at(self.observed),
        }
        return body, words + self._add_optional(body, salted)

    def _add_optional(self, body: JSONObject, salted: Callable[[str], Text]) -> list[Text]:
        texts = []
        if self.job is not None:
            body["job"] = self.job
        if self.account is not None:
            texts.append(salted(self.account))
            body["account"] = texts[0].to_value()
        if self.raw is not None:
            body["raw"] = self.raw.to_value()
        if self.carriers:
            body["carriers"] = [carrier.to_value() for carrier in self.carriers]
        if self.notes:
            body["notes"] = list(self.notes)
        return texts


def _prompt(prompt: Prompt, text: Text) -> JSON:
    found: JSONObject = {"role": prompt.role, "text": text.to_value(), "by": prompt.by}
    return found if prompt.exact else {**found, "exact": "no"}
