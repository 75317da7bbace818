"""Drafting: one report after the other becomes what is to be recorded of it, together.

What a tool made names the instruction that it was made by, and both may be recorded in one go:
then the instruction's digest is known only when the recorder has put its entry together.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from bozzetto.capture.handover import acts as said
from bozzetto.capture.handover.acts import Ref, Report
from bozzetto.capture.handover.connection import Connection
from bozzetto.capture.handover.dialect import complete
from bozzetto.capture.handover.files import Files
from bozzetto.capture.handover.jobs import Jobs
from bozzetto.capture.handover.report import PROMPT_REVISED, SECRET_REMOVED
from bozzetto.capture.handover.spool import Spool
from bozzetto.capture.naming import safe_name
from bozzetto.capture.projects.saving import Saving, is_project
from bozzetto.errors import StudioError
from bozzetto.record import Asset, Digest, JSONObject, Key, Moment, Seen, Text
from bozzetto.studio import Draft, FileRow, Input, Instruction, ModelFile, Prompt, Work
from bozzetto.studio.program import observed_at
from bozzetto.studio.recorder import Body
from bozzetto.studio.run import RECORDER

__all__ = ["Drafting"]

_SHOWN = 5  # names of lost files in a note
# Ends of a job that somebody brings about; the others the tool does
_BY_HAND = frozenset(("interrupted", "deleted", "discarded"))


@dataclass(slots=True)
class _Told:
    """What a job was told, and made."""

    digest: Digest | None = None  # of the instruction's entry
    is_drafted: bool = False  # it has no digest before it is recorded
    outputs: list[Digest] = field(default_factory=list)  # of files, in the tool's order


class Drafting:
    """The drafts of several reports of one connection, in their order.

    Attributes:
        drafts: What is to be recorded together.
        files: What a watch of the tool's folder need not record again.
        source: A digest of the tool's surroundings, as they were drafted last.
    """

    def __init__(
        self, work: Work, connection: Connection, spool: Spool, jobs: Jobs, source: str | None
    ) -> None:
        self._work = work
        self._studio = work.studio
        self._connection = connection
        self._spool = spool
        self._jobs = jobs
        self._person = self._who()
        self._told: dict[str, _Told] = {}  # by the job's id
        self._models: set[tuple[str, Digest]] = set()
        self._assets: dict[Digest, Asset] = {}  # that came along with these reports
        self._last: _Told | None = None  # what the newest draft's entry gives its digest to
        self.saving = Saving(work)
        self.drafts: list[Draft] = []
        self.files: list[FileRow] = []
        self.source = source

    def _who(self) -> Key | None:
        """Return the person whose acts these are, if their key can sign now."""
        key = self._connection.person
        if key is None or key not in self._studio.roll.standing.people:
            return None
        try:
            self._studio.signer(key)
        except StudioError:  # locked, or on a device elsewhere: then only the tool is named
            return None
        return key

    def found(self, what: str, since: Moment, note: str) -> None:
        """Draft that something is amiss, since then and until now."""
        until = self._studio.clock.read().moment
        first, last = min(since, until), max(since, until)
        self._put(self._studio.run.found(what, first, last, note, work=self._work.digest))

    def add(self, report: Report, seen: Seen) -> None:
        """Draft what is to be recorded of a report; its files are kept.

        Raises:
            RecordingError: a file could not be made durable.
        """
        files = Files(self._work, self._spool, report)
        match report.act:
            case said.Started():
                self._add_source(report, report.act, seen)
            case said.Lost():
                self.miss(report, report.act.note)
            case act:
                _Drafter(self, report, seen, files).draft(act)
        self.files += files.rows
        self._assets.update((asset.digest, asset) for asset in files.assets)
        if files.lost:
            self.miss(report, "files were not handed over: " + _few([*files.lost.values()]))

    def miss(self, report: Report, note: str) -> None:
        """Draft that something happened in the tool, and what it was is not known."""
        self.found("lost event", report.at, f"{report.tool.name}: {note}")

    def _add_source(self, report: Report, act: said.Started, seen: Seen) -> None:
        """Draft what surrounds the tool, unless it is as it was the last time."""
        settings: JSONObject = {
            **act.settings,
            "connection": self._connection.id,
            "reporter": report.reporter,
            "tool": report.tool.name,
            "tool version": report.tool.version or "unknown",
        }
        digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()
        if digest == self.source:
            return
        self.source = digest
        label = self._studio.text(self._connection.label)
        body: JSONObject = {
            "sort": self._connection.sort,
            "label": label.to_value(),
            "settings": settings,
        }
        signer = self._studio.signer(self._studio.device)
        self._put(Draft("source.added", body, seen, RECORDER, (signer,), texts=(label,)))

    def draft(
        self, report: Report, seen: Seen, kind: str, body: JSONObject, texts: Sequence[Text] = ()
    ) -> Draft:
        """Return what was done through the tool, by the person whose acts these are."""
        signers = [self._studio.signer(self._studio.device)]
        if self._person is not None:
            signers.append(self._studio.signer(self._person))
        by = report.tool.actor(self._person)
        body = {**body, **observed_at(report.at)}
        return Draft(kind, body, seen, by, tuple(signers), self._work.digest, tuple(texts))

    def draft_of_tool(
        self, report: Report, seen: Seen, kind: str, body: JSONObject, texts: Sequence[Text] = ()
    ) -> Draft:
        """Return what the tool did by itself."""
        signers = (self._studio.signer(self._studio.device),)
        by = report.tool.actor()
        body = {**body, **observed_at(report.at)}
        return Draft(kind, body, seen, by, signers, self._work.digest, tuple(texts))

    def put(self, draft: Draft, *, job: str | None = None) -> None:
        """Add a draft; where a job is given, it names the job's instruction."""
        self._put(draft, by=self.job(job))

    def put_instruction(self, draft: Draft, job: str) -> None:
        """Add the draft of what a job is told."""
        told = self._told[job] = _Told(is_drafted=True)
        self._put(draft, told=told)

    def _put(self, draft: Draft, told: _Told | None = None, by: _Told | None = None) -> None:
        """Add a draft.

        Args:
            draft: Its body is whole, but for the instruction where `by` is given.
            told: What gets the digest of its entry.
            by: The job whose instruction it names.
        """
        before, self._last = self._last, told
        if isinstance(draft.body, dict):
            draft = replace(draft, body=_linked(draft.body, before, by))
        self.drafts.append(draft)

    def job(self, job: str | None) -> _Told | None:
        """Return what is known of a job: drafted here, or recorded before."""
        if job is None:
            return None
        if job not in self._told:
            known = self._jobs.find(job)
            self._told[job] = (
                _Told(known.instruction, outputs=[*known.outputs]) if known else _Told()
            )
        return self._told[job]

    def find_asset(self, digest: Digest) -> Asset | None:
        """Return a file of the work, where it has it, or gets it with these reports."""
        return self._assets.get(digest) or self._work.assets().get(digest)

    def is_new_model(self, name: str, digest: Digest) -> bool:
        """Whether nothing says yet which file a model's name stands for; from now on it does."""
        if (name, digest) in self._models or self._jobs.has_model(name, digest):
            return False
        self._models.add((name, digest))
        return True


