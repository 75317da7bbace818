/** Entries of a chain as the server hands them out: `PLACE LINE`, one a line. */

import { FormatError } from "../../record/errors.ts";
import { digestOfEntry, parseUndigested, parseUnspelled } from "../../record/format/entry.ts";
import type { Entry, Unspelled } from "../../record/format/entry.ts";
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

/** How an answer is read. */
export interface Reading {
  /**
   * Take an entry's digest from the entry behind it, which names it, where there is one, and the
   * line's spelling for the right one: whoever asks for that holds each row to its spelling and its
   * digest later (`LedgerRow.spell`, `digestOfEntry`).
   */
  readonly claimed?: boolean;
}

/**
 * Read an answer, a row at a time, so that the caller can rest between two.
 *
 * Throws ShapeError where the answer itself is not of this form; a malformed entry is a row.
 */
export function* readLines(
  answer: Uint8Array,
  chain: Digest,
  { claimed = false }: Reading = {},
): Generator<LedgerRow> {
  if (!claimed) {
    for (const { place, bytes } of split(answer)) {
      const read = whereWellFormed(parseUndigested, bytes);
      const isRead = !(read instanceof FormatError);
      yield new LedgerRow(place, chain, isRead ? { digest: digestOfEntry(read), ...read } : read);
    }
    return;
  }
  let last: Read | null = null;
  for (const { place, bytes } of split(answer)) {
    const next = { place, line: whereWellFormed(parseUnspelled, bytes) };
    if (last !== null) yield rowOf(last, chain, next);
    last = next;
  }
  if (last !== null) yield rowOf(last, chain, null);
}

interface Read {
  readonly place: number;
  readonly line: Unspelled | FormatError;
}

function rowOf({ place, line }: Read, chain: Digest, behind: Read | null): LedgerRow {
  if (line instanceof FormatError) return new LedgerRow(place, chain, line);
  const { read, spell } = line;
  const digest = claimedBy(behind, read);
  if (digest !== null) {
    return new LedgerRow(place, chain, { digest, payload: UNSPELLED, ...read }, spell);
  }
  const payload = whereWellFormed(spell);
  if (payload instanceof FormatError) return new LedgerRow(place, chain, payload);
  const entry = { payload, ...read };
  return new LedgerRow(place, chain, { digest: digestOfEntry(entry), ...entry });
}

/** Stands for the payload until the spelling was checked: no signature holds for it, no digest. */
const UNSPELLED = new Uint8Array();

/** The digest that the entry behind another one gives for it; null where that is not behind it. */
function claimedBy(behind: Read | null, { event }: Unspelled["read"]): Digest | null {
  if (behind === null || behind.line instanceof FormatError) return null;
  const { number, previous } = behind.line.read.event;
  return number === event.number + 1 ? previous : null;
}

function* split(answer: Uint8Array): Generator<{ readonly place: number; bytes: Uint8Array }> {
  for (let from = 0; from < answer.length;) {
    const end = answer.indexOf(NEWLINE, from);
    const space = answer.indexOf(SPACE, from);
    if (end < 0 || space < 0 || space > end) throw new ShapeError("line", "an entry and its place");
    const place = placeOf(answer.subarray(from, space));
    yield { place, bytes: answer.subarray(space + 1, end) };
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

/** What a reading gives, or why there is none. */
function whereWellFormed<T, A extends unknown[]>(
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
