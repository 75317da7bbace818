"""A studio with a work, a folder beside it, and a check of the whole way to a bundle."""

import os
from pathlib import Path

import pytest

from bozzetto import verify_bundle
from bozzetto.capture.importing import import_files
from bozzetto.evidence.export import export_work
from bozzetto.verify import Verdict
from tests.capture.conftest import output, studio, work

__all__ = ["output", "prompts_of", "studio", "words_of", "work"]


SAMPLES = Path(os.environ.get("BOZZETTO_SAMPLES", Path(__file__).parents[4] / "shared" / "samples"))


def sample(name):
    """The bytes of a real file."""
    place = SAMPLES / name
    if not place.is_file():
        pytest.skip(f"no sample {name}: set BOZZETTO_SAMPLES to the folder that holds it")
    return place.read_bytes()


@pytest.fixture
def entries(work):
    """Imports paths, and gives what stands in the work since: kind, body and texts."""

    def told(*paths):
        import_files(work, paths)
        return [entry for _, entry in work.entries()[1:]]

    return told


@pytest.fixture
def verified(work, tmp_path):
    """Exports the work and verifies the bundle; every entry of it was imported."""

    def check():
        place = tmp_path / "bundle.zip"
        export_work(work, place)
        report = verify_bundle(place, signers=[work.studio.owner])
        assert report.verdict in {Verdict.INTACT, Verdict.INTACT_UNKNOWN_SIGNER}, report.findings
        seen = {entry.event.seen.value for _, entry in work.entries()[1:]}
        assert seen == {"imported"}

    return check


def words_of(entry):
    """The words that an entry's body commits to, by what stands there for them."""
    return {text.to_value()["text"]: text.text for text in entry.texts}


def prompts_of(entry):
    """The prompts of an instruction: words, role, author, whether they are exact."""
    words = words_of(entry)
    return [
        (words[each["text"]["text"]], each["role"], each["by"], "exact" not in each)
        for each in entry.event.body["prompts"]
    ]
