/** How large candidates are drawn: few fill the page, many must all be found. */

/** Pixels between two cards, and of a card's own frame and caption. */
export const GAP = 12;
const FRAME = 16;
const CAPTION = 52;
/** Sides in pixels: of many pictures, and the least and the most of few. */
const SMALL = 150;
const LARGEST = 760;
/** So many are drawn as large as they all fit into the view; more are drawn small. */
const FEW = 9;

export interface Layout {
  readonly columns: number;
  /** Of a picture, in CSS pixels. */
  readonly side: number;
}

/**
 * The layout of so many pictures.
 *
 * @param width of the board, in CSS pixels
 * @param height of what can be seen of it at once
 */
export function layoutOf(count: number, width: number, height: number): Layout {
  if (count <= FEW) {
    const best = Array.from({ length: Math.max(1, count) }, (_, place) => place + 1)
      .map((columns) => ({ columns, side: sideOf(count, columns, width, height) }))
      .reduce((one, other) => (other.side > one.side ? other : one));
    if (best.side >= SMALL) return best;
  }
  const columns = Math.max(1, Math.floor((width + GAP) / (SMALL + FRAME + GAP)));
  return { columns, side: SMALL };
}

function sideOf(count: number, columns: number, width: number, height: number): number {
  const rows = Math.ceil(Math.max(1, count) / columns);
  const wide = (width + GAP) / columns - GAP - FRAME;
  const high = (height + GAP) / rows - GAP - CAPTION;
  return Math.floor(Math.min(wide, high, LARGEST));
}
