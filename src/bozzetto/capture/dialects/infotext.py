"""The AUTOMATIC1111 family: one text that holds prompt, negative prompt and settings.

    a circle
    Negative prompt: a square
    Steps: 20, Sampler: Euler, CFG scale: 7, Seed: 1, Size: 64x64, Version: v1.10.1

The web UI writes it (modules/processing.py, create_infotext) and reads it again
(modules/infotext_utils.py, parse_generation_parameters); Forge, reForge, SD.Next and many others
write the same form. A value with a comma, colon or newline is quoted as a JSON string. Services
also write bare JSON as a value, which the web UI's own reader breaks at its commas; here it is
kept whole. Which program wrote it is told from ``App`` and ``Version`` alone.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from bozzetto.capture.dialects.draft import Draft, hex_digest
from bozzetto.capture.dialects.jsontext import Json, members, parse_json
from bozzetto.capture.dialects.reading import Reading
from bozzetto.capture.dialects.source import COMMENTS, Source, find_all

__all__ = ["Infotext", "draft_infotext", "find_infotext", "parse_infotext", "read_infotext"]

MAX_SETTINGS = 4096  # settings of one text; the longest real text has about a hundred
_MAX_NAME = 96  # characters; keeps the search for a colon linear in the text's length
_MAX_VALUE = 2**16 - 2  # characters; bounds how often a long line is looked through
_MAX_TEMPLATES = 8  # lines below the settings; there are two at most

_NEGATIVE = re.compile(r"^Negative prompt:[ ]?", re.MULTILINE)
_STEPS = "Steps: "
# sd-dynamic-prompts adds these lines below the settings.
_TEMPLATE = re.compile(r"^(Template|Negative Template): ", re.MULTILINE)
_NAME = re.compile(rf"[,\s]*(\w[^:,\n]{{0,{_MAX_NAME}}}):[ ]*")
_PLAIN = re.compile(r"[^,\n]*")
_QUOTED = re.compile(rf'"(?:[^"\\]|\\.){{0,{_MAX_VALUE}}}"')

_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)

# Which program writes which version (f1.0.0v2-v1.10.1RC is reForge's, f2.0.1v1.10.1 Forge's).
_VERSIONS = (
    (re.compile(r"f\d+\.\d+(\.\d+)?(v\d+)?-v.*"), "reForge"),
    (re.compile(r"f\d.*|classic|neo.*"), "Forge"),
    (re.compile(r"Fooocus.*"), "Fooocus"),
    (re.compile(r"ComfyUI.*"), "ComfyUI"),
    (re.compile(r"RuinedFooocus.*"), "RuinedFooocus"),
)


@dataclass(frozen=True, slots=True)
class Infotext:
    """What one text of the family holds.

    Attributes:
        positive: The prompt as spelled, inner line ends included.
        negative: The negative prompt as spelled; empty where there is none.
        settings: By name, quoted values unquoted.
    """

    positive: str
    negative: str
    settings: Mapping[str, str]

    @property
    def tool(self) -> str:
        """The program that the text names, else the family's."""
        if self.settings.get("App") == "SD.Next":
            return "SD.Next"
        version = self.settings.get("Version", "")
        return next((tool for form, tool in _VERSIONS if form.fullmatch(version)), "AUTOMATIC1111")


def parse_infotext(text: str) -> Infotext | None:
    """Parse a text of the family, or give None where it is none.

    It is one if a line starts with ``Steps:`` and its settings include a seed or a sampler;
    anything less is met in ordinary comments.
    """
    start = text.rfind(f"\n{_STEPS}") + 1
    if not text.startswith(_STEPS, start):
        return None
    prompts, rest = text[:start], text[start:]
    line, _, below = rest.partition("\n")
    settings = dict(_scan(line)) | dict(_templates(below))
    if not {"Seed", "Sampler"} & settings.keys():
        return None
    split = _NEGATIVE.search(prompts)
    positive, negative = (
        (prompts[: split.start()], prompts[split.end() :]) if split else (prompts, "")
    )
    return Infotext(positive.removesuffix("\n"), negative.removesuffix("\n"), settings)


