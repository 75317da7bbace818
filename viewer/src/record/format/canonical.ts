/**
 * Canonical JSON (RFC 8785, narrowed by docs/formats/record.md section 2): every value has one
 * spelling, and only that one is read.
 */

import { FormatError } from "../errors.ts";

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Levels of lists and objects: a reader must not run out of stack (record.md section 1). */
export const LEVELS = 32;

/** What JSON calls an object, as against a list or null. */
export function isObject(value: Json | undefined): value is Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Read one value. Objects have no prototype, so that a name is found in them if and only if it was
 * written there.
 *
 * Throws FormatError for all bytes that `writeCanonical` would not write.
 */
export function parseCanonical(bytes: Uint8Array): Json {
  const text = decodeUtf8(bytes);
  const value = readJson(text);
  if (canonicalText(value) !== text) throw new FormatError("not canonical JSON");
  return value;
}

/** The one spelling of a value, in UTF-8. Throws FormatError for a value that has none. */
export function writeCanonical(value: Json): Uint8Array {
  return ENCODER.encode(canonicalText(value));
}

/** UTF-8 as text: a byte order mark stays, and is then refused as no JSON. Throws FormatError. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return DECODER.decode(bytes);
  } catch (error) {
    throw new FormatError("not UTF-8", {}, { cause: error });
  }
}

/**
 * Read JSON of any spelling, of a bounded depth. The caller compares what came of it with
 * `canonicalText`, as `parseCanonical` does, and uses nothing of it before.
 *
 * Throws FormatError.
 */
export function readJson(text: string): Json {
  const value = readFixed(text);
  dropPrototypes(value);
  return value;
}

/**
 * The same for a reader that asks of each object for names of the format alone, none of which an
 * object has by itself, and calls `dropPrototypes` for every object whose names are free. Objects
 * that share their shape are read several times faster.
 *
 * Throws FormatError.
 */
export function readFixed(text: string): Json {
  boundDepth(text);
  try {
    return JSON.parse(text) as Json; // it returns nothing else
  } catch (error) {
    throw new FormatError("not JSON", {}, { cause: error });
  }
}

/**
 * Take from objects, at all levels, what they have by themselves: `settings["constructor"]` is then
 * what the record says it is, or undefined. Only for what was read: its depth is bounded.
 */
export function dropPrototypes(value: Json): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    value.forEach(dropPrototypes);
    return;
  }
  Object.setPrototypeOf(value, null);
  for (const name in value) dropPrototypes(value[name] ?? null);
}

/** The one spelling of a value. Throws FormatError for a value that has none. */
export function canonicalText(value: Json): string {
  return write(value, 0);
}

/** Names in the order of their UTF-16 units, which is how a script compares strings. */
export function namesOf(object: Readonly<Record<string, Json>>): string[] {
  const names = Object.keys(object);
  // What was read stands in this order already, but for names that look like an index.
  const sorted = names.every((name, index) => index === 0 || (names[index - 1] ?? "") < name);
  return sorted ? names : names.sort();
}

const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const ENCODER = new TextEncoder();

/** Units that are escaped, or that may be half a character: most strings have none. */
// eslint-disable-next-line no-control-regex -- controls are what is looked for
const UNUSUAL = /["\\\u0000-\u001f\ud800-\udfff]/;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING_LIST = 0x5b;
const CLOSING_LIST = 0x5d;
const OPENING_OBJECT = 0x7b;
const CLOSING_OBJECT = 0x7d;

/** Before the parser sees it: some parsers go down a level of stack for a level of the text. */
function boundDepth(text: string): void {
  if (!hasManyOpenings(text)) return;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === QUOTE) {
      i = endOfString(text, i);
    } else if (unit === OPENING_LIST || unit === OPENING_OBJECT) {
      if (++depth > LEVELS) throw new FormatError("more than {levels} levels", { levels: LEVELS });
    } else if (unit === CLOSING_LIST || unit === CLOSING_OBJECT) {
      depth--;
    }
  }
}

/** Most texts open fewer lists and objects than may stand in each other: those are found at once. */
function hasManyOpenings(text: string): boolean {
  let openings = 0;
  for (const sign of ["{", "["]) {
    for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + 1)) {
      if (++openings > LEVELS) return true;
    }
  }
  return false;
}

/** The quote that closes the string that opens at `start`; the end where none does. */
function endOfString(text: string, start: number): number {
  for (let end = start + 1; ; end++) {
    end = text.indexOf('"', end);
    if (end < 0) return text.length;
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return end; // not escaped
  }
}

function write(value: Json, depth: number): string {
  if (typeof value === "string") return writeString(value);
  if (typeof value === "number") return writeNumber(value);
  if (value === null || typeof value === "boolean") return String(value);
  if (depth >= LEVELS) throw new FormatError("more than {levels} levels", { levels: LEVELS });
  return Array.isArray(value) ? writeList(value, depth + 1) : writeObject(value, depth + 1);
}

function writeList(list: Json[], depth: number): string {
  return `[${list.map((item) => write(item, depth)).join(",")}]`;
}

function writeObject(object: Record<string, Json>, depth: number): string {
  let written = "";
  for (const name of namesOf(object)) {
    const member = `${writeString(name)}:${write(object[name] ?? null, depth)}`;
    written += written === "" ? member : `,${member}`;
  }
  return `{${written}}`;
}

/** JSON.stringify escapes a well-formed string as RFC 8785 section 3.2.2.2 has it. */
function writeString(text: string): string {
  if (!UNUSUAL.test(text)) return `"${text}"`;
  if (!isWellFormed(text)) throw new FormatError("an unpaired surrogate");
  return JSON.stringify(text);
}

function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

function writeNumber(value: number): string {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
    throw new FormatError("not an integer of at most 53 bits: {number}", { number: value });
  }
  return String(value);
}
