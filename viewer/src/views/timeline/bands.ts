/** What outside time says, as bands: between which two moments entries were made. */

import { spellInterval } from "../../record/time/interval.ts";
import type { Interval, TimeState } from "../../record/time/interval.ts";
import { millisOf } from "../clock.ts";
import type { Item } from "./order.ts";
import type { Scale } from "./scale.ts";

/** Rows in which bands lie, so that those that overlap are told apart. */
export const ROWS = 3;

/** Entries with the same interval, which is what an anchor gives to all that it covers. */
export interface Band {
  readonly interval: Interval;
  readonly state: TimeState;
  readonly items: readonly Item[];
  readonly row: number;
}

/** Where an interval lies; an end that is not known is the drawing's. */
export interface Extent {
  readonly x: number;
  readonly width: number;
  readonly openLeft: boolean;
  readonly openRight: boolean;
}

/** The intervals of all entries, each once, in the order of their first entries. */
export function bandsOf(items: readonly Item[]): readonly Band[] {
  const bands = new Map<string, { interval: Interval; state: TimeState; items: Item[] }>();
  for (const item of items) {
    const { interval, state } = item.step;
    if (interval === null || (interval.after === null && interval.before === null)) continue;
    const name = `${state} ${spellInterval(interval)}`;
    const band = bands.get(name);
    if (band === undefined) bands.set(name, { interval, state, items: [item] });
    else band.items.push(item);
  }
  return [...bands.values()].map((band, index) => ({ ...band, row: index % ROWS }));
}

/** Where an interval lies on a scale. */
export function extentOf(interval: Interval, scale: Scale): Extent {
  const { after, before } = interval;
  const from = after === null ? 0 : scale.at(millisOf(after));
  const until = before === null ? scale.width : scale.at(millisOf(before));
  return {
    x: Math.min(from, until),
    width: Math.max(Math.abs(until - from), 2),
    openLeft: after === null,
    openRight: before === null,
  };
}
