/** Rows of a record for tests of single steps, out of entries that are made here. */

import type { Entry } from "../../../src/record/format/entry.ts";
import { CODES } from "../../../src/record/verify/codes.ts";
import type { Code } from "../../../src/record/verify/codes.ts";
import type { Findings } from "../../../src/record/verify/findings.ts";
import type { EntryRow } from "../../../src/record/verify/lines.ts";

export function rowsOf(...entries: readonly Entry[]): EntryRow[] {
  return entries.map((entry, at) => ({ number: at + 1, where: `line ${at + 1}`, entry }));
}

/** What was found, each as `code where`, with `want` and `got` where they are there. */
export function found(findings: Findings): string[] {
  return findings.list().map(({ code, where, want, got }) => {
    const wanted = want === undefined ? "" : ` want ${want}`;
    return `${code} ${where}${wanted}${got === undefined ? "" : ` got ${got}`}`;
  });
}

/** All codes of a severity. */
export function codesOf(severity: string): Code[] {
  const all = Object.keys(CODES).filter((code): code is Code => Object.hasOwn(CODES, code));
  return all.filter((code) => CODES[code].severity === severity);
}
