/** Reads the cases of vectors/record/ (docs/formats/record.md section 8). */

import { readFileSync, readdirSync } from "node:fs";
import { FormatError, RecordError, VerificationError } from "../../../src/record/errors.ts";

export interface Case {
  readonly name: string;
  readonly desc: string;
  readonly line?: string;
  readonly base64?: string;
  readonly lines?: readonly string[];
  readonly sparse?: boolean;
  readonly salt?: string;
  readonly text?: string;
  readonly body?: Record<string, never>;
  readonly assets?: Readonly<Record<string, string>>;
  readonly ok?: Readonly<Record<string, unknown>>;
  readonly error?: "format" | "verification";
  readonly at?: number;
}

const RECORD = new URL("../../../../vectors/record/", import.meta.url);

/** The names of all folders of cases. */
export function folders(): string[] {
  return readdirSync(RECORD).sort();
}

/** Every case of a folder. */
export function casesOf(folder: string): Case[] {
  const names = readdirSync(new URL(`${folder}/`, RECORD)).sort();
  return names.map((name) => caseOf(folder, name.replace(/\.json$/, "")));
}

/** One case. */
export function caseOf(folder: string, name: string): Case {
  const read = JSON.parse(readFileSync(new URL(`${folder}/${name}.json`, RECORD), "utf8")) as Case;
  return { ...read, name };
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The bytes that a case is about. */
export function lineOf({ line, base64 }: Case): Uint8Array {
  return base64 === undefined ? bytesOf(line ?? "") : new Uint8Array(Buffer.from(base64, "base64"));
}

/** The sort of refusal, as the vectors name it. Anything else that is thrown fails the test. */
export function refusalOf(error: unknown): "format" | "verification" {
  if (error instanceof FormatError) return "format";
  if (error instanceof VerificationError) return "verification";
  throw error;
}

/** What a reading gives: its result, or the sort of refusal. */
export async function outcome<T>(read: () => T | Promise<T>): Promise<T | string> {
  try {
    return await read();
  } catch (error) {
    return refusalOf(error);
  }
}

/** What was thrown; fails where nothing was, or another error. */
export function thrown(act: () => unknown): RecordError {
  try {
    act();
  } catch (error) {
    if (error instanceof RecordError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
