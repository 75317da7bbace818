"""Sources: a work with all that papers about it say."""

import io
from datetime import UTC, datetime

import pytest

from bozzetto.api import Input, Program, Studio
from bozzetto.law import Place
from bozzetto.upkeep import sources
from bozzetto.upkeep.sources import Asking, source_of
from tests.law.cases import told


@pytest.fixture
def studio(tmp_path):
    """Open a studio."""
    options = {"name": "Atelier", "owner": "Ann", "device": "desk"}
    with Studio.create(tmp_path / "studio", **options) as opened:
        yield opened


@pytest.fixture
def work(studio):
    """Record one instruction."""
    work = studio.open_work("Cat pendant")
    told(work, "a cat", seed="1")
    return work


def test_everything_is_gathered(studio, work, tmp_path):
    """Names, files, factors of the place, and the bundle by its digest."""
    bundle = tmp_path / "cat.zip"
    bundle.write_bytes(b"cat")
    source = source_of(studio, work, Asking(Place.CN, bundle=bundle), "bozzetto 1")
    assert source.names[studio.owner] == "Ann"
    assert (source.place, source.parted) == (Place.CN, None)
    assert source.checkpoint.tree_size == studio.database.size()
    assert source.assessments
    assert source.bundle is not None
    assert (source.bundle.name, source.bundle.size) == ("cat.zip", 3)


def test_a_dispute_parts_what_was_before(studio, work):
    """Only where one is named."""
    dispute = datetime(2100, 1, 1, tzinfo=UTC)
    assert source_of(studio, work, Asking(dispute=dispute), "").parted is not None


def test_pictures_that_were_given_are_looked_for(studio, work, monkeypatch):
    """In what was chosen first, where it is too much; the rest is counted."""
    given, *made = (work.take(io.BytesIO(b"%d" % number)) for number in range(4))
    asked = told(work, "a cat", inputs=(Input("sketch", given),), seed="2")
    work.receive_output(asked, made, program=Program("ComfyUI"))
    digests = [each.digest for each in made]
    work.choose(digests, chosen=digests[2:])
    source = source_of(studio, work, Asking(), "")
    assert [each.pair.made for each in source.traced] == [digests[2], *digests[:2]]
    monkeypatch.setattr(sources, "MOST_TRACED", 1)
    source = source_of(studio, work, Asking(), "")
    assert ([each.pair.made for each in source.traced], source.untraced) == (digests[2:], 2)
