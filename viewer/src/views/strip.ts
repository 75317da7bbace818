/** A strip that shows all of a long drawing as ticks. */

/** Its height, in pixels. */
export const STRIP = 34;

/** Ticks as data of two paths, one unit a place: all of them but the chosen ones, and these. */
export interface StripPaint {
  readonly all: string;
  readonly chosen: string;
}

/** A tick; which place it stands at, its index says. */
export interface Tick {
  /** From 0 at the top to 1 at the bottom. */
  readonly share: number;
  readonly chosen: boolean;
}

/** A strip's ticks, each `tall` pixels high. */
export function paintStrip(ticks: readonly Tick[], tall: number): StripPaint {
  const paint = { all: "", chosen: "" };
  ticks.forEach(({ share, chosen }, index) => {
    const y = Math.round(share * (STRIP - tall) * 10) / 10;
    paint[chosen ? "chosen" : "all"] += `M${index + 0.5} ${y}v${tall}`;
  });
  return paint;
}
