/**
 * Moments and lengths of time for drawings: as numbers, and in the short spelling of a label.
 *
 * Never relative, and never in the zone of the reader's machine: two readers must see the same.
 * Where there is room, Moment.svelte shows all digits and both zones.
 */

import { microsOf, momentOf } from "../record/time/moment.ts";
import type { Moment } from "../record/format/values.ts";
import { spellMoment } from "./moments.ts";

const MICROS_PER_MILLI = 1000;
const FIRST_MILLIS = millisOf("0001-01-01T00:00:00.000000Z");
const LAST_MILLIS = Math.floor(millisOf("9999-12-31T23:59:59.999000Z"));

/** Milliseconds since 1970, with parts of one; for drawing only, never for comparing. */
export function millisOf(moment: Moment): number {
  return Number(microsOf(moment)) / MICROS_PER_MILLI;
}

/** The moment at so many milliseconds since 1970, held within the years that have a spelling. */
export function momentAt(millis: number): Moment {
  const held = Math.min(Math.max(millis, FIRST_MILLIS), LAST_MILLIS);
  return momentOf(BigInt(Math.round(held)) * BigInt(MICROS_PER_MILLI));
}

/** Day and time of UTC, without the parts of a second and without the zone: `2026-11-22 04:09:15`. */
export function spellBare(moment: Moment): string {
  return `${spellDay(moment)} ${spellClock(moment)}`;
}

/** The day alone: `2026-11-22`. */
export function spellDay(moment: Moment): string {
  return moment.slice(0, 10);
}

/** The time of the day alone: `04:09:15`. */
export function spellClock(moment: Moment): string {
  return moment.slice(11, 19);
}

/** With both zones, for a tooltip or a sentence: `2026-11-22 04:09:15 (UTC), 12:09:15 (UTC+8)`. */
export function spellBoth(moment: Moment): string {
  const china = spellMoment(`${moment.slice(0, 19)}.000000Z`).china;
  return `${spellBare(moment)} (UTC)${china === null ? "" : `, ${china} (UTC+8)`}`;
}

/** Two moments as one stretch, a day said once: `2026-11-22 14:02:00 – 15:10:00 (UTC)`. */
export function spellStretch(from: Moment, until: Moment): string {
  const end = spellDay(from) === spellDay(until) ? spellClock(until) : spellBare(until);
  return `${spellBare(from)} – ${end} (UTC)`;
}

export type Unit = "day" | "hour" | "minute" | "second";

/** So many of a unit. */
export interface Amount {
  readonly unit: Unit;
  readonly count: number;
}

const UNITS: readonly (readonly [Unit, number])[] = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

/**
 * A length of time in its two largest units, cut off, not rounded: a gap is never said to be longer
 * than it was. What is shorter than a second is 0 seconds.
 *
 * @param millis 0 or more
 */
export function amountsOf(millis: number): readonly Amount[] {
  let rest = Math.floor(millis / 1000);
  const amounts = UNITS.map(([unit, seconds]) => {
    const count = Math.floor(rest / seconds);
    rest -= count * seconds;
    return { unit, count };
  });
  const first = amounts.findIndex(({ count }) => count > 0);
  if (first < 0) return [{ unit: "second", count: 0 }];
  return amounts.slice(first, first + 2).filter(({ count }) => count > 0);
}
