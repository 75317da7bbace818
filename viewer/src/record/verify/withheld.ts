/** What a copy declares to leave out: `data/withheld.json`, docs/formats/bundle.md section 4. */

import { WITHHELD } from "../bundle/names.ts";
import { FormatError } from "../errors.ts";
import { isObject, parseCanonical } from "../format/canonical.ts";
import type { Json } from "../format/canonical.ts";
import { isDigest } from "../format/values.ts";
import type { Digest } from "../format/values.ts";
import type { Findings } from "./findings.ts";

/** Bytes: what a line of the record may have. Two hundred thousand digests fit. */
const LONGEST = 2 ** 24;

/** What is declared, sorted as it must be, with a reason in the exporter's words. */
export interface Declared {
  readonly texts: ReadonlySet<Digest>;
  readonly assets: ReadonlySet<Digest>;
  readonly reason: string;
}

const NOTHING: Declared = { texts: new Set(), assets: new Set(), reason: "" };

/**
 * Read what is declared. Where the file is not there, or is not of its form, nothing is.
 *
 * @param file Null where it is not there, which the bag's step has found.
 */
export async function readWithheld(file: Blob | null, findings: Findings): Promise<Declared> {
  if (file === null) return NOTHING;
  try {
    if (file.size > LONGEST) {
      throw new FormatError("more than {limit} bytes", { limit: LONGEST });
    }
    return parseWithheld(new Uint8Array(await file.arrayBuffer()));
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    findings.add("withheld.malformed", WITHHELD, { because: error });
    return NOTHING;
  }
}

/** Read the one spelling of a declaration. Throws FormatError for anything else. */
export function parseWithheld(bytes: Uint8Array): Declared {
  const value = parseCanonical(bytes);
  if (!isObject(value) || Object.keys(value).join(" ") !== "assets reason texts") {
    throw new FormatError("not of the members {names}", { names: "assets, reason, texts" });
  }
  const [texts, assets] = [digestsOf(value.texts), digestsOf(value.assets)];
  const { reason } = value;
  if (typeof reason !== "string") {
    throw new FormatError("the reason is no text");
  }
  // White space as bundle.md section 4 has it: a reason must have something that can be read.
  if (texts.size + assets.size > 0 && Array.from(reason).every(isSpace)) {
    throw new FormatError("something is withheld, and no reason is given");
  }
  return { texts, assets, reason };
}

/** The Unicode property, and the four separators of ASCII. */
function isSpace(character: string): boolean {
  return /\p{White_Space}/u.test(character) || (character >= "\u001c" && character <= "\u001f");
}

function digestsOf(list: Json | undefined): ReadonlySet<Digest> {
  if (!Array.isArray(list)) {
    throw new FormatError("not a list of digests");
  }
  const digests: Digest[] = [];
  for (const item of list) {
    const last = digests.at(-1);
    if (typeof item !== "string" || !isDigest(item) || (last !== undefined && item <= last)) {
      throw new FormatError("not a sorted list of digests");
    }
    digests.push(item);
  }
  return new Set(digests);
}
