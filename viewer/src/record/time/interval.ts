/** What outside time says of an entry: a state and an interval. docs/formats/time.md, 6 and 7. */

import { FormatError } from "../errors.ts";
import { isMoment } from "../format/values.ts";
import type { Moment } from "../format/values.ts";
import { earlier, later } from "./moment.ts";

/**
 * `unanchored`: no whole token covers it; `anchored`: a whole token does, and none that the reader
 * trusts; `trusted`: one that the reader trusts does.
 */
export type TimeState = "unanchored" | "anchored" | "trusted";

/** Not earlier than `after`, not later than `before`, both included; null where it is not known. */
export interface Interval {
  readonly after: Moment | null;
  readonly before: Moment | null;
}

/** How an end that is not known is spelled. */
const OPEN = "..";

/** Spell an interval as `AFTER/BEFORE`, with `..` for an end that is not known. */
export function spellInterval(interval: Interval): string {
  return `${interval.after ?? OPEN}/${interval.before ?? OPEN}`;
}

/**
 * Read the one spelling of an interval. An empty one is read as well: see `isEmpty`.
 *
 * @throws FormatError for every other spelling.
 */
export function parseInterval(text: string): Interval {
  const ends = text.split("/");
  const [after, before] = ends;
  if (after === undefined || before === undefined || ends.length !== 2) {
    throw new FormatError("not an interval: {text}", { text });
  }
  return { after: parseEnd(after, text), before: parseEnd(before, text) };
}

/** Say whether no moment lies in the interval: then something in the record is false. */
export function isEmpty(interval: Interval): boolean {
  return interval.after !== null && interval.before !== null && interval.after > interval.before;
}

/** Say whether a moment lies in the interval. Both ends do. */
export function contains(interval: Interval, moment: Moment): boolean {
  const late = interval.after === null || interval.after <= moment;
  return late && (interval.before === null || moment <= interval.before);
}

/**
 * Take several tokens' times together: from the least to the greatest, so that it holds where one
 * of the authorities is honest. An end that one of them leaves open is open.
 *
 * @param intervals At least one.
 */
export function span(intervals: readonly [Interval, ...Interval[]]): Interval {
  return intervals.reduce((one, other) => ({
    after: ofBoth(one.after, other.after, earlier),
    before: ofBoth(one.before, other.before, later),
  }));
}

function ofBoth(
  one: Moment | null,
  other: Moment | null,
  choose: (one: Moment, other: Moment) => Moment,
): Moment | null {
  return one === null || other === null ? null : choose(one, other);
}

function parseEnd(end: string, text: string): Moment | null {
  if (end === OPEN) {
    return null;
  }
  if (!isMoment(end)) {
    throw new FormatError("not an interval: {text}", { text });
  }
  return end;
}
