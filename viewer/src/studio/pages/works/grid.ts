/** A grid of cards of one size, of which only those near the screen are drawn. Lengths in CSS pixels. */

export const CARD = { width: 220, height: 282, gap: 16 } as const;

/** Rows beyond the screen, on each side, that are drawn: scrolling then shows no blank. */
const BEYOND = 2;

export interface Grid {
  readonly columns: number;
  readonly rows: number;
  /** Of one card: columns share the width that there is. */
  readonly width: number;
  /** Of the whole grid. */
  readonly height: number;
}

/** Lay out so many cards in a width. */
export function gridOf(count: number, width: number): Grid {
  const { width: least, height, gap } = CARD;
  const columns = Math.max(1, Math.floor((width + gap) / (least + gap)));
  const rows = Math.ceil(count / columns);
  return {
    columns,
    rows,
    width: Math.max(0, (width - gap * (columns - 1)) / columns),
    height: Math.max(0, rows * (height + gap) - gap),
  };
}

/** The first card to draw, and the first not to. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * The cards near the screen.
 *
 * @param top how far the screen's upper edge is below the grid's; negative above it
 * @param screen the screen's height
 */
export function visible(grid: Grid, count: number, top: number, screen: number): Range {
  const line = CARD.height + CARD.gap;
  const first = Math.max(0, Math.floor(top / line) - BEYOND);
  const last = Math.ceil((top + screen) / line) + BEYOND;
  return {
    from: Math.min(count, first * grid.columns),
    to: Math.min(count, Math.max(0, last) * grid.columns),
  };
}

/** Where a card stands in the grid. */
export function spotOf(grid: Grid, index: number): { readonly left: number; readonly top: number } {
  const column = index % grid.columns;
  const row = Math.floor(index / grid.columns);
  return {
    left: column * (grid.width + CARD.gap),
    top: row * (CARD.height + CARD.gap),
  };
}

/** The card that a key leads to; null where it leads to none. */
export function leadsTo(grid: Grid, count: number, index: number, key: string): number | null {
  const steps = new Map([
    ["ArrowRight", index + 1],
    ["ArrowLeft", index - 1],
    ["ArrowDown", index + grid.columns],
    ["ArrowUp", index - grid.columns],
    ["Home", 0],
    ["End", count - 1],
  ]);
  const to = steps.get(key) ?? -1;
  return to >= 0 && to < count && to !== index ? to : null;
}
