import { describe, expect, test } from "vitest";
import type { Entry } from "../../../src/record/format/entry.ts";
import type { Moment } from "../../../src/record/format/values.ts";
import type { TimeState } from "../../../src/record/time/interval.ts";
import type { Anchor } from "../../../src/record/verify/anchor.ts";
import { Findings } from "../../../src/record/verify/findings.ts";
import { checkIntervals } from "../../../src/record/verify/intervals.ts";
import type { EntryRow } from "../../../src/record/verify/lines.ts";
import { Pace } from "../../../src/record/verify/pace.ts";
import { after, digestAt, firstWith, WORK } from "../format/maker.ts";
import { found, rowsOf } from "./rows.ts";

const OPENED = firstWith("work.opened", WORK);
const ANCHORS = firstWith("anchors.opened", {});

function moment(minute: number): Moment {
  return `2026-11-22T04:${String(minute).padStart(2, "0")}:00.000000Z`;
}

function anchorEntry(number: number): Entry {
  const token = { digest: digestAt(number), size: 1, type: "application/timestamp-reply" };
  const tokens = [{ authority: "A", kept: [], sort: "rfc3161", token }];
  return after(ANCHORS, { kind: "time.anchored", number, body: { checkpoint: "x", tokens } });
}

function anchorAt(
  row: EntryRow | undefined,
  size: number,
  minute: number,
  state: TimeState = "anchored",
): Anchor {
  if (row === undefined) throw new Error("no such row");
  const interval =
    state === "unanchored" ? null : { after: moment(minute), before: moment(minute + 1) };
  return { row, size, state, interval, authorities: [], tokens: [] };
}

/** Spans as `FIRST-LAST STATE AFTER/BEFORE` with minutes only, and what was found. */
async function judge(
  rows: readonly EntryRow[],
  anchors: readonly Anchor[],
  places: readonly number[] | null = rows.map((_, at) => at),
): Promise<{ spans: string[]; found: string[] }> {
  const findings = new Findings();
  const { spans } = await checkIntervals(rows, anchors, places, findings, new Pace());
  const short = spans.map(({ first, last, state, interval }) => {
    const minutes = interval.replaceAll(/[^/]*T04:(\d\d):00\.0{6}Z/g, "$1");
    return `${first}-${last} ${state} ${minutes}`;
  });
  return { spans: short, found: found(findings) };
}

describe("an entry", () => {
  test("is earlier than the first anchor that covers it, and later than the one it names", async () => {
    const anchor = anchorEntry(1);
    const rows = rowsOf(OPENED, anchor, after(OPENED, { after: anchor.digest }), anchorEntry(2));
    const anchors = [anchorAt(rows[1], 1, 10), anchorAt(rows[3], 3, 20)];
    const { spans, found: codes } = await judge(rows, anchors);
    expect(spans).toEqual(["1-1 anchored ../11", "2-3 anchored 10/21", "4-4 unanchored 20/.."]);
    expect(codes).toEqual(["time.unanchored line 4 got 1"]);
  });

  test("is later than the entry before it in its chain was", async () => {
    const anchor = anchorEntry(1);
    const named = after(OPENED, { after: anchor.digest });
    const rows = rowsOf(OPENED, anchor, named, after(named), after(after(named)));
    const { spans } = await judge(rows, [anchorAt(rows[1], 1, 10)]);
    expect(spans).toEqual(["1-1 anchored ../11", "2-5 unanchored 10/.."]);
  });

  test("takes the earliest upper bound, whichever anchor has it", async () => {
    const rows = rowsOf(OPENED, anchorEntry(1), anchorEntry(2));
    const { spans } = await judge(rows, [anchorAt(rows[1], 1, 30), anchorAt(rows[2], 2, 20)]);
    expect(spans[0]).toBe("1-1 anchored ../21");
  });

  test("is trusted where a trusted anchor covers it, and then by trusted ones alone", async () => {
    const [one, two] = [anchorEntry(1), anchorEntry(2)];
    const rows = rowsOf(OPENED, one, after(OPENED, { after: one.digest }), two, anchorEntry(3));
    const anchors = [
      anchorAt(rows[1], 1, 10),
      anchorAt(rows[3], 3, 20),
      anchorAt(rows[4], 4, 30, "trusted"),
    ];
    const { spans } = await judge(rows, anchors);
    expect(spans).toEqual(["1-4 trusted ../31", "5-5 unanchored 30/.."]);
  });

  test("has no upper bound where nothing says its place in the log", async () => {
    const rows = rowsOf(OPENED, anchorEntry(1));
    const { spans, found: codes } = await judge(rows, [anchorAt(rows[1], 1, 10)], null);
    expect(spans).toEqual(["1-1 unanchored ../..", "2-2 unanchored 10/.."]);
    expect(codes).toEqual(["time.unanchored line 1 got 2"]);
  });

  test("has nothing of an anchor that fails", async () => {
    const anchor = anchorEntry(1);
    const rows = rowsOf(OPENED, anchor, after(OPENED, { after: anchor.digest }));
    const { spans, found: codes } = await judge(rows, [anchorAt(rows[1], 1, 10, "unanchored")]);
    expect([spans, codes]).toEqual([["1-3 unanchored ../.."], ["time.unanchored line 1 got 3"]]);
  });
});

describe("an anchor that an entry names", () => {
  test("is missing where it is not in the bundle, or is no anchor", async () => {
    const stray = after(OPENED, { after: digestAt(8) });
    const rows = rowsOf(OPENED, stray, after(stray, { after: OPENED.digest }));
    expect((await judge(rows, [])).found).toEqual([
      `after.missing line 2 want ${digestAt(8)}`,
      `after.missing line 3 want ${OPENED.digest}`,
      "time.unanchored line 1 got 3",
    ]);
  });

  test("must stand before the entry, and counts for nothing where it does not", async () => {
    const anchor = anchorEntry(1);
    const rows = rowsOf(OPENED, after(OPENED, { after: anchor.digest }), anchor);
    const { spans, found: codes } = await judge(rows, [anchorAt(rows[2], 0, 10)]);
    expect(codes[0]).toBe(`after.later line 2 want ${anchor.digest}`);
    expect(spans[0]).toBe("1-2 unanchored ../..");
  });
});

describe("time", () => {
  test("that runs backwards is found at each line", async () => {
    const anchor = anchorEntry(1);
    const rows = rowsOf(OPENED, anchor, after(OPENED, { after: anchor.digest }), anchorEntry(2));
    const anchors = [anchorAt(rows[1], 1, 30), anchorAt(rows[3], 3, 10)];
    const { found: codes } = await judge(rows, anchors);
    expect(codes.slice(0, 2)).toEqual([
      `time.backwards line 2 got ${moment(30)}/${moment(11)}`,
      `time.backwards line 3 got ${moment(30)}/${moment(11)}`,
    ]);
  });

  test("of one moment is not empty", async () => {
    const anchor = anchorEntry(1);
    const rows = rowsOf(OPENED, anchor, anchorEntry(2));
    const anchors = [anchorAt(rows[1], 1, 11), anchorAt(rows[2], 2, 10)];
    expect((await judge(rows, anchors)).spans[1]).toBe("2-2 anchored 11/11");
  });
});
