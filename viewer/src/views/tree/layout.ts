/**
 * Where the nodes of a lineage stand: time runs from left to right, kinship from top to bottom.
 *
 * A node's row is the breadth that d3-hierarchy gives it (Buchheim's tidy tree, which walks without
 * recursion). Its left edge follows its rank: whatever stands further left is earlier, in whatever
 * row. All lengths are units of the drawing; one is a pixel at scale 1.
 */

import { hierarchy, tree } from "d3-hierarchy";
import type { HierarchyNode } from "d3-hierarchy";
import type { Digest } from "../../record/format/values.ts";
import type { Lineage, Node } from "../../story/model.ts";
import type { Box, Point } from "../viewport.ts";
import { HEIGHT, widthOf } from "./card.ts";

/** The height of a row, and the room between a node and the next in its row. */
export const ROW = HEIGHT + 28;
export const GAP = 64;
/** How much further right every node stands than the one before it, at the least. */
export const STEP = 44;

/** A node in its place. */
export interface Place {
  readonly node: Node;
  /** Left edge and top. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Generations from the root. */
  readonly depth: number;
  readonly parent: Place | null;
  /** In the order of time, and so from left to right; their rows run from top to bottom. */
  readonly children: readonly Place[];
}

export interface Layout {
  /** By rank: left edges grow. */
  readonly places: readonly Place[];
  readonly byId: ReadonlyMap<Digest, Place>;
  readonly whole: Box;
  /** The width of the widest node. */
  readonly widest: number;
}

/** A place while it is being found. */
interface Making {
  readonly node: Node;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly parent: Making | null;
  readonly children: Making[];
}

/** Lay a lineage out. The nodes stand in the order of their rank, the root first. */
export function layOut(lineage: Lineage): Layout {
  const breadths = breadthsOf(lineage);
  const made = new Map<Digest, Making>();
  const edges = new Map<number, number>();
  let last = -STEP;
  for (const node of lineage.nodes) {
    const parent = parentOf(lineage, node);
    // Two slots a row: an only child may stand between two.
    const row = Math.round((breadths.get(node.id) ?? 0) * 2);
    const above = parent === null ? null : (made.get(parent) ?? null);
    const from = Math.max(last + STEP, behind(made, node, above), free(edges, row));
    const place = placed(node, from, row, above);
    above?.children.push(place);
    made.set(node.id, place);
    last = from;
    for (const slot of [row, row + 1]) edges.set(slot, from + place.width + GAP);
  }
  return finished([...made.values()], made);
}

/**
 * The breadth of each node. The tree is put together here: what d3 makes of a list or of an object
 * has heights, which nothing needs, and which take a time that grows with the square of them.
 */
function breadthsOf(lineage: Lineage): ReadonlyMap<Digest, number> {
  const own = new Map<Digest, HierarchyNode<Node>>();
  for (const node of lineage.nodes) {
    const point = hierarchy(node, () => null);
    const parent = parentOf(lineage, node);
    const above = parent === null ? undefined : own.get(parent);
    own.set(node.id, point);
    if (above === undefined) continue;
    point.parent = above;
    if (above.children === undefined) above.children = [point];
    else above.children.push(point);
  }
  const [root] = own.values();
  if (root === undefined) return new Map();
  tree<Node>()
    .nodeSize([1, 1])
    .separation(() => 1)(root);
  return new Map([...own].map(([id, { x }]) => [id, x ?? 0]));
}

/** The parent, where it is an earlier node; else the root, so that there is one tree in any case. */
function parentOf(lineage: Lineage, node: Node): Digest | null {
  const [root] = lineage.nodes;
  if (root === undefined || node.id === root.id) return null;
  const parent = node.parent === null ? undefined : lineage.byId.get(node.parent);
  return parent !== undefined && parent.rank < node.rank ? parent.id : root.id;
}

/** Right of all that it was made of. */
function behind(made: ReadonlyMap<Digest, Making>, node: Node, parent: Making | null): number {
  let edge = parent === null ? 0 : parent.x + parent.width + GAP;
  for (const other of node.others) {
    const place = made.get(other);
    if (place !== undefined) edge = Math.max(edge, place.x + place.width + GAP);
  }
  return edge;
}

function free(edges: ReadonlyMap<number, number>, row: number): number {
  return Math.max(edges.get(row) ?? 0, edges.get(row + 1) ?? 0);
}

function placed(node: Node, x: number, row: number, parent: Making | null): Making {
  const y = (row * ROW) / 2;
  const depth = parent === null ? 0 : parent.depth + 1;
  return { node, x, y, width: widthOf(node), height: HEIGHT, depth, parent, children: [] };
}

function finished(places: readonly Place[], byId: ReadonlyMap<Digest, Place>): Layout {
  let [left, top, right, bottom, widest] = [0, 0, 0, 0, 0];
  for (const place of places) {
    left = Math.min(left, place.x);
    top = Math.min(top, place.y);
    right = Math.max(right, place.x + place.width);
    bottom = Math.max(bottom, place.y + place.height);
    widest = Math.max(widest, place.width);
  }
  return { places, byId, whole: { left, top, right, bottom }, widest };
}

/** The rectangle of a place. */
export function boxOf(place: Place): Box {
  return {
    left: place.x,
    top: place.y,
    right: place.x + place.width,
    bottom: place.y + place.height,
  };
}

/** The middle of a place. */
export function centreOf(place: Place): Point {
  return { x: place.x + place.width / 2, y: place.y + place.height / 2 };
}
