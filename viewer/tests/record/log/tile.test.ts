import { describe, expect, test } from "vitest";
import { FormatError } from "../../../src/record/errors.ts";
import { MAX_SIZE } from "../../../src/record/log/merkle.ts";
import {
  checkTile,
  consistencyTiles,
  inclusionTiles,
  neededTiles,
  parseTilePath,
  sourceOf,
  tileOf,
  tilePath,
} from "../../../src/record/log/tile.ts";

/** All tiles of a tree, by the rule on widths of log.md section 4. */
function allPaths(size: number): string[] {
  const paths: string[] = [];
  for (let level = 0; Math.floor(size / 256 ** level) > 0; level += 1) {
    for (let index = 0; ; index += 1) {
      const tile = tileOf(level, index, size);
      if (tile === null) break;
      paths.push(tilePath(tile));
    }
  }
  return paths;
}

test("a tree of 70,000 leaves has the tiles of the example in log.md", () => {
  const paths = allPaths(70_000);
  expect(paths).toHaveLength(274 + 2 + 1);
  expect(paths[0]).toBe("tile/0/000");
  expect(paths.slice(272)).toEqual([
    "tile/0/272",
    "tile/0/273.p/112",
    "tile/1/000",
    "tile/1/001.p/17",
    "tile/2/000.p/1",
  ]);
});

test("there is no empty tile", () => {
  expect(tileOf(0, 1, 256)).toBeNull();
  expect(tileOf(1, 0, 255)).toBeNull();
  expect(tileOf(0, 0, 0)).toBeNull();
});

test("what is written of a tile is read as the same tile", () => {
  for (const index of [0, 7, 999, 1000, 1234067, 999_999, 1_000_000, 35_184_372_088_831]) {
    const tile = { level: 0, index, width: 255 };
    expect(parseTilePath(tilePath(tile))).toEqual(tile);
  }
  expect(tilePath({ level: 0, index: 1234067, width: 256 })).toBe("tile/0/x001/x234/067");
});

test.each([
  "tile/0/000\n",
  "tile/0/x000/000",
  "tile/0/x000/x001/000",
  "tile/0/000.p/256",
  "tile/0/000.p/999",
  "tile/00/000",
  "tile/0/x999/x999/x999/x999/x999/x999/999",
  "tile/7/000.p/1",
  "__proto__",
])("a path is refused: %j", (path) => {
  expect(() => parseTilePath(path)).toThrow(FormatError);
});

test("a tile of another length than its width says is malformed", () => {
  const tile = { level: 0, index: 0, width: 3 };
  checkTile(tile, new Uint8Array(96));
  for (const bytes of [0, 95, 97, 8192]) {
    expect(() => {
      checkTile(tile, new Uint8Array(bytes));
    }).toThrow(FormatError);
  }
});

test("a node above a tile's level is hashed from that tile", () => {
  const tile = { level: 1, index: 0, width: 256 };
  expect(sourceOf({ level: 8 + 7, index: 1 }, 70_000)).toEqual({ tile, at: 1, above: 7 });
  expect(sourceOf({ level: 16, index: 0 }, 70_000).tile).toEqual({ level: 2, index: 0, width: 1 });
});

test("a node beyond the tree is refused", () => {
  expect(() => sourceOf({ level: 0, index: 3 }, 3)).toThrow(FormatError);
  expect(() => sourceOf({ level: 2, index: 0 }, 3)).toThrow(FormatError);
});

describe("the tiles that proofs need", () => {
  function paths(indices: number[], olds: number[], size: number): string[] {
    return [...neededTiles(indices, olds, size).keys()].sort();
  }

  test("are the one tile in a tree of up to 256", () => {
    expect(paths([0], [], 2)).toEqual(["tile/0/000.p/2"]);
    expect(paths([7, 200], [], 256)).toEqual(["tile/0/000"]);
  });

  test("are none for the only leaf of a tree", () => {
    expect(paths([0], [1], 1)).toEqual([]);
  });

  test("leave out a tile of a single leaf for that leaf's own proof", () => {
    expect(paths([256], [], 257)).toEqual(["tile/1/000.p/1"]);
    expect(paths([0], [], 257)).toEqual(["tile/0/000", "tile/0/001.p/1"]);
    expect(paths([0, 256], [], 257)).toEqual(["tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1"]);
  });

  test("include all tiles that an incomplete subtree is folded from", () => {
    // Beside leaf 0 of 70,000 lies, at the top, the subtree of the leaves from 65,536 on: it is
    // folded from 17 nodes of level 8, in tile/1/001, and from 112 leaves.
    expect(paths([0], [], 70_000)).toEqual([
      "tile/0/000",
      "tile/0/273.p/112",
      "tile/1/000",
      "tile/1/001.p/17",
    ]);
  });

  test("are those of a consistency proof", () => {
    expect(paths([], [2], 3)).toEqual(["tile/0/000.p/3"]);
    expect(paths([], [256], 257)).toEqual(["tile/0/001.p/1"]);
    expect(paths([], [256], 512)).toEqual(["tile/1/000.p/2"]);
    expect(paths([], [257], 512)).toEqual(["tile/0/001", "tile/1/000.p/2"]);
  });

  test("are none for equal sizes, none for the empty tree, and none beyond the tree", () => {
    expect(paths([], [0, 257, 258], 257)).toEqual([]);
    expect(paths([257, MAX_SIZE], [], 257)).toEqual([]);
    expect(paths([0], [0], 0)).toEqual([]);
  });

  test("are those of each single proof, taken together", () => {
    const size = 66_000;
    const indices = [0, 255, 256, 300, 511, 65_535, 65_536, 65_999];
    const olds = [1, 2, 255, 256, 257, 40_000, 65_536, 65_999, 66_000];
    const single = [
      ...indices.flatMap((index) => [...inclusionTiles(index, size).keys()]),
      ...olds.flatMap((old) => [...consistencyTiles(old, size).keys()]),
    ];
    expect(paths(indices, olds, size)).toEqual([...new Set(single)].sort());
  });

  test("are found for every leaf of a tile alike", () => {
    for (const size of [257, 258, 511, 512, 513, 700]) {
      for (let index = 0; index + 1 < size; index += 1) {
        if (Math.floor(index / 256) !== Math.floor((index + 1) / 256)) continue;
        expect(inclusionTiles(index, size)).toEqual(inclusionTiles(index + 1, size));
      }
    }
  });

  test("are found quickly for 10,000 lines and 1,000 anchors in a log of a million", () => {
    const indices = Array.from({ length: 10_000 }, (_, line) => line * 97);
    const olds = Array.from({ length: 1_000 }, (_, anchor) => anchor * 991);
    const start = process.cpuUsage();
    const tiles = neededTiles(indices, olds, 1_000_000);
    // Of this process alone, in microseconds: others may have the machine meanwhile.
    expect(process.cpuUsage(start).user).toBeLessThan(2_000_000);
    expect(tiles.size).toBeGreaterThan(3_700);
  });
});
