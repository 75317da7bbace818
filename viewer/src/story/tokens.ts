/**
 * Prompts cut into tokens for a comparison: words as the language has them, and what image programs
 * write around words, such as `(blue eyes:1.2)`, as tokens of their own.
 *
 * Joined again, the tokens of a text are the text.
 */

/** How a text was cut. */
export type Cut = "words" | "plain words" | "phrases";

/** UTF-16 units of a bracket that is kept as one token; a longer one is cut like other words. */
const BRACKET = 100;

/**
 * UTF-16 units that are segmented in one go. Engines take a time that grows with the square of the
 * text's length (112,000 units took 13 seconds in V8), so a long text is cut at white space or
 * punctuation first.
 */
const PIECE = 500;

const CLOSING: ReadonlyMap<string, string> = new Map([
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
]);

/** `<lora:name:0.8>` and its like: a word, a colon, and no line end. */
const TAG = /<[a-z]+:[^<>\r\n]{1,100}>/iy;

/** Han characters, by which a text is taken for Chinese. */
const HAN = /\p{Script=Han}/u;

/** Without a segmenter: words of letters, runs of Han, digits, white space, and single others. */
const PLAIN = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{M}])+|\p{N}+|\s+|./gsu;

/** A phrase with the punctuation that ends it. */
const PHRASE = /[^,，、;；。.!！?？\r\n]*[,，、;；。.!！?？\r\n]+\s*|[^,，、;；。.!！?？\r\n]+/g;

/** Where a long text may be cut without cutting a word. */
const SEAM = /[\s,，、;；。!！?？]/;

type Segmenter = (text: string) => Iterable<string>;

/** The locale whose words a text is cut into. */
export function localeOf(...texts: readonly string[]): "zh" | "en" {
  return texts.some((text) => HAN.test(text)) ? "zh" : "en";
}

/**
 * Cut into words; `plain words` where the browser has no segmenter, which keeps a run of Chinese
 * as one token.
 */
export function words(text: string, locale: "zh" | "en"): { tokens: string[]; cut: Cut } {
  const segment = segmenter(locale);
  const cut = segment === null ? "plain words" : "words";
  const tokens: string[] = [];
  for (const part of brackets(text)) {
    if (part.whole) tokens.push(part.text);
    else for (const token of (segment ?? plain)(part.text)) tokens.push(token);
  }
  return { tokens, cut };
}

/** Cut into phrases: at commas, full stops and line ends. */
export function phrases(text: string): string[] {
  return text.match(PHRASE) ?? [];
}

function segmenter(locale: string): Segmenter | null {
  // Firefox has it from version 125 on; the types do not know that it may be missing.
  const found: unknown = Reflect.get(Intl, "Segmenter");
  if (found === undefined) return null;
  const one = new Intl.Segmenter(locale, { granularity: "word" });
  return function* (text) {
    for (const piece of pieces(text)) {
      for (const { segment } of one.segment(piece)) yield segment;
    }
  };
}

function plain(text: string): readonly string[] {
  return text.match(PLAIN) ?? [];
}

function* pieces(text: string): Iterable<string> {
  let start = 0;
  while (text.length - start > PIECE) {
    const end = seamBefore(text, start, start + PIECE);
    yield text.slice(start, end);
    start = end;
  }
  if (start < text.length) yield text.slice(start);
}

/** The last place before `end` where no word is cut; `end` itself, or between characters. */
function seamBefore(text: string, start: number, end: number): number {
  for (let place = end; place > start; place--) {
    if (SEAM.test(text.charAt(place - 1))) return place;
  }
  const unit = text.charCodeAt(end - 1);
  return unit >= 0xd800 && unit <= 0xdbff ? end - 1 : end;
}

interface Part {
  readonly text: string;
  readonly whole: boolean;
}

/** The text in order, cut into what image programs write with brackets, and the rest. */
function* brackets(text: string): Iterable<Part> {
  let start = 0;
  let place = 0;
  while (place < text.length) {
    const end = bracketAt(text, place);
    if (end === null) {
      place += text.charAt(place) === "\\" ? 2 : 1;
      continue;
    }
    if (start < place) yield { text: text.slice(start, place), whole: false };
    yield { text: text.slice(place, end), whole: true };
    place = end;
    start = end;
  }
  if (start < text.length) yield { text: text.slice(start), whole: false };
}

/** Where the bracket that begins at `place` ends; null where none does, or it is too long. */
function bracketAt(text: string, place: number): number | null {
  const opening = text.charAt(place);
  if (opening === "<") {
    TAG.lastIndex = place;
    return TAG.test(text) ? TAG.lastIndex : null;
  }
  if (!CLOSING.has(opening)) return null;
  const expected: string[] = [];
  const limit = Math.min(text.length, place + BRACKET);
  for (let at = place; at < limit; at++) {
    const sign = text.charAt(at);
    const closing = CLOSING.get(sign);
    if (sign === "\n") return null;
    if (sign === "\\") at++;
    else if (closing !== undefined) expected.push(closing);
    else if (sign === expected.at(-1)) expected.pop();
    if (expected.length === 0) return at + 1;
  }
  return null;
}
