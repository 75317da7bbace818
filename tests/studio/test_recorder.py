"""The recorder: what it acknowledges is there, in order, whatever others do meanwhile."""

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bozzetto.errors import FormatError, RecordingError, StudioError, VerificationError
from bozzetto.log import leaf_hash
from bozzetto.record import Actor, Seen, digest_of
from bozzetto.studio import Database, Draft, FileRow, Layout, Memory, Studio
from bozzetto.studio import recorder as recorder_module
from bozzetto.studio.database import EntryRow
from tests.studio.clocks import SetClock
from tests.studio.drafts import TOOL, remark, remarks
from tests.studio.whole import check_tiles, check_whole, reference_tiles

CHILD = Path(__file__).with_name("child.py")


def test_record_place_and_number(studio, work):
    """What is recorded knows its place in the log and its number in the chain."""
    first, second = studio.record(remark(studio, work, "a"), remark(studio, work, "b"))
    assert (first.place, second.place) == (3, 4)
    assert (first.number, second.number) == (1, 2)
    assert first.at < second.at
    assert [entry.digest for _, entry in work.entries()][1:] == [first.digest, second.digest]


def test_record_nothing(studio, work):
    """To record nothing changes nothing; what is remembered is."""
    before = studio.checkpoint()
    assert studio.record() == []
    assert studio.record(memory=Memory(notes={"a": "1"})) == []
    assert studio.checkpoint() == before
    assert studio.database.note("a") == "1"
    assert len(work.entries()) == 1


@pytest.mark.parametrize("full", [256, 512])
def test_record_nothing_at_tile_boundary(studio, work, full):
    """To record nothing where a tile is just full changes nothing either."""
    studio.record(*remarks(studio, work, full - 3))
    before = studio.checkpoint()
    studio.record(memory=Memory(notes={"a": "1"}))
    assert studio.checkpoint() == before
    studio.record(*remarks(studio, work, 1))


def test_body_names_entry_before(studio, work):
    """A body may be made when the digest of the entry before it is known."""
    given_ = remark(studio, work, "what I mean")
    about = replace(
        remark(studio, work, "that"),
        kind="entry.countersigned",
        texts=(),
        body=lambda before: {"entries": [before]},
    )
    first, second = studio.record(given_, about)
    entry = work.entries()[-1][1]
    assert entry.event.body == {"entries": [first.digest]}
    assert entry.digest == second.digest
    with pytest.raises(StudioError, match="there is none"):
        studio.record(about)


def test_memory_with_entries(studio, work):
    """What is remembered is in the same transaction: both, or neither."""
    row = FileRow("/a.png", 1, 2, digest_of(b"a"))
    memory = Memory((row,), {"kept": "yes"})
    studio.record(remark(studio, work, "a"), memory=memory)
    assert studio.database.file("/a.png") == row
    bad = replace(remark(studio, work, "b"), kind="Not A Kind")
    with pytest.raises(FormatError):
        studio.record(bad, memory=Memory((replace(row, size=9),), {"kept": None}))
    assert studio.database.file("/a.png") == row
    assert studio.database.note("kept") == "yes"


def bad_drafts(studio, work):
    """Return drafts that are refused, by what is wrong with each."""
    good = remark(studio, work, "good")
    stranger = studio.keys.signer(studio.keys.make())
    return {
        "kind": (replace(good, kind="Not A Kind"), FormatError),
        "body": (replace(good, body={"about": []}), FormatError),
        "float": (replace(good, kind="test.tick", texts=(), body={"x": 0.5}), FormatError),
        "surrogate": (replace(good, kind="test.tick", texts=(), body={"x": "\ud800"}), FormatError),
        "text": (replace(good, texts=(studio.text("other"),)), FormatError),
        "no signer": (replace(good, signers=()), FormatError),
        "signer twice": (replace(good, signers=good.signers * 2), FormatError),
        "stranger": (replace(good, signers=(stranger,)), VerificationError),
        "stranger beside": (replace(good, signers=(*good.signers, stranger)), VerificationError),
        "person who did not sign": (
            replace(good, by=Actor(person=studio.owner)),
            VerificationError,
        ),
        "opened twice": (
            replace(good, kind="studio.opened", texts=(), body=dict(studio.opening.event.body)),
            FormatError,
        ),
        "anchors twice": (replace(good, kind="anchors.opened", texts=(), body={}), StudioError),
        "no chain": (replace(good, work=None), StudioError),
        "unknown chain": (replace(good, work=digest_of(b"none")), StudioError),
        "studio's chain": (replace(good, work=studio.digest), StudioError),
        "anchors' chain": (replace(good, work=studio.anchors()[0][1].digest), StudioError),
    }


