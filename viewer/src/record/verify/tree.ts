/** The log's tree, as far as the bundle has tiles of it, and which of the tiles are to be believed. */

import { LOG } from "../bundle/names.ts";
import { FormatError, RecordError, VerificationError } from "../errors.ts";
import type { Checkpoint } from "../log/checkpoint.ts";
import { HASH_BYTES, verifyConsistency, verifyInclusion } from "../log/merkle.ts";
import { TileReader } from "../log/reader.ts";
import { consistencyTiles, inclusionTiles } from "../log/tile.ts";
import type { Tile } from "../log/tile.ts";
import { bytesOf } from "./files.ts";
import type { Files } from "./files.ts";

/** What a proof came to: a tile that it needs is not there, or cannot be one; or it was judged. */
export type Proof =
  | { readonly state: "held" }
  | { readonly state: "unchecked"; readonly because?: FormatError }
  | { readonly state: "failed"; readonly because: RecordError };

const HELD: Proof = { state: "held" };

export class Tree {
  readonly newest: Checkpoint;
  /** Paths of tiles that proofs need and that are not there. */
  readonly missing: readonly string[];
  /** Tiles of a wrong length, by path. */
  readonly misshapen: ReadonlySet<string>;
  readonly #reader: TileReader;
  readonly #missing: ReadonlySet<string>;
  readonly #doubted: Set<string>;

  private constructor(newest: Checkpoint, found: Found) {
    this.newest = newest;
    this.missing = found.missing;
    this.misshapen = found.misshapen;
    this.#missing = new Set(found.missing);
    this.#doubted = new Set(found.misshapen);
    this.#reader = new TileReader(newest.size, (_, path) => found.data.get(path) ?? null);
  }

  /**
   * Read the tiles that are needed: at most 8 KiB each, and no more of them than proofs ask for.
   *
   * @param needed By path below `data/log/`.
   */
  static async read(
    newest: Checkpoint,
    needed: ReadonlyMap<string, Tile>,
    files: Files,
  ): Promise<Tree> {
    const found: Found = { data: new Map(), missing: [], misshapen: new Set() };
    for (const [path, tile] of needed) {
      const file = files.get(LOG + path);
      if (file === undefined) found.missing.push(path);
      else if (file.size !== tile.width * HASH_BYTES) found.misshapen.add(path);
      else found.data.set(path, await bytesOf(file.blob));
    }
    return new Tree(newest, found);
  }

  /** All leaf hashes of the tile that a leaf lies in; null where it is not there, or misshapen. */
  leavesBeside(place: number): readonly Uint8Array[] | null {
    return this.#reader.leavesBeside(place);
  }

  /** Prove a leaf hash to be at its place. From a tile of a wrong length nothing is proven. */
  include(leaf: Uint8Array, place: number): Proof {
    const { size, root } = this.newest;
    const tiles = inclusionTiles(place, size);
    const absent = this.#absentOf(tiles);
    if (absent !== null) return absent;
    const path = [...tiles.keys()].find((each) => this.misshapen.has(each));
    if (path !== undefined) {
      return { state: "failed", because: new FormatError("{path} is of a wrong length", { path }) };
    }
    const proof = this.#reader.inclusion(place) ?? [];
    return judge(() => {
      verifyInclusion(leaf, place, size, proof, root);
    });
  }

  /** Doubt tiles: they accuse nobody any more. */
  doubt(paths: Iterable<string>): void {
    for (const path of paths) this.#doubted.add(path);
  }

  /** Prove an older tree to be a prefix of this one. */
  extend(old: Checkpoint): Proof {
    const { size, root } = this.newest;
    if (old.size > size) {
      const because = new VerificationError("no tree of {old} before one of {size}", {
        old: old.size,
        size,
      });
      return { state: "failed", because };
    }
    const tiles = consistencyTiles(old.size, size);
    const absent = this.#absentOf(tiles);
    if (absent !== null) return absent;
    if ([...tiles.keys()].some((path) => this.#doubted.has(path))) return { state: "unchecked" };
    const proof = this.#reader.consistency(old.size) ?? [];
    return judge(() => {
      verifyConsistency(old.size, old.root, size, root, proof);
    });
  }

  #absentOf(tiles: ReadonlyMap<string, Tile>): Proof | null {
    const path = [...tiles.keys()].find((each) => this.#missing.has(each));
    if (path === undefined) return null;
    return { state: "unchecked", because: new FormatError("{path} is missing", { path }) };
  }
}

interface Found {
  readonly data: Map<string, Uint8Array>;
  readonly missing: string[];
  readonly misshapen: Set<string>;
}

function judge(verify: () => void): Proof {
  try {
    verify();
    return HELD;
  } catch (error) {
    if (error instanceof VerificationError) return { state: "failed", because: error };
    throw error;
  }
}
