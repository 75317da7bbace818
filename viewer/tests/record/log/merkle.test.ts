import { describe, expect, test } from "vitest";
import { FormatError, VerificationError } from "../../../src/record/errors.ts";
import { toHex } from "../../../src/record/format/sha256.ts";
import {
  emptyRoot,
  equalHashes,
  leafHash,
  MAX_SIZE,
  nodeHash,
  verifyConsistency,
  verifyInclusion,
} from "../../../src/record/log/merkle.ts";
import { consistencyParts, inclusionParts } from "../../../src/record/log/parts.ts";
import { at, digestAt, leavesOf, rootOf } from "./trees.ts";

describe("the example of log.md section 2", () => {
  const leaves = leavesOf(3);

  test("has its leaf hashes", () => {
    expect(leaves.map(toHex)).toEqual([
      "13a77175e35eb1d9da91ee14df0d7772cea71289800206e2b45c882ecb06efbf",
      "58705e7af8dbab9f2f5b6449ba18d22cce7eedf245fca8dcfd93cf0f906ccf95",
      "393ec8686f48e854d38c68530b0adc1469655252e12ec7d849e4e4117b7ad4a7",
    ]);
  });

  test("has its node and its root", () => {
    expect(toHex(nodeHash(at(leaves, 0), at(leaves, 1)))).toBe(
      "bbb441530bdded54e6e2bfcdc829819ff39b30768eb9f023071dffc16b410f10",
    );
    expect(toHex(rootOf(leaves))).toBe(
      "8be871f13785b4c81a1700459c76ac2b3ae2caebb7876c376e223c6adff98c47",
    );
  });

  test("has a proof of one node for its last leaf, and of two leaves for its first", () => {
    expect(inclusionParts(2, 3)).toEqual([[{ level: 1, index: 0 }]]);
    expect(inclusionParts(0, 3)).toEqual([[{ level: 0, index: 1 }], [{ level: 0, index: 2 }]]);
  });

  test("has a proof of one leaf from 2 to 3", () => {
    expect(consistencyParts(2, 3)).toEqual([[{ level: 0, index: 2 }]]);
  });
});

test("the root of the empty tree is that of nothing", () => {
  expect(toHex(emptyRoot())).toBe(
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  );
  expect(rootOf([])).toEqual(emptyRoot());
});

test("the root of one leaf is its leaf hash", () => {
  const [leaf] = leavesOf(1);
  expect(rootOf(leavesOf(1))).toEqual(leaf);
});

test("a digest of another length than 32 bytes has no leaf hash", () => {
  expect(() => leafHash(new Uint8Array(31))).toThrow(FormatError);
});

test("hashes of different length are not equal", () => {
  expect(equalHashes(new Uint8Array(32), new Uint8Array(31))).toBe(false);
});

/** A proof, from the leaves: each part is the root over the leaves of its nodes. */
function hashesOf(
  parts: readonly (readonly { level: number; index: number }[])[],
  leaves: readonly Uint8Array[],
): Uint8Array[] {
  return parts.map((part) => {
    const [first, last] = [part.at(0), part.at(-1)];
    if (first === undefined || last === undefined) throw new Error("an empty part");
    const start = first.index * 2 ** first.level;
    return rootOf(leaves.slice(start, (last.index + 1) * 2 ** last.level));
  });
}

const LARGEST = 40;
const ALL = leavesOf(LARGEST);

test("every leaf of every tree up to 40 is shown by its proof, and by no other leaf's", () => {
  for (let size = 1; size <= LARGEST; size += 1) {
    const root = rootOf(ALL.slice(0, size));
    for (let index = 0; index < size; index += 1) {
      const proof = hashesOf(inclusionParts(index, size), ALL);
      verifyInclusion(at(ALL, index), index, size, proof, root);
      const other = (index + 1) % size;
      if (other === index) continue;
      expect(() => {
        verifyInclusion(at(ALL, index), other, size, proof, root);
      }).toThrow(VerificationError);
    }
  }
});

