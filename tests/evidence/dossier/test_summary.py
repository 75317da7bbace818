"""The first page: what is claimed, on what, and what is weak."""

from dataclasses import replace

from bozzetto.api import Studio
from bozzetto.evidence.dossier import Anchoring
from bozzetto.evidence.dossier.summary import final_picture, summary_of
from tests.evidence.dossier.conftest import picture, source_of
from tests.law.cases import DIFFUSION, told


def test_a_bundle_is_named(source):
    """Its digest beside those of the record; the anchors give their names."""
    assert len(summary_of(source).facts.rows) == 3
    anchored = replace(source, anchors=(Anchoring(source.work[0].digest, None, 1, ("t",)),))
    assert summary_of(anchored).facts == summary_of(source).facts


def test_the_final_picture_is_what_the_record_ends_with(tmp_path):
    """The release; else the last edit or choice; else the last output; else none."""
    with Studio.create(tmp_path / "studio", name="Atelier", owner="Ann") as studio:
        work = studio.open_work("Cat")
        assert final_picture(source_of(studio, work)) is None
        assert summary_of(source_of(studio, work)).final is None
        given = told(work, "a cat")
        one, other = (work.take(picture(tmp_path / f"{n}.png", shade=n)) for n in (1, 2))
        work.receive_output(given, [one, other], program=DIFFUSION)
        assert final_picture(source_of(studio, work))[0] == other.digest
        work.choose([one.digest, other.digest], chosen=[one.digest])
        digest, how = final_picture(source_of(studio, work))
        assert (digest, how.en) == (one.digest, "chosen last")
