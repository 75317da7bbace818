/**
 * Pan, zoom and tap by mouse, wheel, pen and fingers, for a drawing that fills an element.
 *
 * All of it can also be done by keys and buttons, which the drawing brings itself.
 */

import type { Point } from "./viewport.ts";

export interface Handlers {
  /** Moved by pixels; false where it could not move that way, and the page may scroll instead. */
  readonly pan: (by: Point) => boolean;
  /** Zoomed by a factor, about a point of the element. */
  readonly zoom: (factor: number, about: Point) => void;
  /** Pressed and let go in one place. */
  readonly tap?: (at: Point) => void;
}

/** Pixels that a pointer may stray while it taps. */
const STRAY = 5;
/** What one pixel of a wheel zooms, as an exponent of e: a notch of 100 pixels is some 20 %. */
const WHEEL_ZOOM = 0.0018;
/** Pixels of a line and a page, for wheels that count in them. */
const WHEEL_UNITS = [1, 18, 400] as const;

/** Listen on an element; the function that comes back stops it. */
export function gestures(element: HTMLElement | SVGElement, handlers: Handlers): () => void {
  const stop = new AbortController();
  const options = { signal: stop.signal };
  const fingers = new Fingers(element, handlers);
  const onPointer = (name: string, act: (event: PointerEvent) => void): void => {
    element.addEventListener(
      name,
      (event) => {
        if (event instanceof PointerEvent) act(event);
      },
      options,
    );
  };
  onPointer("pointerdown", (event) => {
    fingers.down(event);
  });
  onPointer("pointermove", (event) => {
    fingers.move(event);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    onPointer(name, (event) => {
      fingers.up(event);
    });
  }
  const wheel = (event: Event): void => {
    if (event instanceof WheelEvent && turned(element, handlers, event)) event.preventDefault();
  };
  element.addEventListener("wheel", wheel, { ...options, passive: false });
  return () => {
    stop.abort();
  };
}

/** Whether the wheel's turn was used. */
function turned(element: Element, handlers: Handlers, event: WheelEvent): boolean {
  const unit = WHEEL_UNITS[event.deltaMode] ?? 1;
  if (event.ctrlKey || event.metaKey) {
    handlers.zoom(Math.exp(-event.deltaY * unit * WHEEL_ZOOM), pointOf(element, event));
    return true;
  }
  const [x, y] =
    event.shiftKey && event.deltaX === 0 ? [event.deltaY, 0] : [event.deltaX, event.deltaY];
  return handlers.pan({ x: -x * unit, y: -y * unit });
}

function pointOf(element: Element, event: MouseEvent): Point {
  const box = element.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

/** The pointers that are down: one pans, two pan and zoom. */
class Fingers {
  readonly #element: Element;
  readonly #handlers: Handlers;
  readonly #down = new Map<number, Point>();
  #start: Point | null = null;

  constructor(element: Element, handlers: Handlers) {
    this.#element = element;
    this.#handlers = handlers;
  }

  down(event: PointerEvent): void {
    if (event.button !== 0 || this.#down.size === 2) return;
    const point = pointOf(this.#element, event);
    this.#down.set(event.pointerId, point);
    this.#start = this.#down.size === 1 ? point : null;
  }

  move(event: PointerEvent): void {
    const before = this.#down.get(event.pointerId);
    if (before === undefined) return;
    const point = pointOf(this.#element, event);
    if (this.#start !== null && distance(this.#start, point) < STRAY) return;
    if (this.#start !== null) this.#element.setPointerCapture(event.pointerId);
    this.#start = null;
    const other = [...this.#down].find(([id]) => id !== event.pointerId)?.[1];
    this.#down.set(event.pointerId, point);
    const share = other === undefined ? 1 : 0.5; // each of two fingers moves half of their middle
    this.#handlers.pan({ x: (point.x - before.x) * share, y: (point.y - before.y) * share });
    if (other !== undefined) this.#pinch(other, before, point);
  }

  up(event: PointerEvent): void {
    if (!this.#down.delete(event.pointerId)) return;
    const start = this.#start;
    this.#start = null;
    if (start !== null && event.type === "pointerup") this.#handlers.tap?.(start);
  }

  #pinch(other: Point, before: Point, point: Point): void {
    const apart = distance(other, before);
    if (apart === 0) return;
    const middle = { x: (other.x + point.x) / 2, y: (other.y + point.y) / 2 };
    this.#handlers.zoom(distance(other, point) / apart, middle);
  }
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