BAD = (
    "kind",
    "body",
    "float",
    "surrogate",
    "text",
    "no signer",
    "signer twice",
    "stranger",
    "stranger beside",
    "person who did not sign",
    "opened twice",
    "anchors twice",
    "no chain",
    "unknown chain",
    "studio's chain",
    "anchors' chain",
)


@pytest.mark.parametrize("what", BAD)
def test_bad_draft_refused(studio, work, what):
    """A bad draft takes those of its own call with it, and nothing else."""
    draft, error = bad_drafts(studio, work)[what]
    before = studio.checkpoint()
    with pytest.raises(error):
        studio.record(remark(studio, work, "before"), draft, remark(studio, work, "after"))
    assert studio.checkpoint() == before
    studio.record(remark(studio, work, "later"))


def test_bad_draft_alone(studio, work, monkeypatch):
    """Callers who wait together do not suffer from each other's mistakes."""
    release, entered = threading.Event(), threading.Event()
    writing = studio.recorder._database.writing  # noqa: SLF001  # to hold the disk up

    def slow():
        entered.set()
        release.wait(60)
        return writing()

    monkeypatch.setattr(studio.recorder._database, "writing", slow)  # noqa: SLF001  # as above
    drafts = [remark(studio, work, str(number)) for number in range(9)]
    drafts[4] = replace(drafts[4], kind="Not A Kind")
    with ThreadPoolExecutor(9) as pool:
        futures = [pool.submit(studio.recorder.record, draft) for draft in drafts]
        assert entered.wait(60)
        release.set()
        errors = [future.exception() for future in futures]
    assert [number for number, error in enumerate(errors) if error] == [4]
    assert isinstance(errors[4], FormatError)
    assert len(work.entries()) == 9


def test_threads_share_commits(studio, work, monkeypatch):
    """Many threads record at once: all is acknowledged, in order, in fewer commits."""
    threads, each = 64, 5
    commits = []
    writing = studio.recorder._database.writing  # noqa: SLF001  # to count

    def counted():
        commits.append(1)
        return writing()

    monkeypatch.setattr(studio.recorder._database, "writing", counted)  # noqa: SLF001  # as above
    barrier = threading.Barrier(threads)

    def run(thread):
        barrier.wait()
        return [
            studio.record(remark(studio, work, f"{thread}.{number}"))[0] for number in range(each)
        ]

    with ThreadPoolExecutor(threads) as pool:
        done = list(pool.map(run, range(threads)))
    entries = dict(work.entries())
    for thread, recorded in enumerate(done):
        words = [entries[one.place].text(entries[one.place].event.body["text"]) for one in recorded]
        assert words == [f"{thread}.{number}" for number in range(each)]
        assert [one.number for one in recorded] == sorted(one.number for one in recorded)
    assert len(entries) == 1 + threads * each
    assert len(commits) < threads * each


def test_threads_one_run(studio, work):
    """Threads that begin to record live at once begin one run."""
    barrier = threading.Barrier(16)

    def run(number):
        barrier.wait()
        studio.record(replace(remark(studio, work, str(number)), seen=Seen.LIVE))

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(run, range(16)))
    kinds = [entry.event.kind for _, entry in studio.entries(studio.digest)]
    assert kinds == ["studio.opened", "recorder.started"]


