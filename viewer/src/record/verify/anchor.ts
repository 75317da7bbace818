/** A time anchor that was checked, and what of it counts: whoever reads that needs none of the checks. */

import type { Moment } from "../format/values.ts";
import { spellInterval } from "../time/interval.ts";
import type { Interval, TimeState } from "../time/interval.ts";
import type { EntryRow } from "./lines.ts";
import type { Anchored } from "./report.ts";
import type { CheckedToken } from "./tokens.ts";

/** An anchor that was checked. */
export interface Anchor {
  readonly row: EntryRow;
  /** Leaves that it covers; 0 where its checkpoint does not hold. */
  readonly size: number;
  readonly state: TimeState;
  /** The time of the tokens that count; null where none does. */
  readonly interval: Interval | null;
  /** Whose tokens count, by the recorder's names, each once. */
  readonly authorities: readonly string[];
  /** All of its tokens, in its order. */
  readonly tokens: readonly CheckedToken[];
}

/** An anchor as the report has it. */
export function reported({ row, size, state, interval, authorities }: Anchor): Anchored {
  const spelled = spellInterval(interval ?? { after: null, before: null });
  return {
    entry: row.entry.digest,
    line: row.number,
    size,
    state,
    interval: spelled,
    authorities,
  };
}

/** What of an anchor's time counts for a line, by whom it asks. */
export function timeOf(anchor: Anchor, trustedOnly: boolean): Interval | null {
  return trustedOnly && anchor.state !== "trusted" ? null : anchor.interval;
}

/** The later of two moments, either of which may not be known. */
export function latest(one: Moment | null, other: Moment | null): Moment | null {
  if (one === null || other === null) return one ?? other;
  return one >= other ? one : other;
}
