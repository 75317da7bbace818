/** What of a layout lies in a part of the drawing: only that is drawn. */

import { meets } from "../viewport.ts";
import type { Box, Point } from "../viewport.ts";
import { boxOf } from "./layout.ts";
import type { Layout, Place } from "./layout.ts";
import { meetsLine } from "./links.ts";
import type { Line } from "./links.ts";

/**
 * Lines that turn off one node and end out of sight above or below; so many of them are drawn, for
 * from there on one more cannot be told from the rest.
 */
const MOST_PASSING = 24;

/** The first place whose left edge is not left of `x`; their number where there is none. */
export function firstFrom(places: readonly Place[], x: number): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle]?.x ?? 0) < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The places that can be seen, in the order of time. */
export function placesIn(layout: Layout, box: Box): readonly Place[] {
  const from = firstFrom(layout.places, box.left - layout.widest);
  const until = firstFrom(layout.places, box.right);
  return layout.places.slice(from, until).filter((place) => meets(boxOf(place), box));
}

/** The lines that can be seen. */
export function linesIn(lines: readonly Line[], box: Box): readonly Line[] {
  const passing = new Map<Place, number>();
  return lines.filter((line) => {
    if (!meetsLine(line, box)) return false;
    const middle = line.to.y + line.to.height / 2;
    if (line.onPath || (middle >= box.top && middle <= box.bottom)) return true;
    const count = (passing.get(line.from) ?? 0) + 1;
    passing.set(line.from, count);
    return count <= MOST_PASSING;
  });
}

/** The place at a point of the drawing, or null. */
export function placeAt(layout: Layout, point: Point): Place | null {
  const box = { left: point.x, right: point.x, top: point.y, bottom: point.y };
  return placesIn(layout, box)[0] ?? null;
}

/** The place whose left edge is nearest to `x`: where in time a view stands. */
export function nearest(layout: Layout, x: number): Place | null {
  const { places } = layout;
  const after = firstFrom(places, x);
  const [one, other] = [places[after - 1], places[after]];
  if (one === undefined || other === undefined) return one ?? other ?? null;
  return x - one.x <= other.x - x ? one : other;
}
