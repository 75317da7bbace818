/** The one form that DER gives to each primitive value (ITU-T X.690, 8, 10 and 11), and its meaning. */

import { toHex } from "../format/sha256.ts";
import { malformed } from "./malformed.ts";

/** Longest object identifier that is read, in octets; the longest in use have some thirty. */
const MAX_OID_BYTES = 128;

const CHECKS: ReadonlyMap<number, (content: Uint8Array) => boolean> = new Map([
  [0x01, (content) => content.length === 1 && (content[0] === 0 || content[0] === 0xff)],
  [0x02, isInteger],
  [0x03, isBits],
  [0x05, (content) => content.length === 0],
  [0x06, isOid],
  [0x0a, isInteger],
  [0x17, (content) => /^\d{12}Z$/.test(asciiOf(content))],
  [0x18, (content) => /^\d{14}(?:\.\d*[1-9])?Z$/.test(asciiOf(content))],
]);

/**
 * See to the form of a universal primitive value. Strings of characters are not looked into.
 *
 * @param tag Its identifier octet.
 * @throws FormatError where DER has another form, or none.
 */
export function checkPrimitive(tag: number, content: Uint8Array): void {
  // An end-of-contents mark belongs to the indefinite lengths of BER.
  if (tag === 0 || CHECKS.get(tag)?.(content) === false) {
    throw malformed("DER");
  }
}

/** The number in an INTEGER's content, two's complement. */
export function integerOf(content: Uint8Array): bigint {
  const value = unsignedOf(content);
  const isNegative = ((content[0] ?? 0) & 0x80) !== 0;
  return isNegative ? value - (1n << BigInt(content.length * 8)) : value;
}

/** The number that big-endian bytes spell. */
export function unsignedOf(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${toHex(bytes)}`);
}

/** An OBJECT IDENTIFIER's content in dotted decimals. */
export function oidOf(content: Uint8Array): string {
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const byte of content) {
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    if (byte < 0x80) {
      arcs.push(arc);
      arc = 0n;
    }
  }
  const [first = 0n, ...rest] = arcs;
  // The first two arcs are one number: 40 times the first, which is at most 2, and the second.
  const top = first < 80n ? first / 40n : 2n;
  return [top, first - top * 40n, ...rest].join(".");
}

/** Bytes as characters, one each; bytes above 7F stay apart from ASCII. */
export function asciiOf(content: Uint8Array): string {
  return Array.from(content, (byte) => String.fromCharCode(byte)).join("");
}

function isInteger(content: Uint8Array): boolean {
  const [first, second = 0] = content;
  if (first === undefined || content.length === 1) {
    return first !== undefined;
  }
  return !(first === 0 && second < 0x80) && !(first === 0xff && second >= 0x80);
}

function isBits(content: Uint8Array): boolean {
  const [unused = 8] = content;
  const last = content.length > 1 ? (content[content.length - 1] ?? 0) : 0;
  const hasRoom = content.length > 1 || unused === 0;
  return unused <= 7 && hasRoom && (last & ((1 << unused) - 1)) === 0;
}

function isOid(content: Uint8Array): boolean {
  const ends = ((content[content.length - 1] ?? 0x80) & 0x80) === 0;
  // An arc that begins with 80 has a leading zero.
  const isPadded = content.some(
    (byte, index) => byte === 0x80 && (index === 0 || (content[index - 1] ?? 0) < 0x80),
  );
  return ends && !isPadded && content.length <= MAX_OID_BYTES;
}
