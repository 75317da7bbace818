"""Importing what was made earlier."""

import os
from pathlib import Path

import pytest

from bozzetto.capture.importing import ImportReport, import_files
from bozzetto.errors import StudioError
from bozzetto.record import digest_of
from tests.capture.pictures import chunk, png
from tests.capture.watched import Watching, bodies, named, picture, save

WORTH = ("import.existed", "import.times-claimed", "import.words-claimed")
UNKNOWN = "import.candidates-unknown"


def made(path, data, seconds):
    """Write a file that was changed some seconds after 2020 began."""
    path.write_bytes(data)
    os.utime(path, (1_577_836_800 + seconds,) * 2)


def stating(time):
    """A picture that states a time."""
    return png(chunk(b"tEXt", b"Creation Time\0" + time.encode()))


def test_import_files(work, output):
    """All pictures of a folder are recorded as imported, and it is said what that is worth."""
    (output / "in").mkdir()
    save(output / "1.png", 1)
    save(output / "in/2.png", 2, None)
    (output / "log.csv").write_text("prompt,seed")
    report = import_files(work, [output])
    assert report == ImportReport(
        recorded=2,
        instructions=1,
        skipped=1,
        worth=(*WORTH, "import.words-absent", UNKNOWN),
    )
    assert {seen for _, seen in bodies(work)} == {"imported"}
    assert not work.studio.run.is_open


def test_import_oldest_first(work, output):
    """Files stand in the order of the times that they state, else of the file system's."""
    made(output / "a.png", picture(1), 300)
    made(output / "b.png", picture(2), 100)
    made(output / "c.png", stating("2020:01:01 00:03:20"), 900)
    made(output / "d.png", stating("some day"), 400)
    made(output / "e.png", stating("2020-01-01T00:00:10+00:00"), 900)
    import_files(work, [output])
    assert named(work) == ["e.png", "b.png", "c.png", "a.png", "d.png"]


def test_import_again(work, output):
    """What the work has is counted and left out; what came since is recorded."""
    save(output / "1.png", 1)
    import_files(work, [output])
    save(output / "2.png", 2)
    save(output / "copy.png", 1)
    report = import_files(work, [output, output / "2.png"])
    assert (report.recorded, report.known) == (1, 2)
    assert named(work) == ["1.png", "2.png"]


def test_import_named_files(work, output):
    """A file that a person names is recorded, whatever it is, through a link and without order."""
    (output / "words.txt").write_text("a letter")
    (output / "link.png").symlink_to(output / "words.txt")
    report = import_files(work, [output / "words.txt", output / "link.png"])
    assert (report.recorded, report.skipped) == (1, 0)
    assert report.worth == (*WORTH[:2], "import.words-absent", UNKNOWN)
    assert named(work) == ["words.txt"]


def test_import_many_groups(work, output, monkeypatch):
    """Many files are recorded in groups; those of one batch share their instruction throughout."""
    monkeypatch.setattr("bozzetto.capture.importing.CHUNK", 8)
    for number in range(30):
        save(output / f"{number:02}.png", number)
    told = []
    report = import_files(work, [output], lambda done, total: told.append((done, total)))
    assert (report.recorded, report.instructions) == (30, 1)
    assert told[30:] == [(done, 30) for done in range(1, 31)]
    assert len({body["instruction"] for body, _ in bodies(work)}) == 1


def test_import_unreadable(work, output):
    """A file that cannot be read is named in the record, and the others are recorded."""
    save(output / "1.png", 1)
    os.mkfifo(output / "pipe")
    report = import_files(work, [output, output / "pipe"])
    assert (report.recorded, report.failed) == (1, (output / "pipe",))
    assert report.skipped == 1  # the pipe again, among what the folder holds
    found = [
        entry
        for _, entry in work.studio.entries(work.studio.digest)
        if entry.event.kind == "recorder.found"
    ]
    assert [entry.event.body["what"] for entry in found] == ["unreadable file"]
    assert found[0].event.body["work"] == work.digest
    assert "pipe" in found[0].texts[0].text


def test_import_gone_meanwhile(work, output):
    """A file that vanishes during the import is named in the record."""
    save(output / "1.png", 1)
    save(output / "2.png", 2)
    report = import_files(
        work, [output], lambda done, _: (output / "2.png").unlink() if done == 1 else None
    )
    assert (report.recorded, report.failed) == (1, (output / "2.png",))


def test_import_damaged(work, output):
    """Damaged files are recorded with what could be read of them, and counted."""
    (output / "empty.png").touch()
    (output / "half.png").write_bytes(picture()[:100])
    report = import_files(work, [output])
    assert (report.recorded, report.damaged) == (2, 2)
    assert sorted(body["problems"][0] for body, _ in bodies(work)) == [
        "file.empty",
        "file.truncated",
    ]


def test_import_undecodable_names(work, output):
    """A name that is no text is no reason to leave a file out."""
    path = output / os.fsdecode(b"\xff.png")
    data = save(path)
    import_files(work, [output])
    ((body, _),) = bodies(work)
    assert body["assets"][0]["name"] == r"\xff.png"
    assert body["assets"][0]["digest"] == digest_of(data)
    assert import_files(work, [output]).known == 1


def test_import_nothing(work, output):
    """An empty folder is worth nothing, and that is what is said."""
    assert import_files(work, [output]) == ImportReport()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        pytest.param("nowhere.png", "nothing is at", id="nothing"),
        pytest.param("studio", "not watched", id="the studio"),
        pytest.param("studio/studio.sqlite", "not imported", id="a file of the studio"),
    ],
)
def test_import_refuses(work, tmp_path, name, why):
    """What is not there, or is the studio's own, cannot be imported."""
    with pytest.raises(StudioError, match=why):
        import_files(work, [tmp_path / name])


def test_import_then_watch(work, output):
    """What was imported is not found again when its folder is watched."""
    save(output / "1.png", 1)
    import_files(work, [output])
    with Watching(work, [output]):
        pass
    assert named(work) == ["1.png"]


SAMPLES = Path(os.environ.get("BOZZETTO_SAMPLES", Path(__file__).parents[3] / "shared" / "samples"))


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no sample images at {SAMPLES}")
def test_import_samples(work):
    """Real pictures of real tools are all recorded, with what their tools wrote."""
    report = import_files(work, [SAMPLES / "comfyui", SAMPLES / "forge"])
    assert report.failed == ()
    assert report.recorded >= report.instructions > 0
    tools = {entry.event.by.tool for _, entry in work.entries() if entry.event.by.tool}
    assert {"ComfyUI", "Forge"} <= tools


def test_import_says_how_far_it_is(work, output):
    """It is told how many files were found so far, and then how many of them are done."""
    for number in range(3):
        save(output / f"{number}.png", number)
    told = []
    import_files(work, [output], lambda done, total: told.append((done, total)))
    assert told == [(0, 1), (0, 2), (0, 3), (1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize("at", [(0, 2), (1, 3)], ids=["listing", "reading"])
def test_import_broken_off(work, output, at):
    """What the progress raises ends the import between two files, and it can be done again."""
    for number in range(3):
        save(output / f"{number}.png", number)

    def end(done, total):
        if (done, total) == at:
            raise KeyError(done)

    with pytest.raises(KeyError):
        import_files(work, [output], end)
    assert import_files(work, [output]).recorded == 3
