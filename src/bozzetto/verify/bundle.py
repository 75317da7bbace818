"""Verification of a bundle: the numbered steps, in their order.

    0. The file is a ZIP of the one layout, within the limits.
    1. The bag is complete, and every manifest digest matches.
    2. Every line of the record is the one canonical spelling of an entry.
    3. Every opened text matches its commitment; withheld texts are counted and listed.
    4. Every signature verifies, by a key that the studio chain had introduced, and not
       retired, at that point.
    5. The studio chain and the work's chain are unbroken from 0 to their last number.
    6. Every entry's leaf is in the tree of the newest checkpoint, which the log's key signed.
    7. Every anchored checkpoint is a prefix of the newest, and every token verifies over its
       text; trusted or not by the reader's own list, never the bundle's.
    8. Every entry's interval follows, and none is empty.
    9. Every asset that the record names is present with that digest, or withheld or erased.
    10. Gaps, imported and stated entries and late anchors are reported as such.

A failure does not end it: what can still be checked is, so that every failure is named. The
steps are written down for other implementations in docs/formats/bundle.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509

from bozzetto.errors import FormatError
from bozzetto.log import Checkpoint
from bozzetto.log.note import MAX_NOTE_SIZE
from bozzetto.record import Key
from bozzetto.verify.anchors import Anchors
from bozzetto.verify.bag import Files, Progress, check_bag, check_info
from bozzetto.verify.checkpoint import LogKeys, check_note
from bozzetto.verify.container import Container, open_container
from bozzetto.verify.findings import Findings
from bozzetto.verify.intervals import check_intervals
from bozzetto.verify.lines import RECORD
from bozzetto.verify.record import Record, read_record
from bozzetto.verify.report import Anchored, Counts, LogState, Report, Span, Subject
from bozzetto.verify.store import check_assets, find_assets
from bozzetto.verify.tree import CHECKPOINT, Tree, read_index
from bozzetto.verify.withheld import Withheld, read_withheld

__all__ = ["verify_bundle"]


def verify_bundle(
    source: Path,
    *,
    roots: Sequence[x509.Certificate] = (),
    signers: Sequence[Key] = (),
    now: datetime | None = None,
    progress: Progress | None = None,
) -> Report:
    """Verify a bundle, and report what was established. Needs no network, and writes nothing.

    Args:
        source: The bundle's file.
        roots: The root certificates of timestamp authorities that the reader trusts. None are
            ever taken from the bundle; without any, tokens are anchored, not trusted.
        signers: Keys that the reader vouches for. ``intact`` needs the owner's among them.
        now: The reader's clock, UTC; tokens from after it are remarked. None: not compared.
        progress: Told after every chunk that is hashed: bytes so far, and bytes in all.

    Returns:
        The report. Whatever the file is, this is what comes back: nothing is raised for it.
    """
    findings = Findings()
    findings.check(0, 0)
    try:
        with open_container(source) as container:  # 0
            findings.check(0, len(container.members))
            return _Verification(container, findings, roots, signers, now).run(progress)
    except FormatError as error:
        findings.add("container.unreadable", source.name, error=error)
    except OSError as error:  # the disk or the network folder failed while it was read
        why = FormatError("cannot read the file: {why}", why=error.strerror or error)
        findings.add("container.unreadable", source.name, error=why)
    return Report(
        findings.verdict(vouched=False), Subject(), Counts(), findings.steps(), findings.sorted()
    )


@dataclass(slots=True)
class _Verification:
    """One verification under way."""

    container: Container
    findings: Findings
    roots: Sequence[x509.Certificate]
    signers: Sequence[Key]
    now: datetime | None

    def run(self, progress: Progress | None) -> Report:
        """Go through the steps from 1 on."""
        files = check_bag(self.container, self.findings, progress)  # 1
        if RECORD not in self.container:
            check_info(self.container, files, self.findings, None, "")
            self.findings.add("record.missing", RECORD)
            return self._report(Record.empty(), None, Withheld(), (), ())
        declared = read_withheld(self.container, self.findings)
        record = read_record(self.container, declared, self.findings)  # 2, 3, 4, 5
        check_info(self.container, files, self.findings, record.chains.work, record.newest)  # 1
        keys = _log_keys(record)
        newest = self._read_checkpoint(keys)  # 6
        indexes = read_index(self.container, self.findings, record.lines)
        tree = None if newest is None else Tree(self.container, newest, self.findings)
        if tree is not None and indexes is not None:
            tree.check_lines(record.rows, indexes)
        anchors = self._check_anchors(files, record, declared, tree, keys, indexes)  # 7, 9
        if tree is not None and indexes is not None:
            tree.check_tiles(indexes, [anchor.size for anchor in anchors])
        spans = check_intervals(record.rows, indexes, anchors, self.findings)  # 8
        record.gaps.finish(self.findings)  # 10
        return self._report(record, newest, declared, anchors, spans)

    def _read_checkpoint(self, keys: LogKeys | None) -> Checkpoint | None:
        """Step 6, first half: the newest checkpoint, and whether the log's keys signed it."""
        self.findings.check(6, 0)
        if CHECKPOINT not in self.container:
            self.findings.add("checkpoint.missing", CHECKPOINT)
            return None
        if keys is None:
            self.findings.add("checkpoint.unchecked", CHECKPOINT)
            return None
        try:
            text = self.container.read(CHECKPOINT, MAX_NOTE_SIZE).decode()
        except (FormatError, UnicodeDecodeError):
            self.findings.add("checkpoint.malformed", CHECKPOINT)
            return None
        checked = check_note(text, keys)
        if checked.fault:
            got = "" if checked.checkpoint is None else checked.checkpoint.origin
            code = f"checkpoint.{checked.fault}"
            self.findings.add(code, CHECKPOINT, want=keys.origin, got=got, error=checked.error)
            return None
        if checked.single:
            self.findings.add("checkpoint.single", CHECKPOINT)
        if checked.unsupported:
            self.findings.add("checkpoint.unchecked", CHECKPOINT, want="ML-DSA-44")
        return checked.checkpoint

    def _check_anchors(
        self,
        files: Files,
        record: Record,
        declared: Withheld,
        tree: Tree | None,
        keys: LogKeys | None,
        indexes: Sequence[int] | None,
    ) -> tuple[Anchored, ...]:
        """Steps 7 and 9: both look the record's files up."""
        store = find_assets(self.container, files, record, declared, self.findings)
        self.findings.check(7, 0)
        checks = Anchors(store, tree, keys, self.roots, self.now, self.findings)
        anchors = tuple(
            checks.check(anchor, None if indexes is None else indexes[anchor.line - 1])
            for anchor in record.anchors
        )
        check_assets(store, record, declared, self.findings)
        return anchors

    def _report(
        self,
        record: Record,
        newest: Checkpoint | None,
        declared: Withheld,
        anchors: tuple[Anchored, ...],
        spans: tuple[Span, ...],
    ) -> Report:
        vouched = record.signers.is_vouched(self.signers)
        if not vouched and record.signers.owners:
            owner = record.signers.owners[-1]
            self.findings.add("signer.unvouched", RECORD, got=owner)
        return Report(
            verdict=self.findings.verdict(vouched=vouched),
            subject=Subject(
                record.chains.studio,
                record.chains.work,
                record.title,
                _log_state(newest),
                record.signers.hands(self.signers),
            ),
            counts=record.counts(),
            steps=self.findings.steps(),
            findings=self.findings.sorted(),
            omitted=self.findings.omitted(),
            anchors=anchors,
            spans=spans,
            withheld_texts=tuple(sorted(declared.texts)),
            withheld_assets=tuple(sorted(declared.assets)),
            withheld_reason=declared.reason,
            erased=tuple(sorted(record.erased)),
        )


def _log_state(newest: Checkpoint | None) -> LogState | None:
    if newest is None:
        return None
    return LogState(newest.origin, newest.tree_size, newest.root_hash.hex())


def _log_keys(record: Record) -> LogKeys | None:
    studio = record.chains.studio
    if studio is None or record.opened is None:
        return None
    return LogKeys.of(studio, record.opened)
