"""Releases: that a work was published, where, on what terms, and in which labelled copies.

The copies are kept like any other file, so that a reader can tell later whether a picture that is
found somewhere is one of them. What a label says is in the copy; the entry only names its kind.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bozzetto.errors import FormatError
from bozzetto.record import Digest, JSONObject, Key
from bozzetto.studio.acts import Acts
from bozzetto.studio.program import Source
from bozzetto.studio.recorder import Recorded

__all__ = ["LabelledCopy", "Releases"]

_CODE = re.compile("[A-Za-z]{1,64}")  # IPTC's own have 5 to 36 letters


@dataclass(frozen=True, slots=True)
class LabelledCopy:
    """A copy that was published."""

    source: Source
    labels: tuple[str, ...]  # kinds of them: visible, aigc, iptc, c2pa


class Releases(Acts):
    """One work of a studio, as far as it is published."""

    def release(
        self,
        asset: Digest,
        *,
        place: str,
        licence: str,
        source_type: str,
        copies: Sequence[LabelledCopy] = (),
        person: Key | None = None,
    ) -> Recorded:
        """Record that a picture of the work is published.

        Args:
            asset: The picture, without the labels.
            place: Where, in the person's own words.
            licence: On what terms, in the person's own words.
            source_type: IPTC's digital source type, the last part of its address.
            copies: What was made of it for publication; their bytes are kept.
            person: Whose act it is.

        Raises:
            FormatError: `source_type` is no such word.
            StudioError: no entry of the work names the picture.
            RecordingError: a copy could not be kept; nothing was recorded.
        """
        if _CODE.fullmatch(source_type) is None:
            raise FormatError(
                "a digital source type is the last part of its address, not {text!r}",
                text=source_type[:80],
            )
        self.need_assets([asset])
        said = [self.studio.text(place), self.studio.text(licence)]
        body: JSONObject = {
            "asset": asset,
            "place": said[0].to_value(),
            "licence": said[1].to_value(),
            "source type": source_type,
        }
        if copies:
            body["copies"] = [
                {"asset": self.take(copy.source).to_value(), "labels": [*copy.labels]}
                for copy in copies
            ]
        return self._state("work.released", body, said, person)
