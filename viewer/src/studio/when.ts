/**
 * Moments as the studio shows them: absolute, with zone. The record's own views show UTC and
 * UTC+8; here, where a person looks at their own day, the time is that of their machine, and the
 * zone is said.
 */

import type { Moment } from "../record/format/values.ts";

const MINUTE = 60_000;

/** `2026-11-22 14:02:15`, or without seconds where they are not asked for, in the zone of this machine. */
export function spellLocal(moment: Moment, { seconds = true } = {}): string {
  const at = dateOf(moment);
  return `${dayOf(at)} ${clockOf(at, seconds)}`;
}

/** `14:02:15` alone. */
export function spellTime(moment: Moment, { seconds = false } = {}): string {
  return clockOf(dateOf(moment), seconds);
}

/** `2026-11-22` alone. */
export function spellLocalDay(moment: Moment): string {
  return dayOf(dateOf(moment));
}

/** From one moment to another; the day of the second is left out where it is that of the first. */
export function spellSpan(since: Moment, until: Moment): string {
  const [from, to] = [dateOf(since), dateOf(until)];
  const end = dayOf(from) === dayOf(to) ? clockOf(to, false) : `${dayOf(to)} ${clockOf(to, false)}`;
  return `${dayOf(from)} ${clockOf(from, false)}–${end}`;
}

/** The zone of this machine at a moment: `UTC+08:00`. */
export function zoneOf(moment: Moment): string {
  const offset = -dateOf(moment).getTimezoneOffset();
  const sign = offset < 0 ? "−" : "+";
  const minutes = Math.abs(offset);
  return `UTC${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Whole minutes between two moments, cut off: a gap is never said to be longer than it was. */
export function minutesBetween(since: Moment, until: Moment): number {
  return Math.max(0, Math.floor((dateOf(until).getTime() - dateOf(since).getTime()) / MINUTE));
}

function dateOf(moment: Moment): Date {
  return new Date(`${moment.slice(0, 23)}Z`);
}

function dayOf(at: Date): string {
  const year = String(at.getFullYear()).padStart(4, "0");
  return `${year}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

function clockOf(at: Date, seconds: boolean): string {
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}`;
  return seconds ? `${clock}:${two(at.getSeconds())}` : clock;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
