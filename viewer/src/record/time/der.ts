/**
 * DER, strictly: asn1js takes the bytes apart, and what BER allows beyond DER is refused.
 *
 * Refused are (ITU-T X.690, 10 and 11) indefinite and needlessly long lengths, constructed strings,
 * integers and identifiers with padding, booleans other than 00 and FF, bits after the last, times
 * of another form, and sets out of order. An IMPLICIT SET OF has no tag to know it by: who reads
 * one asks `checkOrder`. A DEFAULT that is spelled out is refused where its field is read.
 */

import { Constructed, fromBER } from "asn1js";
import type { BaseBlock } from "asn1js";
import { malformed } from "./malformed.ts";
import { checkPrimitive } from "./primitive.ts";

/** Identifier octets: class, form and number in one. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The identifier octet of `[number]` with items inside. */
export function constructed(number: number): number {
  return 0xa0 | number;
}

/** One value of the tree. */
export interface Node {
  /** The identifier octet. */
  readonly tag: number;
  /** Identifier, length and content, as they came. */
  readonly raw: Uint8Array;
  readonly content: Uint8Array;
  /** What is inside of a constructed value; of a primitive one nothing. */
  readonly items: readonly Node[];
}

const CONSTRUCTED = 0x20;
const CLASS = 0xc0;
const NUMBER = 0x1f;
/** Sequences, sets and the two sorts of EXTERNAL: the universal values that have items. */
const WITH_ITEMS: ReadonlySet<number> = new Set([8, 11, 16, 17]);

/** How deep values may nest; a certificate's own are ten deep. */
const MAX_DEPTH = 64;
/** asn1js counts values, and each has two bytes at least: no limit beside that of the bytes. */
const BYTES_PER_NODE = 2;

/**
 * Read one DER value that fills `bytes` wholly. What lies in an OCTET STRING is not read.
 *
 * @throws FormatError where it is anything else.
 */
export function readDer(bytes: Uint8Array): Node {
  const { offset, result } = decode(bytes);
  if (offset === -1 || result.error !== "") {
    throw malformed("DER");
  }
  if (offset !== bytes.length) {
    throw malformed("DER");
  }
  return nodeOf(result);
}

/**
 * See to the order that DER gives to a SET OF: its items' encodings ascend.
 *
 * @throws FormatError where they do not.
 */
export function checkOrder(items: readonly Node[]): void {
  items.forEach((item, index) => {
    const before = items[index - 1];
    if (before !== undefined && compareBytes(before.raw, item.raw) > 0) {
      throw malformed("DER");
    }
  });
}

/** Compare as DER sorts: byte by byte, and what ends first comes first. */
export function compareBytes(one: Uint8Array, other: Uint8Array): number {
  const common = Math.min(one.length, other.length);
  for (let index = 0; index < common; index += 1) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return one.length - other.length;
}

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && compareBytes(one, other) === 0;
}

function decode(bytes: Uint8Array): { offset: number; result: BaseBlock } {
  try {
    return fromBER(bytes, {
      copyInput: false,
      maxDepth: MAX_DEPTH,
      maxNodes: Math.ceil(bytes.length / BYTES_PER_NODE) + 1,
      parseEmbedded: false,
    });
  } catch (error) {
    // asn1js decodes strings and times as it goes, and some hostile ones throw.
    throw malformed("DER", { cause: error });
  }
}

function nodeOf(block: BaseBlock): Node {
  const raw = block.valueBeforeDecodeView;
  const tag = raw[0] ?? 0;
  const content = raw.subarray(headerLength(raw));
  const isUniversal = (tag & CLASS) === 0;
  const hasItems = (tag & CONSTRUCTED) !== 0;
  if (isUniversal && hasItems !== WITH_ITEMS.has(tag & NUMBER)) {
    throw malformed("DER");
  }
  const items = hasItems ? itemsOf(block) : [];
  if (isUniversal && !hasItems) {
    checkPrimitive(tag, content);
  } else if (tag === TAG.set) {
    checkOrder(items);
  }
  return { tag, raw, content, items };
}

function itemsOf(block: BaseBlock): Node[] {
  if (!(block instanceof Constructed)) {
    throw malformed("DER");
  }
  return block.valueBlock.value.map(nodeOf);
}

/** The bytes before the content; the length must be definite, and as short as can be. */
function headerLength(raw: Uint8Array): number {
  const [tag = 0, first = 0, second = 0] = raw;
  const more = first < 0x80 ? 0 : first & 0x7f;
  const size = 2 + more;
  const length =
    more === 0 ? first : raw.subarray(2, size).reduce((sum, byte) => sum * 256 + byte, 0);
  const isShortest = more === 0 || (second !== 0 && length >= 0x80);
  if ((tag & NUMBER) === NUMBER || first === 0x80 || !isShortest || size + length !== raw.length) {
    throw malformed("DER");
  }
  return size;
}
