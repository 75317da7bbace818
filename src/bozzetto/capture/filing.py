"""Filing: files whose bytes are kept go into a work, each with what it says of its making.

A file becomes ``output.received``. Where it says what a tool was told, ``instruction.given``
goes before it in the same transaction; pictures that a tool made in one go bear the same bytes
there, and share one entry. That a file appeared may have been seen; its words were read out of
it afterwards, so an instruction is always `imported` (docs/adr/0025). What a file says of its own
time is a claim, and stands as one; so is what its content credentials say.
Bytes that the work has already are not recorded again, unless a file was changed into them.

A drawing program's own file becomes ``edit.made`` instead, compared with its version before
(`projects`); before it stands what Krita AI Diffusion had offered in it. A flat picture that names
no generator and holds Photoshop's history log becomes ``edit.made`` as well, with the log.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bozzetto.capture.carriers import read_picture
from bozzetto.capture.credentials import credential_claims, read_credentials
from bozzetto.capture.description import description_of
from bozzetto.capture.naming import path_key, safe_name
from bozzetto.capture.projects.history import History, history_in
from bozzetto.capture.projects.offering import offered_in
from bozzetto.capture.projects.photoshop import program_of
from bozzetto.capture.projects.saving import UNKNOWN_PROGRAM, Save, Saving, is_project
from bozzetto.capture.taking import Taken
from bozzetto.capture.telling import tell, told_alike
from bozzetto.capture.timing import stated_time
from bozzetto.errors import FormatError
from bozzetto.record import (
    JSON,
    Asset,
    Digest,
    Entry,
    JSONObject,
    Moment,
    Seen,
    assets_in,
    moment_of,
)
from bozzetto.record.shape import MAX_STRING
from bozzetto.studio import Draft, FileRow, Instruction, Memory, Program, Recorded, Work
from bozzetto.studio.recorder import Body

__all__ = ["UNKNOWN_PROGRAM", "Filed", "Filer", "moment_of_change"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of a file."""

    taken: Taken
    output: Recorded | None  # None where the work had these bytes already
    instruction: Digest | None = None  # the entry that says what the tool was told
    shared: bool = False  # another file of the same batch brought that entry
    offered: int = 0  # instructions that a drawing program's file brought with their outputs


@dataclass(slots=True)
class _Told:
    """An instruction's entry: its digest is known once the recorder has put it together."""

    digest: Digest | None = None


@dataclass(slots=True)
class _Plan:
    """What is to be recorded together."""

    drafts: list[Draft] = field(default_factory=list)
    outputs: dict[int, int] = field(default_factory=dict)  # file's index: its draft's
    told: dict[int, _Told] = field(default_factory=dict)  # file's index: its instruction
    shared: set[int] = field(default_factory=set)  # indexes of files
    offered: dict[int, int] = field(default_factory=dict)  # file's index: instructions in it
    fresh: set[Digest] = field(default_factory=set)  # bytes that are recorded with this
    begun: dict[Digest, _Told] = field(default_factory=dict)  # by what `told_alike` says


