/**
 * The lineage as nested lists: what was made from something stands under it, and what only came
 * next stands beside it, in the order of time.
 *
 * A chain that is thousands long is a list that is thousands long, not thousands deep: no reader
 * follows such depth, by ear least of all, and browsers give up on it.
 */

import type { Digest } from "../../record/format/values.ts";
import type { Lineage, Node } from "../../story/model.ts";

/** Lists in lists; what is deeper stands in the deepest of them and names what it was made from. */
export const DEEPEST = 5;

export interface Row {
  readonly node: Node;
  /** From 0, at most `DEEPEST`. */
  readonly depth: number;
  /** What it was made from, where that is a file of another node. */
  readonly source: Node | null;
}

/** A row with what stands under it. */
export interface Branch {
  readonly row: Row;
  readonly branches: readonly Branch[];
}

/** All nodes, each after what it stands under: the order in which the list is read. */
export function rowsOf(lineage: Lineage): readonly Row[] {
  const above = new Map<Digest, Digest | null>();
  const below = new Map<Digest | null, Node[]>();
  for (const node of lineage.nodes) {
    const parent = holderOf(lineage, node, above);
    above.set(node.id, parent);
    const siblings = below.get(parent);
    if (siblings === undefined) below.set(parent, [node]);
    else siblings.push(node);
  }
  return inOrder(lineage, below);
}

/** What a node stands under: what it was made from, or the same as what it came after. */
function holderOf(
  lineage: Lineage,
  node: Node,
  above: ReadonlyMap<Digest, Digest | null>,
): Digest | null {
  const source = sourceOf(lineage, node);
  if (source !== null) return source.id;
  return node.parent === null ? null : (above.get(node.parent) ?? null);
}

function sourceOf(lineage: Lineage, node: Node): Node | null {
  if (node.link !== "made from" || node.parent === null) return null;
  const source = lineage.byId.get(node.parent);
  return source !== undefined && source.rank < node.rank ? source : null;
}

function inOrder(lineage: Lineage, below: ReadonlyMap<Digest | null, readonly Node[]>): Row[] {
  const rows: Row[] = [];
  const waiting: { node: Node; depth: number }[] = [];
  const push = (nodes: readonly Node[], depth: number): void => {
    for (const node of [...nodes].reverse()) waiting.push({ node, depth });
  };
  push(below.get(null) ?? [], 0);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, depth } = next;
    rows.push({ node, depth: Math.min(depth, DEEPEST), source: sourceOf(lineage, node) });
    push(below.get(node.id) ?? [], depth + 1);
  }
  return rows;
}

/** Some rows in a row as nested lists again; the first may stand at any depth. */
export function branchesOf(rows: readonly Row[]): readonly Branch[] {
  interface Making {
    readonly row: Row;
    readonly branches: Making[];
  }
  const top: Making[] = [];
  const open: Making[] = [];
  for (const row of rows) {
    const branch = { row, branches: [] };
    while ((open.at(-1)?.row.depth ?? -1) >= row.depth) open.pop();
    (open.at(-1)?.branches ?? top).push(branch);
    open.push(branch);
  }
  return top;
}
