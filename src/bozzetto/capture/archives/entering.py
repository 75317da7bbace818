"""Entering: the steps of an archive become entries, all of them `imported`.

    ``instruction.given``  what the tool was told, once for all pictures that came of it
    ``output.received``    each picture that the work did not have
    ``choice.made``        what the archive shows was taken, with what shows it as the reason
    ``material.added``     the archive's own paper, and what was drawn or brought in by hand

Nobody's key stands behind a choice here but the recorder's: the actor is the tool. What the work
has already is left out, and so is a choice that it has.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bozzetto.capture.archives.steps import Hand, Making, Paper, Pick, Piece, Step
from bozzetto.errors import FormatError
from bozzetto.record import (
    JSON,
    Asset,
    Digest,
    Entry,
    JSONObject,
    Seen,
    Text,
    assets_in,
)
from bozzetto.record.shape import MAX_STRING
from bozzetto.studio import Draft, FileRow, Memory, Program, Work
from bozzetto.studio.choices import read_choices
from bozzetto.studio.recorder import Body

__all__ = ["Entered", "Register"]

GROUP = 64  # drafts in one transaction, or as many as one step has

# Canonical JSON has no white space: a line without this is of no interest here
_INSTRUCTION = b'"kind":"instruction.given"'


@dataclass(slots=True)
class Entered:
    """What became of an archive's steps."""

    recorded: int = 0
    instructions: int = 0
    known: int = 0
    damaged: int = 0
    silent: int = 0  # recorded pictures of which no instruction is known


@dataclass(slots=True)
class _Told:
    """An instruction's entry: its digest is known once the recorder has put it together."""

    digest: Digest | None = None
    is_drafted: bool = False  # it stands, or is recorded with this group


@dataclass(slots=True)
class _Group:
    """What is to be recorded together."""

    drafts: list[Draft] = field(default_factory=list)
    rows: list[FileRow] = field(default_factory=list)


