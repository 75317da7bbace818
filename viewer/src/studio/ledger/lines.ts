/** Entries of a chain as the server hands them out: `PLACE LINE`, one a line. */

import { FormatError } from "../../record/errors.ts";
import { parseEntry } from "../../record/format/entry.ts";
import type { Entry } from "../../record/format/entry.ts";
import type { Digest } from "../../record/format/values.ts";
import type { Row } from "../../record/verify/lines.ts";
import { ShapeError } from "../shape.ts";

const NEWLINE = 0x0a;
const SPACE = 0x20;
const ZERO = 0x30;
/** Digits of the largest whole number that a script can count to. */
const DIGITS = 16;

/** An entry of a chain, and where it stands. */
export class LedgerRow implements Row {
  /** Among the lines of the ledger, from 1: it moves where an earlier line is fetched later. */
  number = 0;
  /** In the log, as the server says. */
  readonly place: number;
  /** The chain that the server was asked for. */
  readonly chain: Digest;
  /** Null where the line is malformed; then `malformed` says why. */
  readonly entry: Entry | null;
  readonly malformed: FormatError | null;

  constructor(place: number, chain: Digest, line: Entry | FormatError) {
    this.place = place;
    this.chain = chain;
    this.entry = line instanceof FormatError ? null : line;
    this.malformed = line instanceof FormatError ? line : null;
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
 * Read an answer, a row at a time, so that the caller can rest between two.
 *
 * Throws ShapeError where the answer itself is not of this form; a malformed entry is a row.
 */
export function* readLines(answer: Uint8Array, chain: Digest): Generator<LedgerRow> {
  for (let from = 0; from < answer.length;) {
    const end = answer.indexOf(NEWLINE, from);
    const space = answer.indexOf(SPACE, from);
    if (end < 0 || space < 0 || space > end) throw new ShapeError("line", "an entry and its place");
    const place = placeOf(answer.subarray(from, space));
    yield new LedgerRow(place, chain, readEntry(answer.subarray(space + 1, end)));
    from = end + 1;
  }
}

function placeOf(digits: Uint8Array): number {
  let place = 0;
  for (const digit of digits) {
    const value = digit - ZERO;
    if (value < 0 || value > 9 || digits.length > DIGITS) throw new ShapeError("line", "a place");
    place = place * 10 + value;
  }
  if (digits.length === 0 || !Number.isSafeInteger(place)) throw new ShapeError("line", "a place");
  return place;
}

function readEntry(line: Uint8Array): Entry | FormatError {
  try {
    return parseEntry(line);
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
}
