/**
 * Lines, digests and texts, checked in the background: that a line is the one spelling of its
 * entry, that the entry is the one that the entry behind it names, so that nothing in a chain was
 * exchanged, and that opened texts are those that were committed to. That takes longer than
 * reading, and most often changes nothing.
 */

import { FormatError } from "../../record/errors.ts";
import { digestOfEntry, falseTexts } from "../../record/format/entry.ts";
import type { FalseText } from "../../record/format/entry.ts";
import type { Digest } from "../../record/format/values.ts";
import type { EntryLine } from "./lines.ts";
import { Slice } from "./rest.ts";

export interface Hears {
  /** These were held to their spelling and their hashes, false ones too. */
  checked(rows: readonly EntryLine[]): void;
  /** A line is no spelling of its entry: it was taken for one, and is none. */
  misspelled(row: EntryLine, because: FormatError): void;
  /** The digest of an entry is another than was claimed. */
  renamed(row: EntryLine, digest: Digest): void;
  altered(row: EntryLine, wrong: readonly FalseText[]): void;
}

/** Entries after which is said how far it is. */
const TOLD = 64;

export class HashChecks {
  readonly #hears: Hears;
  readonly #waiting: EntryLine[] = [];
  #running: Promise<void> | null = null;
  #isOver = false;

  constructor(hears: Hears) {
    this.#hears = hears;
  }

  /** Let more entries wait. */
  add(rows: readonly EntryLine[]): void {
    this.#waiting.push(...rows);
  }

  /** Check what waits; whoever calls while it runs waits for the same. */
  run(): Promise<void> {
    this.#running ??= this.#all().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** Leave the rest unchecked. */
  stop(): void {
    this.#isOver = true;
  }

  async #all(): Promise<void> {
    const slice = new Slice();
    while (this.#waiting.length > 0 && !this.#isOver) {
      const some = this.#waiting.splice(0, TOLD);
      for (const row of some) {
        this.#one(row);
        await slice.rest();
      }
      this.#hears.checked(some);
    }
  }

  #one(row: EntryLine): void {
    try {
      row.spell();
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      this.#hears.misspelled(row, error);
      return;
    }
    const digest = digestOfEntry(row.entry);
    if (digest !== row.entry.digest) this.#hears.renamed(row, digest);
    const wrong = falseTexts(row.entry);
    if (wrong.length > 0) this.#hears.altered(row, wrong);
  }
}
