/**
 * Everything of a part of the tree that is not a card, as few paths: a browser draws one path of
 * twenty lines faster than twenty paths of one. One path of all would be slower again, for then
 * each tile of the screen works through the lines of all others.
 */

import type { Box } from "../viewport.ts";
import { paintStrip } from "../strip.ts";
import type { StripPaint } from "../strip.ts";
import { ROW } from "./layout.ts";
import type { Place } from "./layout.ts";
import { pathOf } from "./links.ts";
import type { Line } from "./links.ts";
import { outline } from "./outline.ts";

/** How lines are drawn, from the lowest to the highest; `way` is that to what was released. */
const LINES = ["other", "next", "made", "way-next", "way"] as const;
/** How outlines are drawn that are no cards now. */
const MARKS = ["open", "rejected", "way"] as const;

/** Nodes next to each other in time that share paths. */
const SHARED = 24;

/** One path: its place in the drawing, its manner and its data. */
export interface Stroke {
  /** The same for the same nodes, whatever else is drawn. */
  readonly key: string;
  readonly manner: (typeof LINES)[number] | (typeof MARKS)[number];
  readonly data: string;
}

/**
 * The lines that are seen in a box.
 *
 * @param plain as `pathOf` has it
 */
export function paintLines(lines: readonly Line[], box: Box, plain: boolean): readonly Stroke[] {
  const strokes = new Strokes(LINES);
  for (const line of lines) {
    strokes.add(lineManner(line), line.to.node.rank, pathOf(line, box, plain));
  }
  return strokes.list;
}

/** A line on the way whose sort is `came next` is dotted, too. */
function lineManner(line: Line): (typeof LINES)[number] {
  if (line.sort === "other") return "other";
  if (line.onPath) return line.sort === "made from" ? "way" : "way-next";
  return line.sort === "made from" ? "made" : "next";
}

/** The outlines of places that are not drawn as cards now. */
export function paintMarks(places: readonly Place[]): readonly Stroke[] {
  const strokes = new Strokes(MARKS);
  for (const { node, x, y, width } of places) {
    const manner = node.onPath ? "way" : node.mark === "rejected" ? "rejected" : "open";
    strokes.add(manner, node.rank, outline(node.shape, x, y, width));
  }
  return strokes.list;
}

/** Data by manner and then by rank. */
class Strokes<Manner extends Stroke["manner"]> {
  readonly #data: ReadonlyMap<Manner, Map<number, string>>;

  constructor(manners: readonly Manner[]) {
    this.#data = new Map(manners.map((manner) => [manner, new Map<number, string>()]));
  }

  add(manner: Manner, rank: number, data: string): void {
    const own = this.#data.get(manner);
    const place = Math.floor(rank / SHARED);
    own?.set(place, (own.get(place) ?? "") + data);
  }

  get list(): Stroke[] {
    return [...this.#data].flatMap(([manner, own]) =>
      [...own].map(([place, data]) => ({ key: `${manner} ${place}`, manner, data })),
    );
  }
}

/** Pixels of a tick in the strip: higher ones overlap where the tree has many rows. */
const HIGH = 12;
const LOW = 4;
/** Rows from which on ticks are low. */
const MANY = 6;

/** The whole tree as a strip: by rank and row. */
export function stripOf(places: readonly Place[]): StripPaint {
  const rows = places.map((place) => place.y);
  const top = rows.reduce((one, other) => Math.min(one, other), 0);
  const bottom = rows.reduce((one, other) => Math.max(one, other), 0);
  const ticks = places.map((place) => ({
    share: bottom === top ? 0.5 : (place.y - top) / (bottom - top),
    chosen: place.node.onPath,
  }));
  return paintStrip(ticks, (bottom - top) / ROW > MANY ? LOW : HIGH);
}