def test_interrupted(studio, work, monkeypatch):
    """What interrupts the one who writes is passed on, and the next caller records."""

    def interrupt(*_arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(studio.recorder._database, "add", interrupt)  # noqa: SLF001  # mid-write
        with pytest.raises(KeyboardInterrupt):
            studio.record(remark(studio, work, "a"))
    studio.record(remark(studio, work, "b"))
    assert len(work.entries()) == 2


def test_commit_refused(studio, work, monkeypatch):
    """Where the disk refuses, nobody is told that anything was recorded, until it works."""
    real = studio.recorder._database._sql  # noqa: SLF001  # the connection under it

    class Refusing:
        """A connection whose commits fail."""

        def __getattr__(self, name):
            return getattr(real, name)

        def execute(self, query, values=()):
            if query == "COMMIT":
                return real.execute("INSERT INTO entry VALUES (0, x'', x'')")
            return real.execute(query, values)

    monkeypatch.setattr(studio.recorder._database, "_sql", Refusing())  # noqa: SLF001  # as above
    before = studio.database.size()
    for _ in range(2):
        with pytest.raises(RecordingError, match="did not take the entry"):
            studio.record(remark(studio, work, "a"))
    assert studio.database.size() == before
    monkeypatch.undo()
    studio.record(remark(studio, work, "b"))


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(0, 300), min_size=1, max_size=6))
def test_any_sizes(tmp_path_factory, counts):
    """However many entries are recorded together, the tree is the same."""
    folder = tmp_path_factory.mktemp("sizes") / "studio"
    with Studio.create(folder, name="A", owner="Ann", clock=SetClock()) as studio:
        work = studio.open_work("Cat")
        for count in counts:
            studio.record(*remarks(studio, work, count))
        leaves = studio.database.leaves(0, studio.database.size())
    assert len(leaves) == 3 + sum(counts)
    check_tiles(Layout(folder), leaves)


def grow_to(studio, work, sizes):
    """Grow the log to each size, and check the tree there."""
    for size in sizes:
        drafts = remarks(studio, work, size - studio.database.size())
        while drafts:
            studio.record(*drafts[:4096])
            del drafts[:4096]
        check_tiles(studio.layout, studio.database.leaves(0, size))


def test_around_one_tile(studio, work):
    """The tree is right just before, at and after a full tile."""
    grow_to(studio, work, (255, 256, 257, 511, 512, 513))


def grow_elsewhere(studio, work, size):
    """Let another connection grow the log to a size, in lines that nobody signed."""
    with closing(Database(studio.layout.database)) as other, other.writing():
        chain, start = other.chain(work.digest), other.size()
        step = chain.length - start
        other.add(
            [
                EntryRow(place, sha256(b"%d" % place).digest(), b"{}\n", chain.id, place + step)
                for place in range(start, size)
            ]
        )
        for (level, number), data in reference_tiles(other.leaves(0, size)).items():
            other.put_tile(level, number, data)


@pytest.mark.slow
def test_around_tile_of_tiles(folder):
    """The tree is right just before, at and after 256 full tiles, most of which another wrote."""
    with Studio.create(folder, name="A", owner="Ann", clock=SetClock()) as studio:
        work = studio.open_work("Cat")
        grow_elsewhere(studio, work, 65_000)
        grow_to(studio, work, (65_001, 65_279, 65_280, 65_281, 65_535, 65_536, 65_537))
        assert studio.database.leaves(0, 1) == [leaf_hash(bytes.fromhex(studio.digest[7:]))]


def test_two_connections(studio, folder, clock, work):
    """Two that record in turn take over what the other wrote, across a tile's end."""
    with Studio.open(folder, clock=clock) as other:
        theirs = other.find_work("Cat")
        for _ in range(40):
            studio.record(*remarks(studio, work, 5))
            other.record(*remarks(other, theirs, 3))
    assert studio.database.size() == 3 + 320


def test_two_processes(folder):
    """Two processes record into one studio at once: all that either was told is there."""
    with Studio.create(folder, name="A", owner="Ann") as studio:
        studio.open_work("Cat")
    processes = [
        subprocess.Popen(
            [sys.executable, CHILD, folder, name, "60"],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )
        for name in ("first", "second")
    ]
    told = [process.communicate()[0].decode().split() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    places = {entry.digest: place for place, entry in enumerate(check_whole(folder))}
    for digests in told:
        assert len(digests) == 61
        found = [places[digest] for digest in digests]
        assert found == sorted(found)


def test_checkpoint_of_empty(tmp_path):
    """A log without entries has the empty tree's checkpoint."""
    database = Database(tmp_path / "studio.sqlite", create=True)
    recorder = recorder_module.Recorder(database, SetClock())
    assert recorder.checkpoint("bozzetto.local/0").tree_size == 0
    anchors = Draft("anchors.opened", {}, Seen.LIVE, TOOL, ())
    with pytest.raises(FormatError):
        recorder.record(anchors)
    recorder.close()
