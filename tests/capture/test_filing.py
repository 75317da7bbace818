"""Filing files into a work."""

import json
import os
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from bozzetto.capture.filing import Filer, moment_of_change
from bozzetto.capture.taking import take_file
from bozzetto.errors import RecordingError
from bozzetto.record import Seen, digest_of
from tests.capture.pictures import chunk, png
from tests.capture.watched import bodies, named, picture, save


@pytest.fixture
def filer(work):
    """Files go into the work."""
    return Filer(work)


@pytest.fixture
def take(work, output):
    """Write a file into the output folder, and take it."""

    def write_and_take(name, data):
        (output / name).write_bytes(data)
        return take_file(work, output / name)

    return write_and_take


def kinds(work):
    """The kinds of a work's entries, its opening left out."""
    return [entry.event.kind for _, entry in work.entries()[1:]]


def test_file_with_words(work, filer, take):
    """A picture that says how it was made is recorded with the instruction before it."""
    (filed,) = filer.file([take("cat.png", picture())], Seen.LIVE)
    instruction, output = (entry for _, entry in work.entries()[1:])
    assert instruction.event.kind == "instruction.given"
    assert output.event.body["instruction"] == instruction.digest == filed.instruction
    assert output.digest == filed.output.digest
    assert (instruction.event.seen, output.event.seen) == (Seen.IMPORTED, Seen.LIVE)
    assert output.event.by.tool == "AUTOMATIC1111"
    assert {text.text for text in instruction.texts} == {"a silver cat", "fog"}
    assert [sig.key for sig in output.signatures] == [work.studio.device]


def test_file_without_words(work, filer, take):
    """A picture that says nothing is an output of an unknown program, without instruction."""
    (filed,) = filer.file([take("cat.png", picture(words=None))], Seen.LIVE)
    (_, output) = work.entries()[1]
    assert output.event.body["instruction"] is filed.instruction is None
    assert (output.event.by.tool, output.event.by.version) == ("unknown program", "unknown")


def test_file_batch_shares_its_instruction(work, filer, take):
    """Pictures that a tool made in one go share an instruction, in whatever groups they come."""
    first = filer.file([take(f"{i}.png", picture(i)) for i in range(3)], Seen.LIVE)
    second = filer.file([take(f"{i}.png", picture(i)) for i in range(3, 5)], Seen.LIVE)
    assert kinds(work) == ["instruction.given", *["output.received"] * 5]
    instruction = work.entries()[1][1].digest
    assert {body["instruction"] for body, _ in bodies(work)} == {instruction}
    assert [filed.shared for filed in (*first, *second)] == [False, True, True, True, True]


def test_file_other_words_other_instruction(work, filer, take):
    """Pictures in between that say something else have an instruction of their own."""
    words = ["cat\nSteps: 1, Seed: 1", "dog\nSteps: 1, Seed: 1", "cat\nSteps: 1, Seed: 1"]
    files = [take(f"{i}.png", picture(i, text)) for i, text in enumerate(words)]
    one, two, three = filer.file(files, Seen.LIVE)
    assert one.instruction == three.instruction != two.instruction
    assert [body["instruction"] for body, _ in bodies(work)] == [
        filed.instruction for filed in (one, two, three)
    ]


def test_file_words_are_never_live(work, filer, take):
    """A picture may be seen to appear; what it says was read afterwards, and is imported."""
    filer.file([take("1.png", picture(1))], Seen.IMPORTED)
    filer.file([take("2.png", picture(2))], Seen.LIVE)
    filer.file([take("3.png", picture(3, "cat\nSteps: 1, Seed: 1"))], Seen.LIVE)
    assert [seen for _, seen in bodies(work, "instruction.given")] == ["imported"] * 2
    assert [seen for _, seen in bodies(work)] == ["imported", "live", "live"]


def test_file_known_bytes(work, filer, take):
    """Bytes that the work has, from whomever, are not recorded again."""
    filer.file([take("1.png", picture())], Seen.LIVE)
    (copy,) = filer.file([take("2.png", picture())], Seen.LIVE)
    (other,) = Filer(work).file([take("3.png", picture())], Seen.IMPORTED)
    assert copy.output is other.output is None
    assert named(work) == ["1.png"]


def test_file_twins_in_one_group(work, filer, take):
    """Of the same bytes under two names in one group, the first is recorded."""
    one, two = filer.file([take("1.png", picture()), take("2.png", picture())], Seen.LIVE)
    assert (one.output is None, two.output is None) == (False, True)
    assert named(work) == ["1.png"]


