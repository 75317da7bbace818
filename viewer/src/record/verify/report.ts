/**
 * The report of a verification: docs/formats/report.md, section 2, member by member.
 *
 * A report is a value of canonical JSON's kind. Everything here is plain data: what is not known is
 * `null`, and only `want`, `got` and `reason` of a finding may be absent.
 */

import type { Digest, Key } from "../format/values.ts";
import type { TimeState } from "../time/interval.ts";
import type { Code, Severity } from "./codes.ts";

export const REPORT_FORMAT = "bozzetto-report/1";

export type Verdict =
  "intact" | "intact-unknown-signer" | "altered" | "incomplete" | "cannot-check";

/** Exit statuses, for those who call a verifier from a shell. Section 1. */
export const EXITS: Readonly<Record<Verdict, number>> = {
  intact: 0,
  "intact-unknown-signer": 0,
  altered: 1,
  incomplete: 3,
  "cannot-check": 4,
};

/** The names of the eleven steps, by number. */
export const STEP_NAMES = [
  "container",
  "bag",
  "lines",
  "texts",
  "signatures",
  "chains",
  "log",
  "anchors",
  "intervals",
  "assets",
  "remarks",
] as const;

export type StepName = (typeof STEP_NAMES)[number];
export type StepState = "held" | "failed" | "missing" | "unchecked" | "skipped";

/** Why, in this verifier's words: a template with `{names}`, and the values by name. */
export interface Reason {
  readonly template: string;
  readonly values: Readonly<Record<string, string | number>>;
}

export interface Finding {
  /** 0 to 10. */
  readonly step: number;
  readonly code: Code;
  readonly severity: Severity;
  readonly where: string;
  readonly want?: string;
  readonly got?: string;
  readonly reason?: Reason;
}

/** How many findings of one code are not listed. */
export interface Omitted {
  readonly code: Code;
  readonly count: number;
}

export interface StepReport {
  readonly number: number;
  readonly name: StepName;
  readonly state: StepState;
  readonly checked: number;
}

export type Role = "owner" | "person" | "device";

/** A key that the studio chain introduced. */
export interface Hand {
  readonly key: Key;
  readonly role: Role;
  /** The signer's own word; null where it is withheld. */
  readonly name: string | null;
  /** Entries signed by it in which every signature verifies. */
  readonly entries: number;
  /** The reader vouches for it. */
  readonly vouched: boolean;
}

/** A newest checkpoint that holds. */
export interface LogState {
  readonly origin: string;
  readonly size: number;
  /** In hex. */
  readonly root: string;
}

export interface Subject {
  readonly studio: Digest | null;
  readonly work: Digest | null;
  readonly title: string | null;
  readonly log: LogState | null;
  readonly hands: readonly Hand[];
}

export interface Counts {
  readonly entries: number;
  readonly live: number;
  readonly imported: number;
  readonly stated: number;
  readonly texts: number;
  readonly assets: number;
}

export interface Anchored {
  readonly entry: Digest;
  /** Of the record, from 1. */
  readonly line: number;
  /** Entries that the checkpoint covers; 0 where it does not hold. */
  readonly size: number;
  readonly state: TimeState;
  /** `AFTER/BEFORE` (time.md section 6). */
  readonly interval: string;
  readonly authorities: readonly string[];
}

/** Lines of one state and interval, taken together; both ends included, from 1. */
export interface Span {
  readonly first: number;
  readonly last: number;
  readonly state: TimeState;
  readonly interval: string;
}

/** As `data/withheld.json` declares. */
export interface Withheld {
  readonly texts: readonly Digest[];
  readonly assets: readonly Digest[];
  readonly reason: string;
}

export interface Report {
  readonly format: typeof REPORT_FORMAT;
  readonly verdict: Verdict;
  readonly exit: number;
  readonly subject: Subject;
  readonly counts: Counts;
  readonly steps: readonly StepReport[];
  readonly findings: readonly Finding[];
  readonly omitted: readonly Omitted[];
  readonly anchors: readonly Anchored[];
  readonly spans: readonly Span[];
  readonly withheld: Withheld;
  readonly erased: readonly Digest[];
}

/** What a report says of itself where nothing could be read. */
export const NOTHING_READ = {
  subject: { studio: null, work: null, title: null, log: null, hands: [] },
  counts: { entries: 0, live: 0, imported: 0, stated: 0, texts: 0, assets: 0 },
  anchors: [],
  spans: [],
  withheld: { texts: [], assets: [], reason: "" },
  erased: [],
} as const satisfies Partial<Report>;
