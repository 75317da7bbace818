/**
 * SHA-256 (FIPS 180-4) and the digests that are spelled with it (docs/formats/record.md section 2),
 * of bytes in memory and of files that may not fit there.
 */

import { sha256 as hash } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import crc32 from "crc-32";
import type { Digest } from "./values.ts";

/** What one reading of a file gives. */
export interface BlobHashes {
  /** 32 bytes. */
  readonly sha256: Uint8Array;
  /** CRC-32 as ZIP has it, unsigned. */
  readonly crc32: number;
}

/** Up to this many bytes are read at once, so that the platform's own SHA-256 can hash them. */
const SHORT = 16 * 2 ** 10;
const AT_ONCE = 32 * 2 ** 20;

/** Of a larger file so many bytes are in memory at a time: enough that reading costs little. */
const CHUNK = 4 * 2 ** 20;

/** The 32 bytes of a SHA-256, at once: for small inputs that is faster than asking the platform. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return hash(bytes);
}

/** The same over parts, one behind the other. */
export function sha256Of(parts: readonly Uint8Array[]): Uint8Array {
  const running = hash.create();
  for (const part of parts) running.update(part);
  return running.digest();
}

/** Lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  return bytesToHex(bytes);
}

/** The digest of bytes, as it is spelled. */
export function digestOf(bytes: Uint8Array): Digest {
  return spellDigest(sha256(bytes));
}

/** The spelling of a SHA-256 of 32 bytes. */
export function spellDigest(hashed: Uint8Array): Digest {
  return `sha256:${bytesToHex(hashed)}`;
}

/**
 * Hash a file in one reading, in memory that does not grow with it. `onBytes` hears after each
 * piece how many bytes it had. `subtle` is the platform's cryptography, or null where it has none.
 *
 * Throws what reading the blob throws: the file may be gone.
 */
export async function hashBlob(
  blob: Blob,
  onBytes?: (bytes: number) => void,
  subtle: SubtleCrypto | null = platformSubtle(),
): Promise<BlobHashes> {
  if (subtle === null || blob.size > AT_ONCE) return hashByPieces(blob, onBytes);
  const hashed = await hashBytes(new Uint8Array(await blob.arrayBuffer()), subtle);
  onBytes?.(blob.size);
  return hashed;
}

/** Hash bytes that are in memory: short ones at once, for asking the platform takes longer. */
export async function hashBytes(
  bytes: Uint8Array<ArrayBuffer>,
  subtle: SubtleCrypto | null = platformSubtle(),
): Promise<BlobHashes> {
  const byScript = subtle === null || bytes.length <= SHORT;
  const hashed = byScript ? hash(bytes) : new Uint8Array(await subtle.digest("SHA-256", bytes));
  return { sha256: hashed, crc32: crc32.buf(bytes) >>> 0 };
}

/** Null outside of a secure context, and where it was taken away: the types promise too much. */
export function platformSubtle(): SubtleCrypto | null {
  const platform: { crypto?: { subtle?: SubtleCrypto } } = globalThis;
  return platform.crypto?.subtle ?? null;
}

async function hashByPieces(blob: Blob, onBytes?: (bytes: number) => void): Promise<BlobHashes> {
  const running = hash.create();
  let sum = 0;
  for (let start = 0; start < blob.size; start += CHUNK) {
    const piece = new Uint8Array(await blob.slice(start, start + CHUNK).arrayBuffer());
    running.update(piece);
    sum = crc32.buf(piece, sum);
    onBytes?.(piece.length);
  }
  return { sha256: running.digest(), crc32: sum >>> 0 };
}
