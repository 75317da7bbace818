/** What an authority states: TSTInfo of RFC 3161, 2.4.2. */

import { FormatError } from "../errors.ts";
import type { Moment } from "../format/values.ts";
import { readAlgorithm } from "./algorithm.ts";
import { TAG, constructed } from "./der.ts";
import type { Node } from "./der.ts";
import { hashOf } from "./digest.ts";
import { readExtension } from "./extensions.ts";
import { Fields, generalizedTime, inside } from "./fields.ts";
import { malformed } from "./malformed.ts";
import { MICROS_PER_SECOND } from "./moment.ts";
import type { Micros } from "./moment.ts";
import { checkPrimitive, integerOf } from "./primitive.ts";

export interface Info {
  /** The policy that the authority states under, in dotted decimals. */
  readonly policy: string;
  /** SHA-256 of what is stamped: 32 bytes. */
  readonly imprint: Uint8Array;
  /** The authority's number for this token. */
  readonly serial: bigint;
  /** The time that it states; what is finer than a microsecond is cut off. */
  readonly genTime: Moment;
  /** By how much the time may be wrong, in microseconds; 0 where it says nothing. */
  readonly accuracy: Micros;
  /** The number that was asked with; null where there was none. */
  readonly nonce: bigint | null;
}

const VERSION = 1n;
const IMPRINT_BYTES = 32;
/** RFC 3161 is of August 2001: no token is older than that year. */
const FIRST_MOMENT: Moment = "2001-01-01T00:00:00.000000Z";
/** And none is of the last year that can be spelled: both ends of its interval have a spelling. */
const NO_MOMENT: Moment = "9999-01-01T00:00:00.000000Z";
/** A time that may be more than a day off says nothing about an order. */
const SECONDS = [0n, 86_400n] as const;
/** Milliseconds and microseconds, where they are stated: RFC 3161, 2.4.2. */
const PARTS = [1n, 999n] as const;
const MICROS_PER_MILLI = 1000n;

/** `[0]` to `[8]`, primitive or constructed: RFC 5280, 4.2.1.6. */
const GENERAL_NAMES: ReadonlySet<number> = new Set(
  Array.from({ length: 9 }, (_, number) => 0x80 | number),
);
const CONSTRUCTED = 0x20;

/** Primitive `[0]` and `[1]`, which are IMPLICIT. */
const MILLIS = 0x80;
const MICROS = 0x81;

/**
 * Read a TSTInfo.
 *
 * @throws FormatError where it is none, or not as docs/formats/time.md, 3 wants it.
 */
export function readInfo(bytes: Uint8Array): Info {
  const fields = Fields.in(bytes, "token");
  const version = fields.integer();
  if (version !== VERSION) {
    throw new FormatError("timestamp information of version {version}", {
      version: String(version),
    });
  }
  const policy = fields.oid();
  const imprint = imprintOf(fields.inner());
  const serial = fields.integer();
  const genTime = time(fields);
  const accuracy = accuracyOf(fields);
  fields.flag(); // whether this authority's tokens can be put in order: nothing here asks for it
  const nonce = nonceOf(fields);
  checkAuthority(fields.maybe(constructed(0)));
  checkExtensions(fields);
  return { policy, imprint, serial, genTime, accuracy, nonce };
}

function imprintOf(fields: Fields): Uint8Array {
  const algorithm = readAlgorithm(fields.take(TAG.sequence));
  const imprint = fields.octets();
  fields.end();
  if (hashOf(algorithm.oid) !== "SHA-256" || imprint.length !== IMPRINT_BYTES) {
    throw new FormatError("the imprint is not SHA-256");
  }
  return imprint;
}

function time(fields: Fields): Moment {
  const moment = generalizedTime(fields.take(TAG.generalizedTime));
  if (moment === null || moment < FIRST_MOMENT || moment >= NO_MOMENT) {
    throw new FormatError("not a time that a token can state");
  }
  return moment;
}

function accuracyOf(fields: Fields): Micros {
  const node = fields.maybe(TAG.sequence);
  if (node === null) {
    return 0n;
  }
  const parts = Fields.of(node, "token");
  const seconds = part(parts, TAG.integer, SECONDS);
  const millis = part(parts, MILLIS, PARTS);
  const micros = part(parts, MICROS, PARTS);
  parts.end();
  return seconds * MICROS_PER_SECOND + millis * MICROS_PER_MILLI + micros;
}

function part(fields: Fields, tag: number, bounds: readonly [bigint, bigint]): bigint {
  const node = fields.maybe(tag);
  if (node === null) {
    return 0n;
  }
  const value = integer(node.content);
  if (value < bounds[0] || value > bounds[1]) {
    throw new FormatError("an accuracy out of bounds");
  }
  return value;
}

/** An INTEGER under an IMPLICIT tag, whose form has not been checked. */
function integer(content: Uint8Array): bigint {
  checkPrimitive(TAG.integer, content);
  return integerOf(content);
}

function nonceOf(fields: Fields): bigint | null {
  const node = fields.maybe(TAG.integer);
  const nonce = node === null ? null : integerOf(node.content);
  if (nonce !== null && nonce < 0n) {
    throw malformed("token");
  }
  return nonce;
}

/** `[0] EXPLICIT GeneralName`: what the authority calls itself, which proves nothing. */
function checkAuthority(node: Node | null): void {
  const tag = node === null ? null : inside(node, "token").tag;
  if (tag !== null && !GENERAL_NAMES.has(tag & ~CONSTRUCTED)) {
    throw malformed("token");
  }
}

/** `[1] IMPLICIT Extensions`: RFC 3161 knows none, so that none that is critical is known. */
function checkExtensions(fields: Fields): void {
  const items = fields.maybe(constructed(1))?.items ?? [];
  fields.end();
  for (const { oid, isCritical } of items.map(readExtension)) {
    if (isCritical) {
      throw new FormatError("an unknown critical extension {oid}", { oid });
    }
  }
}
