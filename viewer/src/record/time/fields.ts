/** Reading the fields of an ASN.1 SEQUENCE one after the other, as its type lists them. */

import { isMoment } from "../format/values.ts";
import type { Moment } from "../format/values.ts";
import { TAG, readDer } from "./der.ts";
import type { Node } from "./der.ts";
import { malformed } from "./malformed.ts";
import type { Part } from "./malformed.ts";
import { asciiOf, integerOf, oidOf } from "./primitive.ts";

/** The bits of a BIT STRING, the first being the highest of the first byte. */
export interface Bits {
  readonly bytes: Uint8Array;
  readonly unused: number;
}

/** A place in a row of values. What is left at the end is refused: see `end`. */
export class Fields {
  readonly #items: readonly Node[];
  readonly #part: Part;
  #next = 0;

  /** @param part Names the type in refusals. */
  constructor(items: readonly Node[], part: Part) {
    this.#items = items;
    this.#part = part;
  }

  /** The fields of a SEQUENCE. */
  static of(node: Node, part: Part): Fields {
    return new Fields(expect(node, TAG.sequence, part).items, part);
  }

  /** The fields of a SEQUENCE that lies encoded in `bytes`. */
  static in(bytes: Uint8Array, part: Part): Fields {
    return Fields.of(readDer(bytes), part);
  }

  /** The next value, which must be there and have this tag. */
  take(tag: number): Node {
    const node = this.maybe(tag);
    if (node === null) {
      throw malformed(this.#part);
    }
    return node;
  }

  /** The next value where it has this tag, else null: an OPTIONAL field. */
  maybe(tag: number): Node | null {
    const node = this.#items[this.#next];
    if (node?.tag !== tag) {
      return null;
    }
    this.#next += 1;
    return node;
  }

  /** The next value, whatever it is. */
  any(): Node {
    const node = this.#items[this.#next];
    if (node === undefined) {
      throw malformed(this.#part);
    }
    this.#next += 1;
    return node;
  }

  /** The fields of a SEQUENCE that is the next value. */
  inner(): Fields {
    return Fields.of(this.take(TAG.sequence), this.#part);
  }

  integer(): bigint {
    return integerOf(this.take(TAG.integer).content);
  }

  oid(): string {
    return oidOf(this.take(TAG.oid).content);
  }

  octets(): Uint8Array {
    return this.take(TAG.octets).content;
  }

  bits(): Bits {
    return bitsOf(this.take(TAG.bits));
  }

  /** A BOOLEAN DEFAULT FALSE: true or left out, for DER leaves a default out. */
  flag(): boolean {
    const node = this.maybe(TAG.boolean);
    if (node?.content[0] === 0) {
      throw malformed(this.#part);
    }
    return node !== null;
  }

  get isAtEnd(): boolean {
    return this.#next === this.#items.length;
  }

  /** Refuse what is left. */
  end(): void {
    if (!this.isAtEnd) {
      throw malformed(this.#part);
    }
  }
}

/** The one value inside of an EXPLICIT tag. */
export function inside(node: Node, part: Part): Node {
  const fields = new Fields(node.items, part);
  const value = fields.any();
  fields.end();
  return value;
}

/** See that a value has this tag. */
export function expect(node: Node, tag: number, part: Part): Node {
  if (node.tag !== tag) {
    throw malformed(part);
  }
  return node;
}

/** Take a BIT STRING apart; its form has been checked. */
export function bitsOf(node: Node): Bits {
  return { bytes: node.content.subarray(1), unused: node.content[0] ?? 0 };
}

/** Say whether bit `number` is set; bits that are left out are not. */
export function hasBit(bits: Bits, number: number): boolean {
  return (((bits.bytes[number >> 3] ?? 0) >> (7 - (number & 7))) & 1) === 1;
}

/**
 * A GeneralizedTime of at most nine digits after the point, as a moment. What is finer than a
 * microsecond is cut off.
 *
 * @returns null where there is no such time.
 */
export function generalizedTime(node: Node): Moment | null {
  const found = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,9}))?Z$/.exec(
    asciiOf(node.content),
  );
  if (!found || node.tag !== TAG.generalizedTime) {
    return null;
  }
  const [, year = "", month = "", day = "", hour = "", minute = "", second = "", rest = ""] = found;
  const fraction = rest.slice(0, 6).padEnd(6, "0");
  const moment = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction}Z`;
  return isMoment(moment) ? moment : null;
}
