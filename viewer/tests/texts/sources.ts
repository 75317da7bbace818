/** Reading the program's own source for the texts that it uses. */

import { readdirSync } from "node:fs";
import { join } from "node:path";

/** All TypeScript and Svelte files under a folder. */
export function sourceFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(ts|svelte)$/.test(name))
    .map((name) => join(folder, name))
    .sort();
}

/** The names in braces, sorted, each once. */
export function namesIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ""))].sort();
}

const ID = /["'`]([a-z]+(?:\.[A-Za-z0-9_-]+)+)["'`]/g;
const TEMPLATE = /`(?=[a-z]+\.)/g;

/** String literals that look like ids, and templates that ids are made of. */
export function patternsIn(source: string): {
  readonly exact: readonly string[];
  readonly patterns: readonly RegExp[];
} {
  const exact = [...source.matchAll(ID)].map(([, id]) => id ?? "");
  const patterns = [...source.matchAll(TEMPLATE)].map(({ index }) => patternAt(source, index + 1));
  return { exact, patterns };
}

/** The template literal that goes on at `start`, as a pattern: what is put in is anything. */
function patternAt(source: string, start: number): RegExp {
  let pattern = "";
  let depth = 0;
  for (let at = start; at < source.length && (depth > 0 || source[at] !== "`"); at += 1) {
    if (source.startsWith("${", at)) depth += 1;
    else if (depth === 0) pattern += (source[at] ?? "").replace(/[.*+?^$()[\]\\|{}]/, "\\$&");
    else if (source[at] === "}") {
      depth -= 1;
      if (depth === 0) pattern += ".+";
    }
  }
  return new RegExp(`^${pattern}$`);
}

const THROWN =
  /(?:FormatError|VerificationError|UnavailableError|RecordError)\(\s*((?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')(?:\s*\+\s*"(?:[^"\\]|\\.)*")*)/g;

const TABLE = /const TEMPLATES[^=]*= \{([^}]*(?:\{\w+\}[^}]*)*)\}/g;
const LITERAL = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/g;

/** The templates of errors, where they stand as literals in a call or in a table of `TEMPLATES`. */
export function templatesIn(source: string): readonly string[] {
  const called = [...source.matchAll(THROWN)].map(([, literal]) => textsIn(literal ?? "").join(""));
  const listed = [...source.matchAll(TABLE)].flatMap(([, table]) => textsIn(table ?? ""));
  return [...called, ...listed];
}

function textsIn(literals: string): readonly string[] {
  return [...literals.matchAll(LITERAL)].map(([, double, single]) =>
    (double ?? single ?? "").replace(/\\(.)/g, "$1"),
  );
}
