/**
 * Moments as numbers: UTC with six digits of a second, counted in microseconds.
 *
 * Spelled as docs/formats/record.md ("Moment") has it. A JavaScript `Date` keeps milliseconds only,
 * and a number of microseconds passes 2^53 in the year 2255: hence bigint.
 */

import { FormatError } from "../errors.ts";
import { isMoment } from "../format/values.ts";
import type { Moment } from "../format/values.ts";

/** Microseconds since 1970-01-01T00:00:00Z, by days of 86,400 seconds. */
export type Micros = bigint;

export const MICROS_PER_SECOND = 1_000_000n;

const MILLIS_PER_SECOND = 1000n;
const MICROS_PER_MILLI = 1000n;
/** Characters of a moment before its point. */
const TO_SECONDS = "YYYY-MM-DDThh:mm:ss".length;

/** The ends of what four digits of a year can say. */
const FIRST = microsOf("0001-01-01T00:00:00.000000Z");
const LAST = microsOf("9999-12-31T23:59:59.999999Z");

/**
 * Count a moment in microseconds.
 *
 * @throws FormatError where `moment` is no spelling of one.
 */
export function microsOf(moment: Moment): Micros {
  if (!isMoment(moment)) {
    throw new FormatError("not a moment: {text}", { text: moment });
  }
  const millis = Date.parse(`${moment.slice(0, TO_SECONDS)}Z`);
  return BigInt(millis) * MICROS_PER_MILLI + BigInt(moment.slice(TO_SECONDS + 1, -1));
}

/**
 * Spell a count of microseconds as a moment.
 *
 * @throws FormatError outside of the years 0001 to 9999, which have no spelling.
 */
export function momentOf(micros: Micros): Moment {
  if (micros < FIRST || micros > LAST) {
    throw new FormatError("a time outside of the years 0001 to 9999");
  }
  const rest = ((micros % MICROS_PER_SECOND) + MICROS_PER_SECOND) % MICROS_PER_SECOND;
  const millis = ((micros - rest) / MICROS_PER_SECOND) * MILLIS_PER_SECOND;
  const seconds = new Date(Number(millis)).toISOString().slice(0, TO_SECONDS);
  return `${seconds}.${rest.toString().padStart(6, "0")}Z`;
}

/** The moment that lies `micros` after `moment`, or before it where `micros` is negative. */
export function shift(moment: Moment, micros: Micros): Moment {
  return momentOf(microsOf(moment) + micros);
}

/** The microseconds from `from` to `until`; negative where `until` is the earlier. */
export function elapsed(from: Moment, until: Moment): Micros {
  return microsOf(until) - microsOf(from);
}

/** The earlier of two moments. Spellings of one length sort as the times they spell. */
export function earlier(one: Moment, other: Moment): Moment {
  return one <= other ? one : other;
}

/** The later of two moments. */
export function later(one: Moment, other: Moment): Moment {
  return one >= other ? one : other;
}
