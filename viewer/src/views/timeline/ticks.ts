/** Marks on the axis of time, at round times of UTC. */

import { momentAt, spellClock, spellDay } from "../clock.ts";
import type { Scale } from "./scale.ts";

export interface Tick {
  readonly x: number;
  /** `04:09:15` */
  readonly clock: string;
  readonly day: string;
  /** Whether the day is another than that of the tick before. */
  readonly turned: boolean;
}

/** Pixels from one label to the next, at the least. */
const APART = 92;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** What is round, in milliseconds. */
const ROUND: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 7, 14, 28, 91, 182, 365].map((count) => count * DAY),
];

/**
 * The ticks between two places of a drawing.
 *
 * @param perMilli pixels a millisecond where nothing is folded
 */
export function ticksIn(scale: Scale, perMilli: number, left: number, right: number): Tick[] {
  const step = ROUND.find((millis) => millis * perMilli >= APART) ?? 365 * DAY;
  const ticks: Tick[] = [];
  let last = Number.NEGATIVE_INFINITY;
  let day = "";
  const put = (millis: number): void => {
    const x = scale.at(millis);
    if (x < last + APART || x > right) return;
    const moment = momentAt(millis);
    const own = spellDay(moment);
    ticks.push({ x, clock: spellClock(moment), day: own, turned: own !== day });
    [last, day] = [x, own];
  };
  for (const [from, until] of runs(scale, left, right)) {
    put(from);
    for (let at = Math.ceil(from / step) * step; at <= until; at += step) put(at);
  }
  return ticks;
}

/** The stretches between two places that are not folded. */
function runs(scale: Scale, left: number, right: number): [number, number][] {
  const found: [number, number][] = [];
  let from = scale.timeAt(left);
  for (const fold of scale.breaks) {
    if (fold.x + fold.width < left) continue;
    if (fold.x > right) break;
    if (fold.from >= from) found.push([from, fold.from]);
    from = fold.until;
  }
  const end = scale.timeAt(right);
  if (end >= from) found.push([from, end]);
  return found;
}
