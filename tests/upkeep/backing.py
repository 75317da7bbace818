"""What the tests of backups stand on: a studio with files, and a stranger's check of a folder."""

import io
import subprocess

import pytest

from bozzetto.studio import Studio

__all__ = ["atelier", "check_list", "lists", "sketch"]


@pytest.fixture
def atelier(tmp_path):
    """An open studio with a work of three files."""
    with Studio.create(tmp_path / "studio", name="Atelier", owner="Ann") as studio:
        studio.open_work("Cat")
        for number in range(3):
            sketch(studio, b"sketch %d" % number)
        yield studio


def sketch(studio, data):
    """Record a file of the work, and return what the record says of it."""
    work = studio.find_work("Cat")
    asset = work.take(io.BytesIO(data), "sketch.bin")
    work.add_material(asset, role="sketch", origin="own hand")
    return asset


def lists(folder):
    """Name the lists in a folder of backups, oldest first."""
    return sorted(path.name for path in folder.glob("*.sha256"))


def check_list(folder, name):
    """Check a backup as a stranger does; return what ``sha256sum`` says is wrong."""
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", name],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr
