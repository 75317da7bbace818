"""Drawing programs' files in a watched folder."""

import os
import time

from bozzetto.capture import What, import_files
from bozzetto.record import digest_of
from tests.capture.projects.drawings import MERGED, Sheet, candidates, kra
from tests.capture.projects.test_diffusion import IMAGES, PARAMS
from tests.capture.watched import Watching, bodies, named, picture

INK, MORE = Sheet("Ink", b"ink", uuid="1"), Sheet("Ink", b"more", uuid="1")


def put(path, data):
    """Put a file there as Krita does: beside it first, then under its name."""
    beside = path.with_name(path.name + ".tmp")
    beside.write_bytes(data)
    beside.replace(path)


def test_watched_saves(work, output):
    """Two saves while the watch runs are two edits, seen live, and the second knows the first."""
    with Watching(work, [output]) as watching:
        put(output / "cat.kra", kra(INK))
        watching.wait(What.RECORDED)
        put(output / "cat.kra", kra(MORE))
        first, second = watching.wait(What.RECORDED, 2)
    assert [seen for _, seen in bodies(work, "edit.made")] == ["live", "live"]
    one, two = (body for body, _ in bodies(work, "edit.made"))
    assert (one["before"], two["before"]) == ([], [digest_of(MERGED)])
    assert len(two["layers"]) == 1
    assert first.asset.type == "application/x-krita"
    assert second.output == work.entries()[2][1].digest


def test_watched_before(work, output):
    """A file that stood there before is an edit, imported; saved again it is one that was seen."""
    (output / "cat.kra").write_bytes(kra(INK))
    with Watching(work, [output]) as watching:
        put(output / "cat.kra", kra(MORE))
        watching.wait(What.RECORDED, 2)
    assert [seen for _, seen in bodies(work, "edit.made")] == ["imported", "live"]


def test_watched_slow_write(work, output):
    """A file that is written bit by bit is recorded once, when it is whole."""
    data = kra(INK, extra={f"cat/layers/more{n}": os.urandom(2000) for n in range(40)})
    with Watching(work, [output]) as watching:
        with (output / "cat.kra").open("wb") as file:
            for start in range(0, len(data), len(data) // 3):
                file.write(data[start : start + len(data) // 3])
                file.flush()
                time.sleep(0.4)
        watching.wait(What.RECORDED)
    ((body, _),) = bodies(work, "edit.made")
    assert body["project"]["digest"] == digest_of(data)
    assert body["tool"]["name"] == "Krita"


def test_watched_picture_beside(work, output):
    """A picture that is saved beside it stays what it was: an output."""
    with Watching(work, [output]) as watching:
        put(output / "cat.kra", kra(INK))
        (output / "cat.png").write_bytes(picture())
        watching.wait(What.RECORDED, 2)
    assert named(work) == ["cat.png"]
    assert len(bodies(work, "edit.made")) == 1


def test_imported(work, output):
    """Importing a folder reads files of drawing programs, and what stands in them."""
    annotations = candidates([("b71c", PARAMS, IMAGES, [1])])
    (output / "cat.kra").write_bytes(kra(INK, annotations=annotations))
    report = import_files(work, [output])
    assert (report.recorded, report.instructions) == (1, 1)
    assert "import.words-claimed" in report.worth
    assert "import.words-absent" not in report.worth
    assert import_files(work, [output]).known == 1
    assert [entry.event.kind for _, entry in work.entries()[1:]] == [
        "instruction.given",
        "output.received",
        "choice.made",
        "edit.made",
    ]
    assert {entry.event.seen.value for _, entry in work.entries()[1:]} == {"imported"}
