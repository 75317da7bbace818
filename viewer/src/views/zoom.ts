/**
 * One zoom for all panes of a comparison: every pane has the same size, shows the same place of the
 * same frame, and moves with the others.
 *
 * The frame is measured in pixels of the first picture, the pane in CSS pixels.
 */

import type { Size } from "./header.ts";

export interface Zoom {
  /** CSS pixels a pixel of the frame. */
  readonly scale: number;
  /** The point of the frame that lies in the middle of the pane. */
  readonly x: number;
  readonly y: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** From here on single pixels are what is looked at, and smoothing would invent some between them. */
export const PIXELATED_FROM = 2;
/** One pixel as large as a thumb: no closer look shows more. */
const MOST = 64;
/** One press of a key or button; two of them double it. */
export const STEP = Math.SQRT2;
/** One press of an arrow, as a share of the pane. */
const NUDGE = 1 / 8;

/** The whole frame in the pane, never enlarged. */
export function fitted(frame: Size, pane: Size): Zoom {
  return { scale: smallest(frame, pane), x: frame.width / 2, y: frame.height / 2 };
}

/** At a scale, about a point of the pane that keeps its place (its middle where none is given). */
export function scaled(zoom: Zoom, scale: number, frame: Size, pane: Size, about?: Point): Zoom {
  const next = Math.min(MOST, Math.max(smallest(frame, pane), scale));
  const off = {
    x: (about?.x ?? pane.width / 2) - pane.width / 2,
    y: (about?.y ?? pane.height / 2) - pane.height / 2,
  };
  const shift = 1 / zoom.scale - 1 / next;
  return held({ scale: next, x: zoom.x + off.x * shift, y: zoom.y + off.y * shift }, frame, pane);
}

/** Moved by so many CSS pixels, as a hand drags it. */
export function dragged(zoom: Zoom, by: Point, frame: Size, pane: Size): Zoom {
  const moved = { ...zoom, x: zoom.x - by.x / zoom.scale, y: zoom.y - by.y / zoom.scale };
  return held(moved, frame, pane);
}

/**
 * What a key does: `+` and `-` zoom, `0` shows everything, `1` one pixel a pixel of the screen,
 * arrows move. Null for any other key.
 *
 * @param ratio `devicePixelRatio`
 */
export function pressed(key: string, zoom: Zoom, frame: Size, pane: Size, ratio = 1): Zoom | null {
  const across = pane.width * NUDGE;
  const down = pane.height * NUDGE;
  switch (key) {
    case "+":
    case "=":
      return scaled(zoom, zoom.scale * STEP, frame, pane);
    case "-":
    case "_":
      return scaled(zoom, zoom.scale / STEP, frame, pane);
    case "0":
      return fitted(frame, pane);
    case "1":
      return scaled(zoom, 1 / ratio, frame, pane);
    case "ArrowLeft":
      return dragged(zoom, { x: across, y: 0 }, frame, pane);
    case "ArrowRight":
      return dragged(zoom, { x: -across, y: 0 }, frame, pane);
    case "ArrowUp":
      return dragged(zoom, { x: 0, y: down }, frame, pane);
    case "ArrowDown":
      return dragged(zoom, { x: 0, y: -down }, frame, pane);
    default:
      return null;
  }
}

/** Where the frame's corner lies in the pane, and how large the frame is there: CSS pixels. */
export function placed(zoom: Zoom, frame: Size, pane: Size): Point & Size {
  return {
    x: pane.width / 2 - zoom.x * zoom.scale,
    y: pane.height / 2 - zoom.y * zoom.scale,
    width: frame.width * zoom.scale,
    height: frame.height * zoom.scale,
  };
}

/** Percent of the first picture's own size on this screen. */
export function percent(zoom: Zoom, ratio = 1): number {
  return Math.round(zoom.scale * ratio * 100);
}

/** Whether pixels are drawn as squares. */
export function pixelated(zoom: Zoom, ratio = 1): boolean {
  return zoom.scale * ratio > PIXELATED_FROM;
}

function smallest(frame: Size, pane: Size): number {
  return Math.min(1, pane.width / frame.width, pane.height / frame.height);
}

/** Keep the pane full, and the frame in its middle in a direction in which it is smaller. */
function held(zoom: Zoom, frame: Size, pane: Size): Zoom {
  return {
    scale: zoom.scale,
    x: inside(zoom.x, frame.width, pane.width / zoom.scale),
    y: inside(zoom.y, frame.height, pane.height / zoom.scale),
  };
}

function inside(middle: number, whole: number, seen: number): number {
  if (seen >= whole) return whole / 2;
  return Math.min(whole - seen / 2, Math.max(seen / 2, middle));
}
