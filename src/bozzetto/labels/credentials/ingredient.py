"""Ingredients: what a picture was made from (C2PA 2.4, section 18.16).

The picture that was opened is its parent; what was put in is a component; what a model was given
is an input: a sketch, a mask, a reference, and the prompt, whose text goes into the file only
where the caller hands it over. It stands there in clear, and goes wherever the picture goes.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self

from bozzetto.errors import FormatError
from bozzetto.labels.credentials.action import check_words
from bozzetto.record import JSON

__all__ = ["MAX_DATA", "Ingredient", "Relation"]

MAX_DATA = 256 * 1024  # bytes of one embedded text: the longest prompts have some thousand
PROMPT = "c2pa.types.generator.prompt"
_TYPE = re.compile(r"[a-z]+/[A-Za-z0-9.+-]{1,100}")
_KIND = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+")
_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")


class Relation(StrEnum):
    """What an ingredient is to the picture, in C2PA's words."""

    PARENT = "parentOf"  # it was opened, and changed
    COMPONENT = "componentOf"  # it was placed, and is to be seen
    INPUT = "inputTo"  # a model was given it


@dataclass(frozen=True, slots=True)
class Ingredient:
    """Something that a picture was made from.

    Attributes:
        id: By which actions name it; within one manifest only.
        title: What it is called, on one line.
        relation: What it is to the picture.
        media_type: As it is known; of `path` it is told by the bytes.
        path: A picture whose own credentials come along, if it has any; None names it and no more.
        data: What is embedded, in clear; None embeds nothing.
        kind: What sort of data it is, one of C2PA's (``c2pa.types.…``) or one with a dot.
    """

    id: str
    title: str
    relation: Relation
    media_type: str | None = None
    path: Path | None = None
    data: bytes | None = None
    kind: str | None = None

    def __post_init__(self) -> None:
        check_words(self.title)
        if not _ID.fullmatch(self.id):
            raise FormatError("not the id of an ingredient: {id!r}", id=self.id)
        if self.media_type is not None and not _TYPE.fullmatch(self.media_type):
            raise FormatError("not a media type: {type!r}", type=self.media_type)
        if self.kind is not None and not _KIND.fullmatch(self.kind):
            raise FormatError("not a sort of data: {kind!r}", kind=self.kind)
        if self.relation is Relation.PARENT and self.path is None:
            raise FormatError("what was opened is a file: {title!r} names none", title=self.title)
        if self.data is not None:
            self._check_data(self.data)

    def _check_data(self, data: bytes) -> None:
        if self.path is not None or self.media_type is None:
            raise FormatError("embedded data has a media type, and no file: {id}", id=self.id)
        if not data or len(data) > MAX_DATA:
            raise FormatError(
                "{size} bytes are not between 1 and the {most} that may be embedded",
                size=len(data),
                most=MAX_DATA,
            )

    @classmethod
    def prompt(cls, text: str, id: str = "prompt", title: str = "prompt") -> Self:  # noqa: A002  # the field's name
        """Return a prompt whose words go into the file, byte for byte in UTF-8.

        Raises:
            FormatError: It is empty or too long, or no UTF-8 has it.
        """
        try:
            data = text.encode()
        except UnicodeEncodeError:
            raise FormatError("the prompt has letters that no UTF-8 has") from None
        return cls(id, title, Relation.INPUT, "text/plain", data=data, kind=PROMPT)

    @property
    def resource(self) -> str:
        """Under which name the data is handed to the library."""
        return f"{self.id}.bin"

    def json(self) -> dict[str, JSON]:
        """Return the library's form."""
        said: dict[str, JSON] = {
            "title": self.title,
            "relationship": str(self.relation),
            "instance_id": self.id,
        }
        if self.media_type is not None:
            said["format"] = self.media_type
        if self.kind is not None:
            said["data_types"] = [{"type": self.kind}]
        if self.data is not None:
            said["data"] = {"format": self.media_type, "identifier": self.resource}
        return said
