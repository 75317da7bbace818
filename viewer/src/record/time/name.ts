/** Distinguished names, spelled for a reader after RFC 4514. Names are compared by their DER. */

import { toHex } from "../format/sha256.ts";
import { TAG } from "./der.ts";
import type { Node } from "./der.ts";
import { Fields, expect } from "./fields.ts";
import { asciiOf } from "./primitive.ts";

/** Short names of attribute types: those of RFC 4514, 3, and some that authorities use. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ["2.5.4.3", "CN"],
  ["2.5.4.5", "serialNumber"],
  ["2.5.4.6", "C"],
  ["2.5.4.7", "L"],
  ["2.5.4.8", "ST"],
  ["2.5.4.9", "STREET"],
  ["2.5.4.10", "O"],
  ["2.5.4.11", "OU"],
  ["2.5.4.97", "organizationIdentifier"],
  ["0.9.2342.19200300.100.1.1", "UID"],
  ["0.9.2342.19200300.100.1.25", "DC"],
  ["1.2.840.113549.1.9.1", "emailAddress"],
]);

const UTF8 = 0x0c;
const BMP = 0x1e;
/** Strings of one byte a character: numeric, printable, teletex and IA5. Read as Latin 1. */
const NARROW: ReadonlySet<number> = new Set([0x12, 0x13, 0x14, 0x16]);

interface Attribute {
  readonly type: string;
  readonly value: Node;
}

/**
 * Spell a Name: the last part first, `CN=...,O=...`.
 *
 * @throws FormatError where it is no Name.
 */
export function spellName(node: Node): string {
  const parts = expect(node, TAG.sequence, "certificate").items.map((part) =>
    attributesOf(part).map(spellAttribute).join("+"),
  );
  return parts.reverse().join(",");
}

/**
 * See that a value is a Name: sets of attributes, each a type and a value.
 *
 * @throws FormatError where it is not.
 */
export function checkName(node: Node): void {
  expect(node, TAG.sequence, "certificate").items.forEach(attributesOf);
}

function attributesOf(part: Node): Attribute[] {
  return new Fields([part], "certificate").take(TAG.set).items.map((item) => {
    const fields = Fields.of(item, "certificate");
    const attribute = { type: fields.oid(), value: fields.any() };
    fields.end();
    return attribute;
  });
}

function spellAttribute({ type, value }: Attribute): string {
  const text = textOf(value);
  const name = TYPES.get(type);
  // RFC 4514, 2.4: a value without a string's form, or of a type without a name, as hex of its DER.
  const spelled = text === null ? `#${toHex(value.raw)}` : escape(text);
  return `${name ?? type}=${spelled}`;
}

function textOf({ tag, content }: Node): string | null {
  if (tag === UTF8) {
    return new TextDecoder().decode(content);
  }
  if (tag === BMP) {
    return new TextDecoder("utf-16be").decode(content);
  }
  return NARROW.has(tag) ? asciiOf(content) : null;
}

/** RFC 4514, 2.4: a backslash before what separates, and at both ends before a space. */
function escape(text: string): string {
  return text
    .replace(/["+,;<>\\]/g, "\\$&")
    .replace(/\0/g, "\\00")
    .replace(/^[ #]/, "\\$&")
    .replace(/ $/, "\\ ");
}
