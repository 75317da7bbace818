/** The beginning of a text that somebody else wrote, on one line, for a label. */

import { opening, plain } from "./plain.ts";

/** UTF-16 units that are read of a text: a label needs no more, whatever the length of the text. */
const READ = 400;

/** Characters about as wide as they are high: Chinese, Japanese, Korean, full-width forms, emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** The width of a narrow character, in heights: a mean over Latin letters. */
const NARROW = 0.54;

/** The beginning of a text on one line: white space is one space, and what steers is shown. */
export function oneLine(text: string): string {
  const { text: start, all } = opening(text, READ);
  const line = plain(start.replace(/\s+/g, " ").trim());
  return all ? line : `${line}…`;
}

/** How wide a text is about, in heights of its letters. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += wide(character);
  return width;
}

/**
 * As much of a text as fits a width, with an ellipsis where something was left out.
 *
 * @param room in heights of its letters
 */
export function excerpt(text: string, room: number): string {
  const line = oneLine(text);
  if (widthOf(line) <= room) return line;
  let kept = "";
  let width = 1; // the ellipsis
  for (const character of line) {
    width += wide(character);
    if (width > room) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

function wide(character: string): number {
  return WIDE.test(character) ? 1 : NARROW;
}
