/** What a node is called among those of its shape. */

import type { Digest } from "../../record/format/values.ts";
import type { Lineage, Shape } from "../../story/model.ts";

/** The how-manieth of its shape each node is, in the order of time, from 1. */
export function ordinals(lineage: Lineage): ReadonlyMap<Digest, number> {
  const counts = new Map<Shape, number>();
  const found = new Map<Digest, number>();
  for (const { id, shape } of lineage.nodes) {
    const count = (counts.get(shape) ?? 0) + 1;
    counts.set(shape, count);
    found.set(id, count);
  }
  return found;
}
