/** Refusals of bytes that are not what they should be, in few sentences. */

import { FormatError } from "../errors.ts";

/** What was being read. */
export type Part = "DER" | "token" | "certificate" | "algorithm" | "signature";

const TEMPLATES: Readonly<Record<Part, string>> = {
  DER: "not DER",
  token: "malformed timestamp token",
  certificate: "malformed certificate",
  algorithm: "malformed algorithm identifier",
  signature: "malformed signature",
};

/** The refusal; which rule it was, the code at hand says. */
export function malformed(part: Part, options?: ErrorOptions): FormatError {
  return new FormatError(TEMPLATES[part], {}, options);
}
