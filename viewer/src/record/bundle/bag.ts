/**
 * The bag's own files: docs/formats/bundle.md section 3, BagIt 1.0
 * (https://www.rfc-editor.org/rfc/rfc8493).
 *
 * Only their forms are read here; that they agree with the files, step 1 of a verification finds.
 */

import { FormatError } from "../errors.ts";
import { decodeUtf8 } from "../format/canonical.ts";
import { mayList, PAYLOAD } from "./names.ts";

const DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

/** Bytes of any file read here: what a line for each of 100,000 members could need. */
export const MAX_TAG_FILE = 64 * 2 ** 20;

/** A path of these characters only, whether or not a file can be named so. */
const MANIFEST_LINE = /^([0-9a-f]{64}) {2}([A-Za-z0-9._/-]{1,255})$/;

/** A label of letters and hyphens, and a value that is something. */
const INFO_LINE = /^([A-Za-z][A-Za-z-]*): ([^\r]+)$/;

/** What a manifest states: SHA-256 in hex, by path. */
export interface Manifest {
  readonly files: ReadonlyMap<string, string>;
  /** Those of its paths that it may not list; they are in `files` too. */
  readonly foreign: readonly string[];
}

/** Check `bagit.txt`. Throws FormatError for anything else than its two lines. */
export function checkDeclaration(bytes: Uint8Array): void {
  if (bytes.length !== DECLARATION.length || decodeUtf8(bytes) !== DECLARATION) {
    throw new FormatError("not the two lines of BagIt 1.0");
  }
}

/**
 * Read a manifest. A path that it may not list is told apart and refuses nothing: it is compared
 * all the same.
 *
 * @param name Of the manifest: it says what may be listed.
 */
export function parseManifest(bytes: Uint8Array, name: string): Manifest {
  const files = new Map<string, string>();
  for (const line of linesOf(bytes)) {
    const [, hex, path] = MANIFEST_LINE.exec(line) ?? [];
    if (hex === undefined || path === undefined) {
      throw new FormatError("line {number} is not a digest and a path", { number: files.size + 1 });
    }
    if (files.has(path)) throw new FormatError("{path} is listed twice", { path });
    files.set(path, hex);
  }
  return { files, foreign: [...files.keys()].filter((path) => !mayList(name, path)) };
}

/** Read `bag-info.txt`: values by label. Throws FormatError. */
export function parseBagInfo(bytes: Uint8Array): ReadonlyMap<string, string> {
  const info = new Map<string, string>();
  for (const line of linesOf(bytes)) {
    const [, label, value] = INFO_LINE.exec(line) ?? [];
    if (label === undefined || value === undefined) {
      throw new FormatError("line {number} is not a label and a value", { number: info.size + 1 });
    }
    if (info.has(label)) throw new FormatError("{label} stands twice", { label });
    info.set(label, value);
  }
  return info;
}

/** What `Payload-Oxum` says: bytes and number of the files under `data/`. */
export function payloadOxum(
  files: Iterable<{ readonly name: string; readonly size: number }>,
): string {
  let [bytes, count] = [0, 0];
  for (const file of files) {
    if (!file.name.startsWith(PAYLOAD)) continue;
    bytes += file.size;
    count += 1;
  }
  return `${bytes}.${count}`;
}

/** Lines, each of which ends with a newline. */
function linesOf(bytes: Uint8Array): string[] {
  if (bytes.length > MAX_TAG_FILE) {
    throw new FormatError("a file of {got} bytes", { got: bytes.length });
  }
  const lines = decodeUtf8(bytes).split("\n");
  if (lines.pop() !== "") throw new FormatError("the last line does not end with a newline");
  return lines;
}
