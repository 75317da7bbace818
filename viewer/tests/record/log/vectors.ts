/** The cases of `vectors/log/`, and what a reader makes of one: docs/formats/log.md section 7. */

import { readdirSync, readFileSync } from "node:fs";
import { expect } from "vitest";
import { FormatError, VerificationError } from "../../../src/record/errors.ts";
import { isObject, type Json, readJson } from "../../../src/record/format/canonical.ts";

const FOLDER = new URL("../../../../vectors/log/", import.meta.url);

export class Case {
  readonly name: string;
  readonly #members: Record<string, Json>;

  constructor(name: string, members: Record<string, Json>) {
    this.name = name;
    this.#members = members;
  }

  get error(): Json | undefined {
    return this.#members.error;
  }

  get(name: string): Json {
    const value = this.#members[name];
    if (value === undefined) throw new Error(`${this.name} has no ${name}`);
    return value;
  }

  text(name: string): string {
    const value = this.get(name);
    if (typeof value !== "string") throw new Error(`${this.name}: ${name} is no text`);
    return value;
  }

  number(name: string): number {
    const value = this.get(name);
    if (typeof value !== "number") throw new Error(`${this.name}: ${name} is no number`);
    return value;
  }

  texts(name: string): string[] {
    const value = this.get(name);
    if (!Array.isArray(value)) throw new Error(`${this.name}: ${name} is no list`);
    return value.map(String);
  }

  bytes(name: string): Uint8Array {
    return fromHex(this.text(name));
  }

  hashes(name: string): Uint8Array[] {
    return this.texts(name).map(fromHex);
  }
}

/** All cases of a folder, by file name. */
export function casesOf(folder: string): [string, Case][] {
  const url = new URL(`${folder}/`, FOLDER);
  return readdirSync(url)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file) => {
      const value = readJson(readFileSync(new URL(file, url), "utf8"));
      if (!isObject(value)) throw new Error(`${file} is no object`);
      return [file, new Case(file, value)];
    });
}

/** Read a case; it is refused with the sort of refusal that it names, or not at all. */
export async function judge<T>(given: Case, read: () => T | Promise<T>): Promise<T | null> {
  if (given.error === undefined) {
    expect(given.get("ok")).toBe(true);
    return read();
  }
  let thrown: unknown = null;
  try {
    await read();
  } catch (error) {
    thrown = error;
  }
  expect(sortOf(thrown)).toBe(given.error);
  return null;
}

function sortOf(thrown: unknown): string {
  if (thrown instanceof FormatError) return "format";
  if (thrown instanceof VerificationError) return "verification";
  return String(thrown);
}

export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
