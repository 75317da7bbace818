/** The licences of the packages whose code is in a build, read from the packages themselves. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface Licence {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly text: string;
}

/** The folder of the package that a module is of; null for the project's own modules. */
export function packageOf(module: string): string | null {
  if (!module.includes("/node_modules/")) return null;
  let folder = dirname(module.replace(/^\0/, "").replace(/\?.*$/, ""));
  while (!folder.endsWith("node_modules")) {
    // A package's inner folders may have a package.json of their own, without a name.
    const file = join(folder, "package.json");
    if (existsSync(file) && "version" in readObject(file)) return folder;
    folder = dirname(folder);
  }
  return null;
}

function readObject(file: string): Record<string, unknown> {
  const value: unknown = JSON.parse(readFileSync(file, "utf8"));
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function readLicence(folder: string): Licence {
  const about = readObject(join(folder, "package.json"));
  const file = readdirSync(folder).find((name) => /^licen[cs]e(\.(md|txt))?$/i.test(name));
  if (typeof about.name !== "string" || typeof about.version !== "string") {
    throw new Error("a package has no name or no version");
  }
  if (typeof about.license !== "string") throw new Error(`${about.name} names no licence`);
  const text = file === undefined ? "" : readFileSync(join(folder, file), "utf8");
  return {
    name: about.name,
    version: about.version,
    licence: about.license,
    text: text.replace(/\r\n?/g, "\n").trim(),
  };
}

/** The licences of the packages that modules are of, by name, each once. */
export function licencesOf(modules: Iterable<string>): readonly Licence[] {
  const folders = new Set<string>();
  for (const module of modules) {
    const folder = packageOf(module);
    if (folder !== null) folders.add(folder);
  }
  return [...folders].map(readLicence).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What a licence says apart from whose it is: the same words of many packages stand once. */
interface Terms {
  readonly text: string;
  readonly holders: string[];
}

const COPYRIGHT = /^copyright .*$/gim;

/** The words without their layout: packages wrap, quote and number the same licence differently. */
function essence(text: string): string {
  return text.toLowerCase().replace(/[^a-z]+/g, "");
}

/** A licence without copyright lines, and without a title that only names it. */
function termsOf(text: string): string {
  return text
    .replace(COPYRIGHT, "")
    .replace(/^[# ]*(?:the )?(?:mit|isc|bsd)[^.\n]{0,40}licen[cs]e\b.*$/gim, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** All of them as one plain text: each package by name and holder, and each set of terms once. */
export function licenceText(own: string, licences: readonly Licence[]): string {
  const all = new Map<string, Terms>();
  for (const { name, version, licence, text } of licences) {
    const terms = termsOf(text);
    const key = essence(terms);
    const known = all.get(key) ?? { text: terms, holders: [] };
    const holders = text.match(COPYRIGHT) ?? [];
    known.holders.push([`${name} ${version} (${licence})`, ...holders].join("\n  "));
    all.set(key, known);
  }
  const parts = [...all.values()].map(({ text, holders }) => `${holders.join("\n")}\n\n${text}`);
  return [own, ...parts].join(`\n\n${"-".repeat(72)}\n\n`) + "\n";
}
