/** What imported files are worth as evidence: the codes that an import answers, and their words. */

import type { TextId } from "../../../texts/language.svelte.ts";

/** In the order in which a reader wants to know. */
export const WORTH = [
  "import.existed",
  "import.times-claimed",
  "import.words-claimed",
  "import.words-absent",
  "import.signed-by-tool",
  "import.candidates-unknown",
] as const;

/** The words of a code; null of one that this page does not know, which is then shown as it is. */
export function worthId(code: string): TextId | null {
  return WORTH.some((known) => known === code) ? `studio.import.worth.${code}` : null;
}

/** What holds of every import, whatever the files are: said before anything is imported. */
export const ALWAYS: readonly string[] = [
  "import.existed",
  "import.times-claimed",
  "import.candidates-unknown",
];
