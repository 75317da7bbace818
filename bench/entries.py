"""Entries to measure with: real ones, of about a kilobyte, signed by one key."""

import secrets
from pathlib import Path

from bozzetto import Instruction, Prompt, Studio, Work
from bozzetto.record import Seen
from bozzetto.studio import Draft

__all__ = ["drafts", "new_studio"]

WORDS = (
    "masterpiece, a silver cat that looks back over its shoulder, night, full moon, brass bell, "
    "round shapes, engraving, fine lines, dark blue, calm, wide empty sky, no text"
)


def new_studio(folder: Path) -> Studio:
    """Make a studio for one measurement."""
    folder.mkdir(parents=True, exist_ok=True)
    return Studio.create(folder / f"studio-{secrets.token_hex(4)}", name="bench", owner="bench")


def drafts(work: Work, count: int, *, seen: Seen = Seen.IMPORTED) -> list[Draft]:
    """Return instructions, each with a prompt of its own salt, as an import makes them."""
    return [
        work.instruction_draft(
            Instruction(
                "ComfyUI",
                "0.3.64",
                prompts=(Prompt(WORDS, by="person"),),
                settings={
                    "cfg": "7.5",
                    "sampler_name": "euler",
                    "scheduler": "normal",
                    "seed": str(2**63 + index),
                    "steps": "20",
                },
            ),
            seen=seen,
        )
        for index in range(count)
    ]
