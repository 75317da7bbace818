/** X.509 certificates (RFC 5280, 4.1), as far as docs/formats/time.md asks about them. */

import { readAlgorithm } from "./algorithm.ts";
import type { Algorithm } from "./algorithm.ts";
import { TAG, constructed, readDer, sameBytes } from "./der.ts";
import type { Node } from "./der.ts";
import { readRights } from "./extensions.ts";
import type { Rights } from "./extensions.ts";
import { Fields, expect, generalizedTime, inside } from "./fields.ts";
import { readKey } from "./key.ts";
import type { PublicKey } from "./key.ts";
import { malformed } from "./malformed.ts";
import { microsOf } from "./moment.ts";
import type { Micros } from "./moment.ts";
import { checkName } from "./name.ts";
import { asciiOf } from "./primitive.ts";

export interface Certificate {
  /** The whole certificate, as it came. */
  readonly der: Uint8Array;
  /** What its issuer signed: the exact bytes of the TBSCertificate. */
  readonly signed: Uint8Array;
  /** The algorithm that its issuer signed it by. */
  readonly algorithm: Algorithm;
  readonly signature: Uint8Array;
  readonly serial: bigint;
  readonly issuer: Node;
  readonly subject: Node;
  /** Valid from and until, both included. */
  readonly from: Micros;
  readonly until: Micros;
  readonly key: PublicKey;
  readonly rights: Rights;
}

/** Primitive `[1]` and `[2]`, which are IMPLICIT. */
const ISSUER_ID = 0x81;
const SUBJECT_ID = 0x82;

/** UTCTime says the years 1950 to 2049: RFC 5280, 4.1.2.5.1. */
const FIRST_OF_LAST_CENTURY = 50;

/**
 * Read a certificate.
 *
 * @throws FormatError where the bytes are not one, in DER.
 */
export function readCertificate(der: Uint8Array): Certificate {
  return certificateOf(readDer(der));
}

/** Read a certificate that lies in a tree of values: see `readCertificate`. */
export function certificateOf(node: Node): Certificate {
  const outer = Fields.of(node, "certificate");
  const signed = outer.take(TAG.sequence);
  const algorithmNode = outer.take(TAG.sequence);
  const { bytes: signature, unused } = outer.bits();
  outer.end();
  if (unused !== 0) {
    throw malformed("certificate"); // nobody signs that number
  }
  const fields = Fields.of(signed, "certificate");
  checkVersion(fields.maybe(constructed(0)));
  const serial = fields.integer();
  if (!sameBytes(fields.take(TAG.sequence).raw, algorithmNode.raw)) {
    throw malformed("certificate");
  }
  const issuer = name(fields);
  const algorithm = readAlgorithm(algorithmNode);
  const [from, until] = validity(fields.inner());
  const subject = name(fields);
  const key = readKey(fields.take(TAG.sequence));
  const rights = readRights(extensionsOf(fields));
  return {
    ...{ der: node.raw, signed: signed.raw, algorithm, signature, serial },
    ...{ issuer, subject, from, until, key, rights },
  };
}

/** Say whether a certificate bears its own subject as its issuer: roots do. */
export function isSelfIssued(certificate: Certificate): boolean {
  return sameBytes(certificate.subject.raw, certificate.issuer.raw);
}

/** Say whether a certificate was valid at a moment. Both ends of its validity belong to it. */
export function isValidAt(certificate: Certificate, moment: Micros): boolean {
  return certificate.from <= moment && moment <= certificate.until;
}

/** `[0] EXPLICIT Version DEFAULT v1`: version 3 is spelled 2, and the default is left out. */
function checkVersion(tagged: Node | null): void {
  const version = tagged === null ? null : inside(tagged, "certificate");
  if (version !== null && new Fields([version], "certificate").integer() !== 2n) {
    throw malformed("certificate");
  }
}

function name(fields: Fields): Node {
  const node = fields.take(TAG.sequence);
  checkName(node);
  return node;
}

function validity(fields: Fields): [Micros, Micros] {
  const ends: [Micros, Micros] = [time(fields.any()), time(fields.any())];
  fields.end();
  return ends;
}

function time(node: Node): Micros {
  const isShort = node.tag === TAG.utcTime;
  const text = asciiOf(node.content);
  const century = Number(text.slice(0, 2)) < FIRST_OF_LAST_CENTURY ? "20" : "19";
  const content = new TextEncoder().encode(`${isShort ? century : ""}${text}`);
  const tag = isShort ? TAG.generalizedTime : node.tag;
  const moment = text.includes(".") ? null : generalizedTime({ ...node, tag, content });
  if (moment === null) {
    throw malformed("certificate");
  }
  return microsOf(moment);
}

/** What is left of a TBSCertificate: two identifiers that nobody uses, and the extensions. */
function extensionsOf(fields: Fields): readonly Node[] {
  fields.maybe(ISSUER_ID);
  fields.maybe(SUBJECT_ID);
  const tagged = fields.maybe(constructed(3));
  fields.end();
  return tagged === null
    ? []
    : expect(inside(tagged, "certificate"), TAG.sequence, "certificate").items;
}
