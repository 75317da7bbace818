/**
 * Draws two pictures and measures them, a band of rows at a time, so that the page stays awake and
 * only two bands of samples are in memory beside the pictures.
 */

import { measure, paint, plan, type Plan } from "../difference.ts";
import type { Size } from "../header.ts";

/** Pixels of a band: some milliseconds of work. */
const BAND_PIXELS = 262_144;
/** Milliseconds of work after which the page gets its turn. */
const TURN = 12;

export interface Differing {
  readonly plan: Plan;
  /** A byte a pixel of `plan.area`. */
  readonly differences: Uint8Array;
  /** How many pixels have each of the 256 differences. */
  readonly tally: Uint32Array;
}

/** What is told while it works, 0 to 1. */
export type Done = (share: number) => void;

/**
 * Measure how the second picture differs from the first.
 *
 * @throws DOMException (AbortError) where `signal` says to stop
 */
export async function differ(
  first: ImageBitmap,
  second: ImageBitmap,
  signal: AbortSignal,
  onDone: Done = () => undefined,
): Promise<Differing> {
  const laid = plan(first, second);
  const { area } = laid;
  const ground = await at(first, laid);
  const over = await at(second, area);
  const rows = Math.max(1, Math.floor(BAND_PIXELS / area.width));
  const one = pencil(area.width, rows);
  const other = pencil(area.width, rows);
  const differences = new Uint8Array(area.width * area.height);
  const tally = new Uint32Array(256);
  const turn = turns();
  for (let top = 0; top < area.height; top += rows) {
    signal.throwIfAborted();
    const high = Math.min(rows, area.height - top);
    const below = samples(one, ground, -area.x, -area.y - top, high);
    const above = samples(other, over, 0, -top, high);
    measure(below, above, differences, top * area.width, tally);
    onDone(Math.min(1, (top + high) / area.height));
    await turn();
  }
  if (ground !== first) ground.close();
  if (over !== second) over.close();
  return { plan: laid, differences, tally };
}

/** Paint the map onto a canvas of the plan's size. */
export async function drawMap(
  canvas: HTMLCanvasElement,
  differing: Differing,
  threshold: number,
  signal: AbortSignal,
): Promise<void> {
  const { plan: laid, differences } = differing;
  const { area } = laid;
  canvas.width = laid.width;
  canvas.height = laid.height;
  const context = canvas.getContext("2d");
  if (context === null) return;
  const rows = Math.max(1, Math.floor(BAND_PIXELS / area.width));
  const turn = turns();
  for (let top = 0; top < area.height; top += rows) {
    if (signal.aborted) return;
    const high = Math.min(rows, area.height - top);
    const band = context.createImageData(area.width, high);
    const from = top * area.width;
    paint(differences.subarray(from, from + area.width * high), threshold, band.data);
    context.putImageData(band, area.x, area.y + top);
    await turn();
  }
}

/**
 * Whether what is read from a canvas is what was drawn. Browsers that blur this against
 * fingerprinting would show differences that are not there.
 */
export function isFaithful(): boolean {
  const side = 64;
  const context = pencil(side, side);
  const drawn = context.createImageData(side, side);
  for (let pixel = 0; pixel < side * side; pixel++) {
    drawn.data.set([(pixel * 7) & 255, (pixel * 31) & 255, (pixel >> 4) & 255, 255], pixel * 4);
  }
  context.putImageData(drawn, 0, 0);
  const read = context.getImageData(0, 0, side, side).data;
  return read.every((sample, place) => sample === drawn.data[place]);
}

/** The picture at this size; the picture itself where that is its own. */
async function at(picture: ImageBitmap, size: Size): Promise<ImageBitmap> {
  const { width, height } = size;
  if (picture.width === width && picture.height === height) return picture;
  const scaled = await createImageBitmap(picture, {
    resizeWidth: width,
    resizeHeight: height,
    resizeQuality: "high",
  });
  // A browser that passes over what it does not know would compare the wrong pixels.
  if (scaled.width !== width || scaled.height !== height) throw new Error("not scaled");
  return scaled;
}

function pencil(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("this browser gives no canvas");
  return context;
}

function samples(
  context: CanvasRenderingContext2D,
  picture: ImageBitmap,
  x: number,
  y: number,
  rows: number,
): Uint8ClampedArray {
  const { width, height } = context.canvas;
  context.clearRect(0, 0, width, height);
  context.drawImage(picture, x, y);
  return context.getImageData(0, 0, width, rows).data;
}

/** Lets the page have its turn where enough time has gone by. */
function turns(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < TURN) return;
    await new Promise((next) => setTimeout(next));
    last = performance.now();
  };
}
