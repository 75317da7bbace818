/** Whose a work is, and on what terms: what its first entry says, read and verified in form here. */

import { bodyOf } from "../../../record/format/bodies.ts";
import { falseTexts } from "../../../record/format/entry.ts";
import type { Entry } from "../../../record/format/entry.ts";
import type { Digest, Key } from "../../../record/format/values.ts";
import { readLines } from "../../ledger/lines.ts";
import { send } from "../../request.ts";

/** The most bytes of an entry, and its place in the log before it (record.md section 1). */
const MOST = 2 ** 24 + 32;
const NEWLINE = 0x0a;

export interface Terms {
  readonly work: Digest;
  readonly people: readonly Key[];
  /** Null where the record has none, or does not show them. */
  readonly terms: string | null;
}

/** What a work's first entry says; null where it is no opening, or not what its digest says. */
export function termsIn(entry: Entry, work: Digest): Terms | null {
  const { kind, body } = entry.event;
  if (kind !== "work.opened" || entry.digest !== work || falseTexts(entry).length > 0) return null;
  const opened = bodyOf(kind, body);
  const text = opened.terms === undefined ? undefined : entry.open.get(opened.terms.text)?.text;
  return { work, people: opened.people, terms: text ?? null };
}

/**
 * Fetch the terms of a work. Of its chain, only the first line is read.
 *
 * Throws ApiError, and FormatError where the answer is not of its form.
 */
export async function fetchTerms(work: Digest): Promise<Terms | null> {
  const response = await send("GET", `/api/chains/${work}/lines?start=0`);
  const line = response.body === null ? new Uint8Array() : await firstLine(response.body);
  for (const { entry } of readLines(line, work)) {
    return entry === null ? null : termsIn(entry, work);
  }
  return null;
}

/** The first line with its newline; the rest of the stream is not asked for. */
async function firstLine(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const reader = stream.getReader();
  let line = new Uint8Array();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done || line.length > MOST) return new Uint8Array();
      const end = value.indexOf(NEWLINE);
      line = joined(line, end < 0 ? value : value.subarray(0, end + 1));
      if (end >= 0) return line;
    }
  } finally {
    await reader.cancel();
  }
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
