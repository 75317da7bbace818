"""Importing: files that were made earlier are read now, and the record says so.

Each becomes an entry known as `imported`, oldest first: by the time that the file states, else by
the file system's. Before them stand archives (`archives`): files that tell of several others, each
in its own order. A ZIP that somebody names is unpacked first, into a folder that is removed again.
Files that the work has already are left out. What that is worth, `worth` says in codes; the words
are for whoever shows them:

    import.existed         the bytes existed when the import was sealed; nothing says since when
    import.times-claimed   times and order are what the files say: anybody can write them
    import.words-claimed   so are prompts and settings, where a file has them
    import.words-absent    some files say nothing of how they were made
    import.signed-by-tool  a tool's own signature in some file holds over its pixels and its words
    import.candidates-unknown  what else was made and thrown away is not known
"""

import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bozzetto.capture.archives.entering import Entered, Register
from bozzetto.capture.archives.finding import Found, find_archives
from bozzetto.capture.archives.keeping import Keeper
from bozzetto.capture.archives.steps import Archive
from bozzetto.capture.archives.unpacking import is_download, unpack
from bozzetto.capture.filing import Filed, Filer
from bozzetto.capture.naming import safe_name
from bozzetto.capture.taking import (
    Taken,
    UntakenError,
    describe_file,
    digest_file,
    is_picture,
    take_file,
)
from bozzetto.capture.timing import read_time, stated_time
from bozzetto.capture.tree import Tree
from bozzetto.errors import FormatError, StudioError
from bozzetto.record import Digest, Seen, moment_of
from bozzetto.studio import Work

__all__ = ["Found", "ImportReport", "Progress", "import_files"]

CHUNK = 256  # files in one transaction: 512 entries, some tenths of a second
CHUNK_BYTES = 32 << 20  # of what they say, held in memory together

Progress = Callable[[int, int], None]  # files done, and files in all

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SIGNED = "novelai.signature.valid"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did.

    Attributes:
        recorded: Files that are in the record now, and were not.
        instructions: Entries that say what a tool was told.
        known: Files that the work had already.
        skipped: Files in folders that are no pictures by their names or by their bytes.
        failed: Files and folders that could not be read; the record names them.
        damaged: Recorded files with something wrong in them, as the entries say.
        worth: Codes of what this kind of evidence is worth; see the module.
        found: Archives among the files, in the order in which they were recorded.
    """

    recorded: int = 0
    instructions: int = 0
    known: int = 0
    skipped: int = 0
    failed: tuple[Path, ...] = ()
    damaged: int = 0
    worth: tuple[str, ...] = ()
    found: tuple[Found, ...] = ()


@dataclass(slots=True)
class _Tally:
    """What an import has done so far."""

    filed: int = 0
    told: int = 0
    silent: int = 0  # files that say nothing of their making
    known: int = 0
    skipped: int = 0
    signed: int = 0
    damaged: int = 0
    failed: list[Path] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    unpacked: dict[Path, Path] = field(default_factory=dict)  # our own folder: the ZIP

    def place(self, path: Path) -> Path:
        """Return where somebody finds a file: in a ZIP, where it was unpacked."""
        for folder, packed in self.unpacked.items():
            if path == folder or folder in path.parents:
                return packed / path.relative_to(folder)
        return path

    def enter(self, entered: Entered) -> None:
        """Add what became of the archives."""
        self.filed += entered.recorded
        self.told += entered.instructions
        self.silent += entered.silent
        self.known += entered.known
        self.damaged += entered.damaged

    def add(self, filed: Filed) -> None:
        if filed.output is None:
            self.known += 1
            return
        reading = filed.taken.reading
        self.filed += 1
        self.told += filed.offered + (filed.instruction is not None and not filed.shared)
        self.silent += reading is None and not filed.offered
        self.signed += reading is not None and _SIGNED in reading.notes
        self.damaged += bool(filed.taken.picture.problems)

    def report(self) -> ImportReport:
        claims = {
            "import.existed": self.filed,
            "import.times-claimed": self.filed,
            "import.words-claimed": self.filed - self.silent,
            "import.words-absent": self.silent,
            "import.signed-by-tool": self.signed,
            "import.candidates-unknown": self.filed,
        }
        return ImportReport(
            self.filed,
            self.told,
            self.known,
            self.skipped,
            tuple(self.place(path) for path in self.failed),
            self.damaged,
            tuple(code for code, count in claims.items() if count),
            tuple(self.found),
        )


def import_files(
    work: Work, paths: Iterable[Path], progress: Progress | None = None
) -> ImportReport:
    """Record files that were made earlier, and whole folders of them, as `imported`.

    Each group of files is durable before the next one is begun; an import that was broken off
    is taken up again by doing it again.

    Args:
        work: Where they go.
        paths: Files, recorded whatever they are, and folders, in which pictures are looked for.
        progress: Is told how many of the files are done, of how many that were found so far;
            what it raises ends the import between two files.

    Raises:
        StudioError: a path is not there, or lies in the studio.
        RecordingError: something could not be made durable; what was recorded before, is.
    """
    tally = _Tally()
    with ExitStack() as stack:
        listed = _list(work, _opened(work, paths, tally, stack), tally)
        archives = list(find_archives(listed))
        claimed = frozenset(path for archive in archives for path in archive.paths)
        counter = _Counter(progress, sum(archive.count for archive in archives))
        files = _oldest_first(listed, claimed, tally, counter)
        _enter(work, archives, tally, counter)
        _import(work, files, tally, counter)
    return tally.report()


class _Counter:
    """Counts pictures, and says so."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress = progress
        self._done, self._total = 0, total

    def found(self) -> None:
        """Note that there is one more."""
        self._total += 1
        self._say()

    def done(self) -> None:
        """Note that one is done."""
        self._done += 1
        self._say()

    def _say(self) -> None:
        if self._progress is not None:
            self._progress(self._done, self._total)


