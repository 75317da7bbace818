"""Watching folders: real files, a real studio, the real system's events."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bozzetto.capture import FolderWatch, What, intake
from bozzetto.capture.filing import Filer
from bozzetto.capture.taking import UntakenError
from bozzetto.errors import FormatError, RecordingError, StudioError
from bozzetto.record import digest_of
from bozzetto.studio import Studio
from tests.capture import watched
from tests.capture.pictures import chunk, header, png
from tests.capture.watched import LaterClock, Watching, bodies, named, picture, save
from tests.fakes.authority import Authority as Loopback

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """Let the system be waited for less long than usual, as there are many watches here."""
    monkeypatch.setattr("bozzetto.capture.alarm._TICK", 50)
    monkeypatch.setattr("bozzetto.capture.folder._END", 60.0)  # a busy machine is no reason to end
    monkeypatch.setattr("bozzetto.capture.sealing._LEAVE", 60.0)


def digests(work):
    """The digests of the files that a work's outputs hold, in order."""
    return [body["assets"][0]["digest"] for body, _ in bodies(work)]


def found(studio):
    """What the recorder says that it found amiss: sort and words."""
    return [
        (entry.event.body["what"], entry.texts[0].text)
        for _, entry in studio.entries(studio.digest)
        if entry.event.kind == "recorder.found"
    ]


def test_watch_live_and_imported(work, output):
    """What stood there before is imported, what appears is live; the recorder says since when."""
    save(output / "old.png", 1)
    with Watching(work, [output]) as watching:
        save(output / "new.png", 2)
        event = watching.wait(What.RECORDED, 2)[-1]
    assert [(body["assets"][0]["name"], seen) for body, seen in bodies(work)] == [
        ("old.png", "imported"),
        ("new.png", "live"),
    ]
    assert (event.path.name, event.seen, event.reading.tool) == (
        "new.png",
        "live",
        "AUTOMATIC1111",
    )
    assert event.output == work.entries()[-1][1].digest
    kinds = [entry.event.kind for _, entry in work.studio.entries(work.studio.digest)]
    assert kinds == ["studio.opened", "recorder.started", "source.added"]


def test_source_is_added_once(work, output, studio, tmp_path):
    """A folder is said to be watched once for each work, by a text that can be withheld."""
    other = tmp_path / "other"
    other.mkdir()
    dog = studio.open_work("Dog")
    for into, folders in ((work, [output]), (work, [output, other]), (dog, [output])):
        with Watching(into, folders):
            pass
    added = [
        entry for _, entry in studio.entries(studio.digest) if entry.event.kind == "source.added"
    ]
    assert [entry.texts[0].text for entry in added] == [
        f"{output.parent.name}/{output.name}",
        f"{other.parent.name}/other",
        f"{output.parent.name}/{output.name}",
    ]
    assert added[0].event.body["sort"] == "folder"
    assert added[0].event.body["settings"] == {"work": work.digest, "watched by": "events"}


def test_200_files_at_once(work, output):
    """200 files that come at once are all recorded, one entry each, of one batch."""
    with Watching(work, [output]) as watching:
        for number in range(200):
            save(output / f"{number:03}.png", number)
        watching.wait(What.RECORDED, 200)
    assert sorted(named(work)) == [f"{number:03}.png" for number in range(200)]
    assert len(bodies(work, "instruction.given")) == 1
    assert [event.shared for event in watching.of(What.RECORDED)] == [False, *[True] * 199]


