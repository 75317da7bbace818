"""Contents: a work's files are read once, and followed."""

import io

import pytest

from bozzetto.errors import FormatError, StudioError
from bozzetto.record import digest_of
from bozzetto.studio import Database, Instruction, Program, Studio
from bozzetto.studio.contents import Contents
from bozzetto.studio.studio import MOST_CONTENTS

TOOL = Program("tool", "1")


class Counting(Database):
    """A database that counts the lines that are read."""

    count = 0

    def lines(self, chain, start=0):
        """Read lines, and count them."""
        for row in super().lines(chain, start):
            self.count += 1
            yield row


@pytest.fixture
def counting(studio):
    """The studio's database, beside the studio."""
    database = Counting(studio.layout.database)
    yield database
    database.close()


def test_only_new_entries_are_read(work, counting):
    """What was read is not read again; what came since is."""
    contents = Contents(work.digest)
    work.receive_output(None, [io.BytesIO(b"a"), io.BytesIO(b"b")], program=TOOL)
    assert set(contents.assets(counting)) == {digest_of(b"a"), digest_of(b"b")}
    assert counting.count == 2
    assert contents.missing(counting, [digest_of(b"a")]) == []
    assert counting.count == 2
    work.give_instruction(Instruction("tool", settings={"size": "7"}))
    work.add_material(io.BytesIO(b"c"), role="sketch", origin="own hand")
    assert contents.missing(counting, [digest_of(b"c"), digest_of(b"z")]) == [digest_of(b"z")]
    assert counting.count == 4


def test_newest_word_counts(work, counting):
    """A file that is named again is described as it was the last time."""
    contents = Contents(work.digest)
    for name in ("a.png", "b.png"):
        file = work.take(io.BytesIO(b"a"), name)
        work.add_material(file, role="sketch", origin="own hand")
        assert contents.assets(counting)[digest_of(b"a")].name == name


def test_answer_is_the_callers(work, counting):
    """Who is given the files may do with them what they want."""
    work.receive_output(None, [io.BytesIO(b"a")], program=TOOL)
    contents = Contents(work.digest)
    contents.assets(counting).clear()
    assert len(contents.assets(counting)) == 1


def test_no_such_chain(counting):
    """A chain that is not there has no files."""
    with pytest.raises(StudioError, match="no chain"):
        Contents(digest_of(b"z")).assets(counting)


def test_damaged_entry(folder, clock, counting):
    """A damaged entry is an error, and is so the next time too."""
    with Studio.open(folder, clock=clock) as studio:
        work = studio.open_work("Dog")
    contents = Contents(work.digest)
    counting.lines = lambda _chain, _start: iter([(0, b'{"size":')])
    for _ in range(2):
        with pytest.raises(FormatError, match="not an entry"):
            contents.assets(counting)


def test_few_works_are_remembered(studio):
    """A studio remembers the works of its last acts, and no more."""
    chains = [digest_of(bytes([number])) for number in range(MOST_CONTENTS + 1)]
    kept = [studio.contents(chain) for chain in chains]
    assert studio.contents(chains[-1]) is kept[-1]
    assert studio.contents(chains[0]) is not kept[0]
