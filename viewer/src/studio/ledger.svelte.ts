/**
 * The ledger: the record of one work, fetched from the server entry by entry, and read and verified
 * here. Form, chains and standing are judged before anything is shown; spelling, digests, texts, time
 * anchors and signatures in the background, while the page can be used: until then an entry's digest
 * is the one that the entry behind it names. What is new is added to what is there.
 *
 * What it does not verify, the page says: that the log has the entries where the server says they
 * stand, and whether the authorities of the time are whom the reader trusts. The verifier does.
 */

/* eslint-disable svelte/prefer-svelte-reactivity -- nothing is drawn of these maps and sets themselves */

import type { FormatError } from "../record/errors.ts";
import type { Digest } from "../record/format/values.ts";
import type { Presence } from "../record/verify/assets.ts";
import type { Finding } from "../record/verify/report.ts";
import type { Story } from "../story/model.ts";
import { tell } from "../story/story.ts";
import { Pictures } from "../views/pictures.ts";
import { assetBytes, chainRows, SIDES, thumbnail, type Bytes, type Side } from "./api.ts";
import { AnchorChecks, neededBy } from "./ledger/anchors.ts";
import { HashChecks } from "./ledger/hashes.ts";
import { isEntry, type EntryLine, type LedgerRow } from "./ledger/lines.ts";
import { LedgerRecord } from "./ledger/record.ts";
import { SignatureChecks } from "./ledger/signatures.ts";
import { toldOf } from "./ledger/told.ts";
import type { Live } from "./live.svelte.ts";
import { LostPart } from "./parts.svelte.ts";
import { ApiError, whereUnreadable } from "./request.ts";
import type { Chains } from "./session.svelte.ts";

/** Where the ledger reads from; tests give their own. */
export interface Shelves {
  lines(chain: Digest, start: number): Promise<readonly LedgerRow[]>;
  asset(digest: Digest): Promise<Bytes>;
  small(digest: Digest, side: Side): Promise<Blob | null>;
}

const SERVER: Shelves = { lines: chainRows, asset: assetBytes, small: thumbnail };

/** How much of something was verified here. */
export interface Tally {
  readonly done: number;
  readonly total: number;
}

/** Milliseconds between two tellings of the story, at the least; and of their own length, so many times. */
const REST = 250;
const SHARE = 3;
/** Milliseconds after which what could not be fetched is asked for again. */
const RETRY = 3000;

export class Ledger {
  readonly work: Digest;
  readonly pictures: Pictures;
  readonly #session: Chains;
  readonly #shelves: Shelves;
  readonly #record: LedgerRecord;
  readonly #hashes: HashChecks;
  readonly #signatures: SignatureChecks;
  readonly #anchors: AnchorChecks;
  /** Entries that were fetched, by chain. */
  readonly #fetched = new Map<Digest, number>();
  /** Lines that are no spelling of an entry; the record is told before the story is told anew. */
  readonly #misspelled = new Map<EntryLine, FormatError>();
  /** Why bytes could not be had, by their digest. */
  readonly #absent = new Map<Digest, "altered" | "missing">();
  #story = $state.raw<Story | null>(null);
  #findings = $state.raw<readonly Finding[]>([]);
  #hashed = $state.raw<Tally>({ done: 0, total: 0 });
  #checked = $state.raw<Tally>({ done: 0, total: 0 });
  #anchored = $state.raw<Tally>({ done: 0, total: 0 });
  #problem = $state.raw<ApiError | null>(null);
  #selected = $state<Digest | null>(null);
  #loading: Promise<void> | null = null;
  #isAsked = false;
  #telling: ReturnType<typeof setTimeout> | null = null;
  #retrying: ReturnType<typeof setTimeout> | null = null;
  #isTelling = false;
  /** The last telling that was begun. */
  #told: Promise<void> = Promise.resolve();
  /** Whether there are rows that no story tells of. */
  #isNew = false;
  #nextTelling = 0;
  #isClosed = false;

