/**
 * Where a key leads in the tree.
 *
 * The tree lies on its side: right is to what came of a node, left to what it came of, up and down
 * to its siblings or, where it has none on that side, to the nearest node there.
 */

import type { Layout, Place } from "./layout.ts";

/** The place that a key leads to from another; null where the key means nothing here. */
export function walk(layout: Layout, from: Place, key: string): Place | null {
  const { places } = layout;
  const rank = places.indexOf(from);
  switch (key) {
    case "ArrowRight":
      return from.children.find((child) => child.node.onPath) ?? from.children[0] ?? null;
    case "ArrowLeft":
      return from.parent;
    case "ArrowUp":
      return beside(layout, from, -1);
    case "ArrowDown":
      return beside(layout, from, 1);
    case "Home":
      return places[0] ?? null;
    case "End":
      return places.at(-1) ?? null;
    case "PageUp":
      return places[rank - 1] ?? null;
    case "PageDown":
      return places[rank + 1] ?? null;
    default:
      return null;
  }
}

/** The next sibling above (-1) or below (1), or else the nearest node there. */
function beside(layout: Layout, from: Place, way: -1 | 1): Place | null {
  const siblings = from.parent?.children ?? [];
  const sibling = siblings[siblings.indexOf(from) + way];
  return sibling ?? nearestOn(layout, from, way);
}

function nearestOn(layout: Layout, from: Place, way: -1 | 1): Place | null {
  let best: Place | null = null;
  for (const place of layout.places) {
    if ((place.y - from.y) * way <= 0) continue;
    if (best === null || distance(from, place) < distance(from, best)) best = place;
  }
  return best;
}

/** Rows count more than columns: a key for "up" leads to the row above first. */
function distance(one: Place, other: Place): number {
  return Math.abs(one.x - other.x) + 4 * Math.abs(one.y - other.y);
}

/** Where a place stands among its siblings: for `aria-posinset` and `aria-setsize`, from 1. */
export function among(place: Place): { readonly position: number; readonly size: number } {
  if (place.parent === null) return { position: 1, size: 1 };
  const { children } = place.parent;
  return { position: children.indexOf(place) + 1, size: children.length };
}
