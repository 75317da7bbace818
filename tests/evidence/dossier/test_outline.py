"""Outline: every chapter, of every story, in both languages."""

import pytest

from bozzetto.api import Studio
from bozzetto.evidence.dossier.blocks import Rendering
from bozzetto.evidence.dossier.outline import CHAPTERS, outline_of
from bozzetto.evidence.dossier.volumes import Volume, whole
from bozzetto.law import Place
from tests.evidence.dossier.conftest import source_of
from tests.law.cases import CASES


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_every_story_can_be_told(case, tmp_path):
    """Those that were won and those that were lost."""
    with Studio.create(tmp_path / "studio", name="Atelier", owner="Ann") as studio:
        work = studio.open_work("Story")
        case.record(work, tmp_path)
        outline = outline_of(source_of(studio, work, Place(case.place)))
    value = outline.to_value(Rendering(("zh", "en"), {}, {}))
    assert len(value["chapters"]) == len(CHAPTERS)
    names = {each["blocks"][0]["said"][-1] for each in value["chapters"]}
    assert {"Rounds", "Integrity and times", "Digests", "Custody"} <= names


def test_it_says_once_that_it_is_no_advice(source):
    """On the first page."""
    value = outline_of(source).to_value(Rendering(("en",), {}, {}))
    assert str(value).count("legal advice") == 1
    assert "legal advice" in value["summary"]["note"][0]


def test_the_code_holds_the_digests(source):
    """Of the first and the newest entry, and of the log."""
    code = outline_of(source).code
    assert source.work[0].digest in code
    assert source.work[-1].digest in code
    assert source.checkpoint.root_hash.hex() in code


def test_its_date_is_the_newest_entrys(source):
    """No clock is asked."""
    assert outline_of(source).newest == max(step.time for step in source.work)


def test_a_volume_has_its_own_chapters_and_a_head(source):
    """The summary stands in the first one alone; numbers of chapters go on."""
    outline = outline_of(source)
    volumes = tuple(Volume((part,)) for part in whole(outline.chapters).parts[:2])
    first, second = (
        outline.to_value(Rendering(("en",), {}, {}), volumes, index) for index in (0, 1)
    )
    assert (first["has_summary"], second["has_summary"]) == (True, False)
    assert [each["number"] for each in second["chapters"]] == [2]
    assert second["cover"]["said"] == ["Volume 2 of 2"]
    assert outline.to_value(Rendering(("en",), {}, {}))["cover"] is None
