/** Where the view of a tree stands, what is drawn for it, and whether it moves. */

import { Rest } from "../rest.svelte.ts";
import * as viewport from "../viewport.ts";
import type { Box, Limits, Point, Size, View } from "../viewport.ts";
import { boxOf, centreOf } from "./layout.ts";
import type { Layout, Place } from "./layout.ts";
import { nearest, placesIn } from "./sight.ts";

/** A node is never smaller than a few pixels, nor larger than its pictures bear. */
const LIMITS: Limits = { least: 0.05, most: 2 };
/** What the drawing opens at: large enough to read, where the whole is too large to. */
const READABLE = 0.8;
/** Pixels around the view that are drawn with it, so that not every move draws anew. */
const AROUND = 320;
/** From the middle of a view to the left edge of a node that stands there, in units. */
const HALF_NODE = 100;

export class Camera {
  /** Of the view, in pixels; 0 before it is known. */
  width = $state(0);
  height = $state(0);
  readonly rest = new Rest();
  readonly #layout: () => Layout;
  #view = $state.raw<View | null>(null);
  #sight = $state.raw<Box>({ left: 0, top: 0, right: 0, bottom: 0 });

  /** `layout` gives what is looked at; reactive. */
  constructor(layout: () => Layout) {
    this.#layout = layout;
  }

  /** Null before the first view. */
  get view(): View | null {
    return this.#view;
  }

  get scale(): number {
    return this.#view?.scale ?? 1;
  }

  /** The part of the drawing that is to be in the page. */
  get sight(): Box {
    return this.#sight;
  }

  get size(): Size {
    return { width: this.width, height: this.height };
  }

  /** The node in the middle, by time. */
  readonly at: Place | null = $derived.by(() => {
    if (this.#view === null) return null;
    const middle = viewport.under(this.#view, { x: this.width / 2, y: 0 });
    return nearest(this.#layout(), middle.x - HALF_NODE);
  });

  /** The ranks at the view's two ends. */
  readonly ends: { readonly from: number; readonly until: number } = $derived.by(() => {
    if (this.#view === null) return { from: 0, until: 0 };
    const box = viewport.seen(this.#view, this.size);
    const from = nearest(this.#layout(), box.left)?.node.rank ?? 0;
    return { from, until: Math.max(from, nearest(this.#layout(), box.right)?.node.rank ?? 0) };
  });

  /** It rests, and there is nothing in it. */
  readonly lost: boolean = $derived.by(() => {
    if (this.#view === null || this.rest.moving) return false;
    return placesIn(this.#layout(), viewport.seen(this.#view, this.size)).length === 0;
  });

  /** The first view: all where that can be read, else the beginning; and what is selected in any case. */
  open(selected: Place | null): void {
    const { places, whole } = this.#layout();
    const [root] = places;
    const all = viewport.fitted(whole, this.size, { least: READABLE, most: 1 });
    const high = (whole.bottom - whole.top) * all.scale > this.height;
    const first = high && root !== undefined;
    const from = first ? { ...all, y: this.height / 2 - centreOf(root).y * all.scale } : all;
    this.#show(from);
    if (selected !== null) this.reveal(selected);
    // Nobody has seen it move: what is drawn need not wait.
    this.rest.stop();
  }

  /** Hold the view as it is in what the size or the layout has become. */
  settle(): void {
    if (this.#view !== null) this.#show(this.#view);
  }

  /** Move by pixels; whether that was possible. */
  pan(by: Point): boolean {
    return this.#view !== null && this.#show(viewport.panned(this.#view, by));
  }

  /** Zoom about a point of the view, its middle where none is given. */
  zoom(factor: number, about: Point = { x: this.width / 2, y: this.height / 2 }): void {
    if (this.#view === null) return;
    this.#show(viewport.zoomed(this.#view, this.#view.scale * factor, about, LIMITS));
  }

  /** All of it, or as much as can be told apart around where the view stands. */
  fit(): void {
    const { whole } = this.#layout();
    const all = viewport.fitted(whole, this.size, { ...LIMITS, most: 1 });
    const { at } = this;
    const fits = (whole.right - whole.left) * all.scale <= this.width;
    this.#show(fits || at === null ? all : viewport.centred(all, centreOf(at), this.size));
  }

  /** Bring a node into the view with as little movement as that takes. */
  reveal(place: Place): void {
    if (this.#view !== null) this.#show(viewport.revealed(this.#view, boxOf(place), this.size));
  }

  /** Bring a node into the middle. */
  centre(place: Place): void {
    if (this.#view !== null) this.#show(viewport.centred(this.#view, centreOf(place), this.size));
  }

  /** The point of the drawing under one of the view. */
  under(point: Point): Point | null {
    return this.#view === null ? null : viewport.under(this.#view, point);
  }

  /** Show a view; whether it is another than before. */
  #show(next: View): boolean {
    const before = this.#view;
    const view = viewport.held(next, this.size, this.#layout().whole);
    const rescaled = before?.scale !== view.scale;
    const seen = viewport.seen(view, this.size);
    if (rescaled || !viewport.holds(this.#sight, seen)) {
      this.#sight = viewport.grown(seen, AROUND / view.scale);
    }
    if (!rescaled && before.x === view.x && before.y === view.y) return false;
    this.#view = view;
    this.rest.touch();
    return true;
  }
}
