/**
 * ML-DSA-44: FIPS 204 (https://csrc.nist.gov/pubs/fips/204/final), pure, with an empty context.
 * No browser has it.
 */

import { ml_dsa44 } from "@noble/post-quantum/ml-dsa.js";

/** Bytes of a public key. */
export const MLDSA44_KEY_BYTES = 1312;

/** Bytes of a signature. */
export const MLDSA44_SIGNATURE_BYTES = 2420;

/** Whether a signature over a message holds. What has not the length of its kind holds nothing. */
export function verifyMldsa44(
  key: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (key.length !== MLDSA44_KEY_BYTES || signature.length !== MLDSA44_SIGNATURE_BYTES) {
    return false;
  }
  return ml_dsa44.verify(signature, message, key);
}
