/**
 * Moments as people read them: absolute, with the zone, in UTC and in the time of China. Nothing is
 * rounded, for a bound that is rounded is another bound.
 */

import type { Moment } from "../record/format/values.ts";

const HOURS_8 = 8 * 3_600_000; // milliseconds

export interface Spelled {
  /** `2026-11-22 04:19:45.12` */
  readonly utc: string;
  /** The same moment in UTC+8, without its day where that is the same; null beyond the year 9999. */
  readonly china: string | null;
  /** For the attribute of a `time` element, which knows milliseconds. */
  readonly machine: string;
}

/** Spell a moment `2026-11-22T04:19:45.120000Z`. */
export function spellMoment(moment: Moment): Spelled {
  const fraction = moment.slice(19, -1).replace(/\.?0+$/, "");
  const day = moment.slice(0, 10);
  const utc = `${day} ${moment.slice(11, 19)}${fraction}`;
  const shifted = new Date(Date.parse(`${moment.slice(0, 19)}Z`) + HOURS_8).toISOString();
  const china = shifted.startsWith(day)
    ? shifted.slice(11, 19) + fraction
    : `${shifted.slice(0, 10)} ${shifted.slice(11, 19)}${fraction}`;
  return { utc, china: shifted.startsWith("+") ? null : china, machine: `${moment.slice(0, 23)}Z` };
}
