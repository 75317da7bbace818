/** A mask as a veil: where it is bright and opaque the veil is dense, and lies over a picture. */

/** A colour that no other mark on a picture has: magenta, seen on light and dark alike. */
const VEIL = [214, 0, 147] as const;

/**
 * Turn a mask's samples into the veil, in place. Rec. 601 luma, as tools that take a coloured mask
 * for a grey one do.
 *
 * @param samples RGBA, alpha not multiplied in
 */
export function veil(samples: Uint8ClampedArray): void {
  for (let at = 0; at < samples.length; at += 4) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = samples.subarray(at, at + 4);
    const bright = 0.299 * red + 0.587 * green + 0.114 * blue;
    samples.set(VEIL, at);
    samples[at + 3] = Math.round((bright * alpha) / 255);
  }
}

/**
 * The share of the picture that the mask covers by half or more, 0 to 1.
 *
 * @param veiled what `veil` made
 */
export function covered(veiled: Uint8ClampedArray): number {
  let dense = 0;
  for (let at = 3; at < veiled.length; at += 4) {
    if ((veiled[at] ?? 0) >= 128) dense += 1;
  }
  return veiled.length === 0 ? 0 : dense / (veiled.length / 4);
}
