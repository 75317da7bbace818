/** Algorithm identifiers of signatures: RSA PKCS #1 v1.5 and ECDSA with SHA-2, and no others. */

import { TAG } from "./der.ts";
import type { Node } from "./der.ts";
import { hashOf } from "./digest.ts";
import type { Hash } from "./digest.ts";
import { Fields } from "./fields.ts";
import { malformed } from "./malformed.ts";
import { OID } from "./oids.ts";

/** An AlgorithmIdentifier (RFC 5280, 4.1.1.2): its identifier, and its parameters if any. */
export interface Algorithm {
  readonly oid: string;
  readonly parameters: Node | null;
}

export type Scheme = "RSA" | "ECDSA";

/** How a signature is made. */
export interface Signing {
  readonly scheme: Scheme;
  readonly hash: Hash;
}

const SIGNINGS: ReadonlyMap<string, Signing> = new Map([
  ["1.2.840.113549.1.1.11", { scheme: "RSA", hash: "SHA-256" }],
  ["1.2.840.113549.1.1.12", { scheme: "RSA", hash: "SHA-384" }],
  ["1.2.840.113549.1.1.13", { scheme: "RSA", hash: "SHA-512" }],
  ["1.2.840.10045.4.3.2", { scheme: "ECDSA", hash: "SHA-256" }],
  ["1.2.840.10045.4.3.3", { scheme: "ECDSA", hash: "SHA-384" }],
  ["1.2.840.10045.4.3.4", { scheme: "ECDSA", hash: "SHA-512" }],
]);

/** Signatures with MD2, MD5 and SHA-1, which anybody may forge. */
const BROKEN: ReadonlySet<string> = new Set([
  "1.2.840.113549.1.1.2",
  "1.2.840.113549.1.1.4",
  "1.2.840.113549.1.1.5",
  "1.2.840.10045.4.1",
]);

/**
 * Read an AlgorithmIdentifier.
 *
 * @throws FormatError where it is none, or has parameters that its algorithm does not have.
 */
export function readAlgorithm(node: Node): Algorithm {
  const fields = Fields.of(node, "algorithm");
  const oid = fields.oid();
  const parameters = fields.isAtEnd ? null : fields.any();
  fields.end();
  const tag = parameters?.tag ?? TAG.null;
  // With RSA and SHA-2 both NULL and nothing are in use; with ECDSA nothing (RFC 5754, 2 and 3).
  const isBare = SIGNINGS.get(oid)?.scheme === "ECDSA";
  const isPlain = isBare || oid === OID.rsa || SIGNINGS.has(oid) || hashOf(oid) !== null;
  if ((isPlain && tag !== TAG.null) || (isBare && parameters !== null)) {
    throw malformed("algorithm");
  }
  return { oid, parameters };
}

/**
 * How a signature under this identifier is made; null where this format does not accept it.
 *
 * @param beside The hash that is named beside the algorithm: `rsaEncryption` in CMS leaves it there
 *   (RFC 5754, 3.2). A certificate has none.
 */
export function signingOf(algorithm: Algorithm, beside: Hash | null): Signing | null {
  if (algorithm.oid === OID.rsa) {
    return beside === null ? null : { scheme: "RSA", hash: beside };
  }
  return SIGNINGS.get(algorithm.oid) ?? null;
}

/** Say whether signatures under this identifier prove nothing. */
export function isBroken(algorithm: Algorithm): boolean {
  return BROKEN.has(algorithm.oid);
}

/** Names of algorithms for a reader. */
const NAMES: ReadonlyMap<string, string> = new Map([[OID.rsa, "RSA"]]);

/** Spell an algorithm for a reader: `ECDSA with SHA-256`, or its identifier where it has no name. */
export function spellAlgorithm(algorithm: Algorithm): string {
  const signing = SIGNINGS.get(algorithm.oid);
  if (signing) {
    return `${signing.scheme} with ${signing.hash}`;
  }
  return hashOf(algorithm.oid) ?? NAMES.get(algorithm.oid) ?? algorithm.oid;
}
