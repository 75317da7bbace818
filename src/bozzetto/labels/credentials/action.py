"""Actions: what was done to a picture, and to which part of it (C2PA 2.4, section 18.15).

C2PA's own actions are named here by its specification; another stands for a person's or a
program's own, and its name has a dot in it. What changes what is to be seen says how: by a person,
by a model, by both.
"""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime

from bozzetto.errors import FormatError
from bozzetto.labels.iptc import SourceType
from bozzetto.record import JSON

__all__ = ["Act", "Program", "Region", "check_words", "spell_time"]

MAX_WORDS = 1000  # characters of a name, a title or a description
MAX_REGIONS = 256  # of one action: masks come as one rectangle each
MAX_SIDE = 1 << 31  # pixels: more than any format holds

# The newest rubric's lists (asset-rubric-conformance0.2-spec2.4.yml); what it calls deprecated is
# in none of them
_UNSEEN = frozenset(  # change nothing that is to be seen
    f"c2pa.{name}"
    for name in (
        "converted",
        "edited.metadata",
        "enhanced",
        "published",
        "repackaged",
        "resized.proportional",
        "transcoded",
        "watermarked.bound",
        "watermarked.unbound",
    )
)
_SEEN = frozenset(
    f"c2pa.{name}"
    for name in (
        "addedText",
        "adjustedColor",
        "cropped",
        "deleted",
        "drawing",
        "edited",
        "filtered",
        "orientation",
        "removed",
        "resized",
        "unknown",
    )
)
PLACED = "c2pa.placed"  # a component was put in: it is named, and says by itself how it came about


@dataclass(frozen=True, slots=True)
class Program:
    """What somebody worked with.

    Attributes:
        name: As its maker calls it.
        version: Empty where it is not known.
    """

    name: str
    version: str = ""

    def __post_init__(self) -> None:
        check_words(self.name)
        if self.version:
            check_words(self.version)

    def json(self) -> dict[str, JSON]:
        """Return C2PA's form."""
        version: dict[str, JSON] = {"version": self.version} if self.version else {}
        return {"name": self.name, **version}


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of the picture, in pixels from its upper left corner.

    Attributes:
        words: What is there, or what was done there; empty says nothing.
    """

    left: int
    top: int
    width: int
    height: int
    words: str = ""

    def __post_init__(self) -> None:
        sides = (self.left, self.top, self.width, self.height)
        if any(not 0 <= side < MAX_SIDE for side in sides) or not self.width or not self.height:
            raise FormatError("not a rectangle of a picture: {sides}", sides=sides)
        if self.words:
            check_words(self.words)

    def json(self) -> dict[str, JSON]:
        """Return C2PA's form: section 18.2, region of interest."""
        shape: dict[str, JSON] = {
            "type": "rectangle",
            "unit": "pixel",
            "origin": {"x": self.left, "y": self.top},
            "width": self.width,
            "height": self.height,
        }
        said: dict[str, JSON] = {"description": self.words} if self.words else {}
        return said | {"region": [{"type": "spatial", "shape": shape}]}


@dataclass(frozen=True, slots=True)
class Act:
    """Something that was done after the beginning.

    Attributes:
        name: ``c2pa.edited``, say, or a name of one's own with a dot in it.
        source_type: How what is to be seen since came about.
        program: With what; None where that is not known.
        when: As the record has it; no reader takes it for more than words. None says nothing.
        words: What was done, on one line; empty says nothing.
        regions: Where; empty stands for no place in particular.
        uses: Ids of the ingredients that went in.

    Raises:
        FormatError: It is no action that C2PA knows or allows, or lacks what that one must have.
    """

    name: str
    source_type: SourceType | None = None
    program: Program | None = None
    when: datetime | None = None
    words: str = ""
    regions: tuple[Region, ...] = ()
    uses: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_words(self.name)
        is_own = "." in self.name and not self.name.startswith("c2pa.")
        if not is_own and self.name not in _UNSEEN | _SEEN | {PLACED}:
            raise FormatError("not an action of content credentials: {name!r}", name=self.name)
        if self.name in _SEEN and self.source_type is None:
            raise FormatError("the action {name} lacks its digital source type", name=self.name)
        if self.name == PLACED and not self.uses:
            raise FormatError("the action {name} names no ingredient", name=self.name)
        if self.words:
            check_words(self.words)
        if len(self.regions) > MAX_REGIONS:
            raise FormatError("more than {most} regions of one action", most=MAX_REGIONS)

    def json(self) -> dict[str, JSON]:
        """Return C2PA's form, with ids of ingredients as the library takes them."""
        said: dict[str, JSON] = {"action": self.name}
        if self.source_type is not None:
            said["digitalSourceType"] = str(self.source_type)
        if self.program is not None:
            said["softwareAgent"] = self.program.json()
        if self.when is not None:
            said["when"] = spell_time(self.when)
        if self.words:
            said["description"] = self.words
        if self.regions:
            said["changes"] = [region.json() for region in self.regions]
        if self.uses:
            said["parameters"] = {"ingredientIds": list(self.uses)}
        return said


def spell_time(moment: datetime) -> str:
    """Spell a time as C2PA does, in UTC and whole seconds."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def check_words(words: str) -> None:
    """Check a text that other programs show: one line, nothing that moves or hides text.

    Raises:
        FormatError: It is none.
    """
    wrong = any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") for letter in words)
    if wrong or not words.strip() or len(words) > MAX_WORDS:
        raise FormatError(
            "not one line of 1 to {most} characters without control characters: {words!r}",
            most=MAX_WORDS,
            words=words[:80],
        )
