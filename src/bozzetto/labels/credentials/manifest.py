"""The manifest: what content credentials are to say, as values; nothing is read or signed here.

    manifest = Manifest(
        "cat.png",
        Created(SourceType.TRAINED, Program("ComfyUI", "0.3.64"), uses=("prompt",)),
        acts=(Act("c2pa.edited", SourceType.HUMAN_EDITS, regions=(Region(10, 10, 80, 60),)),),
        ingredients=(Ingredient.prompt("a cat"),),
        process=Process(checkpoint, bundle, {"entries": 17}),
    )

A picture is either created or opened. Whatever came from elsewhere, or has credentials already,
was opened: its own credentials are carried on below the new ones. Form and rules: C2PA 2.4, and
its program's rubric (https://github.com/c2pa-org/conformance-public, asset-rubrics).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bozzetto.errors import FormatError
from bozzetto.labels.credentials.action import (
    PLACED,
    Act,
    Program,
    check_words,
    spell_time,
)
from bozzetto.labels.credentials.ingredient import Ingredient, Relation
from bozzetto.labels.iptc import SourceType
from bozzetto.log import Checkpoint
from bozzetto.record import JSON

__all__ = ["PROCESS", "Created", "Manifest", "Opened", "Process", "generator_of"]

PROCESS = "com.bozzetto.process"
"""The label of the one assertion of our own. No version stands behind it: readers take one off."""

SPECIFICATION = "2.4.0"  # which C2PA the manifest is written by
MAX_ACTS = 2000
MAX_INGREDIENTS = 512  # 200 take 55 kB and 0.15 s
MAX_JSON = 1 << 20  # bytes: the library takes no longer one
MAX_COUNTS = 32
_PARENT = "parent"
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_COUNT = re.compile(r"[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True, slots=True)
class Process:
    """The record that a picture comes out of: that it is there, and nothing of what is in it.

    Attributes:
        root: The checkpoint of the log that holds the record.
        bundle: The digest of a bundle of evidence, ``sha256:`` and 64 hex digits; None for none.
        counts: How many of what, by short names.
    """

    root: Checkpoint
    bundle: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.bundle is not None and not _DIGEST.fullmatch(self.bundle):
            raise FormatError("not a digest: {text!r}", text=self.bundle[:80])
        named = all(_COUNT.fullmatch(name) for name in self.counts)
        counted = all(type(each) is int and 0 <= each < 1 << 53 for each in self.counts.values())
        if not named or not counted or len(self.counts) > MAX_COUNTS:
            raise FormatError("not counts by short names: {counts}", counts=dict(self.counts))

    def json(self) -> dict[str, JSON]:
        """Return the assertion's data."""
        root: dict[str, JSON] = {
            "hash": self.root.root_hash.hex(),
            "size": self.root.tree_size,
            "origin": self.root.origin,
        }
        bundle: dict[str, JSON] = {} if self.bundle is None else {"bundle": self.bundle}
        return {"root": root, **bundle, "counts": dict(sorted(self.counts.items()))}


@dataclass(frozen=True, slots=True)
class Created:
    """The picture began here.

    Attributes:
        source_type: How it came about.
        program: With what; None where that is not known.
        when: As the record has it.
        words: On one line; empty says nothing.
        uses: Ids of the ingredients that a model was given.
    """

    source_type: SourceType
    program: Program | None = None
    when: datetime | None = None
    words: str = ""
    uses: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.words:
            check_words(self.words)

    def json(self) -> dict[str, JSON]:
        """Return the first action."""
        # Of a name that stands for the rest: what begins is seen, and says how it came about
        rest = Act(
            "c2pa.edited", self.source_type, self.program, self.when, self.words, (), self.uses
        )
        return rest.json() | {"action": "c2pa.created"}


