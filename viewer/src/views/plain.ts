/**
 * A record's text, made plain: what would steer the page instead of being read is shown by its
 * number, so that nobody's name can turn a sentence around and no letter is hidden.
 *
 * Line feeds and tabs stay. See Unicode UTR 36 section 2.5 on bidirectional text.
 */

import type { Json } from "../record/format/canonical.ts";

/**
 * C0 and C1 but line feed and tab; soft hyphen; Arabic letter mark; zero-width space; directional
 * marks, embeddings, overrides and isolates; line and paragraph separators; word joiner to the
 * invisible operators; byte order mark; the tag characters, by which whole sentences are hidden.
 * Joiners (U+200C, U+200D) stay: Persian words and emoji are spelled with them.
 */
const STEERING =
  // eslint-disable-next-line no-control-regex -- control characters are what it is about
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e007f}]/gu;

/** The text with each such character as a visible mark like ⟨U+202E⟩. */
export function plain(text: string): string {
  return text.replace(STEERING, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
}

/** Whether `plain` changes it. */
export function steers(text: string): boolean {
  return text.search(STEERING) >= 0;
}

/** A body as readable JSON, indented by two; its strings are plain as well. */
export function plainJson(value: Json): string {
  return plain(JSON.stringify(value, null, 2));
}

/**
 * The first `most` characters at most, never half of one, and whether that is all of it.
 *
 * @param most UTF-16 units
 */
export function opening(
  text: string,
  most: number,
): { readonly text: string; readonly all: boolean } {
  if (text.length <= most) return { text, all: true };
  const last = text.charCodeAt(most - 1);
  const paired = last >= 0xd800 && last <= 0xdbff;
  return { text: text.slice(0, paired ? most - 1 : most), all: false };
}

/** The ends of a digest or key, by which a person tells it from others: `9eb523df…6e72678a`. */
export function short(name: string): string {
  const value = name.slice(name.indexOf(":") + 1);
  return value.length <= 17 ? value : `${value.slice(0, 8)}…${value.slice(-8)}`;
}
