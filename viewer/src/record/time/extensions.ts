/** What a certificate's extensions give it the right to: RFC 5280, 4.2.1. */

import { TAG, readDer } from "./der.ts";
import type { Node } from "./der.ts";
import { Fields, bitsOf, expect, hasBit } from "./fields.ts";
import type { Bits } from "./fields.ts";
import { malformed } from "./malformed.ts";
import { OID } from "./oids.ts";
import { oidOf } from "./primitive.ts";

/** An extension, of a certificate or of a token. */
export interface Extension {
  readonly oid: string;
  readonly isCritical: boolean;
  /** The value's DER. */
  readonly value: Uint8Array;
}

/** The extensions that docs/formats/time.md asks about, read. */
export interface Rights {
  /** Whether it is an authority: where it says nothing, it is none. */
  readonly isAuthority: boolean;
  /** How many authorities may stand between it and the signer; null where it does not say. */
  readonly pathLength: bigint | null;
  /** Whether its key may sign what is not a certificate, and what is one. */
  readonly maySign: boolean;
  readonly mayCertify: boolean;
  /** What its key is for, and whether it says that it must not be ignored; null where it is silent. */
  readonly purposes: { readonly oids: readonly string[]; readonly isCritical: boolean } | null;
  /** Critical extensions that are not known here: whoever follows RFC 5280 refuses these. */
  readonly unknown: readonly string[];
}

/** Bits of KeyUsage: RFC 5280, 4.2.1.3. */
const DIGITAL_SIGNATURE = 0;
const CONTENT_COMMITMENT = 1;
const SIGNING_CERTIFICATES = 5;

/**
 * Critical extensions that take nothing away from a timestamp's path: other names of the holder,
 * and policies, of which no reader asks for any.
 */
const HARMLESS: ReadonlySet<string> = new Set([
  "2.5.29.17",
  "2.5.29.18",
  "2.5.29.32",
  "2.5.29.33",
  "2.5.29.36",
  "2.5.29.54",
]);
const READ: ReadonlySet<string> = new Set([
  OID.keyUsage,
  OID.basicConstraints,
  OID.extendedKeyUsage,
]);

/**
 * Read one Extension.
 *
 * @throws FormatError where it is none.
 */
export function readExtension(node: Node): Extension {
  const fields = Fields.of(node, "certificate");
  const extension = { oid: fields.oid(), isCritical: fields.flag(), value: fields.octets() };
  fields.end();
  return extension;
}

/**
 * Read the extensions of a certificate.
 *
 * @param items The members of the list; none where there is no list.
 * @throws FormatError where one stands twice, or is malformed.
 */
export function readRights(items: readonly Node[]): Rights {
  const found = new Map<string, Extension>();
  for (const extension of items.map(readExtension)) {
    if (found.has(extension.oid)) {
      throw malformed("certificate");
    }
    found.set(extension.oid, extension);
  }
  const usage = usageOf(found.get(OID.keyUsage));
  const unknown = [...found.values()].filter((each) => each.isCritical && !isKnown(each.oid));
  return {
    ...constraintsOf(found.get(OID.basicConstraints)),
    maySign: allows(usage, DIGITAL_SIGNATURE) || allows(usage, CONTENT_COMMITMENT),
    mayCertify: allows(usage, SIGNING_CERTIFICATES),
    purposes: purposesOf(found.get(OID.extendedKeyUsage)),
    unknown: unknown.map((extension) => extension.oid),
  };
}

function isKnown(oid: string): boolean {
  return READ.has(oid) || HARMLESS.has(oid);
}

/** BasicConstraints: 4.2.1.9. Only an authority has a path length. */
function constraintsOf(
  extension: Extension | undefined,
): Pick<Rights, "isAuthority" | "pathLength"> {
  if (extension === undefined) {
    return { isAuthority: false, pathLength: null };
  }
  const fields = Fields.in(extension.value, "certificate");
  const isAuthority = fields.flag();
  const pathLength = fields.isAtEnd ? null : fields.integer();
  fields.end();
  if (pathLength !== null && (pathLength < 0n || !isAuthority)) {
    throw malformed("certificate");
  }
  return { isAuthority, pathLength };
}

/** ExtKeyUsageSyntax: 4.2.1.12. */
function purposesOf(extension: Extension | undefined): Rights["purposes"] {
  if (extension === undefined) {
    return null;
  }
  const { items } = expect(readDer(extension.value), TAG.sequence, "certificate");
  if (items.length === 0) {
    throw malformed("certificate");
  }
  const oids = items.map((item) => oidOf(expect(item, TAG.oid, "certificate").content));
  return { oids, isCritical: extension.isCritical };
}

function usageOf(extension: Extension | undefined): Bits | null {
  return extension === undefined
    ? null
    : bitsOf(expect(readDer(extension.value), TAG.bits, "certificate"));
}

/** A key without a usage is for everything. */
function allows(usage: Bits | null, bit: number): boolean {
  return usage === null || hasBit(usage, bit);
}
