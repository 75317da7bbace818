/** What sort of file was dropped, by its first bytes and never by its name. */

/** `folder` and `empty` cannot be read at all; `other` is anything that this page has no use for. */
export type Sort = "zip" | "certificate" | "page" | "picture" | "empty" | "other";

const HEAD = 512;

/**
 * Tell what a file is.
 *
 * @throws DOMException where the file cannot be read: it is a folder, or has gone since
 */
export async function sniff(file: Blob): Promise<Sort> {
  if (file.size === 0) return "empty";
  const head = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
  return sortOf(head);
}

/** The same of the first bytes alone. */
export function sortOf(head: Uint8Array): Sort {
  const text = latin(head);
  // The first member's header, or the end of a directory of none (APPNOTE 4.3.7 and 4.3.16).
  if (text.startsWith("PK\x03\x04") || text.startsWith("PK\x05\x06")) return "zip";
  if (/-----BEGIN (TRUSTED |X509 )?CERTIFICATE-----/.test(text)) return "certificate";
  // A SEQUENCE of two bytes' length that begins with a SEQUENCE: DER of an X.509 certificate.
  if (/^0\x82[^]{2}0\x82/.test(text)) return "certificate";
  if (/^(\x89PNG|\xff\xd8\xff|GIF8|RIFF[^]{4}WEBP|II\*\0|MM\0\*|8BPS|[^]{4}ftypavif)/.test(text)) {
    return "picture";
  }
  if (/^\s*(\xef\xbb\xbf)?\s*<!doctype html|^\s*<html/i.test(text)) return "page";
  return "other";
}

/** Each byte as the character of its number: patterns then match bytes. */
function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
