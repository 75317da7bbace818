/**
 * Time anchors, checked in the background, those first that entries rest on. What checks one
 * (anchor.ts) is fetched when there is one to check.
 */

import type { Entry } from "../../record/format/entry.ts";
import type { Digest } from "../../record/format/values.ts";
import { parts } from "../parts.svelte.ts";
import type { CheckedAnchor, Fetches } from "./anchor.ts";
import type { EntryLine } from "./lines.ts";
import { Slice } from "./rest.ts";

const checks = () => import("./anchor.ts");

export class AnchorChecks {
  readonly #fetches: Fetches;
  readonly #hears: () => void;
  readonly #checked = new Map<EntryLine, CheckedAnchor>();
  #waiting: EntryLine[] = [];
  #isOver = false;
  #running: Promise<void> | null = null;

  /** `hears` is called after each anchor. */
  constructor(fetches: Fetches, hears: () => void) {
    this.#fetches = fetches;
    this.#hears = hears;
  }

  get checked(): ReadonlyMap<EntryLine, CheckedAnchor> {
    return this.#checked;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  add(rows: readonly EntryLine[]): void {
    this.#waiting.push(...rows);
  }

  /**
   * Check what waits, those first that entries of the work rest on. Rejects where fetching does.
   *
   * @param opened what opened the studio, whose log has the anchors' checkpoints
   */
  run(opened: Entry, needed: ReadonlySet<EntryLine>): Promise<void> {
    const isFirst = (row: EntryLine): number => (needed.has(row) ? 0 : 1);
    this.#waiting = [...this.#waiting].sort((one, other) => isFirst(one) - isFirst(other));
    this.#running ??= this.#all(opened).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  stop(): void {
    this.#isOver = true;
  }

  async #all(opened: Entry): Promise<void> {
    const { checkAnchor, logOf } = await parts.fetch(checks);
    const log = logOf(opened);
    const slice = new Slice();
    for (let row = this.#waiting[0]; row !== undefined && !this.#isOver; row = this.#waiting[0]) {
      this.#checked.set(row, await checkAnchor(row, log, this.#fetches));
      const done = row;
      this.#waiting = this.#waiting.filter((each) => each !== done);
      this.#hears();
      await slice.rest();
    }
  }
}

/** The anchors that entries rest on: the first one behind each that may cover it, and those named. */
export function neededBy(rows: readonly EntryLine[]): ReadonlySet<EntryLine> {
  const needed = new Set<EntryLine>();
  const byDigest = new Map<Digest, EntryLine>();
  let isWaiting = false;
  for (const row of rows) {
    const { kind, after } = row.entry.event;
    if (kind === "time.anchored") {
      byDigest.set(row.entry.digest, row);
      if (isWaiting) needed.add(row);
      isWaiting = false;
    } else {
      isWaiting = true;
      const named = after === null ? undefined : byDigest.get(after);
      if (named !== undefined) needed.add(named);
    }
  }
  return needed;
}
