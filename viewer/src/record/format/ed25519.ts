/**
 * Ed25519 (RFC 8032 section 5.1.7) by the equation without the cofactor, as
 * docs/formats/record.md section 3 has it: `[S]B = R + [k]A`, S below the group's order, R and A in
 * their one encoding.
 *
 * The platform's WebCrypto judges where it has Ed25519 and judges rare keys as the format says;
 * that is tried out once, on known signatures. Elsewhere the points are those of @noble/curves.
 */

import { ED25519_TORSION_SUBGROUP, ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, hexToBytes } from "@noble/hashes/utils.js";
import { platformSubtle } from "./sha256.ts";

/** Whether a signature of 64 bytes is that of a key of 32 bytes over a message. Never throws. */
export type Verifier = (
  key: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
) => Promise<boolean>;

const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

/** Keys are kept ready for so many signers; a record has a handful. */
const KEPT_KEYS = 256;

/** Bits of a table of multiples of a key: more take longer to prepare than they save. */
const WINDOW = 4;

/** Of an encoded point, the bits that are y; the one above is the sign of x. */
const Y_BITS = 2n ** 255n - 1n;

const { Point } = ed25519;
type CurvePoint = InstanceType<typeof Point>;

/**
 * The eight points of small order. The specification of WebCrypto has a platform refuse them, as
 * key and as R; platforms differ, and RFC 8032 does not: they are never left to the platform.
 */
const SMALL_ORDER: ReadonlySet<string> = new Set(ED25519_TORSION_SUBGROUP);

/** A key with a point of order 8 in it: a + T. By the equation with the cofactor, both hold. */
const MIXED_KEY = "cca4df1dbd4dc1802eae7c39ce9239573136fcf6c15f727dd25d7a12613d56db";

/** Signatures that tell by which equation a platform judges. */
const KNOWN: readonly { key: string; message: string; signature: string; holds: boolean }[] = [
  // RFC 8032 section 7.1, test 2, and the same over another message.
  {
    key: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    message: "72",
    signature:
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" +
      "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    holds: true,
  },
  {
    key: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    message: "73",
    signature:
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" +
      "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    holds: false,
  },
  // Here k is a multiple of 8, and [k]T is nothing: the equation holds.
  {
    key: MIXED_KEY,
    message: "02",
    signature:
      "5d2cab483e085b809c8c65d3daa749d59c7ef940aa121ded279d032bb1f37e8c" +
      "a580133b6faa575e451b3ddd02bb668e8aa50b0cfd24e2953452d0a757043807",
    holds: true,
  },
  // Here it is not: the equation holds with the cofactor only.
  {
    key: MIXED_KEY,
    message: "00",
    signature:
      "5d2cab483e085b809c8c65d3daa749d59c7ef940aa121ded279d032bb1f37e8c" +
      "3595cc1bb04b318cb2158dfb609fe754ed556241b132adc1844114b789591d0d",
    holds: false,
  },
];

/** Verify by what this browser has. */
export const verifyEd25519: Verifier = (key, message, signature) => {
  standard ??= verifierOver(platformSubtle());
  return standard(key, message, signature);
};

let standard: Verifier | null = null;

/** A verifier over a platform's cryptography, or over none. */
export function verifierOver(subtle: SubtleCrypto | null): Verifier {
  const byCurve = curveVerifier();
  if (subtle === null) return (...asked) => Promise.resolve(byCurve(...asked));
  const byPlatform = platformVerifier(subtle);
  let trusted: Promise<boolean> | null = null;
  return async (key, message, signature) => {
    if (!isSpelledRight(key, signature)) return false;
    trusted ??= judgesAsTheFormat(byPlatform);
    if (!(await trusted) || hasSmallOrder(key, signature)) return byCurve(key, message, signature);
    try {
      return await byPlatform(key, message, signature);
    } catch {
      return byCurve(key, message, signature); // a platform may refuse to import what is no key
    }
  };
}

/** The platform alone; rejects where it does not know the algorithm, or takes the key for none. */
function platformVerifier(subtle: SubtleCrypto): Verifier {
  const imported = kept((key: Uint8Array) =>
    subtle.importKey("raw", key.slice(), { name: "Ed25519" }, false, ["verify"]),
  );
  return async (key, message, signature) =>
    subtle.verify({ name: "Ed25519" }, await imported(key), signature.slice(), message.slice());
}

/** The equation over the points of @noble/curves: R is compared in its one encoding. */
function curveVerifier(): (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean {
  const negated = kept(negatedPoint);
  return (key, message, signature) => {
    if (!isSpelledRight(key, signature)) return false;
    const minusA = negated(key);
    if (minusA === null) return false;
    const r = signature.subarray(0, KEY_BYTES);
    const s = integer(signature.subarray(KEY_BYTES));
    const k = Point.Fn.create(integer(sha512(concatBytes(r, key, message))));
    const found = Point.BASE.multiplyUnsafe(s).add(minusA.multiplyUnsafe(k));
    return found.toHex() === bytesToHex(r);
  };
}

/** -A, prepared for being multiplied often; null for bytes that encode no point. */
function negatedPoint(key: Uint8Array): CurvePoint | null {
  try {
    return Point.fromBytes(key).negate().precompute(WINDOW);
  } catch {
    return null; // fromBytes throws for what RFC 8032 section 5.1.3 does not decode
  }
}

/**
 * Whether S is below the order, and the key the one encoding of its point (RFC 8032 section
 * 5.1.3): platforms differ in whether they look. That R has one encoding, the equation sees to.
 */
function isSpelledRight(key: Uint8Array, signature: Uint8Array): boolean {
  if (key.length !== KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false;
  if (integer(signature.subarray(KEY_BYTES)) >= Point.Fn.ORDER) return false;
  const prime = Point.Fp.ORDER;
  const encoded = integer(key);
  const y = encoded & Y_BITS;
  const xIsZero = y === 1n || y === prime - 1n;
  return y < prime && !(xIsZero && encoded !== y);
}

function hasSmallOrder(key: Uint8Array, signature: Uint8Array): boolean {
  return [key, signature.subarray(0, KEY_BYTES)].some((point) =>
    SMALL_ORDER.has(bytesToHex(point)),
  );
}

/** Try a platform on known signatures; one that does not know Ed25519 rejects. */
async function judgesAsTheFormat(verify: Verifier): Promise<boolean> {
  try {
    for (const known of KNOWN) {
      const said = await verify(
        hexToBytes(known.key),
        hexToBytes(known.message),
        hexToBytes(known.signature),
      );
      if (said !== known.holds) return false;
    }
    return true;
  } catch {
    return false;
  }
}

/** Bytes as an integer, the lowest first. */
function integer(bytes: Uint8Array): bigint {
  return BigInt(`0x${bytesToHex(bytes.slice().reverse())}`);
}

/** Remember what a function gave for the keys that were asked for last. */
function kept<T>(make: (key: Uint8Array) => T): (key: Uint8Array) => T {
  const made = new Map<string, T>();
  return (key) => {
    const name = bytesToHex(key);
    const known = made.get(name);
    if (known !== undefined) return known;
    if (made.size >= KEPT_KEYS) made.clear();
    const fresh = make(key);
    made.set(name, fresh);
    return fresh;
  };
}
