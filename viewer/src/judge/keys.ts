/** What a reader vouches for with their own words: keys, out of a text that was pasted. */

import { FormatError } from "../record/errors.ts";
import { isKey } from "../record/format/values.ts";
import type { Key } from "../record/format/values.ts";

/**
 * The keys in a text, between spaces, commas or lines, each once.
 *
 * @throws FormatError naming the first that is no key
 */
export function keysIn(text: string): readonly Key[] {
  const keys = new Set<Key>();
  for (const word of text.split(/[\s,;，；、]+/)) {
    if (word === "") continue;
    if (!isKey(word)) throw new FormatError("not a key: {text}", { text: word });
    keys.add(word);
  }
  return [...keys];
}
