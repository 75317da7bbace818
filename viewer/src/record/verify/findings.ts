/** What a verification finds, collected step by step: docs/formats/report.md, sections 1 to 3. */

import type { RecordError } from "../errors.ts";
import { CODES } from "./codes.ts";
import type { Code, Severity } from "./codes.ts";
import type { Finding, Omitted, Reason, StepState, Verdict } from "./report.ts";

/** Findings of one code that are listed; the rest is counted, so that a report stays readable. */
const LISTED = 100;

/** Code points of `want` and `got` that are kept; section 3. */
const LONGEST_VALUE = 400;

/** What can be said of a finding beside its code and its place. */
export interface Detail {
  readonly want?: string;
  readonly got?: string;
  /** The error that it was found by; its words become the finding's reason. */
  readonly because?: RecordError;
}

/** From the worst; a note leaves a step `held`. */
const WORST_FIRST = ["failed", "missing", "unchecked"] as const;

/** All findings so far. They may be added in any order of the steps. */
export class Findings {
  readonly #listed: Finding[] = [];
  readonly #counts = new Map<Code, number>();

  /** Add a finding; its step and severity follow from its code. */
  add(code: Code, where: string, detail: Detail = {}): void {
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (count <= LISTED) {
      this.#listed.push(findingOf(code, where, detail));
    }
  }

  /** The findings that are listed, in the order of the steps; within one, as they were added. */
  list(): readonly Finding[] {
    return [...this.#listed].sort((one, other) => one.step - other.step);
  }

  /** What is not listed, in the order of the steps. */
  omitted(): readonly Omitted[] {
    return [...this.#counts]
      .filter(([, count]) => count > LISTED)
      .map(([code, count]) => ({ code, count: count - LISTED }))
      .sort((one, other) => CODES[one.code].step - CODES[other.code].step);
  }

  /** The state of a step that was come to: the worst of what it found. */
  stateOf(step: number): StepState {
    return this.#worst((code) => CODES[code].step === step) ?? "held";
  }

  /**
   * The verdict on all findings.
   *
   * @param vouched Whether the reader vouches for a key of the studio's owner.
   */
  verdict(vouched: boolean): Verdict {
    switch (this.#worst(() => true)) {
      case "failed":
        return "altered";
      case "missing":
        return "incomplete";
      case "unchecked":
        return "cannot-check";
      default:
        return vouched ? "intact" : "intact-unknown-signer";
    }
  }

  #worst(counts: (code: Code) => boolean): Exclude<Severity, "note"> | undefined {
    const found = new Set<Severity>(
      [...this.#counts.keys()].filter(counts).map((code) => CODES[code].severity),
    );
    return WORST_FIRST.find((severity) => found.has(severity));
  }
}

/** What an error says, as the reason of a finding. */
export function reasonOf(error: RecordError): Reason {
  return { template: error.template, values: error.values };
}

function findingOf(code: Code, where: string, detail: Detail): Finding {
  const { step, severity } = CODES[code];
  return {
    step,
    code,
    severity,
    where,
    ...(detail.want === undefined ? {} : { want: cut(detail.want) }),
    ...(detail.got === undefined ? {} : { got: cut(detail.got) }),
    ...(detail.because === undefined ? {} : { reason: reasonOf(detail.because) }),
  };
}

/** Keep the first characters of a value; a character is a code point, never half of a pair. */
function cut(text: string): string {
  return text.length <= LONGEST_VALUE ? text : Array.from(text).slice(0, LONGEST_VALUE).join("");
}
