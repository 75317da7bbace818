/** The lines between nodes: what was made from what, and what only came next. */

import type { Box } from "../viewport.ts";
import type { Layout, Place } from "./layout.ts";

/** `made from` and `came next` lead to a node from its parent, `other` from what else went into it. */
export type Sort = "made from" | "came next" | "other";

export interface Line {
  readonly from: Place;
  readonly to: Place;
  readonly sort: Sort;
  /** Between two nodes on the way to what was released or chosen. */
  readonly onPath: boolean;
  /** From the middle of one's right edge to that of the other's left, or a little below both. */
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** How far right of its beginning a line has come to its row. */
const TURN = 44;
/** The length of dot and gap. */
export const PATTERN = 8;
/** A further source's line stands lower than the parent's, or the two would be one. */
const LOWER = 18;

/** Every line of a layout; a parent's before the others of the same node. */
export function linesOf(layout: Layout): readonly Line[] {
  return layout.places.flatMap((to) => [...parental(to), ...others(layout, to)]);
}

function parental(to: Place): Line[] {
  if (to.parent === null) return [];
  const sort = to.node.link ?? "came next";
  const onPath = to.node.onPath && to.parent.node.onPath;
  return [lineOf(to.parent, to, sort, onPath)];
}

function others(layout: Layout, to: Place): Line[] {
  return to.node.others.flatMap((id) => {
    const from = layout.byId.get(id);
    if (from === undefined || from === to || from === to.parent) return [];
    return [lineOf(from, to, "other", false)];
  });
}

function lineOf(from: Place, to: Place, sort: Sort, onPath: boolean): Line {
  const down = from.height / 2 + (sort === "other" ? LOWER : 0);
  const ends = { x1: from.x + from.width, y1: from.y + down, x2: to.x, y2: to.y + down };
  return { from, to, sort, onPath, ...ends };
}

/**
 * A line as a path: it turns into the row of its end at once, and follows it.
 *
 * What lies left and right of the box is left out: a line may be as long as the record, and dots
 * are counted from its beginning, seen or not.
 *
 * @param plain the turn is straight: from afar no curve is seen, and straight lines are drawn faster
 */
export function pathOf(line: Line, box: Box, plain = false): string {
  const { x1, y1, x2, y2 } = line;
  const turn = y1 === y2 ? x1 : Math.min(x1 + TURN, x2);
  const half = (x1 + turn) / 2;
  const curve = plain ? `L${turn} ${y2}` : `C${half} ${y1} ${half} ${y2} ${turn} ${y2}`;
  const bend = `M${x1} ${y1}${y1 === y2 ? "" : curve}`;
  const until = Math.min(x2, box.right);
  if (turn < box.left) return `M${beforeDot(turn, box.left)} ${y2}H${until}`;
  return turn < until ? `${bend}H${until}` : bend;
}

/** Left of an edge by less than a pattern, and by whole patterns from the beginning: dots stay. */
function beforeDot(from: number, edge: number): number {
  return from + Math.floor((edge - from) / PATTERN) * PATTERN;
}

/** Whether any of a line can be seen: its turn or its run along the row. */
export function meetsLine(line: Line, box: Box): boolean {
  const { x1, y1, x2, y2 } = line;
  if (x1 > box.right || x2 < box.left) return false;
  if (y2 >= box.top && y2 <= box.bottom) return true;
  const turns = x1 + TURN >= box.left;
  return turns && Math.min(y1, y2) <= box.bottom && Math.max(y1, y2) >= box.top;
}
