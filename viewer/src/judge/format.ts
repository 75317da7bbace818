/** How sizes, counts and digests are written on the page. */

import type { Moment } from "../record/format/values.ts";

const KILO = 1000;
const UNITS = ["kB", "MB", "GB", "TB"] as const;

/** A size of a file: bytes below 1000, then decimal units as disks are sold, three digits at most. */
export function spellBytes(bytes: number): string {
  if (bytes < KILO) return `${bytes} B`;
  let size = bytes;
  let unit: (typeof UNITS)[number] = UNITS[0];
  for (const next of UNITS) {
    unit = next;
    size /= KILO;
    // Below what would be rounded to a thousand of this unit.
    if (size < KILO - 0.5) break;
  }
  return `${size.toFixed(size < 99.95 ? 1 : 0)} ${unit}`;
}

/** A whole number with thin groups of three, the same in both languages. */
export function spellNumber(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** The moment now, by this computer's clock, as the record spells moments. */
export function momentNow(now: Date = new Date()): Moment {
  return now.toISOString().replace("Z", "000Z");
}

const LONG_HEX = /(?<![0-9a-f])([0-9a-f]{8})[0-9a-f]{48}([0-9a-f]{8})(?![0-9a-f])/g;

/** Shorten SHA-256 values inside a text to their first and last eight digits. */
export function shorten(text: string): string {
  return text.replace(LONG_HEX, "$1…$2");
}
