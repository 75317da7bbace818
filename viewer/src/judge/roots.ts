/** Root certificates out of a file that the reader brings. */

import { FormatError } from "../record/errors.ts";
import { readCertificate } from "../record/time/certificate.ts";
import { readPem } from "../record/time/pem.ts";

/** The largest file of roots that is read, in bytes: the lists that browsers ship have some 300 kB. */
const LARGEST = 4_000_000;

/**
 * The certificates of a file: PEM with any number of them, or one as DER.
 *
 * @returns the DER of each
 * @throws FormatError where the file holds no certificate, or one that is not of its form
 */
export function rootsIn(bytes: Uint8Array): readonly Uint8Array[] {
  if (bytes.length > LARGEST) throw new FormatError("more than {limit} bytes", { limit: LARGEST });
  const text = new TextDecoder("latin1").decode(bytes);
  const found = text.includes("-----BEGIN") ? readPem(text) : [bytes];
  found.forEach(readCertificate);
  return found;
}
