/**
 * A shape for every sort of node, for colour alone must not tell them apart.
 *
 * An attempt is a strip of film, a material a sheet with its corner folded, an edit a plate with
 * cut corners, a release a pennant, a copy a sheet that lies on another, the work itself a pill.
 */

import type { Shape } from "../../story/model.ts";
import { HEIGHT } from "./card.ts";

/** How far corners are rounded, cut or folded. */
const ROUND = 10;
const CUT = 16;
const FOLD = 20;
const POINT = 18;
/** The holes of a strip of film: their side, and from one to the next. */
const HOLE = 4;
const HOLES = 12;

/** The outline of a card of that width, its left top corner at `x`, `y`. */
export function outline(shape: Shape, x: number, y: number, width: number): string {
  return OUTLINES[shape](x, y, x + width, y + HEIGHT);
}

/** What is drawn over the outline beside it: holes, a fold, the sheet below; empty where nothing is. */
export function detail(shape: Shape, x: number, y: number, width: number): string {
  const right = x + width;
  const bottom = y + HEIGHT;
  if (shape === "attempt") return holes(x, right, y + 4) + holes(x, right, bottom - 4 - HOLE);
  if (shape === "material") return `M${right - FOLD} ${y}v${FOLD}h${FOLD}`;
  if (shape === "copy") return `M${x + 8} ${bottom + 5}H${right + 5}V${y + 8}`;
  return "";
}

type Draw = (left: number, top: number, right: number, bottom: number) => string;

const OUTLINES: Readonly<Record<Shape, Draw>> = {
  attempt: (left, top, right, bottom) => `M${left} ${top}H${right}V${bottom}H${left}Z`,
  copy: (left, top, right, bottom) => rounded(left, top, right, bottom, ROUND),
  work: (left, top, right, bottom) => rounded(left, top, right, bottom, (bottom - top) / 2),
  material: (left, top, right, bottom) =>
    `M${left} ${top}H${right - FOLD}L${right} ${top + FOLD}V${bottom}H${left}Z`,
  edit: (left, top, right, bottom) =>
    `M${left + CUT} ${top}H${right - CUT}L${right} ${top + CUT}V${bottom - CUT}` +
    `L${right - CUT} ${bottom}H${left + CUT}L${left} ${bottom - CUT}V${top + CUT}Z`,
  release: (left, top, right, bottom) =>
    `M${left} ${top}H${right - POINT}L${right} ${(top + bottom) / 2}L${right - POINT} ${bottom}` +
    `H${left}Z`,
};

function rounded(left: number, top: number, right: number, bottom: number, by: number): string {
  const arc = (x: number, y: number): string => `a${by} ${by} 0 0 1 ${x} ${y}`;
  return (
    `M${left + by} ${top}H${right - by}${arc(by, by)}V${bottom - by}${arc(-by, by)}` +
    `H${left + by}${arc(-by, -by)}V${top + by}${arc(by, -by)}Z`
  );
}

/** A row of holes as one path. */
function holes(left: number, right: number, top: number): string {
  let path = "";
  for (let x = left + 8; x + HOLE <= right - 6; x += HOLES) path += `M${x} ${top}h5v3h-5z`;
  return path;
}

/** A small sign of each shape for the legend and the list, in a square of 16 units. */
export const SIGNS: Readonly<Record<Shape, string>> = {
  work: "M6 4H10a4 4 0 0 1 0 8H6a4 4 0 0 1 0-8Z",
  attempt:
    "M2 3H14V13H2ZM2 5.5H14M2 10.5H14M5 3v2.5M8 3v2.5M11 3v2.5M5 10.5v2.5M8 10.5v2.5M11 10.5v2.5",
  material: "M3 2H9.5L13 5.5V14H3ZM9.5 2V5.5H13",
  edit: "M5 2H11L14 5V11L11 14H5L2 11V5Z",
  release: "M2 4H10L14 8L10 12H2Z",
  copy: "M2 2H11V11H2ZM5 13.5H13.5V5",
};
