/**
 * Verifying the signatures of tokens and certificates: by WebCrypto, which a page from a disk has.
 * Where it is not there, tokens are not judged; a script for three curves would not do for RSA,
 * with which most authorities sign.
 */

import { FormatError, RecordError } from "../errors.ts";
import { platformSubtle } from "../format/sha256.ts";
import type { Signing } from "./algorithm.ts";
import { TAG } from "./der.ts";
import type { Hash } from "./digest.ts";
import { Fields } from "./fields.ts";
import type { Curve, PublicKey } from "./key.ts";

/** This browser cannot compute it: what is signed is neither shown to be true nor false. */
export class UnavailableError extends RecordError {}

/** What was asked, or why this browser cannot tell: a question that is asked later may settle it. */
export async function orUnavailable<Value>(
  asked: Promise<Value>,
): Promise<Value | UnavailableError> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof UnavailableError) {
      return error;
    }
    throw error;
  }
}

/** Bytes of a coordinate, and of each half of a signature. */
const SIZES: Readonly<Record<Curve, number>> = { "P-256": 32, "P-384": 48, "P-521": 66 };

/** First octets of points (SEC 1, 2.3.3): with both coordinates, which alone WebCrypto must take... */
const UNCOMPRESSED = 4;
/** ...and with one and the sign of the other. */
const COMPRESSED: readonly (number | undefined)[] = [2, 3];

/**
 * Verify a signature over the exact bytes of `message`.
 *
 * @returns Whether it holds; false as well where the key is of another sort than the signature.
 * @throws UnavailableError where this browser cannot compute with that sort of key.
 */
export async function verifySignature(
  key: PublicKey,
  signing: Signing,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  if (key.sort === "RSA" && signing.scheme === "RSA") {
    return verifyRsa(key.spki, signing.hash, message, signature);
  }
  if (key.sort === "EC" && signing.scheme === "ECDSA") {
    return verifyEcdsa(key, signing.hash, message, signature);
  }
  if (key.sort === "other" && signing.scheme === "ECDSA") {
    throw unavailable(key.algorithm);
  }
  return false;
}

async function verifyRsa(
  spki: Uint8Array,
  hash: Hash,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash };
  const held = await bySubtle("spki", spki, algorithm, algorithm, message, signature);
  if (held === null) {
    throw unavailable("RSA");
  }
  return held;
}

async function verifyEcdsa(
  key: { readonly curve: Curve; readonly point: Uint8Array },
  hash: Hash,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const raw = halves(signature, SIZES[key.curve]);
  if (raw === null) {
    return false;
  }
  const algorithm = { name: "ECDSA", namedCurve: key.curve };
  const way = { name: "ECDSA", hash };
  const [sort] = key.point;
  if (sort !== UNCOMPRESSED && !COMPRESSED.includes(sort)) {
    return false;
  }
  const isPlain = sort === UNCOMPRESSED;
  const held = isPlain ? await bySubtle("raw", key.point, algorithm, way, message, raw) : null;
  if (held === null) {
    throw unavailable(`ECDSA, ${key.curve}`);
  }
  return held;
}

function unavailable(algorithm: string): UnavailableError {
  return new UnavailableError("{algorithm} is not available here", { algorithm });
}

/** Ask WebCrypto. Null where it is not there or lacks the algorithm; false also of what is no key. */
async function bySubtle(
  format: "raw" | "spki",
  bytes: Uint8Array,
  algorithm: RsaHashedImportParams | EcKeyImportParams,
  way: AlgorithmIdentifier | EcdsaParams,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean | null> {
  const subtle = platformSubtle();
  if (subtle === null) {
    return null;
  }
  try {
    const key = await subtle.importKey(format, own(bytes), algorithm, false, ["verify"]);
    return await subtle.verify(way, key, own(signature), own(message));
  } catch (error) {
    // What is no key signs nothing; every other refusal is of the algorithm.
    if (error instanceof Error) {
      return error.name === "DataError" ? false : null;
    }
    throw error;
  }
}

/** WebCrypto takes bytes of an ordinary buffer only; a view of a shared one is copied. */
function own(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

/**
 * Ecdsa-Sig-Value of RFC 5480, appendix A, as WebCrypto has it: both numbers at full length.
 *
 * @returns null where it is not DER, or a number is negative or too long for the curve.
 */
function halves(signature: Uint8Array, size: number): Uint8Array | null {
  const raw = new Uint8Array(2 * size);
  try {
    const fields = Fields.in(signature, "signature");
    for (const end of [size, 2 * size]) {
      const number = fields.take(TAG.integer).content;
      const bytes = number[0] === 0 ? number.subarray(1) : number;
      if (bytes.length > size || (number[0] ?? 0) >= 0x80) {
        return null;
      }
      raw.set(bytes, end - bytes.length);
    }
    fields.end();
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
  return raw;
}