@dataclass(frozen=True, slots=True)
class Opened:
    """The picture came from elsewhere, or has credentials of its own.

    Attributes:
        parent: The file as it came, untouched; it is only read.
        title: What it is called.
        when: When it was opened, as the record has it.
    """

    parent: Path
    title: str
    when: datetime | None = None

    @property
    def ingredient(self) -> Ingredient:
        """The parent, as an ingredient."""
        return Ingredient(_PARENT, self.title, Relation.PARENT, path=self.parent)

    def json(self) -> dict[str, JSON]:
        """Return the first action, which has no source type: the parent says that."""
        when: dict[str, JSON] = {} if self.when is None else {"when": spell_time(self.when)}
        return {"action": "c2pa.opened", **when, "parameters": {"ingredientIds": [_PARENT]}}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the credentials of one picture are to say.

    Attributes:
        title: What the picture is called.
        start: Whether it was created or opened.
        acts: What was done since.
        ingredients: All but the parent.
        process: The record; None says nothing of one.
        is_complete: Whether `start` and `acts` are all that was done.
        generator: The program that writes the credentials.

    Raises:
        FormatError: A rule of C2PA is broken; it is named.
    """

    title: str
    start: Created | Opened
    acts: tuple[Act, ...] = ()
    ingredients: tuple[Ingredient, ...] = ()
    process: Process | None = None
    is_complete: bool = False
    generator: Program = field(default_factory=lambda: Program("Bozzetto"))

    def __post_init__(self) -> None:
        check_words(self.title)
        if len(self.acts) > MAX_ACTS or len(self.ingredients) > MAX_INGREDIENTS:
            raise FormatError(
                "more than {acts} actions or {ingredients} ingredients",
                acts=MAX_ACTS,
                ingredients=MAX_INGREDIENTS,
            )
        if isinstance(self.start, Opened) and not self.acts and not self.is_complete:
            raise FormatError("a picture that was opened and no more: say so with is_complete")
        self._check_ingredients()

    def _check_ingredients(self) -> None:
        """Hold what goes in against what is said to go in: sections 15.10.3 and 18.15."""
        relations = {each.id: each.relation for each in self.ingredients}
        if len(relations) < len(self.ingredients) or _PARENT in relations:
            raise FormatError("two ingredients of one id")
        if Relation.PARENT in relations.values():
            raise FormatError("a picture has one parent, the one that was opened")
        begun = self.start.uses if isinstance(self.start, Created) else ()
        for name, uses in (("c2pa.created", begun), *((act.name, act.uses) for act in self.acts)):
            for each in uses:
                if each not in relations:
                    raise FormatError(
                        "{action} uses an ingredient that is not there: {id}", action=name, id=each
                    )
                if (relations[each] is Relation.COMPONENT) != (name == PLACED):
                    raise FormatError(
                        "{action} uses {id}, which is {relation}: components are placed, and"
                        " nothing else is",
                        action=name,
                        id=each,
                        relation=relations[each].value,
                    )

    def write(self, *, names_specification: bool = True) -> str:
        """Return the library's JSON, without ingredients that are files.

        Args:
            names_specification: Whether the version of C2PA is named. The rubric wants it; one
                release of the library writes it so that nobody can read the credentials.

        Raises:
            FormatError: It is too long.
        """
        generator = generator_of(self.generator, names_specification=names_specification)
        actions: dict[str, JSON] = {
            "actions": [self.start.json(), *(act.json() for act in self.acts)],
            "allActionsIncluded": self.is_complete,
        }
        assertions: list[JSON] = [{"label": "c2pa.actions.v2", "data": actions}]
        if self.process is not None:
            assertions.append({"label": PROCESS, "data": self.process.json()})
        text = json.dumps(
            {
                "title": self.title,
                "claim_generator_info": [generator],
                "ingredients": [each.json() for each in self.ingredients if each.path is None],
                "assertions": assertions,
            },
            ensure_ascii=False,
        )
        if len(text.encode()) >= MAX_JSON:
            raise FormatError(
                "more than fits into content credentials: {size} bytes", size=len(text)
            )
        return text

    def files(self) -> tuple[Ingredient, ...]:
        """Return the ingredients that are files, the parent first."""
        parent = (self.start.ingredient,) if isinstance(self.start, Opened) else ()
        return (*parent, *(each for each in self.ingredients if each.path is not None))


def generator_of(program: Program, *, names_specification: bool) -> dict[str, JSON]:
    """Return the library's form of the program that writes a manifest."""
    specification: dict[str, JSON] = {"specVersion": SPECIFICATION} if names_specification else {}
    return {**program.json(), **specification}