class Register:
    """Enters steps into one work. Owned by one thread."""

    def __init__(self, work: Work) -> None:
        """Read what the work has already."""
        self._work = work
        self._studio = work.studio
        self._known: dict[Digest, Asset] = {}
        self._jobs: dict[tuple[str, str], _Told] = {}  # by tool, and its name for the job
        database = self._studio.database
        self._choices: set[tuple[frozenset[Digest], frozenset[Digest]]] = set()
        for _, line in database.lines(database.chain_id(work.digest), 0):
            self._learn(line)

    def _learn(self, line: bytes) -> None:
        entry = Entry.parse(line)
        body = entry.event.body
        self._known |= {asset.digest: asset for asset in assets_in(body)}
        job, tool = body.get("job"), body.get("tool")
        if _INSTRUCTION in line and isinstance(job, str) and isinstance(tool, dict):
            self._jobs[str(tool["name"]), job] = _Told(entry.digest, is_drafted=True)
        for _, choice in read_choices([line]):
            self._choices.add((frozenset(choice.among), frozenset(choice.chosen)))

    @property
    def known(self) -> dict[Digest, Asset]:
        """The files that the work's entries name."""
        return self._known

    def enter(self, steps: Iterable[Step], entered: Entered) -> None:
        """Record steps, in groups.

        Args:
            steps: In their order.
            entered: Is counted up.

        Raises:
            RecordingError: something could not be made durable; what was recorded before, is.
            FormatError: the archive is damaged from here on; what came before is recorded.
        """
        group = _Group()
        try:
            for step in steps:
                group.drafts.extend(self._drafts(step, group, entered))
                if len(group.drafts) >= GROUP:
                    full, group = group, _Group()
                    self._record(full)
        except FormatError:
            self._record(group)
            raise
        self._record(group)

    def _record(self, group: _Group) -> None:
        memory = Memory(files=tuple(group.rows))
        if group.drafts:
            self._studio.record(*group.drafts, memory=memory)
        elif group.rows:
            self._studio.recorder.record(memory=memory)

    def _drafts(self, step: Step, group: _Group, entered: Entered) -> Iterator[Draft]:
        match step:
            case Making():
                yield from self._making(step, group, entered)
            case Pick():
                yield from self._pick(step)
            case Paper():
                if self._is_new(step.asset):
                    yield self._material(step.program, step.asset, step.role, "tool", step.note)
            case Hand():
                if self._count(step.piece, group, entered):
                    asset = step.piece.asset
                    yield self._material(step.program, asset, "canvas", "unknown", step.note)

    def _making(self, step: Making, group: _Group, entered: Entered) -> Iterator[Draft]:
        fresh = [piece for piece in step.pieces if self._count(piece, group, entered)]
        if not fresh:
            return
        told, job = self._told(step), None
        if step.instruction is not None:
            job = step.instruction.job
            if not told.is_drafted:
                told.is_drafted = True
                entered.instructions += 1
                yield self._work.instruction_draft(step.instruction, seen=Seen.IMPORTED)
        else:
            entered.silent += len(fresh)
        for piece in fresh:
            body = _output(piece, job)
            named = body if step.instruction is None else _naming(body, told)
            yield self._draft("output.received", named, step.program)

    def _told(self, step: Making) -> _Told:
        """Return the entry of an instruction: one that stands, or one to be recorded."""
        given = step.instruction
        if given is None or given.job is None:
            return _Told()
        return self._jobs.setdefault((given.tool, given.job), _Told())

    def _count(self, piece: Piece, group: _Group, entered: Entered) -> bool:
        if piece.row is not None:
            group.rows.append(piece.row)
        if not self._is_new(piece.asset):
            entered.known += 1
            return False
        entered.recorded += 1
        entered.damaged += bool(piece.problems)
        return True

    def _is_new(self, asset: Asset) -> bool:
        is_new = asset.digest not in self._known
        self._known.setdefault(asset.digest, asset)
        return is_new

    def _pick(self, step: Pick) -> Iterator[Draft]:
        among = tuple(dict.fromkeys(step.among))
        key = (frozenset(among), frozenset(step.chosen))
        if not among or key in self._choices:
            return
        self._choices.add(key)
        reason = self._studio.text(step.reason)
        body: JSONObject = {
            "among": [*among],
            "chosen": [*dict.fromkeys(step.chosen)],
            "rejected": [],
            "reason": reason.to_value(),
        }
        yield self._draft("choice.made", body, step.program, reason)

    def _material(
        self, program: Program, asset: Asset, role: str, origin: str, note: str | None
    ) -> Draft:
        body: JSONObject = {"asset": asset.to_value(), "role": role, "origin": origin}
        if note is None:
            return self._draft("material.added", body, program)
        text = self._studio.text(note)
        return self._draft("material.added", {**body, "note": text.to_value()}, program, text)

    def _draft(self, kind: str, body: Body, program: Program, *texts: Text) -> Draft:
        signer = self._studio.signer(self._studio.device)
        by = program.actor()
        return Draft(kind, body, Seen.IMPORTED, by, (signer,), self._work.digest, texts)


def _output(piece: Piece, job: str | None) -> JSONObject:
    """Return the body of an output, its instruction not yet named."""
    body: JSONObject = {"instruction": None, "assets": [piece.asset.to_value()]}
    if job is not None:
        body["job"] = job
    claims: dict[str, JSON] = {
        name: said for name, said in piece.claims.items() if said and len(said) <= MAX_STRING
    }
    if claims:
        body["claims"] = claims
    if piece.problems:
        body["problems"] = list(piece.problems)
    return body


def _naming(body: JSONObject, told: _Told) -> Body:
    """Name the instruction; the first picture that came of it follows its entry."""
    if told.digest is not None:
        return {**body, "instruction": told.digest}

    def name(before: Digest) -> JSONObject:
        told.digest = told.digest or before
        return {**body, "instruction": told.digest}

    return name
