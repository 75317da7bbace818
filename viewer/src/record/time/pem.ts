/** PEM (RFC 7468): certificates as text. */

import { FormatError } from "../errors.ts";
import { decodeBase64, encodeBase64 } from "../format/base64.ts";
import { compareBytes } from "./der.ts";

/** Characters a line: RFC 7468, 2. */
const LINE = 64;
const BEGIN = "-----BEGIN CERTIFICATE-----";
const END = "-----END CERTIFICATE-----";
/**
 * Read the certificates in a PEM text, in its order. What stands outside of them is ignored.
 *
 * @returns The DER of each; that it is a certificate's has not been checked.
 * @throws FormatError where there is none, or one is not in base64 or has no end.
 */
export function readPem(text: string): Uint8Array[] {
  const [, ...blocks] = text.replaceAll("\r\n", "\n").split(`${BEGIN}\n`);
  if (blocks.length === 0) {
    throw new FormatError("no certificate in the text");
  }
  return blocks.map((block) => {
    const [body, ...after] = block.split(END);
    if (body === undefined || after.length !== 1) {
      throw new FormatError("a certificate without an end");
    }
    return decodeBase64(body.replace(/[\n\t ]/g, ""));
  });
}

/** Spell one certificate as PEM, in lines of 64, with a newline after the last. */
export function pemOf(der: Uint8Array): string {
  const text = encodeBase64(der);
  const count = Math.ceil(text.length / LINE);
  const lines = Array.from({ length: count }, (_, at) => text.slice(at * LINE, (at + 1) * LINE));
  return [BEGIN, ...lines, END, ""].join("\n");
}

/** Spell a bundle's `.pem` beside a token: its certificates, sorted by their DER. */
export function pemFileOf(certificates: readonly Uint8Array[]): string {
  return [...certificates].sort(compareBytes).map(pemOf).join("");
}
