/** The lineage as facts: what came of what, and which instruction stands above another. */

import type { Digest } from "../../record/format/values.ts";
import type { Lineage, Node, Step } from "../model.ts";
import { gather } from "../nodes.ts";
import { restOn } from "./rest.ts";
import type { Fact } from "./rest.ts";

/** A node, and every file that it brought or released, whether the record has the file or not. */
export interface Told {
  readonly node: Node;
  readonly files: readonly Digest[];
}

/** The nodes of a work in the order of the record. */
export function nodesOf(work: readonly Step[], lineage: Lineage): Told[] {
  const drafts = gather(work).list;
  return lineage.nodes.map((node) => ({ node, files: [...(drafts[node.rank]?.assets ?? [])] }));
}

/** One fact a node. */
export function lineageFact({ node, files }: Told): Fact {
  return {
    node: node.id,
    shape: node.shape,
    parent: node.parent,
    link: node.link,
    others: [...node.others],
    files: [...files],
    ...restOn(stepsOf(node)),
  };
}

/** What a node itself rests on; an output of unknown instruction is its own first step. */
export function stepsOf(node: Node): readonly Step[] {
  return [node.step, ...node.outputs, ...node.ended];
}

/** The nearest attempt above a node whose instruction is known, along the first parents. */
export function instructionBefore(node: Node, lineage: Lineage): Node | null {
  let above = parentOf(node, lineage);
  while (above !== undefined && above.step.kind !== "instruction.given") {
    above = parentOf(above, lineage);
  }
  return above ?? null;
}

function parentOf(node: Node, lineage: Lineage): Node | undefined {
  return node.parent === null ? undefined : lineage.byId.get(node.parent);
}
