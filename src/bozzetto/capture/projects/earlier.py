"""Earlier: what a work's entries say of the project files that it has."""

from bozzetto.capture.projects.diffusion import TOOL
from bozzetto.record import JSON, Digest, Entry, JSONObject, parse_digest
from bozzetto.studio import Work

__all__ = ["Earlier"]

# Canonical JSON has no white space: a line without one of these is of no interest here
_EDIT = b'"kind":"edit.made"'
_TOOL = TOOL.encode()


class Earlier:
    """What was recorded before, read once and followed; and what is about to be recorded.

    Attributes:
        pictures: What came of an edit, by the digest of its project file.
        jobs: Instructions of Krita AI Diffusion, by its names for the jobs; None for one that is
            about to be recorded.
        offered: Pictures that it has offered, and the instructions that they came of.
        chosen: Those of them that were put into a drawing.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._read = 0  # entries of the work
        self.pictures: dict[Digest, Digest] = {}
        self.jobs: dict[str, Digest | None] = {}
        self.offered: dict[Digest, Digest | None] = {}
        self.chosen: set[Digest] = set()

    def follow(self) -> None:
        """Read what was recorded since."""
        database = self._work.studio.database
        chain = database.chain_id(self._work.digest)
        for _, line in database.lines(chain, self._read):
            if _EDIT in line or _TOOL in line:
                self._take(Entry.parse(line))
            self._read += 1

    def _take(self, entry: Entry) -> None:
        event, body = entry.event, entry.event.body
        if event.kind == "edit.made":
            project, after = body.get("project"), body.get("after")
            if isinstance(project, dict) and isinstance(after, dict):
                self.pictures[parse_digest(project["digest"])] = parse_digest(after["digest"])
        elif event.kind == "instruction.given":
            self._take_job(body, entry.digest)
        elif event.by.tool == TOOL:
            self._take_pictures(event.kind, body)

    def _take_job(self, body: JSONObject, digest: Digest) -> None:
        tool, job = body.get("tool"), body.get("job")
        if isinstance(tool, dict) and tool.get("name") == TOOL and isinstance(job, str):
            self.jobs[job] = digest

    def _take_pictures(self, kind: str, body: JSONObject) -> None:
        if kind == "output.received":
            told = body.get("instruction")
            for asset in _list(body.get("assets")):
                if isinstance(asset, dict):
                    digest = parse_digest(asset["digest"])
                    self.offered[digest] = None if told is None else parse_digest(told)
        elif kind == "choice.made":
            self.chosen.update(parse_digest(each) for each in _list(body.get("chosen")))


def _list(value: JSON) -> list[JSON]:
    return value if isinstance(value, list) else []
