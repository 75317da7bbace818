/** Small trees for tests: leaf hashes, and all tiles of a tree, built from the definition. */

import { sha256 } from "../../../src/record/format/sha256.ts";
import { emptyRoot, leafHash, nodeHash } from "../../../src/record/log/merkle.ts";
import { FULL_WIDTH, tilePath } from "../../../src/record/log/tile.ts";

/** Digest of the entry at an index: as in the example of log.md, SHA-256 of its number in text. */
export function digestAt(index: number): Uint8Array {
  return sha256(new TextEncoder().encode(String(index)));
}

export function leavesOf(size: number): Uint8Array[] {
  return Array.from({ length: size }, (_, index) => leafHash(digestAt(index)));
}

/** The root over leaf hashes, by the definition in log.md section 2. */
export function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves;
  if (first === undefined) return emptyRoot();
  if (leaves.length === 1) return first;
  const left = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return nodeHash(rootOf(leaves.slice(0, left)), rootOf(leaves.slice(left)));
}

/** All tiles of a tree with their data, by path. */
export function tilesOf(leaves: readonly Uint8Array[]): Map<string, Uint8Array> {
  const tiles = new Map<string, Uint8Array>();
  let row = leaves;
  for (let level = 0; row.length > 0; level += 1) {
    for (let at = 0; at < row.length; at += FULL_WIDTH) {
      const hashes = row.slice(at, at + FULL_WIDTH);
      tiles.set(
        tilePath({ level, index: at / FULL_WIDTH, width: hashes.length }),
        Uint8Array.of(...hashes.flatMap((hash) => [...hash])),
      );
    }
    for (let up = 0; up < 8; up += 1) row = rowAbove(row);
  }
  return tiles;
}

function rowAbove(row: readonly Uint8Array[]): Uint8Array[] {
  const above: Uint8Array[] = [];
  for (let at = 0; at + 1 < row.length; at += 2) {
    const [left, right] = row.slice(at, at + 2);
    if (left !== undefined && right !== undefined) above.push(nodeHash(left, right));
  }
  return above;
}

/** The hash at an index of a list that is known to be long enough. */
export function at(hashes: readonly Uint8Array[], index: number): Uint8Array {
  const hash = hashes[index];
  if (hash === undefined) throw new Error(`no hash ${index}`);
  return hash;
}
