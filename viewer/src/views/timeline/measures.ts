/** Heights of the parts of the timeline, in pixels, from top to bottom. */

import type { Step } from "../../story/model.ts";
import { ROWS } from "./bands.ts";
import { lanesOf } from "./lanes.ts";
import type { Lane } from "./lanes.ts";

/** The axis: a day, a time, the length of what is folded. */
export const AXIS = 52;
/** When the recorder ran. */
export const WATCH = 30;
export const LANE = 46;
/** One row of outside time. */
export const ROW = 9;
/** Room for a name above the rows of outside time, and below them. */
const AROUND = 14;

/** Where what is drawn. */
export interface Measures {
  readonly lanes: readonly Lane[];
  readonly top: (lane: Lane) => number;
  /** The top of the first lane, of outside time, and the bottom of that. */
  readonly first: number;
  readonly outside: number;
  readonly bottom: number;
  readonly height: number;
}

/** The measures of a timeline with these entries: a lane without any is left out. */
export function measuresOf(steps: readonly Step[]): Measures {
  const lanes = lanesOf(steps);
  const first = AXIS + WATCH;
  const tops = new Map(lanes.map((lane, index) => [lane, first + index * LANE]));
  const outside = first + lanes.length * LANE + AROUND;
  const bottom = outside + ROWS * ROW;
  const top = (lane: Lane): number => tops.get(lane) ?? first;
  return { lanes, top, first, outside, bottom, height: bottom + AROUND };
}

/** The part of the drawing that is drawn, in its own pixels. */
export interface Sight {
  readonly left: number;
  readonly right: number;
}

/** Whether something lies in it. */
export function meets({ left, right }: Sight, x: number, width: number): boolean {
  return x <= right && x + width >= left;
}
