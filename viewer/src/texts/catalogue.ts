/**
 * All that the page says, in both languages: one JSON file a part of the program, merged here, and
 * the sentences of verdicts, steps and findings, which the command-line program says as well. What
 * the studio alone says, it adds itself (studio.ts): the single file does not carry it.
 *
 * A text is looked up by an id that the program wrote, and filled with values that may come out of
 * a record. It is text all the way: nothing here makes markup or an address.
 */

import wording from "../../../src/bozzetto/verify/wording.json";
import { fill } from "../record/errors.ts";
import type { Values } from "../record/errors.ts";
import reasons from "./reasons.json";

export type Language = "zh" | "en";

/** One text in both languages; names in braces are the same in both. */
export type Text = Readonly<Record<Language, string>>;

/** `part.name`; that each exists is checked by tests/texts. */
export type TextId = string;

export type Sentences = "verdicts" | "steps" | "findings";

const PARTS: Readonly<Record<string, Readonly<Record<string, Text>>>> = import.meta.glob(
  ["./*.json", "!./reasons.json", "!./studio-*.json"],
  { eager: true, import: "default" },
);

const texts = new Map(Object.values(PARTS).flatMap((part) => Object.entries(part)));

/** Every text by its id. */
export const TEXTS: ReadonlyMap<TextId, Text> = texts;

/** Add the texts of more parts. Before anything is drawn: nothing is drawn again for them. */
export function addTexts(parts: Iterable<Readonly<Record<string, Text>>>): void {
  for (const part of parts) {
    for (const [id, text] of Object.entries(part)) texts.set(id, text);
  }
}

const WORDING: Readonly<Record<Sentences, ReadonlyMap<string, Text>>> = {
  verdicts: new Map(Object.entries(wording.verdicts)),
  steps: new Map(Object.entries(wording.steps)),
  findings: new Map(Object.entries(wording.findings)),
};

const REASONS: ReadonlyMap<string, { readonly zh: string }> = new Map(Object.entries(reasons));

/** The text of an id; the id itself where there is none, so that nothing is silent. */
export function textIn(language: Language, id: TextId, values: Values = {}): string {
  const text = TEXTS.get(id);
  return text === undefined ? id : fill(text[language], values);
}

/** The shared sentence of a verdict, a step or a finding's code, by its name in the report. */
export function sentenceIn(
  language: Language,
  sort: Sentences,
  name: string,
  values: Values = {},
): string {
  const text = WORDING[sort].get(name);
  return text === undefined ? name : fill(text[language], values);
}

/** An error's template, filled: templates are English, and reasons.json has their Chinese. */
export function reasonIn(language: Language, template: string, values: Values = {}): string {
  const said = language === "zh" ? (REASONS.get(template)?.zh ?? template) : template;
  return fill(said, values);
}
