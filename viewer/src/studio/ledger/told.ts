/** What a story is told from: the rows that there are, with what is known of them now. */

import type { Digest, Key } from "../../record/format/values.ts";
import { bodyOf } from "../../record/format/bodies.ts";
import { reported } from "../../record/verify/anchor.ts";
import type { Presence } from "../../record/verify/assets.ts";
import { Findings } from "../../record/verify/findings.ts";
import { checkIntervals } from "../../record/verify/intervals.ts";
import type { Intervals } from "../../record/verify/intervals.ts";
import { Pace } from "../../record/verify/pace.ts";
import { EXITS, NOTHING_READ, REPORT_FORMAT, STEP_NAMES } from "../../record/verify/report.ts";
import type { Report, Subject } from "../../record/verify/report.ts";
import type { Line } from "../../record/verify/verify.ts";
import type { Told } from "../../story/story.ts";
import type { CheckedAnchor } from "./anchor.ts";
import { handsOf } from "./hands.ts";
import { isEntry, type EntryLine, type LedgerRow } from "./lines.ts";
import type { LedgerRecord } from "./record.ts";

export interface Known {
  readonly record: LedgerRecord;
  readonly anchors: ReadonlyMap<EntryLine, CheckedAnchor>;
  readonly studio: Digest;
  readonly work: Digest;
  readonly reader: Key | null;
  readonly presence: (digest: Digest) => Presence;
  /** Files whose bytes were found to be others. */
  readonly altered: ReadonlySet<Digest>;
}

/** Steps of a verification that are made here, by number; the others need the whole log. */
const MADE = new Set([2, 3, 4, 5, 7, 8]);

/** Take everything together. */
export async function toldOf(known: Known): Promise<Told> {
  const { record } = known;
  const entries = record.rows.filter(isEntry);
  const anchors = [...known.anchors.values()];
  const places = record.rows.map((row) => row.place);
  const findings = new Findings();
  record.find(findings);
  for (const { anchor, faults } of anchors) {
    for (const { code, detail } of faults) findings.add(code, anchor.row.where, detail);
  }
  const checked = anchors.map(({ anchor }) => anchor);
  const intervals = await checkIntervals(
    entries,
    checked,
    places,
    onlyTimes(findings, entries, anchors),
    new Pace(),
  );
  findAltered(entries, known.altered, findings);
  const report: Report = {
    ...judgement(findings),
    ...NOTHING_READ,
    subject: subjectOf(known, entries),
    get counts() {
      return countsOf(entries); // which no page shows as long as it grows
    },
    anchors: checked.map(reported),
    erased: [...record.erased].sort(),
  };
  return {
    report,
    lines: record.rows.map((row) => lineOf(row, record, intervals)),
    asset: (digest) => ({ presence: known.presence(digest), blob: null }),
  };
}

/** As long as anchors wait to be checked, that one is not there says nothing yet. */
function onlyTimes(
  findings: Findings,
  entries: readonly EntryLine[],
  anchors: readonly CheckedAnchor[],
): Findings {
  return entries.filter(isAnchor).length === anchors.length ? findings : new Findings();
}

function isAnchor(row: EntryLine): boolean {
  return row.entry.event.kind === "time.anchored";
}

function judgement(
  findings: Findings,
): Pick<Report, "format" | "verdict" | "exit" | "steps" | "findings" | "omitted"> {
  const verdict = findings.verdict(true);
  return {
    format: REPORT_FORMAT,
    verdict,
    exit: EXITS[verdict],
    steps: STEP_NAMES.map((name, number) => {
      const state = MADE.has(number) ? findings.stateOf(number) : "skipped";
      return { number, name, state, checked: 0 };
    }),
    findings: findings.list(),
    omitted: findings.omitted(),
  };
}

function subjectOf(known: Known, entries: readonly EntryLine[]): Subject {
  const begun = entries.find(({ entry }) => entry.digest === known.work);
  const event = begun?.entry.event;
  const title = event?.kind === "work.opened" ? bodyOf(event.kind, event.body).title.text : null;
  const open = begun === undefined ? null : known.record.shown(begun).open;
  return {
    studio: known.studio,
    work: known.work,
    title: title === null ? null : (open?.get(title)?.text ?? null),
    log: null,
    hands: handsOf(known.record, known.reader),
  };
}

function countsOf(entries: readonly EntryLine[]): Report["counts"] {
  const seen = { live: 0, imported: 0, stated: 0 };
  let texts = 0;
  const assets = new Set<Digest>();
  for (const { entry } of entries) {
    seen[entry.event.seen] += 1;
    texts += entry.commitments.length;
    for (const { digest } of entry.assets) assets.add(digest);
  }
  return { entries: entries.length, ...seen, texts, assets: assets.size };
}

/** The first entry that names a file whose bytes are others. */
function findAltered(
  entries: readonly EntryLine[],
  altered: ReadonlySet<Digest>,
  findings: Findings,
): void {
  if (altered.size === 0) return;
  const left = new Set(altered);
  for (const row of entries) {
    for (const { digest } of row.entry.assets) {
      if (left.delete(digest)) findings.add("asset.altered", row.where, { want: digest });
    }
  }
}

function lineOf(row: LedgerRow, record: LedgerRecord, { times }: Intervals): Line {
  const { number, place } = row;
  if (!isEntry(row)) {
    return { number, entry: null, state: "unanchored", interval: null, leaf: place };
  }
  const time = times.get(row);
  return {
    number,
    entry: record.shown(row),
    state: time?.state ?? "unanchored",
    interval: time?.interval ?? null,
    leaf: place,
  };
}
