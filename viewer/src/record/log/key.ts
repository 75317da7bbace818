/**
 * Names and keys of those who sign notes: docs/formats/log.md sections 1 and 5,
 * https://c2sp.org/signed-note.
 */

import { FormatError } from "../errors.ts";
import { decodeBase64, encodeBase64 } from "../format/base64.ts";
import { sha256, toHex } from "../format/sha256.ts";
import { MLDSA44_KEY_BYTES } from "./mldsa.ts";

/** What a key is for, by the byte before it. */
export const KIND = { ed25519: 0x01, cosignature: 0x04, mldsa44: 0x06 } as const;

export type KeyKind = (typeof KIND)[keyof typeof KIND];

/** A public key with the name that it signs under. */
export interface LogKey {
  readonly name: string;
  /** Key ID, 8 hex digits. */
  readonly id: string;
  readonly kind: KeyKind;
  readonly bytes: Uint8Array;
  /** All of it in one line: name, ID, kind and bytes. */
  readonly vkey: string;
}

/** Bytes of UTF-8: one byte counts a name in what ML-DSA signs. */
const MAX_NAME_BYTES = 255;

/** Bytes of a public key, by its kind. */
const KEY_BYTES: ReadonlyMap<number, number> = new Map([
  [KIND.ed25519, 32],
  [KIND.cosignature, 32],
  [KIND.mldsa44, MLDSA44_KEY_BYTES],
]);

/** Bytes of a key ID. */
export const ID_BYTES = 4;

// Not `\s`, which means another set in every language.
const NAME =
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  /^[^+\u0000-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/u;

/** Whether a text is a name of a key, which an origin is too. */
export function isName(text: string): boolean {
  if (!NAME.test(text) || /\p{Surrogate}/u.test(text)) return false;
  return new TextEncoder().encode(text).length <= MAX_NAME_BYTES;
}

/** Make the key of a kind. Throws FormatError for a name or a length that it has not. */
export function logKey(name: string, kind: KeyKind, bytes: Uint8Array): LogKey {
  if (!isName(name)) throw new FormatError("not a key's name");
  if (bytes.length !== KEY_BYTES.get(kind)) {
    throw new FormatError("a key of {got} bytes", { got: bytes.length });
  }
  const tagged = Uint8Array.of(kind, ...bytes);
  const label = new TextEncoder().encode(`${name}\n`);
  const id = toHex(sha256(Uint8Array.of(...label, ...tagged)).subarray(0, ID_BYTES));
  return { name, id, kind, bytes, vkey: `${name}+${id}+${encodeBase64(tagged)}` };
}

/** Read a vkey. Throws FormatError for another spelling, kind or length, or an ID of another key. */
export function parseVkey(text: string): LogKey {
  const [, name = "", , encoded = ""] = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/su.exec(text) ?? [];
  const [kind, ...bytes] = decodeBase64(encoded);
  const known = Object.values(KIND).find((value) => value === kind);
  if (known === undefined) throw new FormatError("not a key of a log");
  const key = logKey(name, known, Uint8Array.from(bytes));
  if (key.vkey !== text) throw new FormatError("not a key of a log");
  return key;
}
