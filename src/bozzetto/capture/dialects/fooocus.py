"""Fooocus and RuinedFooocus: one JSON object in ``parameters``.

Fooocus writes it only when asked to (modules/meta_parser.py, modules/private_logger.py), beside
a ``fooocus_scheme``; in JPEG and WebP the UserComment has the JSON, MakerNote the scheme and
Software the version. What the person typed (``prompt``) is kept apart from what the styles made
of it (``full_prompt``) and from what its language model added (``prompt_expansion``).
With the scheme ``a1111`` the text is of the AUTOMATIC1111 family and is read there.
"""

from bozzetto.capture.dialects.draft import Draft, hex_digest
from bozzetto.capture.dialects.jsontext import Json, elements, members, scalars, string
from bozzetto.capture.dialects.reading import Reading
from bozzetto.capture.dialects.source import COMMENTS, Source, find, find_all

__all__ = ["read_fooocus", "read_ruined_fooocus"]

_FOOOCUS_TEXTS = (
    "prompt",
    "negative_prompt",
    "prompt_expansion",
    "full_prompt",
    "full_negative_prompt",
)
_EXPANSION = "prompt_expansion"


def read_fooocus(found: tuple[Source, ...]) -> Reading | None:
    """Read a picture made by Fooocus with its own scheme."""
    marked = any(_marks(source) for source in found)
    for source in find_all(found, *COMMENTS):
        data = members(source.value)
        named = (string(data.get("version")) or "").startswith("Fooocus")
        own = data.get("metadata_scheme") == "fooocus" or named or marked
        if own and "prompt" in data and "base_model" in data:
            return _read(found, source)
    return None


def _marks(source: Source) -> bool:
    software = source.keyword == "Software" and source.text.startswith("Fooocus")
    return software or source.keyword == "fooocus_scheme"


def _read(found: tuple[Source, ...], source: Source) -> Reading:
    data = members(source.value)
    version = (string(data.get("version")) or "").removeprefix("Fooocus ")
    draft = Draft("Fooocus", version=version, account=string(data.get("created_by")))
    draft.read_from(source, *filter(_marks, found))
    for role, text in (("positive", "prompt"), ("negative", "negative_prompt")):
        draft.prompt(role, data.get(text), exact=source.exact)
    draft.prompt("positive", data.get(_EXPANSION), "language model", exact=source.exact)
    for role, name in (("style", "full_prompt"), ("negative", "full_negative_prompt")):
        _add_composed(draft, role, data.get(name), data.get(_EXPANSION), exact=source.exact)
    draft.set(scalars(data, "version", *_FOOOCUS_TEXTS))
    for name in ("base_model", "refiner_model"):
        draft.model(data.get(name), hex_digest("autov2", data.get(f"{name}_hash")))
    for lora in map(elements, elements(data.get("loras"))):
        match lora:
            case [lora_name, _, digest]:
                draft.model(lora_name, hex_digest("autov2", digest))
    draft.model(data.get("vae"))
    return draft.finish()


def _add_composed(draft: Draft, role: str, value: Json, expansion: Json, *, exact: bool) -> None:
    """Put down what the program composed from its style templates and the typed prompt."""
    typed = {prompt.text for prompt in draft.prompts.values()}
    for text in elements(value) or [value]:
        if string(text) not in {None, string(expansion), *typed}:
            draft.prompt(role, text, "template", exact=exact)


def read_ruined_fooocus(found: tuple[Source, ...]) -> Reading | None:
    """Read a picture made by RuinedFooocus."""
    source = find_ruined(found)
    if source is None:
        return None
    data = members(source.value)
    draft = Draft("RuinedFooocus")
    draft.read_from(source)
    draft.prompt("positive", data.get("Prompt", data.get("prompt")), exact=source.exact)
    draft.prompt("negative", data.get("Negative"), exact=source.exact)
    draft.set(scalars(data, "Prompt", "prompt", "Negative", "software"))
    # The program fills the field from its table of SHA-256 sums (get_checkpoint_hashes).
    draft.model(data.get("base_model_name"), hex_digest("sha256", data.get("base_model_hash")))
    for lora in map(elements, elements(data.get("loras"))):
        match lora:
            case [digest, str(named)]:
                draft.model(named.partition(" - ")[2], _lora_digest(digest))
    return draft.finish()


def find_ruined(found: tuple[Source, ...]) -> Source | None:
    """Give the text that names RuinedFooocus as its software."""
    named = (
        source
        for source in find_all(found, *COMMENTS)
        if members(source.value).get("software") == "RuinedFooocus"
    )
    return next(named, None) or _packed(found)


def _packed(found: tuple[Source, ...]) -> Source | None:
    source = find(found, "metadata")
    return source if source and members(source.value).get("software") == "RuinedFooocus" else None


def _lora_digest(digits: Json) -> str | None:
    return hex_digest("sha256", digits) or hex_digest("autov2", digits)
