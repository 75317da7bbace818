"""What no event tells of: found by comparing what is there with what was there."""

from pathlib import Path

from bozzetto.capture.handover.reporter import File
from bozzetto.capture.invokeai.canvas import Projects, describe_project
from bozzetto.capture.invokeai.gallery import Gallery, full
from bozzetto.capture.invokeai.handing import Handing
from bozzetto.capture.invokeai.jobs import Jobs
from bozzetto.capture.invokeai.staging import Decision, Staging
from bozzetto.capture.invokeai.telling import Telling
from bozzetto.capture.proxy.tool import Tool

__all__ = ["Comparing"]

MAX_FOUND = 256  # images that are new or gone at one look, and each looked at
MAX_AMONG = 256  # images among which one with a star was
_NAMED = 8  # names in a note
_GONE = "HTTP status 404"


class Comparing:
    """Looks at the gallery, the staging area and a folder of projects. One thread uses it."""

    def __init__(
        self,
        tool: Tool,
        handing: Handing,
        telling: Telling,
        staging: Staging,
        jobs: Jobs,
        projects: Path | None,
    ) -> None:
        self._tool = tool
        self._handing = handing
        self._telling = telling
        self._staging = staging
        self._jobs = jobs
        self._gallery = Gallery(tool.ask)
        self._projects = None if projects is None else Projects(projects)
        self._unclear: tuple[str, ...] = ()  # images of sessions that the queue may yet tell of

    @property
    def is_due(self) -> bool:
        """Whether the gallery is to be looked at again."""
        return self._gallery.is_due

    @property
    def is_quick(self) -> bool:
        """Whether a look at the gallery takes no time to speak of."""
        return self._gallery.is_quick

    def look(self, *, late: bool = False) -> None:
        """Hand over what is new in the gallery, has a star now, or is gone.

        Args:
            late: Whether nothing was heard before; else it happened since the last look.
        """
        changes = self._gallery.look()
        for name in self._unclear:
            self._found(name, late=True)
        self._unclear = ()
        new = [name for name in changes.new if not self._handing.knows(name)]
        for name in new[:MAX_FOUND]:
            self._found(name, late=late, first=not late)
        if len(new) > MAX_FOUND:
            self._telling.lost(f"too many images were new at once: {len(new) - MAX_FOUND} more")
        made = (name for name in self._handing.take_made() if not self._gallery.has(name))
        self._tell_gone(tuple(dict.fromkeys((*changes.gone, *made))))
        for name in changes.starred:
            among = tuple(self._jobs.siblings(name, MAX_AMONG))
            self._handing.decide(Decision("starred", among, (name,)))
        for name in changes.unstarred:
            self._handing.decide(Decision("its star was taken away", (name,)))

    def look_at_staging(self) -> None:
        """Hand over what was accepted and discarded."""
        for decision in self._staging.look():
            self._handing.decide(decision)

    def look_at_projects(self) -> None:
        """Hand over canvas projects that were saved."""
        for path in self._projects.look() if self._projects is not None else ():
            words = describe_project(path)
            if words is None:
                self._telling.lost(f"{path.name} is no canvas project that can be read")
                continue
            note = f"a canvas project of InvokeAI: {words}"
            body = {"file": 0, "role": "canvas", "origin": "unknown", "note": note}
            self._telling.report("material", body, files=[File(path.name, path=str(path))])

    def _found(self, name: str, *, late: bool, first: bool = False) -> None:
        """Hand over an image, unless a session made it that is or may be known: it has its turn."""
        if self._handing.knows(name):
            return
        record = self._handing.record(name)
        session = record.get("session_id")
        job = self._jobs.find(session) if isinstance(session, str) else None
        if job is not None and self._jobs.is_open(job):
            return
        if first and session is not None:
            self._unclear = (*self._unclear, name)
        elif record:
            self._handing.found(name, record, late=late)

    def _tell_gone(self, names: tuple[str, ...]) -> None:
        """Say which images were deleted: InvokeAI keeps no trace of them."""
        asked = ((name, self._tool.fetch(full(name)).result()) for name in names[:MAX_FOUND])
        gone = [name for name, told in asked if told == _GONE]
        count = len(gone) + len(names[MAX_FOUND:])
        if count:
            few = ", ".join(gone[:_NAMED])
            more = f", and {count - _NAMED} more" if count > _NAMED else ""
            self._telling.lost(f"deleted in InvokeAI, and found by comparing: {few}{more}")