def test_slow_write(work, output):
    """A file that is written slowly is recorded once, whole."""
    data = picture(1, words="slow " * 400)
    with Watching(work, [output]) as watching, (output / "slow.png").open("wb") as file:
        for start, end in pairwise([*range(0, len(data), len(data) // 8), len(data)]):
            file.write(data[start:end])
            file.flush()
            time.sleep(0.15)
        watching.wait(What.RECORDED)
    assert digests(work) == [digest_of(data)]


def test_slow_write_with_a_pause(work, output):
    """A file whose writer pauses in the middle is waited for, for it cannot be whole."""
    data = picture()
    with Watching(work, [output], patience=60.0) as watching, (output / "a.png").open("wb") as file:
        file.write(data[:70])
        file.flush()
        time.sleep(1.2)
        assert watching.of(What.RECORDED) == []
        file.write(data[70:])
        file.close()
        watching.wait(What.RECORDED)
    assert digests(work) == [digest_of(data)]


@pytest.mark.parametrize("name", ["out.png.tmp", ".out.png", "in.png"])
def test_atomic_rename(work, output, studio, name):
    """A picture that is written beside its place and renamed is recorded under its name, once."""
    with Watching(work, [output], rest=0.6) as watching:
        with watching.held():
            data = save(output / name)
            (output / name).rename(output / "out.png")
        watching.wait(What.RECORDED)
        with watching.held():
            save(output / name, 2)
            if name == "in.png":  # the others are never looked at
                watching.wait_until_seen(output / name)
            (output / name).replace(output / "out.png")
        watching.wait(What.RECORDED, 2)
    assert named(work) == ["out.png"] * 2
    assert digests(work) == [digest_of(data), digest_of(picture(2))]
    assert found(studio) == []


def test_rewritten_in_place(work, output):
    """A file that is changed is a new output; one that is written again the same is nothing."""
    with Watching(work, [output]) as watching:
        for number, count in ((1, 1), (2, 2)):
            save(output / "a.png", number)
            watching.wait(What.RECORDED, count)
        save(output / "a.png", 2)
        watching.wait(What.KNOWN)
    assert digests(work) == [digest_of(picture(number)) for number in (1, 2)]


def test_renamed_and_copied(work, output):
    """A picture that gets another name, or is copied, is nothing new."""
    with Watching(work, [output]) as watching:
        data = save(output / "a.png")
        watching.wait(What.RECORDED)
        (output / "a.png").rename(output / "b.png")
        watching.wait(What.KNOWN)
        (output / "c.png").write_bytes(data)
        watching.wait(What.KNOWN, 2)
    assert named(work) == ["a.png"]


def test_restart(work, output, studio):
    """After a pause only what is new or changed is recorded, and nobody saw it being made."""
    for number in range(3):
        save(output / f"{number}.png", number)
    with Watching(work, [output]):
        pass
    save(output / "1.png", 11)
    save(output / "3.png", 3)
    os.utime(output / "2.png", (0, 0))
    with Watching(work, [output]):
        pass
    assert named(work) == ["0.png", "1.png", "2.png", "1.png", "3.png"]
    assert {seen for _, seen in bodies(work)} == {"imported"}
    assert studio.database.file(str(output / "2.png")).changed == 0


@contextmanager
def process(studio, folder, *most):
    """A watch in a process of its own, that may stop amid its work; gives its lines."""
    command = [sys.executable, watched.__file__, studio.layout.root, folder, *map(str, most)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as child:
        try:
            yield child
            child.stdin.close()
            assert child.wait(60) in (0, -signal.SIGKILL)
        finally:
            child.kill()


def say(child, what, count=1):
    """Read lines until something was said so often."""
    for line in child.stdout:
        count -= line.startswith(what)
        if not count:
            return
    raise AssertionError(what)


def test_killed_in_the_middle(work, output, studio):
    """A watch that is killed amid a batch records nothing twice, and the next finds the rest."""
    with process(studio, output, 40) as child:  # killed before, or there
        say(child, "caught up")
        for number in range(60):
            save(output / f"{number:02}.png", number)
        say(child, "recorded", 10)
        child.kill()
    with Watching(work, [output]):
        pass
    assert sorted(digests(work)) == sorted(digest_of(picture(number)) for number in range(60))
    assert [what for what, _ in found(studio)] == ["unfinished"]
    live = [seen for _, seen in bodies(work)].count("live")
    assert 10 <= live < 60


def test_two_processes(work, output, studio, tmp_path):
    """Two watches of two folders record into one work at once, and its chain stays whole."""
    folders = [output, tmp_path / "second"]
    folders[1].mkdir()
    with process(studio, folders[0]) as one, process(studio, folders[1]) as two:
        for child in (one, two):
            say(child, "caught up")
        for number in range(40):
            save(folders[number % 2] / f"{number:02}.png", number)
        for child in (one, two):
            say(child, "recorded", 20)
    assert sorted(named(work)) == [f"{number:02}.png" for number in range(40)]
    assert {seen for _, seen in bodies(work)} == {"live"}


def test_new_folders(work, output):
    """What is saved into folders that are made meanwhile is found, however deep."""
    with Watching(work, [output]) as watching:
        (output / "2026/11/22").mkdir(parents=True)
        save(output / "2026/11/22/a.png", 1)
        watching.wait(What.RECORDED)
        save(output / "2026/11/22/b.png", 2)
        watching.wait(What.RECORDED, 2)
    assert named(work) == ["a.png", "b.png"]


def test_folder_moved_in(work, output, tmp_path):
    """A whole folder that is moved into a watched one is recorded with all that is in it."""
    (tmp_path / "batch/in").mkdir(parents=True)
    for number in range(3):
        save(tmp_path / f"batch/in/{number}.png", number)
    with Watching(work, [output]) as watching:
        (tmp_path / "batch").rename(output / "batch")
        watching.wait(What.RECORDED, 3)
    assert sorted(named(work)) == ["0.png", "1.png", "2.png"]


def test_ignored(work, output, tmp_path, studio):
    """Hidden and unfinished files, links, what is no picture, and the studio are left alone."""
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.mkdir()
    save(outside / "secret.png", 7)
    with Watching(work, [tmp_path]) as watching:
        for name in (".a.png", "~a.png", "a.png~", "a.part", "a.png.tmp", "a.png.crdownload"):
            save(output / name, 1)
        (output / "link.png").symlink_to(outside / "secret.png")
        (output / "linked").symlink_to(outside)
        (output / "log.csv").write_text("prompt,seed")
        save(output / "last.png", 2)
        watching.wait(What.RECORDED)
        watching.wait(What.SKIPPED)
        time.sleep(0.7)
    assert named(work) == ["last.png"]
    assert {event.path.name for event in watching.of(What.SKIPPED)} == {"log.csv"}
    assert studio.layout.root.is_relative_to(tmp_path)
    assert found(studio) == []


def test_vanishing(work, output, studio):
    """A picture that is gone before it can be read is reported, between which times, by name."""
    with Watching(work, [output], rest=0.6) as watching, watching.held():
        save(output / "brief.png")
        (output / "brief.png").unlink()
        watching.wait(What.LOST)
        save(output / "longer.png")
        watching.wait_until_seen(output / "longer.png")
        (output / "longer.png").unlink()
        watching.wait(What.LOST, 2)
    assert bodies(work) == []
    assert found(studio) == [
        ("lost event", "brief.png: gone before it could be read"),
        ("lost event", "longer.png: gone before it could be read"),
    ]
    (*_, entry) = (entry for _, entry in studio.entries(studio.digest))
    body = entry.event.body
    assert body["work"] == work.digest
    assert body["from"] < body["until"] <= entry.event.at


def test_vanishing_before_the_rescan_comes_to_it(work, output, studio):
    """A picture that was listed at the start, and is gone when it is its turn, is reported."""
    save(output / "old.png")
    stop = threading.Event()

    def remove(event):
        if event.what is What.WATCHING:
            (output / "old.png").unlink()
        elif event.what is What.LOST:
            stop.set()

    FolderWatch(work, [output], on_event=remove, rest=0.3).run(stop)
    assert [what for what, _ in found(studio)] == ["lost event"]


def test_deleted_afterwards(work, output, studio):
    """A picture that is thrown away after it was recorded is kept, and nothing is amiss."""
    with Watching(work, [output]) as watching:
        data = save(output / "a.png")
        watching.wait(What.RECORDED)
        (output / "a.png").unlink()
        time.sleep(0.6)
    assert studio.assets.path(digest_of(data)).read_bytes() == data
    assert found(studio) == []


def test_unreadable(work, output, studio):
    """A pipe that is called like a picture is reported and never waited for; the rest goes on."""
    with Watching(work, [output]) as watching:
        os.mkfifo(output / "pipe.png")
        save(output / "a.png")
        (event,) = watching.wait(What.UNREADABLE)
        watching.wait(What.RECORDED)
        time.sleep(0.5)
    assert isinstance(event.error, UntakenError)
    assert found(studio) == [("unreadable file", "pipe.png: cannot read pipe.png: not a file")]
    assert len(watching.of(What.UNREADABLE)) == 1


DAMAGED = {
    "empty.png": b"",
    "truncated.png": picture()[:90],
    "bomb.png": png(head=header(65_535, 65_535)),
    "zero.png": png(head=header(0, 0)),
    "text.png": b"this is no picture",
    "jpeg.png": b"\xff\xd8\xff\xe0 and no more",
    "huge.png": png(chunk(b"tEXt", b"workflow\0" + b"[]" * (25 << 20))),
    "named.txt": picture(3),
}


def test_damaged(work, output, studio, tmp_path):
    """Files that cannot be decoded, or are not what they are called, are recorded as files."""
    with Watching(work, [output], patience=1.0) as watching:
        for name, data in DAMAGED.items():
            (tmp_path / name).write_bytes(data)
            (tmp_path / name).rename(output / name)  # whole at once: half of it is another file
        watching.wait(What.RECORDED, len(DAMAGED))
    kept = {body["assets"][0]["name"]: body for body, _ in bodies(work)}
    assert {name: body["assets"][0]["digest"] for name, body in kept.items()} == {
        name: digest_of(data) for name, data in DAMAGED.items()
    }
    assert kept["empty.png"]["problems"] == ["file.empty"]
    assert "decode.bomb" in kept["bomb.png"]["problems"]
    assert "carrier.too-large" in kept["huge.png"]["problems"]
    assert kept["named.txt"]["assets"][0]["type"] == "image/png"
    assert found(studio) == []


HOSTILE = "a cat \0\u202e\u2066\u200f 😀 \ufffd\x1b[2J {open} <lora:x:1>\nSteps: 1, Seed: 1"


def test_hostile_words_and_names(work, output):
    """Words and names that are made to do harm are recorded, and come back as they were."""
    name = os.fsdecode(b"\xff\x1b[2J\n.png")
    with Watching(work, [output]) as watching:
        data = png(chunk(b"iTXt", b"parameters\0\0\0\0\0" + HOSTILE.encode()))
        (output / name).write_bytes(data)
        watching.wait(What.RECORDED)
    assert named(work) == [r"\xff\x1b[2J\x0a.png"]
    (texts,) = [
        [text.text for text in entry.texts]
        for _, entry in work.entries()
        if entry.event.kind == "instruction.given"
    ]
    assert HOSTILE.partition("\nSteps")[0] in texts


def test_lone_surrogates(work, output):
    """A prompt with half a character is recorded with a mark in its place, and it says so."""
    text = '{"prompt": "x \\ud83d y", "steps": 1, "sampler": "k_euler", "seed": 1, "uc": "z"}'
    chunks = [chunk(b"tEXt", b"Software\0NovelAI"), chunk(b"tEXt", b"Comment\0" + text.encode())]
    with Watching(work, [output]) as watching:
        (output / "a.png").write_bytes(png(*chunks))
        watching.wait(What.RECORDED)
    ((body, _),) = bodies(work, "instruction.given")
    assert body["prompts"][0]["exact"] == "no"
    assert any("x \ufffd y" in text.text for text in work.entries()[1][1].texts)


@contextmanager
def small_disk(folder, size):
    """A file system of some bytes, mounted at a folder."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder]
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("a small file system cannot be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def test_disk_full(tmp_path, output):
    """Where the disk is full the watch ends visibly, and the next one finds what is missing."""
    with (
        small_disk(tmp_path / "disk", 4 << 20) as disk,
        Studio.create(disk / "studio", name="A", owner="Ann") as studio,
    ):
        work = studio.open_work("Cat")
        with Watching(work, [output]) as watching:
            save(output / "1.png", 1)
            watching.wait(What.RECORDED)
            (tmp_path / "2.png").write_bytes(picture(2) + bytes(8 << 20))
            (tmp_path / "2.png").rename(output / "2.png")  # whole at once: half of it has room
            error = watching.wait_for_error()
        assert isinstance(error, RecordingError)
        assert "cannot keep 2.png: No space left" in str(error)
        assert named(work) == ["1.png"]
        save(output / "2.png", 2)
        with Watching(work, [output]):
            pass
        assert named(work) == ["1.png", "2.png"]


def test_read_only_folder(work, tmp_path):
    """A folder that nothing can be written to is watched, and nothing is written to it."""
    with small_disk(tmp_path / "disk", 1 << 20) as disk:
        save(disk / "a.png")
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        with Watching(work, [disk]):
            pass
    assert named(work) == ["a.png"]


def test_folder_gone(work, output):
    """A watched folder that is taken away ends the watch visibly."""
    with Watching(work, [output]) as watching:
        output.rename(output.with_name("away"))
        assert "is gone" in str(watching.wait_for_error())


def test_polling(work, output):
    """Without the system's events the same is found, by looking again and again."""
    with Watching(work, [output], polling=True) as watching:
        save(output / "a.png", 1)
        watching.wait(What.RECORDED)
        save(output / "a.png", 2)
        watching.wait(What.RECORDED, 2)
    assert digests(work) == [digest_of(picture(1)), digest_of(picture(2))]


def test_last_save_before_the_end(work, output):
    """What is saved right before the end is still recorded."""
    with Watching(work, [output]):
        data = save(output / "last.png")
    assert digests(work) == [digest_of(data)]


def test_end_of_a_folder_that_takes_long_to_be_listed(work, output, monkeypatch):
    """What was found there still has the time that a save rests."""
    monkeypatch.setattr("bozzetto.capture.folder._END", 0.1)
    sweep = FolderWatch._sweep  # noqa: SLF001  # a disk cannot be told to be slow

    def long_sweep(watch, now):
        sweep(watch, now)
        time.sleep(0.6)

    with Watching(work, [output]):
        monkeypatch.setattr(FolderWatch, "_sweep", long_sweep)
        data = save(output / "last.png")
    assert digests(work) == [digest_of(data)]


def test_interrupted(work, output, studio):
    """Ctrl-C ends a watch like its stop event: what was saved is recorded, and the end is said."""
    with process(studio, output) as child:
        say(child, "caught up")
        data = save(output / "last.png")
        child.send_signal(signal.SIGINT)
        assert child.wait(60) == 0
    assert digests(work) == [digest_of(data)]
    (*_, entry) = (entry for _, entry in studio.entries(studio.digest))
    assert entry.event.kind == "recorder.stopped"


def test_interrupted_while_a_file_is_taken(work, output, monkeypatch):
    """A file that Ctrl-C met half way is looked at again before the end."""
    take, interruptions = intake.take_file, iter([KeyboardInterrupt()])

    def interrupted(*words):
        for each in interruptions:
            raise each
        return take(*words)

    monkeypatch.setattr(intake, "take_file", interrupted)
    with Watching(work, [output]) as watching:
        data = save(output / "last.png")
        watching.wait(What.RECORDED)
    assert digests(work) == [digest_of(data)]


def test_interrupted_behind_a_file(work, output, monkeypatch):
    """One that was recorded before Ctrl-C came is looked at again, and not recorded twice."""
    file, interruptions = Filer.file, iter([KeyboardInterrupt()])

    def interrupted(*words, **options):
        filed = file(*words, **options)
        for each in interruptions:
            raise each
        return filed

    monkeypatch.setattr(Filer, "file", interrupted)
    with Watching(work, [output]) as watching:
        data = save(output / "last.png")
        watching.wait(What.KNOWN)
    assert digests(work) == [digest_of(data)]


def test_sealed_by_somebody_else(work, output):
    """Where somebody else seals the studio, a watch has no thread that does."""
    before = set(threading.enumerate())
    with Watching(work, [output], seal_every=None) as watching:
        save(output / "a.png")
        watching.wait(What.RECORDED)
        names = {thread.name for thread in {*threading.enumerate()} - before}
    assert "bozzetto-seal" not in names


def test_sealed_meanwhile(tmp_path, output):
    """While it watches, what was recorded is sealed when work pauses; what fails is told."""
    clock = LaterClock()
    folder = tmp_path / "sealed"
    with (
        Loopback() as authority,
        Studio.create(folder, name="A", owner="Ann", clock=clock) as studio,
        Watching(studio.open_work("Cat"), [output], seal_every=0.05) as watching,
    ):
        save(output / "a.png")
        watching.wait(What.RECORDED)
        studio.layout.authorities.write_text("not toml")
        clock.later = timedelta(seconds=61)
        (failed,) = watching.wait(What.NOT_SEALED)
        studio.layout.authorities.write_text(
            f'[[authority]]\nname = "l"\ntitle = "L"\nurl = "{authority.url}"\nmin_interval = 0\n'
        )
        (event,) = watching.wait(What.SEALED)
    assert isinstance(failed.error, FormatError)
    assert event.sealed.recorded is not None


@pytest.mark.parametrize(
    ("name", "why"),
    [("nowhere", "nothing is at"), ("file.png", "not a folder"), ("studio", "not watched")],
)
def test_watch_refuses(work, tmp_path, name, why):
    """What is no folder, or is the studio's own, is refused before anything begins."""
    save(tmp_path / "file.png")
    with pytest.raises(StudioError, match=why):
        FolderWatch(work, [tmp_path / name])
    assert not work.studio.run.is_open