def _linked(body: JSONObject, before: _Told | None, by: _Told | None) -> Body:
    """Let a body take the digest of the entry before it, and name its instruction."""
    waits = by is not None and by.is_drafted
    if before is None and not waits:
        return body if by is None else {**body, "instruction": by.digest}

    def link(digest: Digest) -> JSONObject:
        if before is not None:
            before.digest = digest
        return body if by is None else {**body, "instruction": by.digest}

    return link


def _spell(ref: Ref) -> str:
    return f"file {ref.index} of job {ref.job}" if isinstance(ref, said.JobOutput) else ref


def _few(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return "; ".join(names[:_SHOWN]) + (f"; and {more} more" if more > 0 else "")


class _Drafter:
    """Drafts the act of one report."""

    def __init__(self, drafting: Drafting, report: Report, seen: Seen, files: Files) -> None:
        self._all = drafting
        self._report = report
        self._seen = seen
        self._files = files
        self._work = drafting._work  # noqa: SLF001  # one thing in two classes
        self._salted = self._work.studio.text

    def draft(self, act: said.Act) -> None:
        """Add the drafts of an act."""
        match act:
            case said.Material():
                self.material(act)
            case said.Instructed():
                self.instruction(act)
            case said.Received():
                self.output(act)
            case said.Ended():
                self.ended(act)
            case said.Chosen():
                self.choice(act)
            case said.Edited():
                self.edit(act)
            case said.Modelled():
                self.model(act)

    def _texts(self, body: JSONObject, **words: str | None) -> list[Text]:
        """Put texts that were given into a body, and return them."""
        texts = {name: self._salted(told) for name, told in words.items() if told is not None}
        body.update({name: text.to_value() for name, text in texts.items()})
        return list(texts.values())

    def _by_person(self, kind: str, body: JSONObject, texts: Sequence[Text]) -> Draft:
        return self._all.draft(self._report, self._seen, kind, body, texts)

    def _by_tool(self, kind: str, body: JSONObject, texts: Sequence[Text] = ()) -> Draft:
        return self._all.draft_of_tool(self._report, self._seen, kind, body, texts)

    def material(self, act: said.Material) -> None:
        """Draft that a file went into the tool."""
        asset = self._files.take(act.file)
        if asset is None:
            return
        body: JSONObject = {"asset": asset.to_value(), "role": act.role, "origin": act.origin}
        texts = self._texts(body, note=act.note)
        self._all.put(self._by_person("material.added", body, texts))

    def instruction(self, act: said.Instructed) -> None:
        """Draft what the tool was told."""
        raw = self._files.take_raw(act.raw)
        act = complete(act, raw.text)
        notes = (*act.notes, *((SECRET_REMOVED,) if raw.removed else ()))
        tool, job = self._report.tool, str(self._report.job)  # a job is required: `report`
        instruction = Instruction(
            tool.name,
            tool.version,
            tuple(Prompt(each.text, each.role, each.by, each.exact) for each in act.prompts),
            tuple(ModelFile(each.name, each.digest) for each in act.models),
            act.settings,
            tuple(self._input(each) for each in act.inputs),
            job,
            act.account,
            raw.asset,
            notes=tuple(dict.fromkeys(notes)),
        )
        body, texts = instruction.to_body(self._salted)
        make = self._by_tool if PROMPT_REVISED in notes else self._by_person
        self._all.put_instruction(make("instruction.given", body, texts), job)

    def _input(self, given: said.GivenInput) -> Input:
        """Return a file that the tool was told to use: its bytes where they are known."""
        asset = self._files.take(given.file)
        if asset is None and given.digest is not None:
            asset = self._all.find_asset(given.digest)
        if asset is not None:
            return Input(given.role, asset, self._files.take(given.region))
        name = None if given.name is None else safe_name(given.name)
        if name is None and given.file is not None:
            name = self._files.name(given.file)
        return Input(given.role, digest=given.digest, name=name)

    def output(self, act: said.Received) -> None:
        """Draft what the tool made."""
        assets = [asset for asset in map(self._files.take, act.files) if asset is not None]
        if not assets:
            return
        job = self._report.job
        body: JSONObject = {"instruction": None, "assets": [asset.to_value() for asset in assets]}
        if job is not None:
            body["job"] = job
        problems = dict.fromkeys((*act.problems, *self._files.problems))
        raw = self._files.take_raw(act.raw).asset
        if raw is not None:
            body["raw"] = raw.to_value()
        claims = {**act.claims, **self._files.claims(act.files)}
        if claims:
            body["claims"] = {**claims}
        if problems:
            body["problems"] = [*problems]
        self._all.put(self._by_tool("output.received", body), job=job)
        told = self._all.job(job)
        if told is not None:
            told.outputs.extend(asset.digest for asset in assets)

    def ended(self, act: said.Ended) -> None:
        """Draft how a job ended; that it went well, its outputs say."""
        if act.how == "done":
            return
        body: JSONObject = {"instruction": None, "how": act.how, "job": str(self._report.job)}
        texts = self._texts(body, note=act.note)
        make = self._by_person if act.how in _BY_HAND else self._by_tool
        self._all.put(make("job.ended", body, texts), job=self._report.job)

    def _refer(self, refs: Iterable[Ref]) -> list[Digest]:
        """Return the files that are meant, each once; say so where one is not known."""
        found: list[Digest] = []
        for ref in refs:
            digest = self._output(ref) if isinstance(ref, said.JobOutput) else ref
            if digest is None:
                self._all.miss(self._report, f"{_spell(ref)} was meant, and is not known")
            else:
                found.append(digest)
        return list(dict.fromkeys(found))

    def _output(self, ref: said.JobOutput) -> Digest | None:
        told = self._all.job(ref.job)
        outputs = [] if told is None else told.outputs
        return outputs[ref.index] if ref.index < len(outputs) else None

    def choice(self, act: said.Chosen) -> None:
        """Draft a decision; what was decided about was offered."""
        chosen = self._refer(act.chosen)
        rejected = [digest for digest in self._refer(act.rejected) if digest not in chosen]
        among = list(dict.fromkeys((*self._refer(act.among), *chosen, *rejected)))
        if not among:
            return
        body: JSONObject = {"among": [*among], "chosen": [*chosen], "rejected": [*rejected]}
        texts = self._texts(body, reason=act.reason)
        self._all.put(self._by_person("choice.made", body, texts))

    def edit(self, act: said.Edited) -> None:
        """Draft what a person changed by hand."""
        after = self._files.take(act.after)
        if after is None:
            return
        before, names, note = self._refer(act.before), act.layers, act.note
        project = self._files.take(act.project)
        if project is not None and is_project(project):
            path = None if act.project is None else self._report.files[act.project].path
            save = self._all.saving.save(project, path, before)
            before, names = [*save.before], save.layers
            after = save.after if after == project else after
            note = "; ".join(part for part in (note, save.note) if part)
        body: JSONObject = {
            "before": [*before],
            "after": after.to_value(),
            "tool": self._report.tool.to_value(),
            "dimensions": [*act.dimensions],
        }
        if project is not None:
            body["project"] = project.to_value()
        layers = [self._salted(name) for name in names]
        if layers:
            body["layers"] = [text.to_value() for text in layers]
        texts = self._texts(body, note=note or None)
        self._all.put(self._by_person("edit.made", body, [*layers, *texts]))

    def model(self, act: said.Modelled) -> None:
        """Draft which file a model's name stands for."""
        if self._all.is_new_model(act.name, act.digest):
            body: JSONObject = {"name": act.name, "digest": act.digest, "size": act.size}
            draft = self._by_tool("model.identified", body)
            self._all.put(replace(draft, body=body))  # whenever it was learnt, it holds now
