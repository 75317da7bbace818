/**
 * How much two pictures differ, pixel by pixel: pure functions over samples.
 *
 * The measure is the largest difference of a channel (red, green, blue, opacity), 0 to 255, colours
 * taken as strongly as they are opaque. It is a fact about samples and says nothing of what changed
 * in what is depicted; a threshold leaves out what nobody sees.
 */

import type { Asset } from "../record/format/values.ts";
import type { Size } from "./header.ts";

/** Pixels that are compared: two pictures of this size need some 150 MB. Larger ones are scaled down. */
export const MOST_PIXELS = 4096 * 4096;

export interface Rect extends Size {
  readonly x: number;
  readonly y: number;
}

/** Pixels a side: what every browser's canvas can hold. */
const MOST_SIDE = 16_384;

/** How two pictures are laid on each other. */
export interface Plan {
  /** Of the map: that of the first picture, less where it was reduced. */
  readonly width: number;
  readonly height: number;
  /** Where the second picture lies in it, whole and in its own shape; only there is compared. */
  readonly area: Rect;
  /** The second picture was drawn at another size than its own. */
  readonly scaled: boolean;
  /** The two are of different shape: parts of the first have nothing to be compared with. */
  readonly shaped: boolean;
  /** Both were scaled down, for the first is larger than `most`. */
  readonly reduced: boolean;
}

/** Lay the second picture over the first, at the first's size or the largest that is compared. */
export function plan(first: Size, second: Size, most = MOST_PIXELS): Plan {
  const long = Math.max(first.width, first.height);
  const share = Math.min(1, MOST_SIDE / long, Math.sqrt(most / (first.width * first.height)));
  const width = Math.max(1, Math.floor(first.width * share));
  const height = Math.max(1, Math.floor(first.height * share));
  const factor = Math.min(width / second.width, height / second.height);
  const wide = Math.min(width, Math.max(1, Math.round(second.width * factor)));
  const high = Math.min(height, Math.max(1, Math.round(second.height * factor)));
  const area = {
    x: Math.floor((width - wide) / 2),
    y: Math.floor((height - high) / 2),
    width: wide,
    height: high,
  };
  return {
    width,
    height,
    area,
    scaled: second.width !== wide || second.height !== high,
    shaped: wide !== width || high !== height,
    reduced: share < 1,
  };
}

/**
 * Measure a band of pixels.
 *
 * @param first RGBA, alpha not multiplied in, as a canvas gives it
 * @param second as many
 * @param into a byte a pixel, from `offset` on
 * @param tally 256 counts, added to
 */
export function measure(
  first: Uint8ClampedArray,
  second: Uint8ClampedArray,
  into: Uint8Array,
  offset: number,
  tally: Uint32Array,
): void {
  for (let pixel = 0, at = 0; at < first.length; pixel++, at += 4) {
    const difference = distance(first, second, at);
    into[offset + pixel] = difference;
    tally[difference] = (tally[difference] ?? 0) + 1;
  }
}

function distance(first: Uint8ClampedArray, second: Uint8ClampedArray, at: number): number {
  const one = first[at + 3] ?? 0;
  const other = second[at + 3] ?? 0;
  let most = Math.abs(one - other);
  // Nearly all pixels of nearly all pictures are opaque, and a large picture has millions.
  const opaque = one === 255 && other === 255;
  for (let channel = at; channel < at + 3; channel++) {
    const a = first[channel] ?? 0;
    const b = second[channel] ?? 0;
    const apart = opaque ? Math.abs(a - b) : Math.round(Math.abs(a * one - b * other) / 255);
    if (apart > most) most = apart;
  }
  return most;
}

export interface Change {
  readonly pixels: number;
  readonly of: number;
  /** 0 to 1. */
  readonly share: number;
  /** The largest difference anywhere. */
  readonly most: number;
}

/** How many pixels differ by more than the threshold. */
export function changed(tally: Uint32Array, threshold: number): Change {
  let pixels = 0;
  let of = 0;
  let most = 0;
  tally.forEach((count, difference) => {
    of += count;
    if (count > 0) most = difference;
    if (difference > threshold) pixels += count;
  });
  return { pixels, of, share: of === 0 ? 0 : pixels / of, most };
}

/** From a difference just over the threshold to the largest: amber to a deep red. */
const FAINT = [242, 160, 20] as const;
const STRONG = [163, 10, 40] as const;

/**
 * Paint a band: what differs by more than the threshold in a colour that deepens with the
 * difference, all else clear.
 *
 * @param differences a byte a pixel
 * @param into RGBA, as many pixels
 */
export function paint(differences: Uint8Array, threshold: number, into: Uint8ClampedArray): void {
  const colours = coloursOver(threshold);
  // A pixel in one go: four samples side by side, as they lie in `into`, whichever end comes first.
  const pixels = new Uint32Array(into.buffer, into.byteOffset, differences.length);
  for (let pixel = 0; pixel < pixels.length; pixel++) {
    pixels[pixel] = colours[differences[pixel] ?? 0] ?? 0;
  }
}

/** The colour of each of the 256 differences. */
function coloursOver(threshold: number): Uint32Array {
  const samples = new Uint8ClampedArray(256 * 4);
  for (let difference = threshold + 1; difference < 256; difference++) {
    FAINT.forEach((from, channel) => {
      const to = STRONG[channel] ?? from;
      samples[difference * 4 + channel] = from + (to - from) * (difference / 255);
    });
    samples[difference * 4 + 3] = 255;
  }
  return new Uint32Array(samples.buffer);
}

/** The smallest rectangle that holds all pixels over the threshold; null where there are none. */
export function bounds(differences: Uint8Array, width: number, threshold: number): Rect | null {
  let left = width;
  let right = -1;
  let top = -1;
  let bottom = -1;
  for (let at = 0; at < differences.length; at++) {
    if ((differences[at] ?? 0) <= threshold) continue;
    const x = at % width;
    if (x < left) left = x;
    if (x > right) right = x;
    bottom = (at - x) / width;
    if (top < 0) top = bottom;
  }
  return top < 0 ? null : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** Whether its samples were coded with loss, so that differences of coding are among the rest. */
export function isLossy(asset: Asset): boolean {
  const may = ["image/jpeg", "image/webp", "image/avif"].includes(asset.type);
  return may && asset.pixels === undefined;
}

/** Whether the record itself says that both hold the same samples (docs/formats/pixels.md). */
export function sameSamples(first: Asset, second: Asset): boolean {
  if (first.digest === second.digest) return true;
  return first.pixels !== undefined && first.pixels === second.pixels;
}
