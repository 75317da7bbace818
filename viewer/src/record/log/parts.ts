/**
 * What the proofs of log.md section 3 are made of: which nodes, before any of them is hashed.
 */

import { checkIndex, checkSizes } from "./merkle.ts";

/** A complete node: the root of the leaves from index * 2^level on, 2^level of them. */
export interface Node {
  readonly level: number;
  readonly index: number;
}

/**
 * One hash of a proof: the root of a range of leaves, given as the complete nodes that it is
 * folded from, from left to right. A complete subtree is one node.
 */
export type Part = readonly Node[];

/** The largest power of two below `size`, which is at least 2. */
function splitOf(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

/** The complete nodes that the leaves from `start` to `end` (excluded) are folded from. */
function partOf(start: number, end: number): Part {
  const nodes: Node[] = [];
  let from = start;
  while (from < end) {
    let level = 0;
    let width = 1;
    while (width * 2 <= end - from) {
      width *= 2;
      level += 1;
    }
    nodes.push({ level, index: from / width });
    from += width;
  }
  return nodes;
}

/**
 * What an inclusion proof is made of, from the leaf upwards (RFC 9162 section 2.1.3.1).
 * Throws FormatError if there is no such leaf.
 */
export function inclusionParts(index: number, size: number): Part[] {
  checkIndex(index, size);
  const parts: Part[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + splitOf(end - start);
    if (index < middle) {
      parts.push(partOf(middle, end));
      end = middle;
    } else {
      parts.push(partOf(start, middle));
      start = middle;
    }
  }
  return parts.reverse();
}

/**
 * What a consistency proof is made of, in its order (RFC 9162 section 2.1.4.1).
 * Throws FormatError if the old tree is larger.
 */
export function consistencyParts(old: number, size: number): Part[] {
  checkSizes(old, size);
  if (old === 0 || old === size) return [];
  const parts: Part[] = [];
  let start = 0;
  let end = size;
  while (end !== old) {
    const middle = start + splitOf(end - start);
    if (old <= middle) {
      parts.push(partOf(middle, end));
      end = middle;
    } else {
      parts.push(partOf(start, middle));
      start = middle;
    }
  }
  // The old tree itself is not proven to who knows its root; a subtree inside of it is.
  if (start !== 0) parts.push(partOf(start, end));
  return parts.reverse();
}
