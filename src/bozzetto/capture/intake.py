"""The intake: the way of each file of a watched folder into the record.

It is seen, it rests, its bytes are kept and it is filed. On the way it may change, vanish or
refuse to be read; each end of the way is either an entry or the knowledge that there is nothing
to record. Files that were made before the watch began go the same way in groups, oldest first,
beside those that are made now. The clock that runs forward is the caller's, in seconds.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path

from bozzetto.capture.filing import Filed, Filer
from bozzetto.capture.missing import Lost, Missing
from bozzetto.capture.naming import is_named_picture, path_key, safe_name
from bozzetto.capture.notice import OnEvent, WatchEvent, What
from bozzetto.capture.settle import Pending, Settle
from bozzetto.capture.taking import Taken, UntakenError, is_picture, is_unfinished, take_file
from bozzetto.capture.tree import Stamp, Tree
from bozzetto.errors import BozzettoError
from bozzetto.record import Seen, moment_of
from bozzetto.studio import Work

__all__ = ["Intake"]

CHUNK = 32  # files that were made before, in one transaction: those made now do not wait long
CHUNK_BYTES = 32 << 20  # of what they say, held in memory together


class Intake:
    """Takes files of a tree into a work. Owned by one thread."""

    def __init__(
        self, work: Work, tree: Tree, on_event: OnEvent, rest: float, patience: float
    ) -> None:
        self._work = work
        self._studio = work.studio
        self._tree = tree
        self._tell = on_event
        self._rest = rest
        self._patience = patience
        self._filer = Filer(work)
        self._settle = Settle(rest, patience)
        self._missing = Missing(rest)
        self._done: dict[Path, Stamp] = {}  # versions that nothing is left to do about
        self._backlog: deque[tuple[Path, Stamp]] = deque()  # made before, oldest first
        self._began = 0.0  # seconds: when the backlog was listed
        self._caught_up = False

    @property
    def is_idle(self) -> bool:
        """Whether nothing is waited for, save what was made before."""
        return not self._settle and not self._missing

    def is_due(self, now: float) -> bool:
        """Whether a turn would record something now; it asks no file."""
        return self._settle.is_due(now) or bool(self._backlog)

    def begin(self, files: Iterable[tuple[Path, Stamp]], now: float) -> None:
        """Take over what stands there before the watch begins."""
        self._began = now
        for path, stamp in sorted(files, key=lambda item: (item[1].changed, item[0])):
            self._done[path] = stamp
            row = self._studio.database.file(path_key(path))
            if row is None or (row.size, row.changed) != (stamp.size, stamp.changed):
                self._backlog.append((path, stamp))

    def see(self, path: Path, stamp: Stamp, now: float) -> None:
        """Note that a file is there; what is known of it already changes nothing."""
        if self._done.get(path) != stamp:
            self._missing.arrive(path, now)
            self._settle.note(path, stamp, now)

    def miss(self, path: Path, now: float, *, is_new: bool) -> None:
        """Note that nothing is at `path`, where something was, or was heard of just now."""
        pending = self._settle.drop(path)
        known = self._done.pop(path, None)
        if pending is not None:
            self._miss(Lost(path, pending.since, pending.stamp), now)
        elif is_new and known is None:
            self._miss(Lost(path, now, None), now)

    def turn(self, now: float) -> None:
        """Record what is ready.

        Raises:
            RecordingError: something could not be made durable.
        """
        rested, gone = self._settle.due(now, self._tree.look)
        for path, pending in gone:
            self._miss(Lost(path, pending.since, pending.stamp), now)
        for path, pending in rested:
            try:
                self._take_rested(path, pending, now)
            except KeyboardInterrupt:
                self._done.pop(path, None)  # the end looks again; what is recorded has a row
                raise
        self._take_before(now)
        for lost in self._missing.lost(now, self._is_there):
            self._report_lost(lost, now)

    def trouble(self, path: Path, why: OSError | BozzettoError, since: float, now: float) -> None:
        """Record that a file or a folder is there and cannot be read."""
        words = (why.strerror or str(why)) if isinstance(why, OSError) else str(why)
        note = f"{safe_name(path.name)}: {words}"
        self._report("unreadable file", note, since, now)
        error = why if isinstance(why, BozzettoError) else UntakenError(path, why)
        self._tell(WatchEvent(What.UNREADABLE, path, error=error))

    def _take_rested(self, path: Path, pending: Pending, now: float) -> None:
        """Record a file that appeared, or changed, while the recorder ran."""
        self._done[path] = pending.stamp
        patient = pending.stamp.regular and self._settle.is_patient(pending, now)
        try:
            if not self._is_wanted(path):
                return
            if patient and is_unfinished(path):
                self._hold(path, pending)
                return
            taken = take_file(self._work, path)
        except UntakenError as error:
            if error.gone:
                self._miss(Lost(path, pending.since, pending.stamp), now)
            elif patient:
                self._hold(path, pending)
            elif is_named_picture(path.name):
                self.trouble(path, error, pending.since, now)
            return
        after = self._tree.look(path)
        if after is not None and after != taken.stamp:
            self.see(path, after, now)  # it was being written: the next version is the whole one
            return
        self._file([taken], Seen.LIVE)

    def _hold(self, path: Path, pending: Pending) -> None:
        del self._done[path]
        self._settle.hold(path, pending)

    def _take_before(self, now: float) -> None:
        """Record a group of files that were made before the watch began."""
        if now - self._began < self._rest:
            return  # one of them may be under way: then it is seen to change
        group: list[Taken] = []
        size = 0
        for _ in range(min(CHUNK, len(self._backlog))):
            path, stamp = self._backlog.popleft()
            taken = self._take_old(path, stamp, now)
            if taken is not None:
                group.append(taken)
                size += sum(len(carrier.raw) for carrier in taken.picture.carriers)
            if size > CHUNK_BYTES:
                break
        if group:
            self._file(group, Seen.IMPORTED)
        if not self._backlog and not self._caught_up:
            self._caught_up = True
            self._tell(WatchEvent(What.CAUGHT_UP))

    def _take_old(self, path: Path, stamp: Stamp, now: float) -> Taken | None:
        """Take a file in the version that stood there when the watch began."""
        after = self._tree.look(path)
        if after is not None and after != stamp:
            self.see(path, after, now)
            return None
        try:
            if after is not None and not self._is_wanted(path):
                return None
            if now - self._began < self._patience and is_unfinished(path):
                self._backlog.append((path, stamp))
                return None
            taken = take_file(self._work, path)
        except UntakenError as error:
            if error.gone:
                self._done.pop(path, None)
                self._miss(Lost(path, self._began, stamp), now)
            elif is_named_picture(path.name):
                self.trouble(path, error, self._began, now)
            return None
        if taken.stamp == stamp:
            return taken
        self.see(path, taken.stamp, now)
        return None

    def _is_wanted(self, path: Path) -> bool:
        """Whether a file is a picture by its name or by its bytes; others are left alone."""
        if is_picture(path):
            return True
        self._tell(WatchEvent(What.SKIPPED, path))
        return False

    def _file(self, files: Sequence[Taken], seen: Seen) -> None:
        for filed in self._filer.file(files, seen, by_path=True):
            self._done[filed.taken.path] = filed.taken.stamp
            self._tell(_told(filed, seen))

    def _miss(self, lost: Lost, now: float) -> None:
        """Wait for a file that is gone, if it was to be recorded."""
        self._done.pop(lost.path, None)
        if is_named_picture(lost.path.name):
            self._missing.miss(lost, now)

    def _is_there(self, node: tuple[int, int]) -> bool:
        return self._settle.holds_node(node) or any(
            stamp.node == node for stamp in self._done.values()
        )

    def _report_lost(self, lost: Lost, now: float) -> None:
        note = f"{safe_name(lost.path.name)}: gone before it could be read"
        self._report("lost event", note, lost.since, now)
        self._tell(WatchEvent(What.LOST, lost.path))

    def _report(self, what: str, note: str, since: float, now: float) -> None:
        until = self._studio.clock.now()
        began = moment_of(until - timedelta(seconds=now - since))
        draft = self._studio.run.found(what, began, moment_of(until), note, work=self._work.digest)
        self._studio.record(draft)


def _told(filed: Filed, seen: Seen) -> WatchEvent:
    taken = filed.taken
    known = filed.output is None
    return WatchEvent(
        What.KNOWN if known else What.RECORDED,
        taken.path,
        taken.asset,
        None if known else seen,
        None if filed.output is None else filed.output.digest,
        filed.instruction,
        filed.shared,
        taken.reading,
        taken.picture.problems,
    )
