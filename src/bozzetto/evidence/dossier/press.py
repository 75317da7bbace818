"""The press: sets pages by typst, with the data as JSON and never as markup."""

import importlib.util
import io
import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Literal

from bozzetto.errors import StudioError
from bozzetto.evidence.dossier.blocks import Picture, Rendering
from bozzetto.evidence.dossier.fonts import Fit, Font, find_font
from bozzetto.evidence.dossier.outline import Outline
from bozzetto.evidence.dossier.pictures import small_pictures
from bozzetto.record import JSONObject
from bozzetto.studio import Studio

__all__ = ["ATTACHED", "Press", "Standard", "open_press"]

Standard = Literal["a-2b", "a-3b"]
ATTACHED = "bundle.zip"  # where the template finds what is to be attached
_NEEDED = ("typst", "segno")


@dataclass(frozen=True, slots=True)
class Press:
    """A folder with small pictures, and what sets pages with them."""

    root: Path
    font: Font
    how: Rendering
    sizes: Mapping[Picture, int]  # bytes of the small pictures
    newest: datetime  # of the newest entry: the date of the document

    def set(self, data: JSONObject | str, standard: Standard) -> bytes:
        """Set the pages of an outline, as JSON has it.

        Raises:
            StudioError: they cannot be set.
        """
        import typst  # noqa: PLC0415  # an extra

        text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
        (self.root / "data.json").write_text(text, encoding="utf-8")
        try:
            return typst.compile(
                str(self.root / "main.typ"),
                root=str(self.root),
                font_paths=[str(self.font.folder)],
                ignore_system_fonts=True,
                pdf_standards=standard,
                timestamp=self.newest.astimezone(UTC).replace(microsecond=0),
            )
        except typst.TypstError as error:
            raise StudioError("the pages cannot be set: {why}", why=error.message) from error


@contextmanager
def open_press(outline: Outline, studio: Studio, languages: tuple[str, ...]) -> Iterator[Press]:
    """Make the small pictures of an outline, and all else that pages are set with.

    Raises:
        StudioError: what sets pages is not installed.
    """
    for name in _NEEDED:
        if importlib.util.find_spec(name) is None:
            raise StudioError(
                "{name} is needed for a dossier, and is not installed",
                hint="install it with: pip install 'bozzetto[dossier]'",
                name=name,
            )
    font = find_font()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        files, sizes = _pictures(outline, studio, root)
        (root / "code.svg").write_bytes(_code(outline.code))
        template = resources.files(__package__).joinpath("dossier.typ").read_bytes()
        (root / "main.typ").write_bytes(template)
        how = Rendering(languages, files, Fit(font), font.letters)
        yield Press(root, font, how, sizes, outline.newest)


def _pictures(
    outline: Outline, studio: Studio, root: Path
) -> tuple[dict[Picture, str], dict[Picture, int]]:
    files: dict[Picture, str] = {}
    sizes: dict[Picture, int] = {}
    wanted = (card.picture for card in outline.cards())
    for number, (picture, data) in enumerate(small_pictures(studio, wanted)):
        files[picture] = f"{number}.jpg"
        sizes[picture] = len(data)
        (root / files[picture]).write_bytes(data)
    return files, sizes


def _code(text: str) -> bytes:
    """Draw a text as a QR code, ISO/IEC 18004."""
    import segno  # noqa: PLC0415  # an extra

    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=2)
    return out.getvalue()
