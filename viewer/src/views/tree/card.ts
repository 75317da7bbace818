/** The measures of a node's card: a strip of its pictures, a line above them and one below. */

import type { Node, Picture, Shape } from "../../story/model.ts";

/** A thumbnail's side, the room between two, and the word under each. */
export const SIDE = 60;
export const SPACE = 8;
export const WORD = 14;
/** What stands around the strip: at its sides, above it and below it. */
export const PAD = 14;
export const HEAD = 46;
export const FOOT = 31;
/** Of every card, whatever it shows. */
export const HEIGHT = HEAD + SIDE + WORD + FOOT;
/** Room for the name, the number and the strength label of a card with one picture or none. */
export const NARROWEST = 208;
/** Pictures that are drawn; of more, a number is told. */
export const SHOWN = 6;

/** A picture in its place on the card, in units of the card. */
export interface Slot {
  readonly picture: Picture;
  readonly x: number;
}

export interface Strip {
  readonly slots: readonly Slot[];
  /** Pictures that are not drawn, and where their number stands. */
  readonly more: number;
  readonly end: number;
}

/** The pictures that are drawn, what was chosen always among them. */
export function slotsOf(node: Node): Strip {
  const shown = shownOf(node.pictures);
  const from = insetOf(node.shape);
  const slots = shown.map((picture, index) => ({ picture, x: from + index * (SIDE + SPACE) }));
  const end = from + slots.length * (SIDE + SPACE);
  return { slots, more: node.pictures.length - shown.length, end };
}

/** How far from its left and right ends a card's content stands: some shapes have less room there. */
export function insetOf(shape: Shape): number {
  if (shape === "work") return PAD + 30;
  return shape === "material" || shape === "release" ? PAD + 6 : PAD;
}

/** The width of a node's card. */
export function widthOf(node: Node): number {
  const count = Math.min(node.pictures.length, SHOWN);
  const more = node.pictures.length > SHOWN ? SIDE / 2 + SPACE : 0;
  return Math.max(NARROWEST, 2 * insetOf(node.shape) + count * (SIDE + SPACE) - SPACE + more);
}

/** In their own order; where there are too many, the chosen and released ones come before others. */
function shownOf(pictures: readonly Picture[]): readonly Picture[] {
  if (pictures.length <= SHOWN) return pictures;
  const matters = (picture: Picture): boolean => picture.released || picture.mark === "chosen";
  const first = pictures.filter(matters).slice(0, SHOWN);
  const rest = pictures.filter((picture) => !matters(picture));
  const kept = new Set([...first, ...rest.slice(0, SHOWN - first.length)]);
  return pictures.filter((picture) => kept.has(picture));
}
