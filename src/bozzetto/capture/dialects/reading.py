"""What a picture says about how it was made, as values.

A reading is a view of the carriers and never a guess: what the file does not say is absent. The
carriers themselves are kept beside it, byte for byte, so that a reading can be made again by a
better reader. Nothing here says that the file tells the truth: any of it can be written by hand.

    Reading(tool="Forge", version="f2.0.1v1.10.1", prompts=(PromptText("positive", "a cat"),), ...)
"""

import re
from dataclasses import dataclass

from bozzetto.errors import FormatError

__all__ = [
    "AUTHORS",
    "NOTES",
    "ROLES",
    "TOOLS",
    "InputFile",
    "ModelFile",
    "PromptText",
    "Reading",
    "scrub",
]

TOOLS = (
    "AUTOMATIC1111",
    "Civitai",
    "ComfyUI",
    "Draw Things",
    "Fooocus",
    "Forge",
    "InvokeAI",
    "Krita AI Diffusion",
    "Midjourney",
    "NovelAI",
    "RuinedFooocus",
    "SD.Next",
    "Stability Matrix",
    "SwarmUI",
    "TensorArt",
    "diffusers",
    "reForge",
)
"""Every tool a reading can name."""

NOTES = {
    "c2pa.present": "the file also carries content credentials, which are not read here",
    "carriers.disagree": "the file says two different things in two places; the first is given",
    "comfyui.no-workflow": "the graph is there, the editor's workflow is not",
    "comfyui.parameters-disagree": "the text beside the graph says something else than the graph",
    "comfyui.prompts-from-parameters": "the graph holds no prompt; the text beside it does",
    "comfyui.text-unattributed": "a text in the graph reaches no sampler as positive or negative",
    "comfyui.text-unresolved": "a prompt was made while the graph ran and is not in the file",
    "comfyui.workflow-only": "the editor's workflow is there, the graph that ran is not",
    "drawthings.preview": "the picture is the project's preview, which is of lower quality",
    "infotext.tool-unnamed": "the text has AUTOMATIC1111's form and names no program",
    "invokeai.canvas": "the file carries canvas layers with brush strokes, which are not read here",
    "midjourney.from-name": "only the file's name says so; its words are cut, the account first",
    "novelai.signature.invalid": "NovelAI's signature is there and does not hold",
    "novelai.signature.unchecked": "NovelAI's signature is there and its pixels could not be had",
    "novelai.signature.valid": "NovelAI's signature holds over the pixels and the parameters",
    "novelai.unsigned": "the file says NovelAI and carries no signature",
}
"""Every note a reading can carry, with its meaning."""

ROLES = ("positive", "negative", "region", "style", "system")
AUTHORS = ("person", "template", "language model", "image description", "unknown")
_INPUT_ROLES = ("image", "mask", "control", "reference", "init")

# The algorithm is named, so 64 hex digits of BLAKE3 are never taken for SHA-256.
_DIGEST = re.compile(r"[a-z0-9][a-z0-9_-]{1,31}:[0-9a-f]{8,128}")
_SHA256 = re.compile(r"sha256:[0-9a-f]{64}")
_SURROGATE = re.compile("[\ud800-\udfff]")


def scrub(text: str) -> str:
    """Replace lone surrogates, which no encoding can write, by U+FFFD."""
    return _SURROGATE.sub("\ufffd", text)


def _require(holds: bool, problem: str, value: object) -> None:
    if not holds:
        raise FormatError(problem, value=value)


def _require_text(*texts: str | None) -> None:
    for text in texts:
        _require(not _SURROGATE.search(text or ""), "a lone surrogate in {value!a}", text)


@dataclass(frozen=True, slots=True)
class PromptText:
    """One text that was given to the model.

    Attributes:
        role: One of `ROLES`.
        text: As the file has it, white space and NUL included.
        written_by: One of `AUTHORS`; "unknown" unless the format itself says who composed it.
        exact: False where characters were replaced, or where the text passed through a step
            whose effect the file does not record.
    """

    role: str
    text: str
    written_by: str = "unknown"
    exact: bool = True

    def __post_init__(self) -> None:
        _require(self.role in ROLES, "not the role of a prompt: {value!r}", self.role)
        _require(self.written_by in AUTHORS, "not an author: {value!r}", self.written_by)
        _require_text(self.text)


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model's weights, by the name the tool gives them.

    Attributes:
        name: As the tool spells it.
        digest: ``<algorithm>:<lower-case hex>``, only where the algorithm is known: ``sha256``
            (of the file), ``sha256-tensors`` (of the tensors alone), ``blake3``, ``autov2``
            (first 10 hex digits of SHA-256), ``autov3`` (first 12 of SHA-256 without the header).
    """

    name: str
    digest: str | None = None

    def __post_init__(self) -> None:
        _require_text(self.name)
        known = self.digest is None or bool(_DIGEST.fullmatch(self.digest))
        _require(known, "not a digest with its algorithm: {value!r}", self.digest)


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that went into the picture.

    Attributes:
        role: "image" where no more is known, else "mask", "control", "reference" or "init".
        name: As the tool spells it; a name alone does not identify a file.
        digest: ``sha256:<64 hex>`` of the file's bytes, or None.
    """

    role: str
    name: str | None
    digest: str | None = None

    def __post_init__(self) -> None:
        _require(self.role in _INPUT_ROLES, "not the role of an input: {value!r}", self.role)
        _require_text(self.name)
        known = self.digest is None or bool(_SHA256.fullmatch(self.digest))
        _require(known, "not a SHA-256 digest: {value!r}", self.digest)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one picture says about how it was made.

    Attributes:
        tool: One of `TOOLS`.
        version: The tool's version as the file spells it.
        prompts: In the order of the file, each once.
        models: In the order of the file, each once.
        settings: Sorted by name, names unique; numbers exactly as the file spells them.
        inputs: Files the picture was made from.
        job: The tool's own name for the run.
        account: The user's name at the tool.
        claimed_time: A time that the file states, as spelled; a claim, not a fact.
        carriers: Indexes into `Picture.carriers` that this was read from, ascending.
        notes: Keys of `NOTES`, sorted.
    """

    tool: str
    version: str | None = None
    prompts: tuple[PromptText, ...] = ()
    models: tuple[ModelFile, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    inputs: tuple[InputFile, ...] = ()
    job: str | None = None
    account: str | None = None
    claimed_time: str | None = None
    carriers: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _require(self.tool in TOOLS, "not a tool: {value!r}", self.tool)
        names = [name for name, _ in self.settings]
        _require(names == sorted(set(names)), "settings not sorted and unique: {value!r}", names)
        _require_text(self.version, self.job, self.account, self.claimed_time)
        _require_text(*(part for setting in self.settings for part in setting))
        ascending = list(self.carriers) == sorted(set(self.carriers))
        _require(ascending, "carriers not ascending: {value!r}", self.carriers)
        notes = list(self.notes) == sorted(set(self.notes)) and NOTES.keys() >= set(self.notes)
        _require(notes, "notes not known, sorted and unique: {value!r}", self.notes)
