/** The place of a finding, as report.md section 3 spells it, taken apart so that it can be linked. */

import { isDigest } from "../record/format/values.ts";
import type { Digest } from "../record/format/values.ts";

export interface Place {
  /** Line of the record, from 1; null where the place is a file. */
  readonly line: number | null;
  /** Digest of the entry in that line, where it could be read. */
  readonly entry: Digest | null;
  /** The file that a place on a line is also about: a token, say. */
  readonly file: string | null;
}

const PLACE =
  /^(?:(.+), of )?data\/record\.jsonl line ([1-9][0-9]{0,15})(?: \((sha256:[0-9a-f]{64})\))?$/;

/** Take a place apart; a place that is no line is a file, or a part of one. */
export function placeOf(where: string): Place {
  const found = PLACE.exec(where);
  if (found === null) return { line: null, entry: null, file: where };
  const [, file = null, line = "", entry = ""] = found;
  return { line: Number(line), entry: isDigest(entry) ? entry : null, file };
}

/** The digest that a file of a bundle has in its name; null where it has none. */
export function digestInPath(path: string): Digest | null {
  const hex = /^data\/(?:assets|time)\/([0-9a-f]{64})\.[a-z0-9]{1,8}$/.exec(path)?.[1];
  return hex === undefined ? null : `sha256:${hex}`;
}

/**
 * The digest that a reader typed or pasted: with or without `sha256:`, in either case, with spaces or
 * line breaks in between. Null where it is none.
 */
export function digestIn(text: string): Digest | null {
  const bare = text.replace(/[\s\u00ad\u200b\ufeff]/g, "").toLowerCase();
  const digest = `sha256:${bare.replace(/^sha-?256:/, "")}`;
  return isDigest(digest) ? digest : null;
}
