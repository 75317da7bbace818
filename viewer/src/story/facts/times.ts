/** What clocks outside of the author's hands say, and how long things were on their way. */

import type { Moment } from "../../record/format/values.ts";
import { elapsed, MICROS_PER_SECOND } from "../../record/time/moment.ts";
import type { Step } from "../model.ts";
import { delayOf } from "../observed.ts";
import { restOn } from "./rest.ts";
import type { Fact } from "./rest.ts";

const MILLIS_PER_SECOND = 1000;

/** A time, and the step whose interval it bounds. */
interface Bound {
  readonly at: Moment;
  readonly step: Step;
}

/** A step whose interval has both ends, and how wide it is, in microseconds. */
interface Wide {
  readonly micros: bigint;
  readonly step: Step;
}

/** When a work was made, for somebody who trusts the authorities and not the author. */
export function timesFact(work: readonly [Step, ...Step[]]): Fact {
  const after = work[0].interval?.after ?? null;
  const ends = work.flatMap((step): Bound[] => {
    const at = step.interval?.before ?? null;
    return at === null ? [] : [{ at, step }];
  });
  const open = work.filter((step) => (step.interval?.before ?? null) === null);
  const last = most(ends, (one, other) => one.at > other.at);
  const widest = most(widthsOf(work), (one, other) => one.micros > other.micros);
  return {
    after: after === null ? null : boundFact({ at: after, step: work[0] }),
    before: boundFact(most(ends, (one, other) => one.at < other.at)),
    "all before": open.length > 0 ? null : (last?.at ?? null),
    open: restOn(open),
    widest: widest === null ? null : widestFact(widest),
    delays: work.flatMap(delayFacts),
  };
}

/** The first of those that nothing beats; null of none. */
function most<T>(values: readonly T[], beats: (one: T, other: T) => boolean): T | null {
  let best: T | null = null;
  for (const value of values) if (best === null || beats(value, best)) best = value;
  return best;
}

function widthsOf(work: readonly Step[]): Wide[] {
  return work.flatMap((step) => {
    const { after, before } = step.interval ?? { after: null, before: null };
    return after === null || before === null ? [] : [{ micros: elapsed(after, before), step }];
  });
}

function boundFact(bound: Bound | null): Fact | null {
  return bound === null ? null : { at: bound.at, ...restOn([bound.step]) };
}

/** Whole seconds: what is less is left off. */
function widestFact({ micros, step }: Wide): Fact {
  return { seconds: (micros / MICROS_PER_SECOND).toString(), ...restOn([step]) };
}

/** Seconds with three decimals: what is less is left off. */
function delayFacts(step: Step): Fact[] {
  const delay = delayOf(step);
  if (delay === null) return [];
  return [{ seconds: (delay.late / MILLIS_PER_SECOND).toFixed(3), ...restOn([step]) }];
}
