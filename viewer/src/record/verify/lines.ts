/** Step 2: every line of the record is the one spelling of an entry. */

import { RECORD } from "../bundle/names.ts";
import { FormatError } from "../errors.ts";
import { LINE_BYTES, parseEntry } from "../format/entry.ts";
import type { Entry } from "../format/entry.ts";
import type { Findings } from "./findings.ts";
import type { Pace } from "./pace.ts";
import { split } from "./pieces.ts";
import type { Piece } from "./pieces.ts";

/** One line of the record. */
export interface Row {
  /** Of the record, from 1. */
  readonly number: number;
  /** How a finding names it. */
  readonly where: string;
  /** Null where the line is malformed. */
  readonly entry: Entry | null;
}

/** A line that is an entry. */
export interface EntryRow extends Row {
  readonly entry: Entry;
}

/** Read all lines; what is no entry is found, and keeps its number. */
export async function readLines(record: Blob, findings: Findings, pace: Pace): Promise<Row[]> {
  const rows: Row[] = [];
  await pace.begin(2, record.size);
  for await (const piece of split(record, LINE_BYTES)) {
    rows.push(readRow(rows.length + 1, piece, findings));
    await pace.advance(piece.end);
  }
  return rows;
}

/** The lines that are entries, in order. */
export function entryRows(rows: readonly Row[]): EntryRow[] {
  return rows.filter((row): row is EntryRow => row.entry !== null);
}

function readRow(number: number, piece: Piece, findings: Findings): Row {
  const line = `${RECORD} line ${number}`;
  try {
    const entry = parseLine(piece);
    return { number, where: `${line} (${entry.digest})`, entry };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    findings.add("line.malformed", line, { because: error });
    return { number, where: line, entry: null };
  }
}

function parseLine(piece: Piece): Entry {
  if (piece.cut) {
    throw new FormatError("a line of more than {limit} bytes", { limit: LINE_BYTES });
  }
  if (!piece.ended) {
    throw new FormatError("the last line has no newline");
  }
  return parseEntry(piece.bytes);
}
