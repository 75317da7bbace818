"""Small PDFs of other programs."""

from datetime import UTC, datetime
from functools import cache
from io import BytesIO

import typst
from PIL import Image


@cache
def plain_pdf():
    """Write one page as PDF/A-2b."""
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    return typst.compile(
        b"= A page\nthat somebody has read.",
        pdf_standards="a-2b",
        timestamp=moment,
        ignore_system_fonts=True,
    )


@cache
def loose_pdf():
    """Write one as Pillow does: its table of objects counts to 65536, and 65535 is the most."""
    out = BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "PDF")
    return out.getvalue()
