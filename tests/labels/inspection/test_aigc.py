"""Labels as voices: what each says, and that the standard allows one."""

from bozzetto.labels import Aigc, Metadata, Note, labels_of
from bozzetto.labels.inspection.aigc import MAX_LABELS, label_voices
from tests.labels.inspection.telling import about


def voices(*texts):
    """The voices of labels that stand in places of their own."""
    notes = tuple(Note("png:tEXt:AIGC", text) for text in texts)
    return list(label_voices(labels_of(Metadata("image/png", notes=notes))))


def test_each_sort():
    """Generated, possibly and suspected are three things; who says so is named."""
    heads = [voices(str(Aigc(sort, "cats", "1")))[0].head.code.rpartition(".")[2] for sort in "123"]
    assert heads == ["1", "2", "3"]
    (spread,) = voices(str(Aigc("3", propagator="bilibili", propagate_id="7")))
    assert spread.name == "bilibili"
    assert about(spread, "producer") == []
    assert about(spread, "propagation number") == ["7"]


def test_codes_taken_apart():
    """A code without a service has no part of its own choice."""
    code = "001191110102MACQD9K64000000"
    (voice,) = voices(str(Aigc("1", code, "1")))
    assert about(voice, "producer code") == [
        "credit code 91110102MACQD9K640 of an organisation; no service named"
    ]
    (named,) = voices(str(Aigc("1", "cats", "1")))
    assert about(named, "producer code") == []


def test_several():
    """Each is told up to a limit, and that there should be one."""
    found = voices(*(str(Aigc("1", "cats", str(number))) for number in range(20)))
    assert len(found) == MAX_LABELS
    assert about(found[0], "departure")[-1].startswith("it is one of 20 labels")
