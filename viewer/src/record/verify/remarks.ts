/** Step 10: gaps, imports, statements and clocks are named. docs/formats/bundle.md section 6. */

import { bodyOf } from "../format/bodies.ts";
import type { Digest, Moment } from "../format/values.ts";
import { contains } from "../time/interval.ts";
import { elapsed, MICROS_PER_SECOND } from "../time/moment.ts";
import type { Code } from "./codes.ts";
import type { Findings } from "./findings.ts";
import type { LineTime } from "./intervals.ts";
import type { EntryRow } from "./lines.ts";
import type { Pace } from "./pace.ts";

/** How an end of a time that is not known is spelled; report.md section 4, `recorder.found`. */
const OPEN = "..";

/**
 * Note what the record itself says of where it was blind, and where its clock was wrong.
 *
 * @param ofWork The lines of the work, but for its first.
 */
export async function checkRemarks(
  rows: readonly EntryRow[],
  ofWork: ReadonlySet<EntryRow>,
  times: ReadonlyMap<EntryRow, LineTime>,
  findings: Findings,
  pace: Pace,
): Promise<void> {
  const recorder = new Recorder(findings);
  const clock = new Clock();
  const counts = new Counts(findings);
  await pace.begin(10, rows.length);
  for (const row of rows) {
    const { event, digest } = row.entry;
    recorder.follow(row);
    if (event.seen !== "live") counts.take(`entries.${event.seen}`, row);
    if (event.seen === "live" && ofWork.has(row) && !recorder.runs) {
      counts.take("entries.unwatched", row);
    }
    const time = times.get(row);
    if (time !== undefined) {
      clock.wait(row, time);
      if (!contains(time.interval, event.at)) counts.take("clock.outside", row);
    }
    if (clock.isBackwards(event.chain ?? digest, event.at)) counts.take("clock.backwards", row);
    await pace.advance(row.number);
  }
  recorder.end();
  clock.end(findings);
  counts.end();
}

/** How often something was found, and where first. */
class Counts {
  readonly #findings: Findings;
  readonly #counts = new Map<Code, { readonly first: EntryRow; count: number }>();

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  take(code: Code, row: EntryRow): void {
    const counted = this.#counts.get(code) ?? { first: row, count: 0 };
    counted.count += 1;
    this.#counts.set(code, counted);
  }

  end(): void {
    for (const [code, { first, count }] of this.#counts) {
      this.#findings.add(code, first.where, { got: String(count) });
    }
  }
}

/** Which runs of the recorder are open, and what it reports of itself. */
class Recorder {
  readonly #findings: Findings;
  readonly #open = new Map<string, EntryRow>();

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  get runs(): boolean {
    return this.#open.size > 0;
  }

  follow(row: EntryRow): void {
    const { kind, body } = row.entry.event;
    switch (kind) {
      case "recorder.started":
        this.#open.set(bodyOf(kind, body).run, row);
        break;
      case "recorder.stopped":
        this.#open.delete(bodyOf(kind, body).run);
        break;
      case "recorder.paused": {
        const { run } = bodyOf(kind, body);
        this.#open.delete(run);
        this.#findings.add("recorder.paused", row.where, { got: run });
        break;
      }
      case "recorder.found": {
        const { what, from, until } = bodyOf(kind, body);
        const got = `${from ?? OPEN}/${until ?? OPEN}`;
        this.#findings.add("recorder.found", row.where, { want: what, got });
        break;
      }
    }
  }

  end(): void {
    for (const [run, row] of this.#open) {
      this.#findings.add("recorder.unfinished", row.where, { got: run });
    }
  }
}

/** The recorder's clock, against outside time and against itself. */
class Clock {
  readonly #last = new Map<Digest, Moment>();
  #longest: { readonly row: EntryRow; readonly micros: bigint } | null = null;

  /** An entry waits for its upper bound. */
  wait(row: EntryRow, { interval: { before } }: LineTime): void {
    if (before === null) return;
    const micros = elapsed(row.entry.event.at, before);
    if (this.#longest === null || micros > this.#longest.micros) this.#longest = { row, micros };
  }

  /** Whether an entry's time is earlier than that of the entry before in its chain. */
  isBackwards(chain: Digest, at: Moment): boolean {
    const last = this.#last.get(chain);
    this.#last.set(chain, at);
    return last !== undefined && at < last;
  }

  end(findings: Findings): void {
    if (this.#longest === null || this.#longest.micros < 0n) return;
    const seconds = this.#longest.micros / MICROS_PER_SECOND;
    findings.add("anchor.late", this.#longest.row.where, { got: `${seconds} s` });
  }
}
