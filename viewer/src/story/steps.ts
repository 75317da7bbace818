/** Steps: the entries of a verified record, one a line that could be read. */

import type { Entry } from "../record/format/entry.ts";
import { isKind, sortOf } from "../record/format/kinds.ts";
import type { Digest } from "../record/format/values.ts";
import type { Finding, Report } from "../record/verify/report.ts";
import type { Line } from "../record/verify/verify.ts";
import { bodyIf } from "./body.ts";
import { Names } from "./hands.ts";
import type { Absence, Step } from "./model.ts";

/** The step of a verification from which on findings are about entries rather than about files. */
const ENTRIES_FROM = 2;

const AT_LINE = /(?:^|, of )data\/record\.jsonl line (\d+)(?: \(sha256:[0-9a-f]{64}\))?$/;

/** A step while later ones may still correct it. */
interface Making extends Omit<Step, "corrections"> {
  corrections: readonly Digest[];
}

const UNCORRECTED: readonly Digest[] = [];
const NO_FAILURES: readonly string[] = [];

/** What the making of steps goes by. */
interface Clues {
  readonly failures: ReadonlyMap<number, readonly string[]>;
  readonly withheld: ReadonlySet<Digest>;
  /** Commitments whose opened texts are others; the verification took these out. */
  readonly altered: ReadonlySet<string>;
  readonly chains: Map<Digest, Step["chain"]>;
  readonly names: Names;
}

/**
 * All steps by their digest, in the order of the record. A malformed line is none, nor is a second line of one
 * digest; corrections of an entry that is not there, or comes later, are about nothing.
 */
export function stepsOf(lines: readonly Line[], report: Report): ReadonlyMap<Digest, Step> {
  const clues: Clues = {
    failures: failuresByLine(report.findings),
    withheld: new Set(report.withheld.texts),
    altered: alteredIn(report.findings),
    chains: new Map(),
    names: new Names(),
  };
  const steps = new Map<Digest, Making>();
  for (const line of lines) {
    if (line.entry === null || steps.has(line.entry.digest)) continue;
    const step = stepOf(line, line.entry, clues);
    const corrects = bodyIf(step, "entry.corrected")?.corrects;
    const corrected = corrects === undefined ? undefined : steps.get(corrects);
    if (corrected !== undefined) corrected.corrections = [...corrected.corrections, step.digest];
    steps.set(step.digest, step);
  }
  return steps;
}

function stepOf(line: Line, entry: Entry, clues: Clues): Making {
  const { event, digest } = entry;
  const told = {
    line: line.number,
    digest,
    chain: chainOf(entry, clues.chains),
    number: event.number,
    kind: event.kind,
    seen: event.seen,
    at: event.at,
    state: line.state,
    interval: line.interval,
    by: clues.names.hand(event.by),
    body: event.body,
    ...wordsOf(entry, clues),
    signers: entry.signatures.map((signature) => signature.key),
    corrections: UNCORRECTED,
    failures: clues.failures.get(line.number) ?? NO_FAILURES,
  };
  clues.names.learn(told);
  // The owner acts in the very entry that introduces the owner.
  return event.kind === "studio.opened" ? { ...told, by: clues.names.hand(event.by) } : told;
}

/** Most entries have no texts, and of most texts none is absent: those share these. */
const NO_TEXTS: Step["texts"] = new Map();
const NONE_ABSENT: Step["absent"] = new Map();

/** Which texts are shown, and why the others are not. */
function wordsOf(entry: Entry, clues: Clues): Pick<Step, "texts" | "absent"> {
  if (entry.commitments.length === 0) return { texts: NO_TEXTS, absent: NONE_ABSENT };
  const texts = new Map<Digest, string>();
  const absent = new Map<Digest, Absence>();
  for (const commitment of entry.commitments) {
    const opened = entry.open.get(commitment);
    if (opened === undefined) absent.set(commitment, absenceOf(commitment, clues));
    else texts.set(commitment, opened.text);
  }
  return { texts, absent: absent.size === 0 ? NONE_ABSENT : absent };
}

function absenceOf(commitment: Digest, clues: Clues): Absence {
  if (clues.altered.has(commitment)) return "altered";
  return clues.withheld.has(commitment) ? "withheld" : "missing";
}

function alteredIn(findings: readonly Finding[]): ReadonlySet<string> {
  const altered = findings.filter((finding) => finding.code === "text.altered");
  return new Set(altered.flatMap((finding) => finding.want ?? []));
}

/** By the chain's first entry, where the bundle has it; else by the kind. */
function chainOf({ digest, event }: Entry, chains: Map<Digest, Step["chain"]>): Step["chain"] {
  if (event.chain !== null) return chains.get(event.chain) ?? chainOfKind(event.kind);
  const chain = chainOfKind(event.kind);
  chains.set(digest, chain);
  return chain;
}

/** A kind that is not known says nothing of its chain; most are of a work. */
function chainOfKind(kind: string): Step["chain"] {
  const sort = isKind(kind) ? sortOf(kind) : "work";
  return sort === "anchor" ? "anchors" : sort;
}

/** Codes of the findings at each line that are not notes, each code once. */
function failuresByLine(findings: readonly Finding[]): ReadonlyMap<number, readonly string[]> {
  const failures = new Map<number, string[]>();
  for (const { step, severity, code, where } of findings) {
    if (severity === "note" || step < ENTRIES_FROM) continue;
    const line = Number(AT_LINE.exec(where)?.[1]);
    if (!Number.isSafeInteger(line)) continue;
    const codes = failures.get(line) ?? [];
    failures.set(line, codes);
    if (!codes.includes(code)) codes.push(code);
  }
  return failures;
}
