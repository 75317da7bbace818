/**
 * Proofs computed from tiles: docs/formats/log.md sections 3 and 4.
 *
 * Nothing is believed of a tile: a proof computed from it is then to be verified against a root.
 */

import { HASH_BYTES, nodeHash } from "./merkle.ts";
import { consistencyParts, inclusionParts, type Node, type Part } from "./parts.ts";
import { checkTile, FULL_WIDTH, sourceOf, type Tile, tileOf, tilePath } from "./tile.ts";

/** Gives the data of a tile, or null where there is none. It is checked for its length. */
export type TileSource = (tile: Tile, path: string) => Uint8Array | null;

/** The hashes of a tile and all that is hashed from them, level by level, 32 bytes a hash. */
type Pyramid = readonly Uint8Array[];

/**
 * Tiles kept in memory with what is hashed from them, 16 KiB each. Whoever asks in the order of
 * the leaves needs one at a time of the lowest level and one for each of six levels above; a few
 * more serve whoever goes back and forth.
 */
const KEPT = 256;

/** A tree of `size` leaves, as far as tiles of it are given. */
export class TileReader {
  readonly size: number;
  readonly #source: TileSource;
  readonly #kept = new Map<string, Pyramid | null>();

  constructor(size: number, source: TileSource) {
    this.size = size;
    this.#source = source;
  }

  /**
   * The hash of a complete node, or null if its tile is not there. Throws FormatError for a node
   * beyond the tree, and for a tile of a wrong length.
   */
  node(level: number, index: number): Uint8Array | null {
    return this.#hash({ level, index });
  }

  /** The leaf hash that the log has at an index, or null if its tile is not there. */
  leaf(index: number): Uint8Array | null {
    return this.node(0, index);
  }

  /** All leaf hashes of the level-0 tile that a leaf lies in, or null if it is not there. */
  leavesBeside(index: number): Uint8Array[] | null {
    const tile = tileOf(0, Math.floor(index / FULL_WIDTH), this.size);
    const [row] = (tile === null ? null : this.#pyramid(tile)) ?? [];
    if (tile === null || row === undefined) return null;
    return Array.from({ length: tile.width }, (_, at) => hashAt(row, at));
  }

  /** The inclusion proof of a leaf, or null if a tile for it is not there. Throws as `node`. */
  inclusion(index: number): Uint8Array[] | null {
    return this.#proof(inclusionParts(index, this.size));
  }

  /** The consistency proof from an old size, or null if a tile is not there. Throws as `node`. */
  consistency(old: number): Uint8Array[] | null {
    return this.#proof(consistencyParts(old, this.size));
  }

  #proof(parts: readonly Part[]): Uint8Array[] | null {
    const proof: Uint8Array[] = [];
    for (const part of parts) {
      const hash = this.#fold(part);
      if (hash === null) return null;
      proof.push(hash);
    }
    return proof;
  }

  /** The root over complete nodes side by side, larger ones first: folded from the right. */
  #fold(part: Part): Uint8Array | null {
    let root: Uint8Array | null = null;
    for (const node of [...part].reverse()) {
      const hash = this.#hash(node);
      if (hash === null) return null;
      root = root === null ? hash : nodeHash(hash, root);
    }
    return root;
  }

  #hash(node: Node): Uint8Array | null {
    const { tile, at, above } = sourceOf(node, this.size);
    const row = this.#pyramid(tile)?.[above];
    return row === undefined ? null : hashAt(row, at);
  }

  #pyramid(tile: Tile): Pyramid | null {
    const path = tilePath(tile);
    const kept = this.#kept.get(path);
    if (kept !== undefined) {
      // Back to the end of the map: the first of it is the one not asked for the longest.
      this.#kept.delete(path);
      this.#kept.set(path, kept);
      return kept;
    }
    const made = this.#build(tile, path);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= KEPT && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(path, made);
    return made;
  }

  #build(tile: Tile, path: string): Pyramid | null {
    const data = this.#source(tile, path);
    if (data === null) return null;
    checkTile(tile, data);
    const rows = [data];
    for (let row = data; row.length >= 2 * HASH_BYTES; rows.push(row)) row = rowAbove(row);
    return rows;
  }
}

function rowAbove(row: Uint8Array): Uint8Array {
  const pairs = Math.floor(row.length / (2 * HASH_BYTES));
  const above = new Uint8Array(pairs * HASH_BYTES);
  for (let at = 0; at < pairs; at += 1) {
    above.set(nodeHash(hashAt(row, 2 * at), hashAt(row, 2 * at + 1)), at * HASH_BYTES);
  }
  return above;
}

function hashAt(row: Uint8Array, at: number): Uint8Array {
  return row.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES);
}
