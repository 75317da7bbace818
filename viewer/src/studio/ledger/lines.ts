/** Entries of a chain as the server hands them out: `PLACE LINE`, one a line. */

import { FormatError } from "../../record/errors.ts";
import { digestOfEntry, parseUndigested } from "../../record/format/entry.ts";
import type { Entry } from "../../record/format/entry.ts";
import type { Digest } from "../../record/format/values.ts";
import type { Row } from "../../record/verify/lines.ts";
import { ShapeError } from "../shape.ts";

const NEWLINE = 0x0a;
const SPACE = 0x20;
/** Digits of the largest whole number that a script can count to. */
const PLACE = /^[0-9]{1,16}$/;
/** Bytes of a place that are looked at: what is longer is none. */
const MOST = 17;

/** An entry of a chain, and where it stands. */
export class LedgerRow implements Row {
  /** Among the lines of the ledger, from 1: it moves where an earlier line is fetched later. */
  number = 0;
  /** In the log, as the server says. */
  readonly place: number;
  /** The chain that the server was asked for. */
  readonly chain: Digest;
  #malformed: FormatError | null;
  #entry: Entry | null;
  /** Tells the payload of a line whose spelling is still to be checked. */
  #spell: (() => Uint8Array) | null;

  constructor(
    place: number,
    chain: Digest,
    line: Entry | FormatError,
    spell: (() => Uint8Array) | null = null,
  ) {
    this.place = place;
    this.chain = chain;
    this.#entry = line instanceof FormatError ? null : line;
    this.#malformed = line instanceof FormatError ? line : null;
    this.#spell = spell;
  }

  /** Null where the line is malformed; then `malformed` says why. */
  get entry(): Entry | null {
    return this.#entry;
  }

  get malformed(): FormatError | null {
    return this.#malformed;
  }

  /** Hold the line to the one spelling of its entry. Throws FormatError where it is another. */
  spell(): void {
    if (this.#spell === null || this.#entry === null) return;
    this.#entry = { ...this.#entry, payload: this.#spell() };
    this.#spell = null;
  }

  /** Its digest is another than was claimed. */
  rename(digest: Digest): void {
    if (this.#entry !== null) this.#entry = { ...this.#entry, digest };
  }

  /** Its line is no spelling of an entry: it is malformed, and was taken for one. */
  strike(because: FormatError): void {
    this.#entry = null;
    this.#malformed = because;
    this.#spell = null;
  }

  /** As a finding of a verification names it, so that the story finds its line. */
  get where(): string {
    const line = `data/record.jsonl line ${this.number}`;
    return this.entry === null ? line : `${line} (${this.entry.digest})`;
  }
}

/** A row that is an entry. */
export type EntryLine = LedgerRow & { readonly entry: Entry };

export function isEntry(row: LedgerRow): row is EntryLine {
  return row.entry !== null;
}

/**
 * Read an answer, a row at a time. Throws ShapeError where the answer itself is not of this form; a
 * malformed entry is a row.
 */
export function* readLines(answer: Uint8Array, chain: Digest): Generator<LedgerRow> {
  for (const { place, bytes } of splitBytes(answer)) {
    const read = whereWellFormed(parseUndigested, bytes);
    const isRead = !(read instanceof FormatError);
    yield new LedgerRow(place, chain, isRead ? { digest: digestOfEntry(read), ...read } : read);
  }
}

/** The lines of an answer, each with its place. Throws ShapeError. */
export function* splitBytes(
  answer: Uint8Array,
): Generator<{ readonly place: number; readonly bytes: Uint8Array }> {
  for (let from = 0; from < answer.length;) {
    const end = answer.indexOf(NEWLINE, from);
    const space = answer.indexOf(SPACE, from);
    if (end < 0 || space < 0 || space > end) throw new ShapeError("line", "an entry and its place");
    const digits = String.fromCharCode(...answer.subarray(from, Math.min(space, from + MOST)));
    yield { place: placeOf(digits), bytes: answer.subarray(space + 1, end) };
    from = end + 1;
  }
}

/** The same of an answer that was decoded: whole lines, with their line feeds. */
export function* splitText(
  answer: string,
): Generator<{ readonly place: number; readonly text: string }> {
  for (let from = 0; from < answer.length;) {
    const end = answer.indexOf("\n", from);
    const space = answer.indexOf(" ", from);
    if (end < 0 || space < 0 || space > end) throw new ShapeError("line", "an entry and its place");
    yield { place: placeOf(answer.slice(from, space)), text: answer.slice(space + 1, end) };
    from = end + 1;
  }
}

function placeOf(digits: string): number {
  const place = PLACE.test(digits) ? Number(digits) : Number.NaN;
  if (!Number.isSafeInteger(place)) throw new ShapeError("line", "a place");
  return place;
}

/** What a reading gives, or why there is none. */
export function whereWellFormed<T, A extends unknown[]>(
  reads: (...from: A) => T,
  ...from: A
): T | FormatError {
  try {
    return reads(...from);
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
}
