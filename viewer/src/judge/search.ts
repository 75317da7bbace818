/** Finding lines of the record by what a reader types: a number, a kind, a part of a digest. */

import type { Line } from "../record/verify/verify.ts";

/** Eight digits or more may also be a part of a digest, and no record has as many lines. */
const NUMBER = /^[0-9]{1,7}$/;

/** The kinds that a record has, sorted, each once. */
export function kindsOf(lines: readonly Line[]): readonly string[] {
  const kinds = new Set<string>();
  for (const { entry } of lines) if (entry !== null) kinds.add(entry.event.kind);
  return [...kinds].sort();
}

/**
 * The lines that a search leaves, in their order.
 *
 * @param kind exactly this one; empty for all
 * @param words a line's number, or a part of a digest of the entry or of what it names; empty for all
 */
export function searchLines(lines: readonly Line[], kind: string, words: string): readonly Line[] {
  const wanted = words.trim().toLowerCase();
  return lines.filter((line) => {
    if (kind !== "" && line.entry?.event.kind !== kind) return false;
    return wanted === "" || isNamed(line, wanted);
  });
}

function isNamed(line: Line, wanted: string): boolean {
  if (NUMBER.test(wanted)) return line.number === Number(wanted);
  const { entry } = line;
  if (entry === null) return false;
  const digits = wanted.replace(/^sha256:/, "");
  const names = [entry.digest, ...entry.commitments, ...entry.assets.map(({ digest }) => digest)];
  return names.some((name) => name.slice("sha256:".length).includes(digits));
}
