/**
 * The language of the page: Chinese or English, and the functions that say something in it.
 *
 * It is that of the address (`?lang=zh`, `#lang=en`), or else of the browser, until the reader turns
 * it. Whatever calls these functions while it draws is drawn again when the language turns.
 */

import type { Values } from "../record/errors.ts";
import { reasonIn, sentenceIn, TEXTS, textIn } from "./catalogue.ts";
import type { Language, Sentences, TextId } from "./catalogue.ts";

export type { Language, Sentences, TextId } from "./catalogue.ts";

/**
 * The language that an address and a browser ask for.
 *
 * @param address `location.search` and `location.hash`, one behind the other
 * @param browser `navigator.languages`: the first that is Chinese or English decides
 */
export function languageOf(address: string, browser: readonly string[]): Language {
  const asked = /[?#&]lang=(zh|en)(?![a-z])/i.exec(address)?.[1]?.toLowerCase();
  if (asked === "zh" || asked === "en") return asked;
  for (const tag of browser) {
    if (/^zh\b/i.test(tag)) return "zh";
    if (/^en\b/i.test(tag)) return "en";
  }
  return "en";
}

function first(): Language {
  if (typeof location === "undefined") return "en";
  return languageOf(location.search + location.hash, navigator.languages);
}

let spoken = $state<Language>(first());

/** The language now; reactive. */
export function lang(): Language {
  return spoken;
}

export function speak(language: Language): void {
  spoken = language;
}

/** The other language. */
export function turn(): void {
  speak(spoken === "zh" ? "en" : "zh");
}

/** A text of the program in the language now. */
export function t(id: TextId, values?: Values): string {
  return textIn(spoken, id, values);
}

/** Whether the program has a text of this id, for names that come out of a record. */
export function has(id: TextId): boolean {
  return TEXTS.has(id);
}

/** A verdict's, a step's or a finding's sentence, which all verifiers share. */
export function sentence(sort: Sentences, name: string, values?: Values): string {
  return sentenceIn(spoken, sort, name, values);
}

/** An error's template and values, as an error or a finding's reason has them. */
export function say(template: string, values?: Values): string {
  return reasonIn(spoken, template, values);
}
