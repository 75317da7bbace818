/** The entries of a part of the timeline as a few paths: one for each way in which they were seen. */

import type { Seen } from "../../story/model.ts";
import type { Point } from "../viewport.ts";
import { HIGHEST } from "./stacks.ts";
import type { Stack } from "./stacks.ts";

/** Half of a mark's size, in pixels. */
const HALF = 5;

/** Pixels that share paths: one path of all would be worked through for each tile of the screen. */
const SHARED = 256;

/** One path: all marks of one manner in a part of the drawing; `failed` crosses out. */
export interface Stroke {
  /** The same for the same part, whatever else is drawn. */
  readonly key: string;
  readonly manner: Seen | "failed";
  readonly data: string;
}

/** A mark of each way of seeing, in its own shape: disc, triangle, square. */
const SHAPES: Readonly<Record<Seen, (at: Point) => string>> = {
  // Eight corners are as good as round in this size, and drawn in a third of the time.
  live: ({ x, y }) => `M${x - 2.3} ${y - 5.5}h4.6l3.2 3.2v4.6l-3.2 3.2h-4.6l-3.2 -3.2v-4.6z`,
  imported: ({ x, y }) => `M${x - HALF} ${y - 4}h10l-5 9z`,
  stated: ({ x, y }) => `M${x - 4.5} ${y - 4.5}h9v9h-9z`,
};

/** The middle of the mark at a level of a stack, from 0 at the bottom of its lane. */
export function dot(x: number, top: number, height: number, level: number): Point {
  const step = (height - 4) / HIGHEST;
  return { x, y: top + height - 2 - step * (level + 0.5) };
}

/** All marks of some stacks, but for those of buckets; what failed is drawn last. */
export function paintStacks(
  stacks: readonly Stack[],
  topOf: (lane: Stack["lane"]) => number,
  height: number,
): readonly Stroke[] {
  const paint = new Map<string, Stroke>();
  const add = (manner: Stroke["manner"], x: number, data: string): void => {
    const key = `${manner} ${Math.floor(x / SHARED)}`;
    paint.set(key, { key, manner, data: (paint.get(key)?.data ?? "") + data });
  };
  for (const stack of stacks) {
    if (stack.bucket) continue;
    stack.items.forEach(({ step }, level) => {
      const at = dot(stack.x, topOf(stack.lane), height, level);
      add(step.seen, at.x, SHAPES[step.seen](at));
      if (step.failures.length > 0) {
        add("failed", at.x, `M${at.x - 7} ${at.y - 7}l14 14m0 -14l-14 14`);
      }
    });
  }
  const strokes = [...paint.values()];
  return [
    ...strokes.filter((stroke) => stroke.manner !== "failed"),
    ...strokes.filter((stroke) => stroke.manner === "failed"),
  ];
}
