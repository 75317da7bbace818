"""From saves of a drawing program into a watched folder to a bundle that verifies."""

from bozzetto import Studio
from bozzetto.capture import What
from bozzetto.record import digest_of
from tests.capture.projects.drawings import MERGED, Sheet, kra
from tests.capture.watched import Watching, save
from tests.integrations.recorded import check, entries, of


def test_saves_become_a_bundle(lighthouse, tmp_path):
    """A picture, then two saves over it: live, in order, with the layer that changed by name."""
    folder = tmp_path / "drawings"
    folder.mkdir()
    with Studio.open() as studio, Watching(studio.find_work("Lighthouse"), [folder]) as watching:
        save(folder / "a.png")
        watching.wait(What.RECORDED)
        for count, strokes in enumerate((b"ink", b"more"), 2):
            (folder / "cat.kra.tmp").write_bytes(kra(Sheet("Tusche 墨", strokes, uuid="1")))
            (folder / "cat.kra.tmp").replace(folder / "cat.kra")
            watching.wait(What.RECORDED, count)
    found = entries()
    (made,), (first, second) = of(found, "output.received"), of(found, "edit.made")
    assert [entry.event.seen.value for entry in (made, first, second)] == ["live"] * 3
    assert found.index(made) < found.index(first) < found.index(second)
    assert (first.event.by.tool, second.event.by.tool) == ("Krita", "Krita")
    assert first.event.body["after"]["digest"] == digest_of(MERGED)
    assert second.event.body["before"] == [digest_of(MERGED)]
    assert second.event.body["project"]["digest"] == digest_of((folder / "cat.kra").read_bytes())
    assert "Tusche 墨" in [text.text for text in second.texts]
    assert len(second.event.body["layers"]) == 1
    check(lighthouse, tmp_path / "lighthouse.zip")
