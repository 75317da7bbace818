/** Step 8: every entry's time follows from the anchors. docs/formats/bundle.md section 6. */

import type { Digest, Moment } from "../format/values.ts";
import { isEmpty, spellInterval } from "../time/interval.ts";
import type { Interval, TimeState } from "../time/interval.ts";
import { latest, timeOf } from "./anchor.ts";
import type { Anchor } from "./anchor.ts";
import type { Findings } from "./findings.ts";
import type { EntryRow } from "./lines.ts";
import type { Pace } from "./pace.ts";
import type { Span } from "./report.ts";

/** What outside time says of a line. */
export interface LineTime {
  readonly state: TimeState;
  readonly interval: Interval;
}

export interface Intervals {
  readonly times: ReadonlyMap<EntryRow, LineTime>;
  readonly spans: readonly Span[];
}

/**
 * Find each line's interval.
 *
 * @param places Of the lines' leaves, from the first line on; null where nothing says them.
 */
export async function checkIntervals(
  rows: readonly EntryRow[],
  anchors: readonly Anchor[],
  places: readonly number[] | null,
  findings: Findings,
  pace: Pace,
): Promise<Intervals> {
  const bounds = { all: new Bounds(anchors, false), trusted: new Bounds(anchors, true) };
  const byDigest = new Map<Digest, Anchor>();
  for (const anchor of [...anchors].reverse()) byDigest.set(anchor.row.entry.digest, anchor);
  const times = new Map<EntryRow, LineTime>();
  await pace.begin(8, rows.length);
  for (const row of rows) {
    const named = namedBy(row, byDigest, findings);
    const place = places?.[row.number - 1] ?? null;
    const [trusted, all] = [
      bounds.trusted.next(row, named, place),
      bounds.all.next(row, named, place),
    ];
    const time = timeFrom(trusted, all);
    if (isEmpty(time.interval)) {
      findings.add("time.backwards", row.where, { got: spellInterval(time.interval) });
    }
    times.set(row, time);
    if (pace.isDue) await pace.advance(row.number);
  }
  findUnanchored(times, findings);
  return {
    times,
    // For a report alone: a page that grows finds times anew again and again.
    get spans() {
      return spansOf(times);
    },
  };
}

function timeFrom(trusted: Interval, all: Interval): LineTime {
  if (trusted.before !== null) return { state: "trusted", interval: trusted };
  return { state: all.before === null ? "unanchored" : "anchored", interval: all };
}

/** The anchor that a line names in `after`, if it stands earlier. */
function namedBy(
  row: EntryRow,
  anchors: ReadonlyMap<Digest, Anchor>,
  findings: Findings,
): Anchor | null {
  const { after, kind } = row.entry.event;
  if (after === null) return null;
  const anchor = anchors.get(after);
  if (anchor !== undefined && anchor.row.number < row.number) return anchor;
  // An anchor's own `after` is asked for nothing: what it names may have been left out.
  if (kind !== "time.anchored") {
    findings.add(anchor === undefined ? "after.missing" : "after.later", row.where, {
      want: after,
    });
  }
  return null;
}

/** Without anchors. */
const UNBOUND: Interval = { after: null, before: null };

/** Both bounds of each line, from all anchors that hold or from the trusted ones alone. */
class Bounds {
  readonly #trustedOnly: boolean;
  readonly #isBare: boolean;
  readonly #own: ReadonlyMap<EntryRow, Anchor>;
  readonly #cover: Cover;
  /** The lower bound of the line before, by chain. */
  readonly #lower = new Map<Digest, Moment | null>();

  constructor(anchors: readonly Anchor[], trustedOnly: boolean) {
    this.#trustedOnly = trustedOnly;
    this.#isBare = anchors.length === 0;
    this.#own = new Map(anchors.map((anchor) => [anchor.row, anchor]));
    this.#cover = new Cover(anchors, trustedOnly);
  }

  next(row: EntryRow, named: Anchor | null, place: number | null): Interval {
    if (this.#isBare) return UNBOUND;
    const chain = row.entry.event.chain ?? row.entry.digest;
    const own = this.#own.get(row) ?? null;
    const after = latest(
      latest(this.#earliest(named), this.#earliest(own)),
      this.#lower.get(chain) ?? null,
    );
    this.#lower.set(chain, after);
    return { after, before: place === null ? null : this.#cover.before(place) };
  }

  #earliest(anchor: Anchor | null): Moment | null {
    return anchor === null ? null : (timeOf(anchor, this.#trustedOnly)?.after ?? null);
  }
}

/** The earliest upper bound of all anchors that cover a leaf. */
class Cover {
  /** By falling size; `before` is the earliest among all that cover at least as much. */
  readonly #steps: { readonly size: number; readonly before: Moment }[] = [];

  constructor(anchors: readonly Anchor[], trustedOnly: boolean) {
    const sorted = [...anchors].sort((one, other) => other.size - one.size);
    for (const anchor of sorted) {
      const before = timeOf(anchor, trustedOnly)?.before;
      if (before === undefined || before === null) continue;
      const last = this.#steps.at(-1)?.before ?? before;
      this.#steps.push({ size: anchor.size, before: before < last ? before : last });
    }
  }

  before(place: number): Moment | null {
    let [low, high] = [0, this.#steps.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.#steps[middle]?.size ?? 0) > place) low = middle + 1;
      else high = middle;
    }
    return this.#steps[low - 1]?.before ?? null;
  }
}

function findUnanchored(times: ReadonlyMap<EntryRow, LineTime>, findings: Findings): void {
  let [first, count]: [EntryRow | null, number] = [null, 0];
  for (const [row, { interval }] of times) {
    if (interval.before !== null) continue;
    first ??= row;
    count += 1;
  }
  if (first !== null) findings.add("time.unanchored", first.where, { got: String(count) });
}

/** Lines of one state and interval, taken together; a malformed line between them parts nothing. */
function spansOf(times: ReadonlyMap<EntryRow, LineTime>): Span[] {
  const spans: Span[] = [];
  for (const [{ number }, { state, interval }] of times) {
    const spelled = spellInterval(interval);
    const last = spans.at(-1);
    if (last?.state === state && last.interval === spelled) {
      spans[spans.length - 1] = { ...last, last: number };
    } else {
      spans.push({ first: number, last: number, state, interval: spelled });
    }
  }
  return spans;
}
