/**
 * What part of a drawing lies in the view: pan, zoom and fit, as values.
 *
 * A point of the drawing stands on the screen at `point * scale + offset`.
 */

export interface View {
  /** Where the drawing's origin stands in the view, in pixels. */
  readonly x: number;
  readonly y: number;
  /** Pixels per unit of the drawing. */
  readonly scale: number;
}

/** A rectangle of the drawing, in its units. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Of the view, in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Empty pixels that stay around the drawing, and around what is brought into the view. */
export const MARGIN = 32;

/** The smallest and largest scale; below it a node is smaller than a pointer can meet. */
export interface Limits {
  readonly least: number;
  readonly most: number;
}

/** The part of the drawing that is in the view. */
export function seen(view: View, size: Size): Box {
  return {
    left: -view.x / view.scale,
    top: -view.y / view.scale,
    right: (size.width - view.x) / view.scale,
    bottom: (size.height - view.y) / view.scale,
  };
}

/** The point of the drawing under a point of the view. */
export function under(view: View, point: Point): Point {
  return { x: (point.x - view.x) / view.scale, y: (point.y - view.y) / view.scale };
}

/** The view, held so that the drawing cannot be lost: centred where it fits, else with no void beyond a margin. */
export function held(view: View, size: Size, whole: Box): View {
  return {
    scale: view.scale,
    x: hold(view.x, whole.left * view.scale, whole.right * view.scale, size.width),
    y: hold(view.y, whole.top * view.scale, whole.bottom * view.scale, size.height),
  };
}

function hold(offset: number, from: number, until: number, room: number): number {
  if (until - from + 2 * MARGIN <= room) return (room - from - until) / 2;
  return Math.min(Math.max(offset, room - MARGIN - until), MARGIN - from);
}

/** The view moved by pixels. */
export function panned(view: View, by: Point): View {
  return { scale: view.scale, x: view.x + by.x, y: view.y + by.y };
}

/** The view at another scale, the drawing's point under `about` staying where it is. */
export function zoomed(view: View, scale: number, about: Point, limits: Limits): View {
  const next = Math.min(Math.max(scale, limits.least), limits.most);
  const point = under(view, about);
  return { scale: next, x: about.x - point.x * next, y: about.y - point.y * next };
}

/**
 * The view that shows a part of the drawing as large as it fits, in the middle.
 *
 * Where it does not fit at the smallest scale, its left end is shown.
 */
export function fitted(box: Box, size: Size, limits: Limits): View {
  const wide = Math.max(box.right - box.left, 1);
  const high = Math.max(box.bottom - box.top, 1);
  const room = { width: size.width - 2 * MARGIN, height: size.height - 2 * MARGIN };
  const fitting = Math.min(room.width / wide, room.height / high);
  const scale = Math.min(Math.max(fitting, limits.least), limits.most);
  const spare = Math.max(0, room.width - wide * scale);
  return {
    scale,
    x: MARGIN + spare / 2 - box.left * scale,
    y: (size.height - (box.top + box.bottom) * scale) / 2,
  };
}

/** The view moved as little as brings a box into it; its left top corner where it is too large. */
export function revealed(view: View, box: Box, size: Size): View {
  return {
    scale: view.scale,
    x: view.x + shift(view.x + box.left * view.scale, view.x + box.right * view.scale, size.width),
    y: view.y + shift(view.y + box.top * view.scale, view.y + box.bottom * view.scale, size.height),
  };
}

function shift(from: number, until: number, room: number): number {
  if (from < MARGIN || until - from > room - 2 * MARGIN) return MARGIN - from;
  return Math.min(0, room - MARGIN - until);
}

/** The view with a point of the drawing in its middle. */
export function centred(view: View, at: Point, size: Size): View {
  return {
    scale: view.scale,
    x: size.width / 2 - at.x * view.scale,
    y: size.height / 2 - at.y * view.scale,
  };
}

/** The box with so much added on each side. */
export function grown(box: Box, by: number): Box {
  return {
    left: box.left - by,
    top: box.top - by,
    right: box.right + by,
    bottom: box.bottom + by,
  };
}

/** Whether two boxes share a point. */
export function meets(one: Box, other: Box): boolean {
  return (
    one.left <= other.right &&
    other.left <= one.right &&
    one.top <= other.bottom &&
    other.top <= one.bottom
  );
}

/** Whether the first box holds all of the second. */
export function holds(outer: Box, inner: Box): boolean {
  return (
    outer.left <= inner.left &&
    outer.top <= inner.top &&
    outer.right >= inner.right &&
    outer.bottom >= inner.bottom
  );
}
