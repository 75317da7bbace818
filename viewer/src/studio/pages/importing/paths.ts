/** Paths that a person typed or pasted, one a line. */

/** Paths of one import: a folder says as much as thousands of files. */
export const MOST_PATHS = 1000;

/**
 * The paths in a text: one a line, each once, without the quotes that a file manager puts around a
 * copied path.
 */
export function pathsIn(text: string): readonly string[] {
  const lines = text.split(/\r?\n/).map((line) => unquoted(line.trim()));
  return [...new Set(lines.filter((line) => line !== ""))].slice(0, MOST_PATHS);
}

function unquoted(line: string): string {
  const quoted = /^"(.*)"$/.exec(line) ?? /^'(.*)'$/.exec(line);
  return quoted?.[1] ?? line;
}
