import { describe, expect, test } from "vitest";
import { FormatError, VerificationError } from "../../../src/record/errors.ts";
import { verifyConsistency, verifyInclusion } from "../../../src/record/log/merkle.ts";
import { TileReader } from "../../../src/record/log/reader.ts";
import { consistencyTiles, inclusionTiles } from "../../../src/record/log/tile.ts";
import { at, leavesOf, tilesOf, rootOf } from "./trees.ts";

const SIZE = 1_300;
const LEAVES = leavesOf(SIZE);
const SIZES = [1, 2, 3, 255, 256, 257, 258, 511, 512, 513, 1_024, 1_281, SIZE];

/** A reader over some tiles that writes down which it was asked for. */
function readerOf(
  tiles: ReadonlyMap<string, Uint8Array>,
  size: number,
): { reader: TileReader; asked: Set<string> } {
  const asked = new Set<string>();
  const reader = new TileReader(size, (_, path) => {
    asked.add(path);
    return tiles.get(path) ?? null;
  });
  return { reader, asked };
}

describe.each(SIZES)("in a tree of %i", (size) => {
  const leaves = LEAVES.slice(0, size);
  const tiles = tilesOf(leaves);
  const root = rootOf(leaves);
  const places = [0, 1, 254, 255, 256, 257, 600, size - 2, size - 1];
  const some = new Set(places.filter((index) => index >= 0 && index < size));

  test("inclusion proofs computed from tiles lead to the root", () => {
    for (const index of some) {
      const proof = new TileReader(size, (_, path) => tiles.get(path) ?? null).inclusion(index);
      expect(proof).not.toBeNull();
      verifyInclusion(at(leaves, index), index, size, proof ?? [], root);
    }
  });

  test("consistency proofs computed from tiles lead to both roots", () => {
    for (const old of some) {
      const proof = readerOf(tiles, size).reader.consistency(old);
      expect(proof).not.toBeNull();
      verifyConsistency(old, rootOf(leaves.slice(0, old)), size, root, proof ?? []);
    }
  });

  test("exactly the tiles are read that are said to be needed", () => {
    for (const index of some) {
      const inclusion = readerOf(tiles, size);
      inclusion.reader.inclusion(index);
      expect(inclusion.asked).toEqual(new Set(inclusionTiles(index, size).keys()));
      const consistency = readerOf(tiles, size);
      consistency.reader.consistency(index);
      expect(consistency.asked).toEqual(new Set(consistencyTiles(index, size).keys()));
    }
  });

  test("without any one of the tiles there is no proof", () => {
    for (const index of some) {
      for (const path of inclusionTiles(index, size).keys()) {
        const fewer = new Map(tiles);
        fewer.delete(path);
        expect(readerOf(fewer, size).reader.inclusion(index)).toBeNull();
      }
    }
  });
});

test("every hash of a leaf's tile is under its proof", () => {
  const size = 300;
  const leaves = LEAVES.slice(0, size);
  const root = rootOf(leaves);
  for (const index of [0, 131, 255, 256, 299]) {
    const path = index < 256 ? "tile/0/000" : "tile/0/001.p/44";
    const tiles = tilesOf(leaves);
    const intact = tiles.get(path) ?? new Uint8Array();
    for (let byte = 0; byte < intact.length; byte += 331) {
      const altered = Uint8Array.from(intact);
      altered[byte] = (altered[byte] ?? 0) ^ 1;
      const { reader } = readerOf(new Map([...tiles, [path, altered]]), size);
      // From the tile's own hash at that place, as bundle.md section 6 has it.
      const leaf = reader.leaf(index) ?? new Uint8Array();
      const proof = reader.inclusion(index) ?? [];
      expect(() => {
        verifyInclusion(leaf, index, size, proof, root);
      }).toThrow(VerificationError);
    }
  }
});

test("the leaf hashes of a tile are given together", () => {
  const { reader } = readerOf(tilesOf(LEAVES), SIZE);
  expect(reader.leavesBeside(1_290)).toEqual(LEAVES.slice(1_280));
  expect(reader.leavesBeside(SIZE + 300)).toBeNull();
  expect(readerOf(new Map(), SIZE).reader.leavesBeside(0)).toBeNull();
});

test("a tile of a wrong length is refused", () => {
  const reader = new TileReader(3, () => new Uint8Array(95));
  expect(() => reader.inclusion(0)).toThrow(FormatError);
});

test("a leaf beyond the tree is refused", () => {
  const { reader } = readerOf(tilesOf(LEAVES), SIZE);
  expect(() => reader.leaf(SIZE)).toThrow(FormatError);
  expect(() => reader.inclusion(SIZE)).toThrow(FormatError);
  expect(() => reader.consistency(SIZE + 1)).toThrow(FormatError);
});

test("tiles are read anew when many others were read between, and give the same", () => {
  const size = 256 * 400;
  const row = new Uint8Array(8_192).fill(7);
  let asked = 0;
  const reader = new TileReader(size, () => {
    asked += 1;
    return row;
  });
  const first = reader.node(7, 0);
  for (let index = 0; index < 400; index += 1) reader.leaf(index * 256);
  const before = asked;
  expect(reader.node(7, 0)).toEqual(first);
  expect(asked).toBe(before + 1);
});