  /**
   * @param session the two chains that every work rests on, and the key of whoever reads
   * @param work its chain is named by its first entry, as the work is
   */
  constructor(session: Chains, work: Digest, shelves: Shelves = SERVER) {
    this.work = work;
    this.#session = session;
    this.#shelves = shelves;
    this.#record = new LedgerRecord(session.studio);
    this.#hashes = new HashChecks({
      checked: (rows) => {
        const { done, total } = this.#hashed;
        this.#hashed = { done: done + rows.length, total };
        // Of what is no entry, nothing else is verified.
        this.#verifyLater(rows.filter((row) => !this.#misspelled.has(row)));
      },
      misspelled: (row, because) => {
        this.#misspelled.set(row, because);
        const { done, total } = this.#checked;
        this.#checked = { done, total: total - row.entry.signatures.length };
        if (isAnchor(row)) this.#countAnchors(-1);
        this.#tellSoon();
      },
      renamed: (row, digest) => {
        this.#record.rename(row, digest);
        this.#tellSoon();
      },
      altered: (row, wrong) => {
        this.#record.alter(row, wrong);
        this.#tellSoon();
      },
    });
    this.#signatures = new SignatureChecks({
      checked: (count) => {
        const { done, total } = this.#checked;
        this.#checked = { done: done + count, total };
      },
      refuted: (row, because) => {
        this.#record.refute(row, because);
        this.#tellSoon();
      },
    });
    this.#anchors = new AnchorChecks(
      (digest) => this.#bytes(digest),
      () => {
        this.#countAnchors();
        this.#tellSoon();
      },
    );
    this.pictures = new Pictures((digest) => this.#bytes(digest), undefined, {
      small: (asset, side) => shelves.small(asset.digest, sideFor(side)),
      absent: (digest) => this.#presence(digest) !== "there",
    });
  }

  /** Null until the first entries are here; reactive, as everything below. */
  get story(): Story | null {
    return this.#story;
  }

  /** Entries whose digest and texts were held to their hashes here, of all that there are. */
  get hashed(): Tally {
    return this.#hashed;
  }

  /** Signatures that were verified here, false ones too, of all that there are. */
  get checked(): Tally {
    return this.#checked;
  }

  /** Time anchors that were checked here. */
  get anchored(): Tally {
    return this.#anchored;
  }

  /** Whether all that is verified here has been. */
  get isChecked(): boolean {
    const tallies = [this.#checked, this.#hashed, this.#anchored];
    return this.#checked.total > 0 && tallies.every(({ done, total }) => done === total);
  }

  /** What does not hold, or is missing; notes too. */
  get findings(): readonly Finding[] {
    return this.#findings;
  }

  /** What was found to be false: findings of severity `failed`. */
  get failures(): readonly Finding[] {
    return this.#findings.filter(({ severity }) => severity === "failed");
  }

  /** Why the newest entries could not be fetched; null once they were. */
  get problem(): ApiError | null {
    return this.#problem;
  }

  /** The entry that the page stands at. */
  get selected(): Digest | null {
    return this.#selected;
  }

  set selected(digest: Digest | null) {
    this.#selected = digest;
  }

  /** Fetch what is new. Never rejects: see `problem`. Ends when it can be shown, not when all is verified. */
  refresh(): Promise<void> {
    // What came while it ran is fetched once more: the answer may have been written before.
    if (this.#loading !== null) this.#isAsked = true;
    this.#loading ??= this.#load().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  /** Fetch what the server tells of, from now on. Gives back what ends it. */
  follow(live: Pick<Live, "onchange">): () => void {
    return live.onchange(({ works, studio, anchors }) => {
      if (studio || anchors || works.includes(this.work) || this.#problem !== null) {
        void this.refresh();
      }
    });
  }

  /** Verify everything that is here; ends when that is done. */
  async settle(): Promise<void> {
    await this.#verify();
    // A telling that is under way may have begun before the last of it was known.
    while (this.#isTelling) await this.#told;
    await this.#tell();
  }

  /** Give back what it holds; what runs in the background ends. */
  close(): void {
    this.#isClosed = true;
    this.#hashes.stop();
    this.#signatures.stop();
    this.#anchors.stop();
    if (this.#telling !== null) clearTimeout(this.#telling);
    if (this.#retrying !== null) clearTimeout(this.#retrying);
    this.pictures.clear();
  }

  async #load(): Promise<void> {
    try {
      await this.#fetchAll();
      // What there is can be looked at before what came meanwhile is asked for.
      if (this.#story === null) await this.#tell();
      while (this.#takeAsked()) await this.#fetchAll();
      this.#problem = null;
    } catch (error) {
      this.#problem = problemOf(error);
      if (passes(this.#problem)) this.#tryAgain();
    }
    if (this.#story === null) await this.#tell();
    else if (this.#isNew) this.#tellSoon();
    void this.#verify();
  }

  /** The line for news may have held where a request did not: no word will come of what was missed. */
  #tryAgain(): void {
    if (this.#isClosed) return;
    this.#retrying ??= setTimeout(() => {
      this.#retrying = null;
      void this.refresh();
    }, RETRY);
  }

  /** Whether it was asked for again meanwhile, which is then forgotten. */
  #takeAsked(): boolean {
    const isAsked = this.#isAsked && !this.#isClosed;
    this.#isAsked = false;
    return isAsked;
  }

  /**
   * The work before the chains that it rests on: whoever acts in an entry was introduced before it,
   * so that the later answer has the introduction.
   */
  async #fetchAll(): Promise<void> {
    const { studio, anchors } = this.#session;
    const work = await this.#fetch(this.work);
    const rest = await Promise.all([studio, anchors].map((chain) => this.#fetch(chain)));
    for (const rows of [work, ...rest]) this.#take(rows);
  }

  #fetch(chain: Digest): Promise<readonly LedgerRow[]> {
    return this.#shelves.lines(chain, this.#fetched.get(chain) ?? 0).catch(whereNoChain);
  }

  #take(rows: readonly LedgerRow[]): void {
    const [first] = rows;
    if (first === undefined) return;
    this.#fetched.set(first.chain, (this.#fetched.get(first.chain) ?? 0) + rows.length);
    this.#record.add(rows);
    this.#isNew = true;
    const entries = rows.filter(isEntry);
    this.#hashes.add(entries);
    this.#hashed = { done: this.#hashed.done, total: this.#hashed.total + entries.length };
    const { done, total } = this.#checked;
    const more = entries.reduce((sum, { entry }) => sum + entry.signatures.length, 0);
    this.#checked = { done, total: total + more };
    this.#countAnchors(entries.filter(isAnchor).length);
  }

  #verifyLater(rows: readonly EntryLine[]): void {
    this.#signatures.add(rows);
    this.#anchors.add(rows.filter(isAnchor));
  }

  /** @param more that are to be checked */
  #countAnchors(more = 0): void {
    this.#anchored = { done: this.#anchors.checked.size, total: this.#anchored.total + more };
  }

  async #verify(): Promise<void> {
    await this.#hashes.run();
    try {
      await this.#checkAnchors();
      await this.#signatures.run();
    } catch (error) {
      // Nothing is told to be checked that was not, and the page says what is not to be had.
      if (!(error instanceof LostPart)) throw error;
    }
  }

  async #checkAnchors(): Promise<void> {
    // What is no entry tells no keys of a log.
    const rows = this.#record.rows.filter(isEntry).filter((row) => !this.#misspelled.has(row));
    const opened = rows.find(isOpening);
    if (opened === undefined || this.#anchors.waiting === 0) return;
    try {
      await this.#anchors.run(opened.entry, neededBy(rows));
    } catch (error) {
      // The server is away: what waits is checked with the next entries.
      if (!(error instanceof ApiError)) throw error;
    }
  }

  #presence(digest: Digest): Presence {
    const absent = this.#absent.get(digest);
    if (this.#record.erased.has(digest)) return "erased";
    return absent ?? "there";
  }

  /** Bytes that were held to their digest. Rejects where the server is away. */
  async #bytes(digest: Digest): Promise<Blob | null> {
    if (this.#record.erased.has(digest)) return null;
    const { presence, blob } = await this.#shelves.asset(digest);
    if (presence === "there") {
      this.#absent.delete(digest);
      return blob;
    }
    if (this.#absent.get(digest) !== presence) {
      this.#absent.set(digest, presence);
      this.#tellSoon();
    }
    return null;
  }

  #tellSoon(): void {
    if (this.#telling !== null || this.#isClosed) return;
    const wait = Math.max(0, this.#nextTelling - performance.now());
    this.#telling = setTimeout(() => {
      this.#telling = null;
      void this.#tell();
    }, wait);
  }

  async #tell(): Promise<void> {
    if (this.#isTelling) {
      this.#tellSoon();
      return;
    }
    if (this.#record.rows.length === 0) return;
    this.#told = this.#tellNow();
    await this.#told;
  }

  async #tellNow(): Promise<void> {
    this.#isTelling = true;
    this.#isNew = false;
    this.#strike();
    const began = performance.now();
    try {
      const told = await toldOf({
        record: this.#record,
        anchors: this.#anchors.checked,
        studio: this.#session.studio,
        work: this.work,
        reader: this.#session.reader,
        presence: (digest) => this.#presence(digest),
        altered: this.#altered(),
      });
      if (this.#isClosed) return;
      this.#findings = told.report.findings;
      this.#story = tell(told);
      this.#selected ??= startOf(this.#story);
    } finally {
      this.#isTelling = false;
      const took = performance.now() - began;
      this.#nextTelling = performance.now() + Math.max(REST, SHARE * took);
    }
  }

  /** Not while a story is told, which counts on its entries. */
  #strike(): void {
    for (const [row, because] of this.#misspelled) {
      if (isEntry(row)) this.#record.strike(row, because);
    }
  }

  #altered(): ReadonlySet<Digest> {
    const altered = [...this.#absent].filter(([, why]) => why === "altered");
    return new Set(altered.map(([digest]) => digest));
  }
}

/** Why entries could not be fetched; throws what is no reason of the server's. */
function problemOf(error: unknown): ApiError {
  return error instanceof ApiError ? error : whereUnreadable(error, 200);
}

/** Whether it may be otherwise in a moment: nobody answered, or somebody who was too busy. */
function passes({ status }: ApiError): boolean {
  return status === 0 || status === 429 || status >= 500;
}

/** A chain that nothing was written to yet. */
function whereNoChain(error: unknown): readonly LedgerRow[] {
  if (error instanceof ApiError && error.status === 404) return [];
  throw error;
}

function isAnchor(row: EntryLine): boolean {
  return row.entry.event.kind === "time.anchored";
}

function isOpening(row: EntryLine): boolean {
  return row.entry.event.kind === "studio.opened";
}

/** The smallest side that the server makes and that is not enlarged. */
function sideFor(pixels: number): Side {
  return SIDES.find((side) => side >= pixels) ?? 1024;
}

/** Where a page begins: at what came of the work, or else at its first entry. */
function startOf(story: Story): Digest | null {
  return (story.summary.final?.step ?? story.summary.first)?.digest ?? null;
}
