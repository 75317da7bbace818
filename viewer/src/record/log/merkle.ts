/**
 * Hashes of the log's tree, and proofs verified: docs/formats/log.md sections 1 to 3.
 *
 * Sizes and indices reach 2^53 - 1, where JavaScript's bit operations (32 bits) fail: everything
 * here divides instead.
 */

import { FormatError, VerificationError } from "../errors.ts";
import { sha256 } from "../format/sha256.ts";

/** The largest tree, in leaves (log.md section 1). */
export const MAX_SIZE = Number.MAX_SAFE_INTEGER;

/** Bytes of a hash. */
export const HASH_BYTES = 32;

const LEAF = 0x00;
const NODE = 0x01;

/** The root of the tree without leaves. */
export function emptyRoot(): Uint8Array {
  return sha256(new Uint8Array());
}

/** The leaf hash of an entry's digest (32 bytes). Throws FormatError for another length. */
export function leafHash(digest: Uint8Array): Uint8Array {
  checkHash(digest);
  const data = new Uint8Array(1 + HASH_BYTES);
  data[0] = LEAF;
  data.set(digest, 1);
  return sha256(data);
}

/** The hash of two neighbours (32 bytes each; lengths are the caller's to check). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  const data = new Uint8Array(1 + 2 * HASH_BYTES);
  data[0] = NODE;
  data.set(left, 1);
  data.set(right, 1 + HASH_BYTES);
  return sha256(data);
}

/** Whether two hashes are the same. Nothing here is secret: no constant time is needed. */
export function equalHashes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/** The root that a proof leads to, by RFC 9162 section 2.1.3.2, or null if its length is wrong. */
function climb(
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
): Uint8Array | null {
  let at = index;
  let last = size - 1;
  let root = leaf;
  for (const hash of proof) {
    if (last === 0) return null;
    if (at % 2 === 1 || at === last) {
      root = nodeHash(hash, root);
      while (at % 2 === 0 && at !== 0) {
        at /= 2;
        last = half(last);
      }
    } else {
      root = nodeHash(root, hash);
    }
    at = half(at);
    last = half(last);
  }
  return last === 0 ? root : null;
}

/**
 * Check that a leaf hash is at an index of a tree. Throws FormatError for what is no index, size
 * or hash, VerificationError for a proof that is too long, too short, or leads to another root.
 */
export function verifyInclusion(
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): void {
  checkIndex(index, size);
  [leaf, root, ...proof].forEach(checkHash);
  const found = climb(leaf, index, size, proof);
  if (found === null || !equalHashes(found, root)) {
    throw new VerificationError("the proof does not show leaf {index} in a tree of {size}", {
      index,
      size,
    });
  }
}

/**
 * Check that an older tree is a prefix of a newer one. Throws FormatError for what is no pair of
 * sizes or no hash, VerificationError for a proof that is too long, too short, or leads elsewhere.
 */
export function verifyConsistency(
  old: number,
  oldRoot: Uint8Array,
  size: number,
  root: Uint8Array,
  proof: readonly Uint8Array[],
): void {
  checkSizes(old, size);
  [oldRoot, root, ...proof].forEach(checkHash);
  if (!isPrefix(old, oldRoot, size, root, proof)) {
    throw new VerificationError("the proof does not show a tree of {old} in one of {size}", {
      old,
      size,
    });
  }
}

function isPrefix(
  old: number,
  oldRoot: Uint8Array,
  size: number,
  root: Uint8Array,
  proof: readonly Uint8Array[],
): boolean {
  if (old === 0 && !equalHashes(oldRoot, emptyRoot())) return false;
  if (old === size) return proof.length === 0 && equalHashes(oldRoot, root);
  if (old === 0) return proof.length === 0;
  const found = climbBoth(old, size, isPowerOfTwo(old) ? [oldRoot, ...proof] : proof);
  return found !== null && equalHashes(found.old, oldRoot) && equalHashes(found.root, root);
}

/** Both roots that a path leads to, by RFC 9162 section 2.1.4.2, or null if its length is wrong. */
function climbBoth(
  size: number,
  newSize: number,
  path: readonly Uint8Array[],
): { old: Uint8Array; root: Uint8Array } | null {
  const [first, ...rest] = path;
  if (first === undefined) return null;
  let at = size - 1;
  let last = newSize - 1;
  while (at % 2 === 1) {
    at = half(at);
    last = half(last);
  }
  let old = first;
  let root = first;
  for (const hash of rest) {
    if (last === 0) return null;
    if (at % 2 === 1 || at === last) {
      old = nodeHash(hash, old);
      root = nodeHash(hash, root);
      while (at % 2 === 0 && at !== 0) {
        at /= 2;
        last = half(last);
      }
    } else {
      root = nodeHash(root, hash);
    }
    at = half(at);
    last = half(last);
  }
  return last === 0 ? { old, root } : null;
}

function half(count: number): number {
  return Math.floor(count / 2);
}

function isPowerOfTwo(count: number): boolean {
  let power = 1;
  while (power < count) power *= 2;
  return power === count;
}

function checkHash(hash: Uint8Array): void {
  if (hash.length !== HASH_BYTES) {
    throw new FormatError("a hash of {got} bytes", { got: hash.length });
  }
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** Throws FormatError if a tree of the size has no such leaf. */
export function checkIndex(index: number, size: number): void {
  if (!isCount(size) || !isCount(index) || index >= size) {
    throw new FormatError("no leaf {index} in a tree of {size}", { index, size });
  }
}

/** Throws FormatError if they are not the sizes of an older and a newer tree. */
export function checkSizes(old: number, size: number): void {
  if (!isCount(size) || !isCount(old) || old > size) {
    throw new FormatError("no tree of {old} before one of {size}", { old, size });
  }
}
