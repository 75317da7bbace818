/**
 * The record of one work as far as it has been fetched: its rows in the log's order, and what does
 * not hold about them. Form, chains and who may sign are judged as the rows come; whether
 * spellings, digests, texts and signatures hold is told later (`strike`, `rename`, `alter`, `refute`).
 */

import { VerificationError } from "../../record/errors.ts";
import type { FormatError } from "../../record/errors.ts";
import { Chain } from "../../record/format/chain.ts";
import { withheldIn } from "../../record/format/entry.ts";
import type { Entry, FalseText } from "../../record/format/entry.ts";
import { bodyOf } from "../../record/format/bodies.ts";
import { Signers } from "../../record/format/standing.ts";
import type { Digest } from "../../record/format/values.ts";
import type { Code } from "../../record/verify/codes.ts";
import { Findings } from "../../record/verify/findings.ts";
import type { Detail } from "../../record/verify/findings.ts";
import { isEntry, type EntryLine, type LedgerRow } from "./lines.ts";

/** What does not hold about a row. */
export interface Fault {
  readonly code: Code;
  readonly detail: Detail;
}

export class LedgerRecord {
  readonly #studio: Digest;
  #rows: LedgerRow[] = [];
  /** Whether they stand in it, and whether each has its number in it. */
  #isSorted = true;
  #isNumbered = true;
  readonly #chains = new Map<Digest, Chain>();
  readonly #faults = new Map<LedgerRow, Fault[]>();
  /** What does not hold about a row's place in its chain. */
  readonly #misplaced = new Map<LedgerRow, Fault[]>();
  /** Whether all places were judged by the digests that the rows have now. */
  #isPlaced = true;
  /** Texts that are not those that were committed to. */
  readonly #altered = new Map<LedgerRow, ReadonlySet<Digest>>();
  readonly #refuted = new Set<LedgerRow>();
  readonly #erased = new Set<Digest>();
  readonly #refused = new Map<LedgerRow, VerificationError>();
  #signers = new Signers();
  /** Rows from the first on whose signers were judged. */
  #judged = 0;

  constructor(studio: Digest) {
    this.#studio = studio;
  }

