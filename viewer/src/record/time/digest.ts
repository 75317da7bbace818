/** The hash functions that tokens and certificates name. */

import { sha1 } from "@noble/hashes/legacy.js";
import { sha256, sha384, sha512 } from "@noble/hashes/sha2.js";
import { OID } from "./oids.ts";

/** A hash function that is accepted, under WebCrypto's name. */
export type Hash = "SHA-256" | "SHA-384" | "SHA-512";

const HASHES: ReadonlyMap<string, Hash> = new Map([
  [OID.sha256, "SHA-256"],
  ["2.16.840.1.101.3.4.2.2", "SHA-384"],
  ["2.16.840.1.101.3.4.2.3", "SHA-512"],
]);

const FUNCTIONS: Readonly<Record<Hash, (bytes: Uint8Array) => Uint8Array>> = {
  "SHA-256": sha256,
  "SHA-384": sha384,
  "SHA-512": sha512,
};

/** The hash function of an identifier; null where it is none of those accepted. */
export function hashOf(oid: string): Hash | null {
  return HASHES.get(oid) ?? null;
}

export function digest(hash: Hash, bytes: Uint8Array): Uint8Array {
  return FUNCTIONS[hash](bytes);
}

/**
 * SHA-1, by which RFC 2634 names the signer's certificate. It proves nothing by itself: the
 * signature is made by that certificate's key all the same.
 */
export function legacyDigest(bytes: Uint8Array): Uint8Array {
  return sha1(bytes);
}
