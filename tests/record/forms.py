"""The forms of the bodies in words, read out of the code: what the tables of the text say."""

from inspect import getclosurevars

from bozzetto.record import kinds, shape

__all__ = ["fields_of", "words_of"]

NAMED = {
    shape.asset: "asset",
    shape.boolean: "boolean",
    shape.count: "count",
    shape.digest: "digest",
    shape.ed25519: "Ed25519 key",
    shape.key: "key",
    shape.ml_dsa_44: "ML-DSA-44 key",
    shape.moment: "moment",
    shape.settings: "settings",
    shape.string: "string",
    shape.text: "text",
    shape.word: "word",
}
PARTS = {
    "program": kinds._PROGRAM,  # noqa: SLF001  # the parts have no other name
    "clock": kinds._CLOCK,  # noqa: SLF001
    "prompt": kinds._PROMPT,  # noqa: SLF001
    "model": kinds._MODEL,  # noqa: SLF001
    "input": kinds._INPUT,  # noqa: SLF001
    "carrier": kinds._CARRIER,  # noqa: SLF001
    "token": kinds._TOKEN,  # noqa: SLF001
}
WORDS = {
    kinds.DIMENSIONS: "dimension",
    kinds.ENDED: "ending",
    kinds.FOUND: "finding",
    kinds.WRITERS: "writer",
}


def words_of(check):
    """Say a shape in words."""
    for name, part in PARTS.items():
        if check is part:
            return name
    if check in NAMED:
        return NAMED[check]
    inner = getclosurevars(check).nonlocals
    match check.__qualname__.partition(".")[0]:
        case "nullable":
            return f"{words_of(inner['shape'])} or null"
        case "listing":
            least = f"{inner['least']} or more " if inner["least"] else ""
            return f"list of {least}{words_of(inner['shape'])}"
        case "one_of":
            return WORDS.get(inner["words"]) or f"`{'`, `'.join(inner['words'])}`"
        case _:
            return "{" + ", ".join(f"{name}: {form}" for name, _, form in fields_of(check)) + "}"


def fields_of(check):
    """List a shape's fields, each with its name, whether it is required, and its form in words."""
    inner = getclosurevars(check).nonlocals
    known, required = inner["known"], inner["names"]
    return [
        (name, "required" if name in required else "optional", words_of(form))
        for name, form in known.items()
    ]


def either_of(check):
    """Return the two shapes of a shape that depends on a field."""
    inner = getclosurevars(check).nonlocals
    return inner["first"], inner["second"]
