"""Results of jobs, as they are told."""

from bozzetto.language import Language, speaking
from bozzetto.law import Place
from bozzetto.record import digest_of
from bozzetto.upkeep.said import said
from bozzetto.web.results import Checked, CheckResult, DossierResult, ImportResult, answer_of


def test_check_is_told_in_the_readers_language():
    """What a check found is said anew for each reader, without paths of the machine."""
    found = said("cannot read {path}: {why}", path="/home/ann/x/authorities.toml", why="gone")
    result = CheckResult(ok=False, checks=[Checked("authorities", "failed", found)])
    (english,) = answer_of(result).checks
    assert english.detail == "cannot read x/authorities.toml: gone"
    with speaking(Language.ZH):
        (chinese,) = answer_of(result).checks
    assert "x/authorities.toml" in chinese.detail
    assert chinese.detail != english.detail
    assert answer_of(result).ok is False


def test_others_are_told_as_they_are():
    """What holds no words is told as it is kept."""
    imported = ImportResult(1, 1, 0, 0, 0, 0, ["import.existed"])
    written = DossierResult(digest_of(b"%PDF-"), 5, [Language.ZH], Place.CN, has_bundle=True)
    for result in (imported, written):
        assert answer_of(result) is result
