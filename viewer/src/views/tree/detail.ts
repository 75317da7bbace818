/** How much of a node is drawn, by how large it is on the screen. */

/** All words; pictures and the name; nothing but the outline. */
export type Detail = "full" | "pictures" | "plain";

/** Pixels a unit from which on the small letters of a card can be read. */
const READABLE = 0.62;
/** And from which on a picture of 60 units shows more than a colour. */
const VISIBLE = 0.22;

/** What is drawn at a scale. */
export function detailAt(scale: number): Detail {
  if (scale >= READABLE) return "full";
  return scale >= VISIBLE ? "pictures" : "plain";
}
