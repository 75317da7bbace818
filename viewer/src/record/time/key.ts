/** Public keys of certificates (RFC 5280, 4.1.2.7): RSA, and those on the NIST curves. */

import { readAlgorithm } from "./algorithm.ts";
import { TAG } from "./der.ts";
import type { Node } from "./der.ts";
import { Fields } from "./fields.ts";
import { OID } from "./oids.ts";
import { oidOf, unsignedOf } from "./primitive.ts";

/** A curve under WebCrypto's name. */
export type Curve = "P-256" | "P-384" | "P-521";

export type PublicKey =
  | { readonly sort: "RSA"; readonly bits: number; readonly spki: Uint8Array }
  | { readonly sort: "EC"; readonly curve: Curve; readonly point: Uint8Array }
  | { readonly sort: "other"; readonly algorithm: string };

const CURVES: ReadonlyMap<string, Curve> = new Map([
  ["1.2.840.10045.3.1.7", "P-256"],
  ["1.3.132.0.34", "P-384"],
  ["1.3.132.0.35", "P-521"],
]);

/**
 * Read a SubjectPublicKeyInfo. A key of another sort is read as `other`, by its identifier.
 *
 * @throws FormatError where it is malformed.
 */
export function readKey(node: Node): PublicKey {
  const fields = Fields.of(node, "certificate");
  const algorithm = readAlgorithm(fields.take(TAG.sequence));
  const { bytes, unused } = fields.bits();
  fields.end();
  const { oid, parameters } = algorithm;
  if (oid === OID.rsa && parameters?.tag === TAG.null && unused === 0) {
    return { sort: "RSA", bits: modulusBits(bytes), spki: node.raw };
  }
  const curve = parameters?.tag === TAG.oid ? oidOf(parameters.content) : "";
  const known = CURVES.get(curve);
  if (oid === OID.ellipticKey && known !== undefined && unused === 0) {
    return { sort: "EC", curve: known, point: bytes };
  }
  return { sort: "other", algorithm: curve === "" ? oid : curve };
}

/** A key's sort and size for a reader: `RSA 2048`, `P-256`, or an identifier. */
export function spellKey(key: PublicKey): string {
  if (key.sort === "RSA") {
    return `RSA ${key.bits}`;
  }
  return key.sort === "EC" ? key.curve : key.algorithm;
}

/** RSAPublicKey of RFC 8017, A.1.1: modulus and exponent. */
function modulusBits(bytes: Uint8Array): number {
  const fields = Fields.in(bytes, "certificate");
  const modulus = fields.take(TAG.integer).content;
  fields.take(TAG.integer);
  fields.end();
  return unsignedOf(modulus).toString(2).length;
}
