/**
 * Tiles of the log: their paths, and the hashes in them. docs/formats/log.md section 4,
 * https://c2sp.org/tlog-tiles.
 */

import { FormatError } from "../errors.ts";
import { HASH_BYTES, MAX_SIZE } from "./merkle.ts";
import { consistencyParts, inclusionParts, type Node, type Part } from "./parts.ts";

/** Levels of the tree in one tile. */
const HEIGHT = 8;

/** Hashes in a full tile. */
export const FULL_WIDTH = 2 ** HEIGHT;

/** The tile at `level` and `index` with its first `width` hashes, 1 to 256. */
export interface Tile {
  readonly level: number;
  readonly index: number;
  readonly width: number;
}

// Six groups hold 2^53 - 1; more digits are refused before they are a number.
const PATH = /^tile\/(0|[1-9][0-9]?)\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/** Read a path. Throws FormatError for another spelling, or a tile beyond the largest tree. */
export function parseTilePath(path: string): Tile {
  const [, level, groups, partial] = PATH.exec(path) ?? [];
  if (level === undefined || groups === undefined || groups.startsWith("x000/")) {
    throw notAPath(path);
  }
  const width = partial === undefined ? FULL_WIDTH : Number(partial);
  const tile = { level: Number(level), index: Number(groups.replaceAll(/[x/]/g, "")), width };
  if ((partial !== undefined && width >= FULL_WIDTH) || !isInTree(tile)) throw notAPath(path);
  return tile;
}

function notAPath(path: string): FormatError {
  return new FormatError("not a tile's path: {path}", { path });
}

/** Whether a tree of the largest size has the tile. */
function isInTree(tile: Tile): boolean {
  const hashes = BigInt(FULL_WIDTH) * BigInt(tile.index) + BigInt(tile.width);
  return hashes * BigInt(FULL_WIDTH) ** BigInt(tile.level) <= BigInt(MAX_SIZE);
}

/** Write a tile's path. */
export function tilePath(tile: Tile): string {
  const digits = String(tile.index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, "0");
  const groups = padded.replaceAll(/[0-9]{3}(?=[0-9])/g, "x$&/");
  const partial = tile.width === FULL_WIDTH ? "" : `.p/${tile.width}`;
  return `tile/${tile.level}/${groups}${partial}`;
}

/** Check a tile's data, 32 bytes a hash. Throws FormatError for another length. */
export function checkTile(tile: Tile, data: Uint8Array): void {
  const want = tile.width * HASH_BYTES;
  if (data.length !== want) {
    throw new FormatError("a tile of {got} bytes, not {want}", { got: data.length, want });
  }
}

/** The tile at a level and index as a tree of `size` has it, or null where it has none. */
export function tileOf(level: number, index: number, size: number): Tile | null {
  const hashes = Math.floor(size / FULL_WIDTH ** level);
  const width = Math.min(FULL_WIDTH, hashes - index * FULL_WIDTH);
  return width > 0 ? { level, index, width } : null;
}

/** Where a complete node is hashed from: `count` hashes from `first` on in a tile. */
interface Place {
  readonly level: number;
  readonly index: number;
  readonly first: number;
  /** Levels of hashing above the tile's own, 0 to 7. */
  readonly above: number;
}

function placeOf(node: Node): Place {
  const above = node.level % HEIGHT;
  const at = node.index * 2 ** above;
  return {
    level: (node.level - above) / HEIGHT,
    index: Math.floor(at / FULL_WIDTH),
    first: at % FULL_WIDTH,
    above,
  };
}

/** A tile and the hashes in it from which one complete node is computed. */
export interface Source {
  readonly tile: Tile;
  /** The node's place among the tile's nodes that are `above` levels up. */
  readonly at: number;
  readonly above: number;
}

/** Where a tree of `size` keeps a complete node. Throws FormatError for a node beyond the tree. */
export function sourceOf(node: Node, size: number): Source {
  const place = placeOf(node);
  const tile = tileOf(place.level, place.index, size);
  if (tile === null || place.first + 2 ** place.above > tile.width) {
    throw new FormatError("no node {index} at level {level} in a tree of {size}", {
      ...node,
      size,
    });
  }
  return { tile, at: place.first / 2 ** place.above, above: place.above };
}

/** The tiles that proofs are computed from, by path, each once, in the order first needed. */
function tilesOf(parts: Iterable<Part>, size: number, tiles: Map<string, Tile>): void {
  let last: Tile | null = null;
  for (const part of parts) {
    for (const node of part) {
      const { tile } = sourceOf(node, size);
      // Neighbours in a proof lie in one tile mostly: a path is not spelled for each of them.
      if (last?.level === tile.level && last.index === tile.index) continue;
      tiles.set(tilePath(tile), tile);
      last = tile;
    }
  }
}

/** The tiles that an inclusion proof for one leaf is computed from, by path. */
export function inclusionTiles(index: number, size: number): Map<string, Tile> {
  const tiles = new Map<string, Tile>();
  tilesOf(inclusionParts(index, size), size, tiles);
  return tiles;
}

/** The tiles that a consistency proof from an old size is computed from, by path. */
export function consistencyTiles(old: number, size: number): Map<string, Tile> {
  const tiles = new Map<string, Tile>();
  tilesOf(consistencyParts(old, size), size, tiles);
  return tiles;
}

/**
 * Exactly the tiles that a bundle has (docs/formats/bundle.md section 4), by path below
 * `data/log/`: for an inclusion proof of each leaf of `indices` and a consistency proof from each
 * size of `olds` to a tree of `size`. What is beyond the tree has no proof and needs nothing.
 */
export function neededTiles(
  indices: Iterable<number>,
  olds: Iterable<number>,
  size: number,
): Map<string, Tile> {
  const tiles = new Map<string, Tile>();
  const seen = new Set<number>();
  for (const index of indices) {
    // All leaves of one tile have their proofs from the same tiles: the tile itself, in which
    // each has a neighbour, and what is above and beside it. A tile of one leaf has one proof.
    const group = Math.floor(index / FULL_WIDTH);
    if (index >= size || seen.has(group)) continue;
    seen.add(group);
    tilesOf(inclusionParts(index, size), size, tiles);
  }
  for (const old of new Set(olds)) {
    if (old <= size) tilesOf(consistencyParts(old, size), size, tiles);
  }
  return tiles;
}