def _enter(work: Work, archives: Collection[Archive], tally: _Tally, counter: _Counter) -> None:
    """Record what archives tell."""
    if not archives:
        return
    register, entered = Register(work), Entered()

    def fail(path: Path, error: UntakenError) -> None:
        _fail(work, path, tally, gone=error.gone, why=str(error))

    for archive in archives:
        place = tally.place(archive.place)
        tally.found.append(Found(archive.tool, place, archive.count))
        keeper = Keeper(work, register.known, fail, counter.done)
        try:
            register.enter(archive.steps(keeper), entered)
        except FormatError as error:
            _fail(work, archive.place, tally, why=str(error))
    tally.enter(entered)


def _import(work: Work, files: list[Path], tally: _Tally, counter: _Counter) -> None:
    """Record files that nothing else tells of."""
    filer = Filer(work)
    known = {asset.digest: asset.size for asset in filer.known().values()}
    sizes = frozenset(known.values())
    group: list[Taken] = []
    for done, path in enumerate(files, start=1):
        taken = _take(work, path, known if _size(path) in sizes else {}, tally)
        if taken is not None:
            group.append(taken)
        if done == len(files) or _is_full(group):
            _file(filer, group, tally)
            group = []
        counter.done()


def _opened(work: Work, paths: Iterable[Path], tally: _Tally, stack: ExitStack) -> Iterator[Path]:
    """Return the paths, and in place of a ZIP the folder that it was unpacked into."""
    for path in paths:
        if path.is_dir() or not is_download(path):
            yield path
            continue
        named = _file_named(path, work.studio.layout.root)
        made = stack.enter_context(tempfile.TemporaryDirectory(prefix="bozzetto-"))
        folder = Path(made).resolve()
        tally.unpacked[folder] = named
        try:
            taken, left = unpack(named, folder)
        except (FormatError, UntakenError) as error:
            _fail(work, path, tally, why=str(error))
        except OSError as error:
            _fail(work, path, tally, why=error.strerror or str(error))
        else:
            tally.skipped += left if taken else 0
            yield folder if taken else path


def _list(work: Work, paths: Iterable[Path], tally: _Tally) -> dict[Path, bool]:
    """List every file, each once, with whether it is recorded whatever it is: it was named."""
    studio = work.studio.layout.root
    found: dict[Path, bool] = {}
    for named in paths:
        if not named.is_dir():
            found[_file_named(named, studio)] = True
            continue
        tree = Tree([named], studio)
        for path, stamp in tree.walk(trouble=lambda folder, _: _fail(work, folder, tally)):
            if stamp.regular:
                found.setdefault(path, False)
            else:
                tally.skipped += path not in found
    return found


def _oldest_first(
    listed: dict[Path, bool], claimed: frozenset[Path], tally: _Tally, counter: _Counter
) -> list[Path]:
    """List the pictures that nothing else tells of, by the times that they state."""
    found: dict[Path, datetime] = {}
    for path, is_named in listed.items():
        if path in claimed:
            continue
        if not is_named and not _is_wanted(path):
            tally.skipped += 1
            continue
        found[path] = _time(path)
        counter.found()
    return sorted(found, key=lambda path: (found[path], path))


def _file_named(named: Path, studio: Path) -> Path:
    try:
        path = named.resolve(strict=True)
    except (OSError, ValueError, RuntimeError) as error:
        raise StudioError("nothing is at {place}", place=named) from error
    if studio.resolve() in path.parents:
        raise StudioError("the studio's own files are not imported: {place}", place=named)
    return path


def _is_wanted(path: Path) -> bool:
    try:
        return is_picture(path)
    except UntakenError:
        return False


def _time(path: Path) -> datetime:
    """Return the time that a file states, else the file system's; the oldest where neither is."""
    try:
        stated = stated_time(*describe_file(path, pixels=False))
        time = None if stated is None else read_time(stated)
        return time or _EPOCH + timedelta(microseconds=path.stat().st_mtime_ns // 1000)
    except (UntakenError, OSError, OverflowError):
        return datetime.min.replace(tzinfo=UTC)


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _take(work: Work, path: Path, known: Collection[Digest], tally: _Tally) -> Taken | None:
    """Keep a file's bytes, unless they are some of those that are known."""
    try:
        if known and digest_file(path) in known:
            tally.known += 1
            return None
        return take_file(work, path)
    except UntakenError as error:
        _fail(work, path, tally, gone=error.gone, why=str(error))
        return None


def _fail(
    work: Work, path: Path, tally: _Tally, *, gone: bool = False, why: str = "cannot be listed"
) -> None:
    """Record that something could not be read."""
    now = moment_of(work.studio.clock.now())
    what = "lost event" if gone else "unreadable file"
    note = f"{safe_name(path.name)}: {why}"
    work.studio.record(work.studio.run.found(what, now, now, note, work=work.digest))
    tally.failed.append(path)


def _is_full(group: list[Taken]) -> bool:
    said = sum(len(carrier.raw) for taken in group for carrier in taken.picture.carriers)
    return len(group) >= CHUNK or said > CHUNK_BYTES


def _file(filer: Filer, group: list[Taken], tally: _Tally) -> None:
    if group:
        for filed in filer.file(group, Seen.IMPORTED):
            tally.add(filed)
