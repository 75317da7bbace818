"""Files that services signed, where they are at hand."""

import os
from pathlib import Path

import pytest

__all__ = ["SAMPLES", "credentials_installed", "sample"]

SAMPLES = Path(os.environ.get("BOZZETTO_SAMPLES", Path(__file__).parents[4] / "shared" / "samples"))


def sample(name):
    """Name a sample; the test is skipped where it is not here."""
    path = SAMPLES / name
    if not path.is_file():
        pytest.skip(f"no sample at {path}: set BOZZETTO_SAMPLES")
    return path


def credentials_installed():
    """Skip the test where c2pa-python is not here."""
    pytest.importorskip("c2pa", reason="c2pa-python is not installed")
