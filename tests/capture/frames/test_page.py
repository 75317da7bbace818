"""The page about session frames says what the code does."""

from pathlib import Path

import pytest

from bozzetto.capture.frames.allowance import FRAMES_AN_HOUR, MAX_BYTES
from bozzetto.capture.frames.likeness import CELLS, MOST, STEP
from bozzetto.capture.frames.picture import MAX_SIDE, QUALITY
from bozzetto.capture.frames.session import ORIGIN, ROLE

PAGE = Path(__file__).resolve().parents[3] / "docs" / "tools" / "frames.md"
ENGLISH, CHINESE = PAGE.read_text(encoding="utf-8").split("\n# 中文\n")
ACROSS, DOWN = CELLS


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        pytest.param(f"has {MAX_SIDE} pixels", f"至多 {MAX_SIDE} 像素", id="size"),
        pytest.param(f"WebP of quality {QUALITY}", f"质量 {QUALITY} 的 WebP", id="quality"),
        pytest.param(f"{ACROSS} by {DOWN} cells", f"{ACROSS} × {DOWN} 格", id="cells"),
        pytest.param(f"fewer than {MOST} of", f"不足 {MOST} 格", id="how many cells"),
        pytest.param(f"of these {ACROSS * DOWN} ", f"{ACROSS * DOWN} 格", id="of how many"),
        pytest.param(f"by {STEP} of 255", f"{STEP} 级（共 255 级）", id="how much"),
        pytest.param(f"{FRAMES_AN_HOUR} frames in an hour", f"至多 {FRAMES_AN_HOUR} 幅", id="hour"),
        pytest.param(f"{MAX_BYTES >> 20} MB", f"{MAX_BYTES >> 20} MB", id="disk"),
        pytest.param(f"`{ROLE}`", f"`{ROLE}`", id="role"),
        pytest.param(f"`{ORIGIN}`", f"`{ORIGIN}`", id="origin"),
    ],
)
def test_page_names_the_limits(english, chinese):
    """Each number and word stands there in both languages."""
    assert english in ENGLISH
    assert chinese in CHINESE
