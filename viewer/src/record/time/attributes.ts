/** The signed attributes of a token: RFC 5652, 11; RFC 2634, 5.4; RFC 5816. */

import { FormatError } from "../errors.ts";
import { readAlgorithm } from "./algorithm.ts";
import { TAG, checkOrder } from "./der.ts";
import type { Node } from "./der.ts";
import { Fields, expect } from "./fields.ts";
import { OID } from "./oids.ts";
import { oidOf } from "./primitive.ts";

export interface Attributes {
  /** The digest of the content. */
  readonly messageDigest: Uint8Array;
  /** The signer's certificate by its digest: one where the token names it once, or two. */
  readonly names: readonly SignerName[];
}

/** The first identifier of a signingCertificate (by SHA-1) or a signingCertificateV2. */
export interface SignerName {
  /** The hash function, in dotted decimals. */
  readonly hash: string;
  readonly digest: Uint8Array;
}

type Values = readonly Node[];

/**
 * Read signed attributes.
 *
 * @param items The members of the SET OF.
 * @throws FormatError where one that is needed is not there exactly once or is malformed, or where
 *   they are those of another sort of content.
 */
export function readAttributes(items: readonly Node[]): Attributes {
  const found = new Map<string, Values[]>();
  for (const [type, values] of split(items)) {
    found.set(type, [...(found.get(type) ?? []), values]);
  }
  const contentType = oidOf(needed(found, OID.contentType, TAG.oid).content);
  if (contentType !== OID.timestampInfo) {
    throw new FormatError("not timestamp information");
  }
  const messageDigest = needed(found, OID.messageDigest, TAG.octets).content;
  const names = [
    nameV1(only(found, OID.signingCertificate)),
    nameV2(only(found, OID.signingCertificateV2)),
  ].filter((name) => name !== null);
  if (names.length === 0) {
    throw new FormatError("no signed attribute names the signer's certificate");
  }
  return { messageDigest, names };
}

/**
 * See to the form of attributes that nothing hangs on: those that are not signed.
 *
 * @throws FormatError where they are none.
 */
export function checkAttributes(items: readonly Node[]): void {
  split(items);
}

function split(items: readonly Node[]): [string, Values][] {
  checkOrder(items);
  return items.map((item) => {
    const fields = Fields.of(item, "token");
    const type = fields.oid();
    const values = fields.take(TAG.set).items;
    fields.end();
    return [type, values];
  });
}

function needed(found: ReadonlyMap<string, Values[]>, type: string, tag: number): Node {
  const node = only(found, type);
  if (node === null) {
    throw new FormatError("not one signed attribute {type}", { type });
  }
  return expect(node, tag, "token");
}

/** The one value of an attribute; null where the attribute is not there. */
function only(found: ReadonlyMap<string, Values[]>, type: string): Node | null {
  const values = found.get(type);
  if (values === undefined) {
    return null;
  }
  const [[value, ...more] = [], ...others] = values;
  if (value === undefined || more.length > 0 || others.length > 0) {
    throw new FormatError("not one signed attribute {type}", { type });
  }
  return value;
}

/** SigningCertificate: RFC 2634, 5.4. */
function nameV1(node: Node | null): SignerName | null {
  if (node === null) {
    return null;
  }
  const fields = firstOf(node);
  const digest = fields.octets();
  endName(fields);
  return { hash: OID.sha1, digest };
}

/** SigningCertificateV2: RFC 5035, 4, whose hash is SHA-256 unless another is named. */
function nameV2(node: Node | null): SignerName | null {
  if (node === null) {
    return null;
  }
  const fields = firstOf(node);
  // A hash comes before an octet string; the names of the issuer after it.
  const algorithm = fields.maybe(TAG.sequence);
  const hash = algorithm === null ? OID.sha256 : readAlgorithm(algorithm).oid;
  const digest = fields.octets();
  endName(fields);
  return { hash, digest };
}

/** The first certificate's identifier in a list; policies may stand beside the list. */
function firstOf(node: Node): Fields {
  const fields = Fields.of(node, "token");
  const list = fields.take(TAG.sequence).items;
  fields.maybe(TAG.sequence);
  fields.end();
  return new Fields(list, "token").inner();
}

/** The issuer and number, which say no more than the digest does. */
function endName(fields: Fields): void {
  fields.maybe(TAG.sequence);
  fields.end();
}
