/** What a fact rests on: docs/formats/facts.md, "What every fact carries". */

import type { Json } from "../../record/format/canonical.ts";
import type { Digest } from "../../record/format/values.ts";
import type { Seen, Step } from "../model.ts";

/** A fact, or a part of one, as JSON has it. */
export type Fact = Record<string, Json>;

/** The ways of knowing in the order in which they are named. */
const IN_ORDER: readonly Seen[] = ["live", "imported", "stated"];

/** The entries in the order of the record, each once, and every way in which one is known. */
export function restOn(steps: Iterable<Step>): { entries: Digest[]; strength: Seen[] } {
  const every = [...new Map([...steps].map((step) => [step.digest, step])).values()];
  every.sort((one, other) => one.line - other.line);
  const known = new Set(every.map((step) => step.seen));
  return {
    entries: every.map((step) => step.digest),
    strength: IN_ORDER.filter((seen) => known.has(seen)),
  };
}
