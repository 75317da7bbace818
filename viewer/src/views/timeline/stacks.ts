/**
 * Entries that would be drawn in one place: a few are stacked, many become one bucket with their
 * number. No entry is ever hidden behind another.
 */

import type { Lane } from "./lanes.ts";
import type { Item } from "./order.ts";
import type { Scale } from "./scale.ts";

/** The width of a place, in pixels. */
export const PLACE = 14;
/** Entries that stand above each other. */
export const HIGHEST = 3;
/** Places that become one bucket where one of them holds too many. */
export const WIDE = 3;

/** The entries of one lane and place, at least one, in the order of time. */
export interface Stack {
  readonly lane: Lane;
  /** The middle. */
  readonly x: number;
  /** Drawn as its number. */
  readonly bucket: boolean;
  readonly items: readonly [Item, ...Item[]];
}

/** Entries of one lane that share the width of a bucket. */
interface Group {
  readonly lane: Lane;
  readonly place: number;
  readonly items: [Item, ...Item[]];
}

/** All stacks, from left to right. */
export function stacksOf(items: readonly Item[], scale: Scale): readonly Stack[] {
  const groups = grouped(items, scale, PLACE * WIDE);
  return groups
    .flatMap(({ lane, place, items: own }): Stack[] => {
      const small = grouped(own, scale, PLACE);
      if (small.some((group) => group.items.length > HIGHEST)) {
        return [{ lane, x: (place + 0.5) * PLACE * WIDE, bucket: true, items: own }];
      }
      return small.map((group) => ({
        lane,
        x: (group.place + 0.5) * PLACE,
        bucket: false,
        items: group.items,
      }));
    })
    .sort((one, other) => one.x - other.x);
}

function grouped(items: readonly Item[], scale: Scale, wide: number): Group[] {
  const groups: Group[] = [];
  const last = new Map<Lane, Group>();
  for (const item of items) {
    const place = Math.floor(scale.at(item.millis) / wide);
    const known = last.get(item.lane);
    if (known?.place === place) {
      known.items.push(item);
    } else {
      const group: Group = { lane: item.lane, place, items: [item] };
      last.set(item.lane, group);
      groups.push(group);
    }
  }
  return groups;
}

/** The stacks that stand between two places. */
export function stacksIn(stacks: readonly Stack[], left: number, right: number): readonly Stack[] {
  const x = (index: number): number => stacks[index]?.x ?? 0;
  const from = search(stacks.length, (index) => x(index) < left - PLACE * WIDE);
  const until = search(stacks.length, (index) => x(index) <= right + PLACE * WIDE);
  return stacks.slice(from, until);
}

/** The first index for which `before` does not hold. */
function search(count: number, before: (index: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The stack of a lane that stands nearest to a place; null where none is within `reach` of it. */
export function nearestStack(
  stacks: readonly Stack[],
  lane: Lane,
  x: number,
  reach: number,
): Stack | null {
  let best: Stack | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const stack of stacksIn(stacks, x - reach, x + reach)) {
    const far = Math.abs(stack.x - x) - (stack.bucket ? PLACE : 0);
    if (stack.lane !== lane || far > reach || far >= least) continue;
    [best, least] = [stack, far];
  }
  return best;
}
