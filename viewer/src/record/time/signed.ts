/** CMS signed data (RFC 5652, 5) with one signer, as RFC 3161 has it in a token. */

import { FormatError } from "../errors.ts";
import { readAlgorithm } from "./algorithm.ts";
import type { Algorithm } from "./algorithm.ts";
import { checkAttributes, readAttributes } from "./attributes.ts";
import type { Attributes } from "./attributes.ts";
import { TAG, checkOrder, constructed, sameBytes } from "./der.ts";
import type { Node } from "./der.ts";
import { Fields, expect, inside } from "./fields.ts";
import { OID } from "./oids.ts";

/** The signed data of a token. */
export interface Signed {
  /** The DER of the TSTInfo: what is signed, by its digest. */
  readonly content: Uint8Array;
  /** The certificates in it, in its order. */
  readonly certificates: readonly Node[];
  readonly signer: SignerInfo;
}

/** RFC 5652, 5.3. */
export interface SignerInfo {
  /** The DER of the issuer's name and the number that name the signer's certificate. */
  readonly issuer: Uint8Array;
  readonly serial: bigint;
  readonly digestAlgorithm: Algorithm;
  readonly attributes: Attributes;
  /** The DER that is signed: the attributes as a SET OF, with that type's own tag. */
  readonly message: Uint8Array;
  readonly signatureAlgorithm: Algorithm;
  readonly signature: Uint8Array;
}

/** RFC 5652, 5.1 asks for 3 around a TSTInfo; a library in wide use writes 1. */
const VERSIONS: ReadonlySet<bigint> = new Set([1n, 3n]);
const MAX_CERTIFICATES = 16;

/**
 * Read a ContentInfo of signed data.
 *
 * @throws FormatError where it is none, or not as docs/formats/time.md, 3 wants it.
 */
export function readSigned(node: Node): Signed {
  const outer = Fields.of(node, "token");
  if (outer.oid() !== OID.signedData) {
    throw new FormatError("not signed data");
  }
  const data = inside(outer.take(constructed(0)), "token");
  outer.end();
  const fields = Fields.of(data, "token");
  const version = fields.integer();
  if (!VERSIONS.has(version)) {
    throw new FormatError("signed data of version {version}", { version: String(version) });
  }
  fields.take(TAG.set).items.forEach(readAlgorithm);
  const content = contentOf(fields.inner());
  const certificates = certificatesOf(fields.maybe(constructed(0)));
  checkOrder(fields.maybe(constructed(1))?.items ?? []);
  const signers = fields.take(TAG.set).items;
  fields.end();
  const [signer, ...more] = signers;
  if (signer === undefined || more.length > 0) {
    throw new FormatError("{count} signers, not one", { count: signers.length });
  }
  return { content, certificates, signer: readSigner(signer) };
}

/** EncapsulatedContentInfo: RFC 5652, 5.2. */
function contentOf(fields: Fields): Uint8Array {
  if (fields.oid() !== OID.timestampInfo) {
    throw new FormatError("not timestamp information");
  }
  const node = inside(fields.take(constructed(0)), "token");
  fields.end();
  return expect(node, TAG.octets, "token").content;
}

function certificatesOf(node: Node | null): readonly Node[] {
  const items = node?.items ?? [];
  if (items.length === 0 || items.length > MAX_CERTIFICATES) {
    throw new FormatError("{count} certificates, not 1 to 16", { count: items.length });
  }
  return items;
}

function readSigner(node: Node): SignerInfo {
  const fields = Fields.of(node, "token");
  fields.integer(); // the version, which says again by what the signer is named
  const identifier = fields.maybe(TAG.sequence);
  if (identifier === null) {
    throw new FormatError("the signer is not named by issuer and serial number");
  }
  const named = Fields.of(identifier, "token");
  const issuer = named.take(TAG.sequence).raw;
  const serial = named.integer();
  named.end();
  const digestAlgorithm = readAlgorithm(fields.take(TAG.sequence));
  const set = fields.take(constructed(0));
  const attributes = readAttributes(set.items);
  const message = Uint8Array.from([TAG.set, ...set.raw.subarray(1)]);
  const signatureAlgorithm = readAlgorithm(fields.take(TAG.sequence));
  const signature = fields.octets();
  checkAttributes(fields.maybe(constructed(1))?.items ?? []);
  fields.end();
  return {
    ...{ issuer, serial, digestAlgorithm, attributes, message, signatureAlgorithm, signature },
  };
}

/** Say whether a certificate's issuer and number are those by which a signer is named. */
export function isNamed(signer: SignerInfo, issuer: Uint8Array, serial: bigint): boolean {
  return signer.serial === serial && sameBytes(signer.issuer, issuer);
}