class Filer:
    """Records files in one work. Owned by one thread; other processes may do the same."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._studio = work.studio
        self._told: dict[Digest, Digest] = {}  # by what `told_alike` says
        self._known: dict[Digest, Asset] = {}  # files that the work's entries name
        self._read = 0  # entries of the work that `_known` was read from
        self._saving = Saving(work)

    def known(self) -> dict[Digest, Asset]:
        """Return the files that the work's entries name, by whomever they were recorded."""
        database = self._studio.database
        chain = database.chain_id(self._work.digest)
        for _, line in database.lines(chain, self._read):
            for asset in assets_in(Entry.parse(line).event.body):
                self._known.setdefault(asset.digest, asset)
            self._read += 1
        return self._known

    def file(self, files: Sequence[Taken], seen: Seen, *, by_path: bool = False) -> list[Filed]:
        """Record files in one transaction: all of them, or none.

        Args:
            files: In the order in which they are to stand.
            seen: How it is known that they came; what they say of themselves is imported.
            by_path: Whether a file that was at the same path before counts, whatever the work:
                the same bytes there are nothing new, and other bytes are, even if the work
                has had them once. Else only the work's own files count.

        Raises:
            RecordingError: they could not be made durable; none was recorded.
        """
        known = self.known()
        plan = _Plan()
        for index, taken in enumerate(files):
            if not self._is_old(taken, known, plan, by_path=by_path):
                self._plan(index, taken, seen, plan)
                plan.fresh.add(taken.asset.digest)
        memory = Memory(files=tuple(_row(taken) for taken in files))
        if plan.drafts:
            recorded = self._studio.record(*plan.drafts, memory=memory)
        else:
            recorded = self._studio.recorder.record(memory=memory)
        self._told |= {key: told.digest for key, told in plan.begun.items() if told.digest}
        return [_filed(index, taken, plan, recorded) for index, taken in enumerate(files)]

    def _is_old(self, taken: Taken, known: Iterable[Digest], plan: _Plan, *, by_path: bool) -> bool:
        row = self._studio.database.file(path_key(taken.path)) if by_path else None
        digest = taken.asset.digest
        return row.digest == digest if row else digest in known or digest in plan.fresh

    def _plan(self, index: int, taken: Taken, seen: Seen, plan: _Plan) -> None:
        """Add the drafts of one file."""
        if is_project(taken.asset):
            self._plan_project(index, taken, seen, plan)
            return
        history = history_in(taken.picture) if taken.reading is None else None
        if history is not None:
            self._plan_logged(index, taken, seen, plan, history)
            return
        program, instruction = UNKNOWN_PROGRAM, None
        if taken.reading is not None:
            digest = taken.asset.digest
            instruction = tell(taken.reading, taken.picture, digest, self._find)
            program = Program(instruction.tool, instruction.version)
            key = told_alike(taken.reading, taken.picture)
            plan.told[index] = self._instruct(index, key, instruction, plan)
        told = plan.told.get(index)
        signer = self._studio.signer(self._studio.device)
        plan.outputs[index] = len(plan.drafts)
        plan.drafts.append(
            Draft(
                "output.received",
                _named(_output_body(taken, instruction, self._credentials(taken)), told),
                seen,
                program.actor(),
                (signer,),
                self._work.digest,
            )
        )

    def _plan_project(self, index: int, taken: Taken, seen: Seen, plan: _Plan) -> None:
        """Add the drafts of a drawing program's own file."""
        offered, used = offered_in(self._work, taken.asset.digest, self._saving.earlier)
        save = self._saving.save(taken.asset, taken.path, used)
        body, texts = save.texts(self._work)
        signer = self._studio.signer(self._studio.device)
        plan.drafts += offered
        plan.offered[index] = sum(draft.kind == "instruction.given" for draft in offered)
        plan.outputs[index] = len(plan.drafts)
        plan.drafts.append(
            Draft(
                "edit.made",
                body,
                seen,
                save.program.actor(),
                (signer,),
                self._work.digest,
                texts,
            )
        )

    def _plan_logged(
        self, index: int, taken: Taken, seen: Seen, plan: _Plan, history: History
    ) -> None:
        """Add the draft of a flat picture that Photoshop logged its work in."""
        program = program_of(history.tool) if history.tool else Program("Adobe Photoshop")
        note = "the file holds " + history.quote()
        save = Save(program, (), taken.asset, None, (), note)
        body, texts = save.texts(self._work)
        signer = self._studio.signer(self._studio.device)
        plan.outputs[index] = len(plan.drafts)
        plan.drafts.append(
            Draft(
                "edit.made",
                body,
                seen,
                program.actor(),
                (signer,),
                self._work.digest,
                texts,
            )
        )

    def _credentials(self, taken: Taken) -> dict[str, str]:
        """Return what content credentials say of a file, as claims; read from the kept copy."""
        kept = self._studio.assets.path(taken.asset.digest)
        return credential_claims([read_credentials(kept, taken.picture)])

    def _instruct(self, index: int, key: Digest, instruction: Instruction, plan: _Plan) -> _Told:
        """Return the entry of an instruction: one that stands, or one to be recorded before."""
        if key in self._told:
            plan.shared.add(index)
            return _Told(self._told[key])
        if key in plan.begun:
            plan.shared.add(index)
            return plan.begun[key]
        plan.drafts.append(self._work.instruction_draft(instruction, seen=Seen.IMPORTED))
        return plan.begun.setdefault(key, _Told())

    def _find(self, digest: Digest, name: str | None) -> Asset | None:
        """Return an input's file if the studio holds it, from this work or from another."""
        if digest in self._known:
            return self._known[digest]
        assets = self._studio.assets
        if not assets.has(digest):
            return None
        with assets.open(digest) as file:
            said = description_of(read_picture(file))
        size = assets.path(digest).stat().st_size
        spelled = None if name is None else safe_name(name)
        return Asset(digest, size, said.type, spelled, said.width, said.height, said.pixels)


def moment_of_change(taken: Taken) -> Moment | None:
    """Return when the file system says that a file was changed last, if it is a time at all."""
    try:
        return moment_of(_EPOCH + timedelta(microseconds=taken.stamp.changed // 1000))
    except (OverflowError, FormatError):
        return None


def _row(taken: Taken) -> FileRow:
    stamp = taken.stamp
    return FileRow(path_key(taken.path), stamp.size, stamp.changed, taken.asset.digest)


def _output_body(
    taken: Taken, instruction: Instruction | None, credentials: Mapping[str, str]
) -> JSONObject:
    """Return the body of an output, its instruction not yet named."""
    body: JSONObject = {"instruction": None, "assets": [taken.asset.to_value()]}
    if instruction is not None and instruction.job is not None:
        body["job"] = instruction.job
    stated = stated_time(taken.picture, taken.reading)
    times = {"file changed": moment_of_change(taken), "stated in file": stated}
    claims: dict[str, JSON] = {
        name: time for name, time in times.items() if time and len(time) <= MAX_STRING
    }
    if claims or credentials:
        body["claims"] = {**claims, **credentials}
    if taken.picture.problems:
        body["problems"] = list(taken.picture.problems)
    return body


def _named(body: JSONObject, told: _Told | None) -> Body:
    """Name the instruction; the first file that bears it follows its entry."""
    if told is None or told.digest is not None:
        return {**body, "instruction": None if told is None else told.digest}

    def name(before: Digest) -> JSONObject:
        told.digest = told.digest or before
        return {**body, "instruction": told.digest}

    return name


def _filed(index: int, taken: Taken, plan: _Plan, recorded: Sequence[Recorded]) -> Filed:
    if index not in plan.outputs:
        return Filed(taken, None)
    told = plan.told.get(index)
    return Filed(
        taken,
        recorded[plan.outputs[index]],
        None if told is None else told.digest,
        index in plan.shared,
        plan.offered.get(index, 0),
    )
