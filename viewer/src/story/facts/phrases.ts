/**
 * A prompt cut into phrases, with the weights that are spelled out: docs/formats/facts.md,
 * "Phrases".
 *
 * Apart from `tokens.ts`, which cuts for the eye and keeps every sign: here a phrase is a value that
 * two programs must agree on.
 */

/** A part of a prompt between two separators. */
export interface Phrase {
  /** White space is single, and none stands at its ends. */
  readonly text: string;
  /** As it is spelled; null where none is. */
  readonly weight: string | null;
}

/** By blocks and not by script: tables of scripts change from one Unicode to the next. */
const HAN = String.raw`[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]`;
const WHITE = String.raw`\p{White_Space}`;
const NUMBER = String.raw`[0-9]{1,4}(?:\.[0-9]{1,8})?`;

const SEPARATOR = new RegExp(
  String.raw`[,，、;；。！？\r\n]+|[.!?]+(?=${WHITE}|$)|(?<=${HAN})(?:(?![\r\n])${WHITE})+(?=${HAN})`,
  "u",
);
const WEIGHTED = new RegExp(
  String.raw`(?<!\\)\(([^()\[\]\\]{1,2000}):${WHITE}*(${NUMBER})${WHITE}*\)`,
  "gu",
);
const TAG = new RegExp(
  String.raw`<([a-z]{1,16}:[^<>:\r\n]{1,200}):(-?${NUMBER})(?::[^<>\r\n]{0,100})?>`,
  "gu",
);
const SPACES = new RegExp(`${WHITE}+`, "gu");

/** What spells a weight: from `start` up to `end`, in UTF-16 units. */
interface Spelled {
  readonly start: number;
  readonly end: number;
  readonly phrases: readonly Phrase[];
}

/** Cut a prompt into its phrases. */
export function phrasesOf(text: string): Phrase[] {
  const found: Phrase[] = [];
  let start = 0;
  for (const spelled of spelledWeights(text)) {
    // One that begins within another belongs to it.
    if (spelled.start < start) continue;
    found.push(...cut(text.slice(start, spelled.start), null), ...spelled.phrases);
    start = spelled.end;
  }
  return [...found, ...cut(text.slice(start), null)];
}

function spelledWeights(text: string): Spelled[] {
  const brackets = [...text.matchAll(WEIGHTED)].map((match) =>
    spelledBy(match, (words, weight) => cut(words, weight)),
  );
  const tags = [...text.matchAll(TAG)].map((match) =>
    spelledBy(match, (words, weight) => [{ text: `<${words}>`, weight }]),
  );
  return [...brackets, ...tags].sort((one, other) => one.start - other.start);
}

function spelledBy(
  match: RegExpExecArray,
  phrases: (words: string, weight: string) => readonly Phrase[],
): Spelled {
  const [whole, words = "", weight = ""] = match;
  return { start: match.index, end: match.index + whole.length, phrases: phrases(words, weight) };
}

function cut(text: string, weight: string | null): Phrase[] {
  const parts = text.split(SEPARATOR).map((part) => part.replace(SPACES, " "));
  return parts.flatMap((part) => {
    const bare = part.replace(/^ | $/g, "");
    return bare === "" ? [] : [{ text: bare, weight }];
  });
}