test("every tree up to 40 is shown to be a prefix of every larger one", () => {
  for (let size = 1; size <= LARGEST; size += 1) {
    const root = rootOf(ALL.slice(0, size));
    for (let old = 0; old <= size; old += 1) {
      const oldRoot = rootOf(ALL.slice(0, old));
      const proof = hashesOf(consistencyParts(old, size), ALL);
      verifyConsistency(old, oldRoot, size, root, proof);
      expect(() => {
        verifyConsistency(old, leafHash(digestAt(99)), size, root, proof);
      }).toThrow(VerificationError);
    }
  }
});

test("a proof with a hash too many or too few is false", () => {
  const root = rootOf(ALL);
  const proof = hashesOf(inclusionParts(38, LARGEST), ALL);
  for (const wrong of [proof.slice(1), proof.slice(0, -1), [...proof, root], [root, ...proof]]) {
    expect(() => {
      verifyInclusion(at(ALL, 38), 38, LARGEST, wrong, root);
    }).toThrow(VerificationError);
  }
});

test("a consistency proof with a hash too many or too few is false", () => {
  const root = rootOf(ALL);
  const oldRoot = rootOf(ALL.slice(0, 33));
  const proof = hashesOf(consistencyParts(33, LARGEST), ALL);
  for (const wrong of [[], proof.slice(1), proof.slice(0, -1), [...proof, root]]) {
    expect(() => {
      verifyConsistency(33, oldRoot, LARGEST, root, wrong);
    }).toThrow(VerificationError);
  }
});

test("indices and sizes that are none are malformed", () => {
  const hash = new Uint8Array(32);
  const pairs: [number, number][] = [
    [-1, 3],
    [3, 3],
    [0, 0],
    [0.5, 3],
    [0, MAX_SIZE + 1],
    [Number.NaN, 3],
  ];
  for (const [index, size] of pairs) {
    expect(() => {
      verifyInclusion(hash, index, size, [], hash);
    }).toThrow(FormatError);
    expect(() => inclusionParts(index, size)).toThrow(FormatError);
  }
});

test("an old size beyond the new one is malformed", () => {
  const hash = new Uint8Array(32);
  expect(() => {
    verifyConsistency(4, hash, 3, hash, []);
  }).toThrow(FormatError);
  expect(() => consistencyParts(4, 3)).toThrow(FormatError);
  expect(() => consistencyParts(-1, 3)).toThrow(FormatError);
});

test("a hash of another length anywhere in a proof is malformed", () => {
  const [hash, short] = [new Uint8Array(32), new Uint8Array(33)];
  expect(() => {
    verifyInclusion(hash, 0, 2, [short], hash);
  }).toThrow(FormatError);
  expect(() => {
    verifyInclusion(short, 0, 2, [hash], hash);
  }).toThrow(FormatError);
  expect(() => {
    verifyConsistency(1, hash, 2, hash, [short]);
  }).toThrow(FormatError);
});

test("a proof in the largest tree names at most 53 hashes, of nodes that the tree has", () => {
  for (const index of [0, 1, 2 ** 52 - 1, 2 ** 52, MAX_SIZE - 1]) {
    const parts = inclusionParts(index, MAX_SIZE);
    expect(parts.length).toBeLessThanOrEqual(53);
    for (const { level, index: place } of parts.flat()) {
      expect((place + 1) * 2 ** level).toBeLessThanOrEqual(MAX_SIZE);
      expect(Number.isSafeInteger(place)).toBe(true);
    }
  }
});

test("a proof in the largest tree is verified without loss", () => {
  const leaf = at(ALL, 0);
  const index = MAX_SIZE - 1;
  const proof = inclusionParts(index, MAX_SIZE).map(() => at(ALL, 1));
  const root = proof.reduce((hash, left) => nodeHash(left, hash), leaf);
  verifyInclusion(leaf, index, MAX_SIZE, proof, root);
  expect(() => {
    verifyInclusion(leaf, index - 1, MAX_SIZE, proof, root);
  }).toThrow(VerificationError);
});
