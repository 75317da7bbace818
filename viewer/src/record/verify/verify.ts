/**
 * The verification of a bundle: the eleven steps of docs/formats/bundle.md section 6, in their
 * order, on the page's own thread. It rests every few milliseconds, so that the page can answer.
 *
 * What the reader brings is believed; of the bundle, nothing is.
 */

import { openContainer } from "../bundle/container.ts";
import type { Container } from "../bundle/container.ts";
import { RECORD } from "../bundle/names.ts";
import { FormatError } from "../errors.ts";
import type { Entry } from "../format/entry.ts";
import { toHex } from "../format/sha256.ts";
import type { Digest } from "../format/values.ts";
import type { Interval, TimeState } from "../time/interval.ts";
import { reported } from "./anchor.ts";
import type { Anchor } from "./anchor.ts";
import type { FoundAsset } from "./assets.ts";
import { checkBag, checkInfo } from "./bag.ts";
import type { Told } from "./bag.ts";
import type { Files } from "./files.ts";
import { Findings } from "./findings.ts";
import type { EntryRow, Row } from "./lines.ts";
import { Pace } from "./pace.ts";
import type { Progress } from "./pace.ts";
import { checkRecord, countsOf } from "./record.ts";
import type { Reader, RecordCheck } from "./record.ts";
import { EXITS, NOTHING_READ, REPORT_FORMAT, STEP_NAMES } from "./report.ts";
import type { Counts, Report, Subject } from "./report.ts";

export interface Options extends Reader {
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/** One line of the record, with what outside time says of it. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** Null where the line is malformed. Texts that are not those committed to are not in it. */
  readonly entry: Entry | null;
  readonly state: TimeState;
  /** Null where the line is malformed. */
  readonly interval: Interval | null;
  /** Its place in the log; null where nothing says it. */
  readonly leaf: number | null;
}

export interface Verification {
  readonly report: Report;
  /** All lines of the record, in order; none where it is not there. */
  readonly lines: readonly Line[];
  /** All files of the bundle by path; a file's blob is made when it is asked for. */
  readonly files: Files;
  /** Anchors in the record's order, each with its tokens as they were read. */
  readonly anchors: readonly Anchor[];
  /** Whether an asset's bytes are there. One that the record does not name is missing. */
  readonly asset: (digest: Digest) => FoundAsset;
}

const MISSING: FoundAsset = { presence: "missing", blob: null };

/**
 * Verify a bundle.
 *
 * Whatever is wrong with the bundle is in the report. Throws what `signal` was aborted with, what
 * reading the file throws once it was opened (it may be gone), and FormatError where one of the
 * reader's own roots is no certificate.
 *
 * @param name Of the file, for the report.
 */
export async function verifyBundle(
  file: Blob,
  name: string,
  options: Options,
): Promise<Verification> {
  const findings = new Findings();
  const pace = new Pace(options.onProgress, options.signal);
  await pace.begin(0, 1);
  const container = await open(file, name, findings);
  if (container === null) return unread(findings, [0], new Map());
  const bag = await checkBag(container, findings, pace);
  const { files } = bag;
  const members = [container.members.length, files.size];
  const record = files.get(RECORD)?.blob;
  if (record === undefined) {
    checkInfo(bag, { work: null, latest: null }, findings);
    findings.add("record.missing", RECORD);
    return unread(findings, [...members, 0], files);
  }
  const check = await checkRecord(record, files, options, findings, pace);
  checkInfo(bag, toldBy(check), findings);
  return {
    report: reportOn(check, findings, [...members, ...countsOf(check)]),
    lines: check.rows.map((row) => lineOf(row, check)),
    files,
    anchors: check.anchors,
    asset: (digest) => check.assets.get(digest) ?? MISSING,
  };
}

async function open(file: Blob, name: string, findings: Findings): Promise<Container | null> {
  try {
    return await openContainer(file);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    findings.add("container.unreadable", name, { because: error });
    return null;
  }
}

/** Where there is no record, nothing can be said of a work. */
function unread(findings: Findings, checked: readonly number[], files: Files): Verification {
  const report = { ...judgement(findings, false, checked), ...NOTHING_READ };
  return { report, lines: [], files, anchors: [], asset: () => MISSING };
}

function toldBy({ entries, chains }: RecordCheck): Told {
  const latest = entries.reduce<string | null>((last, { entry: { event } }) => {
    return last !== null && last >= event.at ? last : event.at;
  }, null);
  return { work: chains.work, latest };
}

function lineOf(row: Row, check: RecordCheck): Line {
  const leaf = check.log.places?.[row.number - 1] ?? null;
  const { number } = row;
  if (!isEntry(row)) return { number, entry: null, state: "unanchored", interval: null, leaf };
  const time = check.intervals.times.get(row);
  return {
    number,
    entry: { ...row.entry, open: check.texts.opened(row) },
    state: time?.state ?? "unanchored",
    interval: time?.interval ?? null,
    leaf,
  };
}

function isEntry(row: Row): row is EntryRow {
  return row.entry !== null;
}

/** What a report says of the bundle, and not of what is in it. */
type Judgement = Pick<Report, "format" | "verdict" | "exit" | "steps" | "findings" | "omitted">;

/** @param checked What each step checked, of those that were come to. */
function judgement(findings: Findings, vouched: boolean, checked: readonly number[]): Judgement {
  const verdict = findings.verdict(vouched);
  return {
    format: REPORT_FORMAT,
    verdict,
    exit: EXITS[verdict],
    steps: STEP_NAMES.map((name, number) => {
      const count = checked[number];
      const state = count === undefined ? "skipped" : findings.stateOf(number);
      return { number, name, state, checked: count ?? 0 };
    }),
    findings: findings.list(),
    omitted: findings.omitted(),
  };
}

function reportOn(check: RecordCheck, findings: Findings, checked: readonly number[]): Report {
  const { declared, named } = check;
  return {
    ...judgement(findings, check.signatures.vouched, checked),
    subject: subjectOf(check),
    counts: countsIn(check),
    anchors: check.anchors.map(reported),
    spans: check.intervals.spans,
    withheld: {
      texts: [...declared.texts],
      assets: [...declared.assets],
      reason: declared.reason,
    },
    erased: [...named.erased].sort(),
  };
}

function subjectOf({ chains, title, log: { newest }, signatures }: RecordCheck): Subject {
  return {
    studio: chains.studio,
    work: chains.work,
    title,
    log:
      newest === null
        ? null
        : { origin: newest.origin, size: newest.size, root: toHex(newest.root) },
    hands: signatures.hands,
  };
}

function countsIn({ entries, texts, named }: RecordCheck): Counts {
  const seen = { live: 0, imported: 0, stated: 0 };
  for (const { entry } of entries) seen[entry.event.seen] += 1;
  return { entries: entries.length, ...seen, texts: texts.committed, assets: named.count };
}