def test_file_known_as_material(work, filer, take):
    """A sketch that was recorded as material does not become an output."""
    sketch = take("sketch.png", picture(words=None))
    work.add_material(sketch.asset, role="sketch", origin="own hand")
    assert filer.file([sketch], Seen.LIVE)[0].output is None


def test_file_versions_at_one_path(work, filer, take):
    """A file that is changed is recorded anew, even back into what it was; unchanged it is not."""
    for number in (1, 1, 2, 1):
        filer.file([take("cat.png", picture(number))], Seen.LIVE, by_path=True)
    digests = [body["assets"][0]["digest"] for body, _ in bodies(work)]
    assert digests == [digest_of(picture(number)) for number in (1, 2, 1)]


def test_file_remembers_paths(work, filer, take, output):
    """What was recorded of a file is remembered with the entry, also where there was none."""
    for name in ("1.png", "2.png"):
        taken = take(name, picture())
        filer.file([taken], Seen.LIVE)
        row = work.studio.database.file(str(output / name))
        assert (row.size, row.changed) == (taken.stamp.size, taken.stamp.changed)
        assert row.digest == taken.asset.digest


def test_file_another_work_has_its_own(studio, work, take):
    """Bytes that one work has are new to another; a file at a path belongs to who had it first."""
    taken = take("1.png", picture())
    Filer(work).file([taken], Seen.LIVE)
    other = studio.open_work("Dog")
    assert Filer(other).file([taken], Seen.LIVE, by_path=True)[0].output is None
    assert Filer(other).file([taken], Seen.IMPORTED)[0].output is not None


def test_file_claims_and_problems(work, filer, output):
    """What a file states of its time, what the file system does, and what is wrong stand there."""
    data = png(chunk(b"tEXt", b"Creation Time\0yesterday"))[:-6]
    (output / "cat.png").write_bytes(data)
    os.utime(output / "cat.png", ns=(0, 1_600_000_000_123_456_789))
    filer.file([take_file(work, output / "cat.png")], Seen.IMPORTED)
    ((body, _),) = bodies(work)
    assert body["claims"] == {
        "file changed": "2020-09-13T12:26:40.123456Z",
        "stated in file": "yesterday",
    }
    assert body["problems"] == ["file.truncated"]


def test_moment_of_change_out_of_range(work, output):
    """A time that the record cannot spell is no claim."""
    save(output / "cat.png")
    os.utime(output / "cat.png", (0, 1 << 33))
    taken = take_file(work, output / "cat.png")
    assert moment_of_change(taken) == "2242-03-16T12:56:32.000000Z"
    for changed in (1 << 70, -(1 << 70)):
        stamp = replace(taken.stamp, changed=changed)
        assert moment_of_change(replace(taken, stamp=stamp)) is None


def test_file_names_an_input_that_is_held(work, filer, take):
    """A picture whose tool wrote the digest of its input is bound to the sketch that was kept."""
    sketch = work.take(take("sketch.png", picture(9, None)).path)
    graph = {
        "1": {
            "class_type": "LoadImage",
            "inputs": {"image": "sketch.png"},
            "is_changed": [sketch.digest[7:]],
        },
        "2": {"class_type": "VAEEncode", "inputs": {"pixels": ["1", 0]}},
        "3": {"class_type": "KSampler", "inputs": {"latent_image": ["2", 0], "seed": 1}},
        "4": {"class_type": "SaveImage", "inputs": {"images": ["3", 0]}},
    }
    taken = take("cat.png", png(chunk(b"tEXt", b"prompt\0" + json.dumps(graph).encode())))
    assert taken.reading.inputs[0].digest == sketch.digest
    filer.file([taken], Seen.LIVE)
    ((body, _),) = bodies(work, "instruction.given")
    ((used),) = body["inputs"]
    assert used["asset"]["digest"] == sketch.digest
    assert used["asset"]["type"] == "image/png"


def test_file_nothing_recorded_when_refused(studio, work, filer, take):
    """What cannot be made durable is not recorded at all, and is when it is tried again."""
    files = [take(f"{number}.png", picture(number)) for number in range(3)]
    work.studio.run.start()
    with closing(sqlite3.connect(studio.layout.database)) as behind:
        behind.execute(
            "CREATE TRIGGER full BEFORE INSERT ON entry WHEN NEW.place % 3 = 0"
            " BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )
        with pytest.raises(RecordingError, match="disk full"):
            filer.file(files, Seen.LIVE)
        assert kinds(work) == []
        assert studio.database.file(str(files[0].path)) is None
        behind.execute("DROP TRIGGER full")
    filer.file(files, Seen.LIVE)
    assert kinds(work) == ["instruction.given", *["output.received"] * 3]
    assert len({body["instruction"] for body, _ in bodies(work)}) == 1
