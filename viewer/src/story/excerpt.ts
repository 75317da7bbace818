/** The beginning of a record's text, fit to stand within a sentence of the program's own. */

/** UTF-16 units that a sentence shows of a text: about one line. */
const SHOWN = 120;

/** Control and format characters, which would steer the sentence around; joiners spell words. */
const STEERING = /(?![\u200c\u200d])[\p{Cc}\p{Cf}]/gu;

/** On one line, without what steers, and cut with an ellipsis where it is long. */
export function excerpt(text: string): string {
  // Cut before anything else is done: the text may have a megabyte.
  const line = text
    .slice(0, 2 * SHOWN)
    .replace(/\s+/g, " ")
    .trim()
    .replace(STEERING, "\ufffd");
  if (line.length <= SHOWN && text.length <= 2 * SHOWN) return line;
  const last = line.charCodeAt(SHOWN - 1);
  const paired = last >= 0xd800 && last <= 0xdbff;
  return `${line.slice(0, paired ? SHOWN - 1 : SHOWN).trimEnd()}…`;
}
