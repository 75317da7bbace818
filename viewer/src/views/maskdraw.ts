/** Draws a mask's veil onto a canvas, at the size of the mask or less. */

import type { Asset } from "../record/format/values.ts";
import { covered, veil } from "./mask.ts";
import { fit, type Pictures } from "./pictures.ts";

/** Pixels of the longer side: a veil is soft, and finer edges than a screen's are not seen. */
const SIDE = 2048;

export interface Veiled {
  /** Of the mask itself. */
  readonly width: number;
  readonly height: number;
  /** 0 to 1. */
  readonly share: number;
}

/** What was drawn; null where the mask cannot be. */
export async function drawVeil(
  canvas: HTMLCanvasElement,
  mask: Asset,
  pictures: Pictures,
): Promise<Veiled | null> {
  const bitmap = await pictures.bitmap(mask);
  if (bitmap === null) return null;
  const { width, height } = bitmap;
  const size = fit(bitmap, SIDE);
  canvas.width = size.width;
  canvas.height = size.height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context?.drawImage(bitmap, 0, 0, size.width, size.height);
  bitmap.close();
  if (context === null) return null;
  const samples = context.getImageData(0, 0, size.width, size.height);
  veil(samples.data);
  context.putImageData(samples, 0, 0);
  return { width, height, share: covered(samples.data) };
}