  /** In the log's order. */
  get rows(): readonly LedgerRow[] {
    if (!this.#isNumbered) this.#merge();
    return this.#rows;
  }

  /** Files whose bytes were erased, by an entry that says so. */
  get erased(): ReadonlySet<Digest> {
    return this.#erased;
  }

  /** Take rows of one chain, behind those that were taken before. */
  add(rows: readonly LedgerRow[]): void {
    for (const row of rows) {
      this.#checkForm(row);
      if (isEntry(row) && this.#isPlaced) this.#checkPlace(row);
    }
    const last = this.#rows.at(-1)?.place ?? -1;
    if ((rows[0]?.place ?? 0) <= last) {
      this.#isSorted = false;
      // Who may sign is judged in the log's order: what stands behind is judged anew.
      this.#judged = 0;
    }
    this.#rows.push(...rows);
    this.#isNumbered = false;
  }

  /** The digest of a row is another than the entry behind it claims. */
  rename(row: EntryLine, digest: Digest): void {
    row.rename(digest);
    this.#isPlaced = false;
    this.#judged = 0;
  }

  /** A row was taken for an entry, and its line is malformed: nothing of it counts. */
  strike(row: EntryLine, because: FormatError): void {
    row.strike(because);
    this.#faults.delete(row);
    this.#fault(row, "line.malformed", { because });
    this.#erased.clear();
    for (const each of this.#rows.filter(isEntry)) this.#erase(each);
    this.#isPlaced = false;
    this.#judged = 0;
  }

  /** Texts of a row are not those that were committed to: they are not shown. */
  alter(row: EntryLine, wrong: readonly FalseText[]): void {
    for (const { want, got } of wrong) this.#fault(row, "text.altered", { want, got });
    this.#altered.set(row, new Set(wrong.map(({ want }) => want)));
  }

  /** The signatures of a row do not hold: then it introduces and retires nobody. */
  refute(row: LedgerRow, because: VerificationError): void {
    this.#refuted.add(row);
    this.#fault(row, "signature.false", { because });
    this.#judged = 0;
  }

  /** Find what does not hold, in the order of the rows. */
  find(findings: Findings): void {
    this.#judgePlaces();
    this.#judgeSigners();
    if (this.#faults.size + this.#misplaced.size + this.#refused.size === 0) return;
    for (const row of this.rows) {
      for (const faults of [this.#faults, this.#misplaced]) {
        for (const { code, detail } of faults.get(row) ?? []) findings.add(code, row.where, detail);
      }
      const because = this.#refused.get(row);
      if (because !== undefined) findings.add("signer.refused", row.where, { because });
    }
  }

  /** Whether a row's signatures are not known to be false, and its signers might sign. */
  holds(row: LedgerRow): boolean {
    return !this.#refuted.has(row) && !this.#refused.has(row);
  }

  /** The entry of a row, less the texts that are not those committed to. */
  shown(row: EntryLine): Entry {
    const altered = this.#altered.get(row);
    if (altered === undefined) return row.entry;
    const open = [...row.entry.open].filter(([commitment]) => !altered.has(commitment));
    return { ...row.entry, open: new Map(open) };
  }

  #misplace(row: LedgerRow, code: Code, detail: Detail): void {
    this.#fault(row, code, detail, this.#misplaced);
  }

  #fault(row: LedgerRow, code: Code, detail: Detail, to = this.#faults): void {
    const faults = to.get(row) ?? [];
    faults.push({ code, detail });
    to.set(row, faults);
  }

  /** Judge all places anew where a digest has turned out to be another. */
  #judgePlaces(): void {
    if (this.#isPlaced) return;
    this.#misplaced.clear();
    this.#chains.clear();
    for (const row of this.#rows.filter(isEntry)) this.#checkPlace(row);
    this.#isPlaced = true;
  }

  #checkForm(row: LedgerRow): void {
    if (row.malformed !== null) this.#fault(row, "line.malformed", { because: row.malformed });
    if (!isEntry(row)) return;
    for (const want of withheldIn(row.entry)) this.#fault(row, "text.missing", { want });
    this.#erase(row);
  }

  #erase({ entry }: EntryLine): void {
    const { kind, body } = entry.event;
    if (kind !== "bytes.erased") return;
    for (const digest of bodyOf(kind, body).assets) this.#erased.add(digest);
  }

  /** A chain is whole here: nothing of it may be left out. */
  #checkPlace(row: EntryLine): void {
    const { event, digest } = row.entry;
    const named = event.chain ?? digest;
    if (named !== row.chain) {
      this.#misplace(row, "chain.unknown", { want: row.chain, got: named });
      return;
    }
    const studio = event.studio ?? digest;
    if (studio !== this.#studio) {
      this.#misplace(row, "studio.other", { want: this.#studio, got: studio });
    }
    const chain = this.#chains.get(row.chain) ?? new Chain();
    this.#chains.set(row.chain, chain);
    try {
      chain.follow(row.entry);
    } catch (error) {
      if (!(error instanceof VerificationError)) throw error;
      this.#misplace(row, "chain.broken", { because: error });
      chain.resume(row.entry);
    }
  }

  /** Put rows into the log's order, once for all that were added. */
  #merge(): void {
    if (!this.#isSorted) this.#rows.sort((one, other) => one.place - other.place);
    let number = 0;
    for (const row of this.#rows) row.number = ++number;
    this.#isSorted = true;
    this.#isNumbered = true;
  }

  #judgeSigners(): void {
    if (this.#judged === 0) {
      this.#signers = new Signers();
      this.#refused.clear();
    }
    for (const row of this.rows.slice(this.#judged)) {
      if (isEntry(row) && !this.#refuted.has(row)) this.#admit(row);
    }
    this.#judged = this.#rows.length;
  }

  #admit(row: EntryLine): void {
    try {
      this.#signers.admit(row.entry);
    } catch (error) {
      if (!(error instanceof VerificationError)) throw error;
      this.#refused.set(row, error);
    }
  }
}
