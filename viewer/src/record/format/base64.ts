/**
 * Base64 (RFC 4648), the canonical spelling only: unused bits zero, no white space, padding where
 * and only where the alphabet has it (docs/formats/record.md).
 */

import { FormatError } from "../errors.ts";

const STANDARD = /^[A-Za-z0-9+/]*={0,2}$/;
const URL_SAFE = /^[A-Za-z0-9_-]*$/;

/** Before the padding stands a digit with four unused bits, or with two, that are not all zero. */
const BITS_LEFT = /(?:^|[^AQgw])==$|(?:^|[^AEIMQUYcgkosw048=])=$/;

/** Bytes are turned into text so many at a time: the arguments of a call are limited. */
const PIECE = 8192;

/** Whether a text is the one spelling of bytes, in the alphabet of section 4, with padding. */
export function isBase64(text: string): boolean {
  return text.length % 4 === 0 && STANDARD.test(text) && !BITS_LEFT.test(text.slice(-4));
}

/** The same in the alphabet of section 5 (base64url), without padding. */
export function isBase64Url(text: string): boolean {
  const last = text.slice(text.length & ~3);
  return last.length !== 1 && URL_SAFE.test(text) && !BITS_LEFT.test(pad(last));
}

/** Section 4, with padding. Throws FormatError. */
export function decodeBase64(text: string): Uint8Array {
  if (!isBase64(text)) throw new FormatError("not base64");
  return Uint8Array.from(atob(text), (unit) => unit.charCodeAt(0));
}

/** Section 5 (base64url), without padding. Throws FormatError. */
export function decodeBase64Url(text: string): Uint8Array {
  if (!isBase64Url(text)) throw new FormatError("not base64url");
  return decodeBase64(pad(text.replaceAll("-", "+").replaceAll("_", "/")));
}

/** Section 4, with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let start = 0; start < bytes.length; start += PIECE) {
    binary += String.fromCharCode(...bytes.subarray(start, start + PIECE));
  }
  return btoa(binary);
}

/** Section 5 (base64url), without padding. */
export function encodeBase64Url(bytes: Uint8Array): string {
  return encodeBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function pad(text: string): string {
  return text + "=".repeat(-text.length & 3);
}
