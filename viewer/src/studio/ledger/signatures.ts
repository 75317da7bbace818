/** Signatures, verified in the background: the oldest entries first. */

import { VerificationError } from "../../record/errors.ts";
import { parts } from "../parts.svelte.ts";
import type { EntryLine } from "./lines.ts";
import { Slice } from "./rest.ts";

/** Fetched when there is one to verify: it has a curve in it, for browsers that have none. */
const checks = () => import("../../record/format/signed.ts");
type Checks = Awaited<ReturnType<typeof checks>>;

/** Entries that are verified side by side: a platform has several threads for them. */
const BESIDE = 8;

export interface Hears {
  /** So many signatures more were verified, false ones too. */
  checked(signatures: number): void;
  refuted(row: EntryLine, because: VerificationError): void;
}

export class SignatureChecks {
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

  /** Verify what waits; whoever calls while it runs waits for the same. Throws LostPart. */
  run(): Promise<void> {
    this.#running ??= this.#all().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** Leave the rest unverified. */
  stop(): void {
    this.#isOver = true;
  }

  async #all(): Promise<void> {
    const { verifySignatures } = await parts.fetch(checks);
    const slice = new Slice();
    while (this.#waiting.length > 0 && !this.#isOver) {
      const some = this.#waiting.splice(0, BESIDE);
      await Promise.all(some.map((row) => this.#one(row, verifySignatures)));
      this.#hears.checked(some.reduce((sum, row) => sum + row.entry.signatures.length, 0));
      await slice.rest();
    }
  }

  async #one(row: EntryLine, verifySignatures: Checks["verifySignatures"]): Promise<void> {
    try {
      await verifySignatures(row.entry);
    } catch (error) {
      if (!(error instanceof VerificationError)) throw error;
      this.#hears.refuted(row, error);
    }
  }
}