def _scan(line: str) -> Iterator[tuple[str, str]]:
    """Take ``name: value`` pairs until the line ends or stops having the form."""
    at = 0
    for _ in range(MAX_SETTINGS):
        name = _NAME.match(line, at)
        if not name:
            return
        value, at = _value(line, name.end())
        yield name[1].strip(), value


def _value(line: str, at: int) -> tuple[str, int]:
    quoted = _QUOTED.match(line, at)
    if quoted:
        unquoted = parse_json(quoted[0])
        return (unquoted if isinstance(unquoted, str) else quoted[0]), quoted.end()
    if line[at : at + 1] in ("{", "["):
        try:
            _, length = _DECODER.raw_decode(line[at : at + _MAX_VALUE])
        except (ValueError, RecursionError):
            length = 0  # not JSON after all: read it as a plain value
        if length:
            return line[at : at + length], at + length
    plain = _PLAIN.match(line, at)
    end = plain.end() if plain else at
    return line[at:end].strip(), end


def _templates(below: str) -> Iterator[tuple[str, str]]:
    starts = list(islice(_TEMPLATE.finditer(below), _MAX_TEMPLATES))
    ends = [*(match.start() for match in starts[1:]), len(below)]
    for start, end in zip(starts, ends, strict=False):
        yield start[1], below[start.end() : end].rstrip("\n")


def find_infotext(found: tuple[Source, ...]) -> list[tuple[Source, Infotext]]:
    """Give every text of the family in the picture, the most trusted place first."""
    parsed = ((source, parse_infotext(source.text)) for source in find_all(found, *COMMENTS))
    return [(source, text) for source, text in parsed if text is not None]


def read_infotext(found: tuple[Source, ...]) -> Reading | None:
    """Read a picture of the family."""
    texts = find_infotext(found)
    if not texts:
        return None
    (source, text), *copies = texts
    draft = draft_infotext(source, text, text.tool)
    for copy, other in copies:
        if other == text:
            draft.read_from(copy)
        else:
            draft.notes.add("carriers.disagree")
    named = "Version" in text.settings
    if text.tool == "AUTOMATIC1111" and not named:
        draft.notes.add("infotext.tool-unnamed")
    return draft.finish()


def draft_infotext(source: Source, text: Infotext, tool: str) -> Draft:
    """Put down what one text says, for the family and for services that write its form."""
    draft = Draft(tool, version=text.settings.get("Version"))
    if draft.version and draft.version.startswith(tool):  # "Fooocus v2.4.3", "ComfyUI"
        draft.version = draft.version.removeprefix(tool).strip()
    draft.read_from(source)
    draft.prompt("positive", text.positive, exact=source.exact)
    draft.prompt("negative", text.negative, exact=source.exact)
    draft.set(text.settings)
    draft.model(text.settings.get("Model"), _model_digest(text.settings.get("Model hash")))
    draft.model(text.settings.get("VAE"), _model_digest(text.settings.get("VAE hash")))
    for name, digest in _lora_hashes(text.settings):
        draft.model(name, hex_digest("autov3", digest))
    return draft


def _model_digest(digits: str | None) -> str | None:
    """Tag a hash: 10 digits are the first of SHA-256, 8 are an older sum, others not known."""
    return hex_digest("autov2", digits)


def _lora_hashes(settings: Mapping[str, str]) -> Iterator[tuple[str, Json]]:
    """List LoRA names with their hashes, from ``Lora hashes`` or else from ``Hashes``."""
    for pair in settings.get("Lora hashes", "").split(","):
        name, colon, digits = pair.rpartition(":")
        if colon:
            yield name.strip(), digits.strip()
    if "Lora hashes" not in settings:
        for name, value in members(parse_json(settings.get("Hashes", ""))).items():
            kind, _, lora = name.partition(":")
            if kind.lower() == "lora":
                yield lora, value
