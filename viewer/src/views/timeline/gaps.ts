/** When nothing was recorded, or not everything, in plain words: a gap is said, never just left. */

import type { Values } from "../../record/errors.ts";
import type { Stretch } from "../../story/model.ts";
import { spellBare, spellStretch } from "../clock.ts";

/** A text's id with its values. */
export interface Telling {
  readonly id: string;
  readonly values: Values;
}

/** The stretches that have to be told of, in the order of their beginnings; unknown ones first. */
export function gapsOf(stretches: readonly Stretch[]): readonly Stretch[] {
  const from = (stretch: Stretch): string => stretch.from ?? "";
  return stretches
    .filter((stretch) => stretch.sort !== "run")
    .sort((one, other) => (from(one) < from(other) ? -1 : from(one) > from(other) ? 1 : 0));
}

/** When it was: both ends, or the one that is known, or that none is. */
export function whenOf({ from, until }: Stretch): Telling {
  if (from !== null && until !== null) {
    return { id: "timeline.when.between", values: { stretch: spellStretch(from, until) } };
  }
  if (from !== null) return { id: "timeline.when.from", values: { from: spellBare(from) } };
  if (until !== null) return { id: "timeline.when.until", values: { until: spellBare(until) } };
  return { id: "timeline.when.unknown", values: {} };
}

/** What the recorder can find, as record.md lists it; anything else is told in its own words. */
const FOUND: ReadonlySet<string> = new Set([
  "clock jump",
  "copied",
  "gap",
  "lost event",
  "rolled back",
  "unfinished",
  "unreadable file",
]);

/** What happened in it, as a text's id. */
export function whatOf({ sort, what, entries }: Stretch): Telling {
  if (sort !== "gap") return { id: `timeline.what.${sort}`, values: { count: entries.length } };
  const known = what !== null && FOUND.has(what) ? what.replace(" ", "-") : "unknown";
  return { id: `timeline.what.${known}`, values: { what: what ?? "" } };
}
