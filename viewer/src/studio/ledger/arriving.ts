/**
 * Entries of a chain, read while they are still on their way. An entry's digest is taken from the
 * entry behind it, which names it, where there is one, and the line's spelling for the right one:
 * whoever uses these rows holds each to its spelling and its digest later (`LedgerRow.spell`,
 * `digestOfEntry`).
 */

import { FormatError } from "../../record/errors.ts";
import { decodeUtf8 } from "../../record/format/canonical.ts";
import { digestOfEntry, parseUnspelled } from "../../record/format/entry.ts";
import type { Unspelled } from "../../record/format/entry.ts";
import type { Digest } from "../../record/format/values.ts";
import { LedgerRow, splitBytes, splitText, whereWellFormed } from "./lines.ts";
import { Slice } from "./rest.ts";

const NEWLINE = 0x0a;

/** Stands for the payload until the spelling was checked: no signature holds for it, no digest. */
const UNSPELLED = new Uint8Array();

/** An answer that is on its way. */
export interface Arriving {
  /**
   * Rejects with ShapeError where the answer itself is not of its form, and with what the stream
   * rejects with; a malformed entry is a row.
   */
  readonly rows: Promise<readonly LedgerRow[]>;
  /** All of it is here, read or not. Rejects as the stream does. */
  readonly received: Promise<void>;
}

/** Read an answer piece by piece, at rest between whiles, so that the page can begin meanwhile. */
export function arriving(stream: ReadableStream<Uint8Array>, chain: Digest): Arriving {
  const pieces = new Pieces(stream);
  return { rows: readPieces(pieces, chain), received: pieces.received };
}

/** The rows of an answer. */
export function readArriving(
  stream: ReadableStream<Uint8Array>,
  chain: Digest,
): Promise<readonly LedgerRow[]> {
  return arriving(stream, chain).rows;
}

async function readPieces(pieces: Pieces, chain: Digest): Promise<readonly LedgerRow[]> {
  const reader = new ArrivingLines(chain);
  const rows: LedgerRow[] = [];
  const slice = new Slice({ urgent: true });
  for await (const piece of pieces.all()) {
    slice.begin();
    for (const row of reader.take(piece)) {
      rows.push(row);
      if (slice.isOver) await slice.rest();
    }
  }
  rows.push(...reader.end());
  return rows;
}

/** The pieces of a stream, each taken from it when it comes: no sender waits until they are read. */
class Pieces {
  readonly received: Promise<void>;
  readonly #waiting: Uint8Array[] = [];
  #isOver = false;
  #wake = (): void => undefined;

  constructor(stream: ReadableStream<Uint8Array>) {
    this.received = this.#take(stream.getReader());
    // Whoever reads hears of it.
    this.received.catch(() => undefined);
  }

  /** Until there are no more; throws what the stream does. */
  async *all(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const piece = this.#waiting.shift();
      if (piece !== undefined) yield piece;
      else if (!this.#isOver) await new Promise<void>((wake) => (this.#wake = wake));
      else break;
    }
    await this.received;
  }

  async #take(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    try {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        this.#waiting.push(value);
        this.#wake();
      }
    } finally {
      this.#isOver = true;
      this.#wake();
    }
  }
}

interface Read {
  readonly place: number;
  readonly line: Unspelled | FormatError;
}

/** Lines whose bytes come in pieces, which end anywhere. */
export class ArrivingLines {
  readonly #chain: Digest;
  /** What came of a line that has not ended. */
  #begun: Uint8Array[] = [];
  /** The line read last: its digest stands in the one behind it. */
  #last: Read | null = null;

  constructor(chain: Digest) {
    this.#chain = chain;
  }

  /** Take a piece; gives the rows that can be told by now. Throws ShapeError. */
  *take(piece: Uint8Array): Generator<LedgerRow> {
    const end = piece.lastIndexOf(NEWLINE) + 1;
    if (end === 0) {
      this.#begun.push(piece);
      return;
    }
    const whole = joined([...this.#begun, piece.subarray(0, end)]);
    this.#begun = end < piece.length ? [piece.subarray(end)] : [];
    yield* this.#read(whole);
  }

  /** There is no more; gives the last row. Throws ShapeError where a line was begun. */
  *end(): Generator<LedgerRow> {
    yield* this.#read(joined(this.#begun));
    this.#begun = [];
    if (this.#last !== null) yield rowOf(this.#last, this.#chain, null);
    this.#last = null;
  }

  *#read(whole: Uint8Array): Generator<LedgerRow> {
    for (const next of readWhole(whole)) {
      const last = this.#last;
      this.#last = next;
      if (last !== null) yield rowOf(last, this.#chain, next);
    }
  }
}

/** Lines are decoded together: a line feed is never a part of another character. */
function* readWhole(whole: Uint8Array): Generator<Read> {
  const text = whereWellFormed(decodeUtf8, whole);
  if (text instanceof FormatError) {
    for (const { place, bytes } of splitBytes(whole)) {
      yield { place, line: whereWellFormed((line) => parseUnspelled(decodeUtf8(line)), bytes) };
    }
    return;
  }
  for (const { place, text: line } of splitText(text)) {
    yield { place, line: whereWellFormed(parseUnspelled, line) };
  }
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

/** The digest that the entry behind another one gives for it; null where that is not behind it. */
function claimedBy(behind: Read | null, { event }: Unspelled["read"]): Digest | null {
  if (behind === null || behind.line instanceof FormatError) return null;
  const { number, previous } = behind.line.read.event;
  return number === event.number + 1 ? previous : null;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [first] = pieces;
  if (first !== undefined && pieces.length === 1) return first;
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
