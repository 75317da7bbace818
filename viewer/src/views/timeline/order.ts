/** The entries of a record in the order of the recorder's clock, which need not be the record's own. */

import type { Digest, Moment } from "../../record/format/values.ts";
import type { Step, Timeline } from "../../story/model.ts";
import { millisOf } from "../clock.ts";
import { laneOf } from "./lanes.ts";
import type { Lane } from "./lanes.ts";
import { distinct } from "./scale.ts";

/** An entry on the timeline. */
export interface Item {
  readonly step: Step;
  /** In the order of time, from 0. */
  readonly index: number;
  readonly millis: number;
  readonly lane: Lane;
}

/** By the clock; of one time, by line. */
export function itemsOf(steps: readonly Step[]): readonly Item[] {
  const byTime = [...steps].sort((one, other) => {
    if (one.at === other.at) return one.line - other.line;
    return one.at < other.at ? -1 : 1;
  });
  return byTime.map((step, index) => ({
    step,
    index,
    millis: millisOf(step.at),
    lane: laneOf(step),
  }));
}

/** The items by their entries. */
export function byDigest(items: readonly Item[]): ReadonlyMap<Digest, Item> {
  return new Map(items.map((item) => [item.step.digest, item]));
}

/** Every time that the drawing shows: of entries, of stretches, of anchors and intervals. */
export function timesOf(timeline: Timeline, items: readonly Item[]): readonly number[] {
  const ends = new Set<Moment>();
  const add = (...moments: readonly (Moment | null | undefined)[]): void => {
    for (const moment of moments) if (moment !== null && moment !== undefined) ends.add(moment);
  };
  for (const stretch of timeline.stretches) add(stretch.from, stretch.until);
  for (const anchor of timeline.anchors) add(anchor.interval?.after, anchor.interval?.before);
  for (const { step } of items) add(step.interval?.after, step.interval?.before);
  return distinct([...items.map((item) => item.millis), ...[...ends].map(millisOf)]);
}

/** The first item that is not earlier, or the last; by its index. */
export function nearestItem(items: readonly Item[], millis: number): number {
  let [low, high] = [0, Math.max(items.length - 1, 0)];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.millis ?? 0) < millis) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Entries of one press of a page key. */
const PAGE = 10;

/**
 * The index that a key leads to from another, held within the items; null where it means nothing.
 *
 * @param at -1 where nothing is selected
 */
export function stepTo(key: string, at: number, count: number): number | null {
  const to = new Map([
    ["ArrowRight", at + 1],
    ["ArrowUp", at + 1],
    ["ArrowLeft", at - 1],
    ["ArrowDown", at - 1],
    ["PageDown", at + PAGE],
    ["PageUp", at - PAGE],
    ["Home", 0],
    ["End", count - 1],
  ]).get(key);
  return to === undefined ? null : Math.min(Math.max(to, 0), Math.max(count - 1, 0));
}
