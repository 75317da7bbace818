/** How the cursor moves over a batch's pictures. */

import type { Batch } from "./batches.ts";
import { NINE } from "./keys.ts";
import type { Way } from "./keys.ts";
import { nineOf, placeIn } from "./state.ts";
import type { State } from "./state.ts";

/** The cursor moved; where the grid ends it stays. */
export function moved(state: State, batch: Batch, by: Way, columns: number): State {
  const last = batch.candidates.length - 1;
  const at = placeIn(state, batch);
  // A picture that fills the page has no row above or below it.
  const row = state.look === "grid" ? Math.max(1, columns) : 1;
  const to = target(at, last, by, row);
  const digest = batch.candidates[to]?.asset.digest ?? null;
  return { ...state, cursor: digest };
}

function target(at: number, last: number, by: Way, row: number): number {
  const inside = (to: number): number => (to < 0 || to > last ? at : to);
  switch (by) {
    case "left":
      return inside(at - 1);
    case "right":
      return inside(at + 1);
    case "up":
      return inside(at - row);
    case "down":
      // The last row may be short: the cursor still gets into it.
      return at + row > last && nextRow(at, row) <= last ? last : inside(at + row);
    case "first":
      return 0;
    case "last":
      return last;
    case "nine back":
      return Math.max(0, nineOf(at) - NINE);
    case "nine on":
      return inside(nineOf(at) + NINE);
  }
}

/** Where the row below begins. */
function nextRow(at: number, row: number): number {
  return at - (at % row) + row;
}
