/** What was taken out of a text, and what was put in. */

import { diffArrays } from "diff/lib/diff/array.js";
import { localeOf, phrases, words } from "./tokens.ts";
import type { Cut } from "./tokens.ts";

/** `whole`: the texts have too little in common to be told apart in parts. */
export type Method = Cut | "whole";

export interface Run {
  readonly kind: "kept" | "added" | "removed";
  readonly text: string;
}

/**
 * Kept and removed runs together are the old text, kept and added ones the new. Where something
 * was replaced, what was removed stands before what was added.
 */
export interface Difference {
  readonly method: Method;
  readonly runs: readonly Run[];
}

/**
 * Most tokens that are added or removed before a coarser cut is tried. The work grows with the
 * square of it: 700 edits are a quarter of a second at most on a slow machine.
 */
const EDITS = 700;

/**
 * How the text `after` differs from the text `before`: by words; else by phrases, where whole
 * sentences were replaced; else as a whole. The same texts always give the same answer, however
 * fast the machine is.
 */
export function difference(before: string, after: string): Difference {
  const locale = localeOf(before, after);
  const [old, young] = [words(before, locale), words(after, locale)];
  const byWords = compare(old.tokens, young.tokens);
  if (byWords !== null) return { method: young.cut, runs: byWords };
  const byPhrases = compare(phrases(before), phrases(after));
  if (byPhrases?.some((run) => run.kind === "kept")) return { method: "phrases", runs: byPhrases };
  const whole: Run[] = [
    { kind: "removed", text: before },
    { kind: "added", text: after },
  ];
  return { method: "whole", runs: whole };
}

/** Runs of both token lists; null where they differ in more than `EDITS` tokens. */
function compare(before: readonly string[], after: readonly string[]): Run[] | null {
  const numbers = new Map<string, number>();
  const [old, young] = [numbered(before, numbers), numbered(after, numbers)];
  const changes = diffArrays(old, young, { maxEditLength: EDITS });
  if (changes === undefined) return null;
  const tokens = [...numbers.keys()];
  const runs = changes.map(({ added, removed, value }): Run => {
    const text = value.map((number) => tokens[number] ?? "").join("");
    return { kind: added ? "added" : removed ? "removed" : "kept", text };
  });
  return joined(runs);
}

/** Numbers compare faster than words. */
function numbered(tokens: readonly string[], numbers: Map<string, number>): number[] {
  return tokens.map((token) => {
    const number = numbers.get(token) ?? numbers.size;
    numbers.set(token, number);
    return number;
  });
}

/** White space between two changes goes with them: `red cat` is replaced, not `red` and `cat`. */
function joined(runs: readonly Run[]): Run[] {
  const result: Run[] = [];
  let removed = "";
  let added = "";
  const flush = (): void => {
    if (removed !== "") result.push({ kind: "removed", text: removed });
    if (added !== "") result.push({ kind: "added", text: added });
    removed = added = "";
  };
  runs.forEach((run, place) => {
    const bridge = run.kind === "kept" && /^\s+$/.test(run.text) && place < runs.length - 1;
    if (run.kind === "removed") removed += run.text;
    else if (run.kind === "added") added += run.text;
    else if (bridge && removed !== "" && added !== "") {
      removed += run.text;
      added += run.text;
    } else {
      flush();
      result.push(run);
    }
  });
  flush();
  return result;
}
