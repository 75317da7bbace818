/** When the part of the recorder that sits in a tool saw something, before it handed that over. */

import { isKind } from "../record/format/kinds.ts";
import type { Moment } from "../record/format/values.ts";
import { elapsed, MICROS_PER_SECOND } from "../record/time/moment.ts";
import type { Step } from "./model.ts";

/** What takes no longer was handed over at once: seconds. */
const AT_ONCE = 2n;

/** How long a step was on its way into the record. Both clocks can be set by anybody. */
export interface Delay {
  readonly observed: Moment;
  /** From there to the recorder's own clock: milliseconds, negative where that clock is behind. */
  readonly late: number;
}

/** The delay of a step; null where the recorder itself saw it, or it was handed over at once. */
export function delayOf(step: Step): Delay | null {
  const observed = isKind(step.kind) ? step.body.observed : undefined;
  if (typeof observed !== "string") return null;
  const late = elapsed(observed, step.at);
  const atOnce = late <= AT_ONCE * MICROS_PER_SECOND && late >= -AT_ONCE * MICROS_PER_SECOND;
  return atOnce ? null : { observed, late: Number(late / 1000n) };
}
