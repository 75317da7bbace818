/** Terms of the record's open lists, in the reader's language where the program knows them. */

import { TEXTS } from "../texts/catalogue.ts";
import { plain } from "./plain.ts";

/**
 * A term such as `own hand` or `positive`; one that the program does not know stands as it is.
 *
 * @param say the function that says a text's id in the language now
 */
export function termOf(term: string, say: (id: string) => string): string {
  const id = `step.term.${term.replaceAll(" ", "-")}`;
  return TEXTS.has(id) ? say(id) : plain(term);
}
