import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import {
  digestOf,
  hashBlob,
  platformSubtle,
  sha256,
  sha256Of,
  spellDigest,
  toHex,
} from "../../../src/record/format/sha256.ts";
import { bytesOf } from "./vectors.ts";

// FIPS 180-4, the example "abc".
const ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

const MIB = 2 ** 20;

describe("SHA-256 of bytes", () => {
  it("is that of the standard", () => {
    expect(toHex(sha256(bytesOf("abc")))).toBe(ABC);
    expect(digestOf(bytesOf("abc"))).toBe(`sha256:${ABC}`);
    expect(spellDigest(sha256(bytesOf("abc")))).toBe(`sha256:${ABC}`);
  });

  it("goes over parts as over the whole", () => {
    expect(toHex(sha256Of([bytesOf("a"), bytesOf(""), bytesOf("bc")]))).toBe(ABC);
  });
});

describe("hashing a file", () => {
  const sizes = [0, 1, 100_000, 4 * MIB - 1, 4 * MIB, 4 * MIB + 1, 9 * MIB];

  it.each(sizes)(
    "gives SHA-256 and CRC-32 of %d bytes, by the platform and without",
    async (size) => {
      const bytes = noise(size);
      const wanted = createHash("sha256").update(bytes).digest("hex");
      for (const subtle of [crypto.subtle, null]) {
        const hashes = await hashBlob(new Blob([bytes]), undefined, subtle);
        expect(toHex(hashes.sha256)).toBe(wanted);
        expect(hashes.crc32).toBe(crc32(bytes));
      }
    },
  );

  it("gives the CRC-32 as ZIP has it, unsigned", async () => {
    const { crc32: sum } = await hashBlob(new Blob(["123456789"]));
    expect(sum).toBe(0xcbf43926);
  });

  it("reads a large file in pieces, and says how far it is", async () => {
    const piece = noise(MIB);
    const blob = new Blob(Array.from({ length: 40 }, () => piece));
    const heard: number[] = [];
    const hashes = await hashBlob(blob, (bytes) => heard.push(bytes));
    const running = createHash("sha256");
    for (let i = 0; i < 40; i++) running.update(piece);
    expect(toHex(hashes.sha256)).toBe(running.digest("hex"));
    expect(heard.length).toBeGreaterThan(1);
    expect(heard.reduce((sum, bytes) => sum + bytes, 0)).toBe(blob.size);
    expect(Math.max(...heard)).toBeLessThanOrEqual(4 * MIB);
  });

  it("says of a small file once that it was read", async () => {
    const heard: number[] = [];
    await hashBlob(new Blob(["abc"]), (bytes) => heard.push(bytes));
    expect(heard).toEqual([3]);
  });

  it("passes on that a file could not be read", async () => {
    const gone = new Blob(["abc"]);
    gone.arrayBuffer = () => Promise.reject(new Error("gone"));
    await expect(hashBlob(gone)).rejects.toThrow("gone");
  });
});

it("finds the platform's cryptography, or that there is none", () => {
  expect(platformSubtle()).toBe(crypto.subtle);
  const whole = Object.getOwnPropertyDescriptor(globalThis, "crypto");
  Object.defineProperty(globalThis, "crypto", { value: {}, configurable: true });
  try {
    expect(platformSubtle()).toBeNull();
  } finally {
    if (whole !== undefined) Object.defineProperty(globalThis, "crypto", whole);
  }
});

/** Bytes that repeat late. */
function noise(size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let state = size + 1;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}
