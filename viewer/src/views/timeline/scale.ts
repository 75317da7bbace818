/**
 * From moments to pixels. Time runs evenly, but for stretches in which there is nothing: what would
 * be wider than a hand's breadth is folded to one width and drawn with a break.
 */

/** What an empty stretch takes at most, in pixels: room for its length in words. */
export const FOLDED = 112;
/** Empty pixels before the first and behind the last moment. */
export const PAD = 48;

/** A stretch without anything that is drawn shorter than it was. */
export interface Break {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly until: number;
  /** Pixels. */
  readonly x: number;
  readonly width: number;
}

export class Scale {
  /** All of it, with the pads. */
  readonly width: number;
  readonly breaks: readonly Break[];
  readonly #times: readonly number[];
  readonly #xs: readonly number[];

  /**
   * @param times what is drawn, in milliseconds, each once, growing
   * @param perMilli pixels a millisecond
   */
  constructor(times: readonly number[], perMilli: number) {
    const breaks: Break[] = [];
    const xs: number[] = [];
    let x = PAD;
    times.forEach((time, index) => {
      const before = times[index - 1] ?? time;
      const wide = (time - before) * perMilli;
      if (wide > FOLDED) breaks.push({ from: before, until: time, x, width: FOLDED });
      x += Math.min(wide, FOLDED);
      xs.push(x);
    });
    this.#times = times;
    this.#xs = xs;
    this.width = x + PAD;
    this.breaks = breaks;
  }

  /** Where a moment stands; what lies outside of the drawing stands at its ends. */
  at(millis: number): number {
    const index = firstNotBelow(this.#times, millis);
    const time = this.#times[index];
    if (time === undefined) return this.width;
    if (time === millis) return this.#xs[index] ?? 0;
    return index === 0 ? 0 : between(this.#times, this.#xs, index, millis);
  }

  /** The moment at a place, held within the first and last. */
  timeAt(x: number): number {
    const index = firstNotBelow(this.#xs, x);
    if (index === 0) return this.#times[0] ?? 0;
    if (index >= this.#xs.length) return this.#times.at(-1) ?? 0;
    return between(this.#xs, this.#times, index, x);
  }
}

/** The value between two steps, the `index`th of `from` being the first that is not below. */
function between(
  from: readonly number[],
  to: readonly number[],
  index: number,
  value: number,
): number {
  const [low = 0, high = 0] = [from[index - 1], from[index]];
  const [start = 0, end = 0] = [to[index - 1], to[index]];
  return high === low ? end : start + ((value - low) / (high - low)) * (end - start);
}

/** The first index whose value is not below; their number where there is none. */
export function firstNotBelow(values: readonly number[], value: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Numbers each once, growing. */
export function distinct(values: readonly number[]): readonly number[] {
  return [...new Set(values)].sort((one, other) => one - other);
}

/** The narrowest and widest that a timeline is drawn, in pixels a millisecond. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** Halvings until the width is met to less than a pixel. */
const HALVINGS = 60;
/** Closer than so many pixels a millisecond nothing is parted that was not parted before. */
const CLOSEST = 1;
/** A day that takes one pixel. */
const FARTHEST = 1 / 86_400_000;

/**
 * From where all of it takes `room` pixels to where the closest two moments are parted. A record
 * that does not get wider than the room has one scale only.
 */
export function rangeOf(times: readonly number[], room: number): Range {
  const most = Math.min(CLOSEST, FOLDED / closest(times));
  if (new Scale(times, most).width <= room) return { least: most, most };
  let [low, high] = [Math.log(Math.min(FARTHEST, most) / 1000), Math.log(most)];
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (new Scale(times, Math.exp(middle)).width > room) high = middle;
    else low = middle;
  }
  return { least: Math.exp(low), most };
}

/** The least time between two moments; a day where there are no two. */
function closest(times: readonly number[]): number {
  let least = 86_400_000;
  times.forEach((time, index) => {
    const before = times[index - 1];
    if (before !== undefined) least = Math.min(least, time - before);
  });
  return least;
}
