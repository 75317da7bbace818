/**
 * Values that all parts of the format use (docs/formats/record.md section 2), each with one
 * spelling: what is accepted is what would be written.
 */

import { FormatError } from "../errors.ts";
import { decodeBase64Url, encodeBase64Url, isBase64Url } from "./base64.ts";

/** SHA-256 in 64 lower-case hex digits. */
export type Digest = `sha256:${string}`;

/** An Ed25519 public key: 32 bytes in base64url, 43 characters. */
export type Key = `ed25519:${string}`;

/** An ML-DSA-44 public key: 1312 bytes in base64url. */
export type MlDsaKey = `ml-dsa-44:${string}`;

/** UTC with six digits of a second: 2026-11-22T04:09:15.120000Z. As text, moments sort by time. */
export type Moment = string;

/** A file, bound by its digest. What is not known is absent. */
export interface Asset {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  /** Media type, from the bytes. */
  readonly type: string;
  /** As it was found, without its folder; never a path. */
  readonly name?: string;
  /** Pixels. */
  readonly width?: number;
  readonly height?: number;
  /** Of the decoded samples (pixels.md). */
  readonly pixels?: Digest;
}

const KEY_BYTES = 32;
const ML_DSA_KEY_BYTES = 1312; // FIPS 204, ML-DSA-44

const DIGEST = /^sha256:[0-9a-f]{64}$/;
const MOMENT = /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$/;
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/;
const WORD = /^[a-z][a-z0-9]*(?:[ -][a-z0-9]+)*$/;

export function isDigest(text: string): text is Digest {
  return DIGEST.test(text);
}

export function isKey(text: string): text is Key {
  return isKeyOf("ed25519:", KEY_BYTES, text);
}

export function isMlDsaKey(text: string): text is MlDsaKey {
  return isKeyOf("ml-dsa-44:", ML_DSA_KEY_BYTES, text);
}

export function isMoment(text: string): text is Moment {
  const parts = MOMENT.exec(text);
  if (parts === null) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  return year >= 1 && day >= 1 && day <= daysOf(year, month);
}

/** Type and subtype, lower case, no parameters (RFC 6838 section 4.2). */
export function isMediaType(text: string): boolean {
  return MEDIA_TYPE.test(text);
}

/** Words of letters and digits, joined by one space or hyphen; how long, forms.ts says. */
export function isWord(text: string): boolean {
  return WORD.test(text);
}

/** The 32 bytes of an Ed25519 key, or the 1312 of an ML-DSA-44 key. Throws FormatError. */
export function keyBytes(key: Key | MlDsaKey): Uint8Array {
  const ours = isKey(key) || isMlDsaKey(key);
  if (!ours) throw new FormatError("not a key");
  return decodeBase64Url(key.slice(key.indexOf(":") + 1));
}

/** The spelling of an Ed25519 key of 32 bytes. */
export function keyOf(bytes: Uint8Array): Key {
  if (bytes.length !== KEY_BYTES) throw new FormatError("not a key");
  return `ed25519:${encodeBase64Url(bytes)}`;
}

/** Characters as the format counts them: Unicode code points (record.md section 1). */
export function characters(text: string): number {
  let count = text.length;
  for (let i = 0; i + 1 < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit < 0xdc00) count--; // a pair of units is one character
  }
  return count;
}

function isKeyOf(prefix: string, size: number, text: string): boolean {
  const spelled = text.slice(prefix.length);
  const long = spelled.length === Math.ceil((size * 4) / 3); // digits of six bits
  return long && text.startsWith(prefix) && isBase64Url(spelled);
}

/** Of the Gregorian calendar; 0 for a month that is none. */
function daysOf(year: number, month: number): number {
  if (month === 2) {
    const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    return leap ? 29 : 28;
  }
  if (month < 1 || month > 12) return 0;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
