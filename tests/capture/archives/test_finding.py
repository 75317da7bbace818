"""What is found among files, and by whom."""

from bozzetto.capture.archives.finding import find_archives
from bozzetto.capture.importing import import_files
from tests.capture.archives.logs import VERSIONS, day, name, pairs
from tests.capture.archives.tables import project, state
from tests.capture.archives.test_midjourney import JOB, WORDS, four
from tests.capture.archives.test_photoshop import LOG
from tests.capture.archives.test_swarmui import paint, star
from tests.capture.watched import save


def test_all_at_once(work, output):
    """Each archive of a folder is found once, and the rest is imported as usual."""
    items = [(name(1, 1111), pairs(5))]
    day(output / "2024-03-01", VERSIONS["2.5"](items), name(1, 1111))
    paint(output / "swarm" / "raw" / "1.png", 1)
    star(output / "swarm" / "raw" / "1.png", output / "swarm")
    four(output / "midjourney")
    project(output / "a.sqlite3", [state()], {})
    (output / "log.txt").write_text(LOG)
    save(output / "other.png", 77)
    (output / "notes.md").write_text("notes")
    report = import_files(work, [output])
    assert [(found.tool, found.pictures) for found in report.found] == [
        ("Fooocus", 1),
        ("SwarmUI", 2),
        ("Draw Things", 1),
        ("Midjourney", 4),
        ("Adobe Photoshop", 0),
    ]
    assert (report.recorded, report.skipped, report.failed) == (7, 1, ())


def test_claimed_once(output):
    """What one archive tells of, no other does."""
    items = [(name(1, 1111), pairs(5))]
    day(output, VERSIONS["2.5"](items), name(1, 1111))
    four(output)
    found = list(find_archives(output.iterdir()))
    paths = [path for archive in found for path in archive.paths]
    assert len(paths) == len(set(paths)) == 6
    assert output / f"{WORDS}_{JOB}_0.png" in paths


def test_progress_reaches_its_end(work, output):
    """Pictures of archives are counted with the others."""
    four(output)
    save(output / "other.png", 77)
    told = []
    import_files(work, [output], lambda done, total: told.append((done, total)))
    assert told[-1] == (5, 5)
