import { describe, expect, test } from "vitest";
import type { Entry } from "../../../src/record/format/entry.ts";
import type { Json } from "../../../src/record/format/canonical.ts";
import { Findings } from "../../../src/record/verify/findings.ts";
import type { LineTime } from "../../../src/record/verify/intervals.ts";
import type { EntryRow } from "../../../src/record/verify/lines.ts";
import { Pace } from "../../../src/record/verify/pace.ts";
import { checkRemarks } from "../../../src/record/verify/remarks.ts";
import { after, digestAt, entryWith, firstWith, WORK } from "../format/maker.ts";
import { found, rowsOf } from "./rows.ts";

const OPENED = firstWith("work.opened", WORK);
const CLOCK = { boot: digestAt(1), steady: "1", wall: "2026-11-22T04:00:00.000000Z" };

function recorder(kind: string, body: Record<string, Json>): Entry {
  return entryWith({ kind, body, chain: digestAt(2), seen: "live" });
}

function started(run: string): Entry {
  const software = { name: "bozzetto" };
  return recorder("recorder.started", { clock: CLOCK, platform: "x", run, software });
}

function live(): Entry {
  return after(OPENED, { seen: "live" });
}

async function remarks(
  entries: readonly Entry[],
  time: (row: EntryRow) => LineTime | null = () => null,
): Promise<string[]> {
  const findings = new Findings();
  const rows = rowsOf(...entries);
  const ofWork = new Set(rows.filter(({ entry }) => entry.event.chain === OPENED.digest));
  const times = new Map(
    rows.flatMap((row) => {
      const found_ = time(row);
      return found_ === null ? [] : [[row, found_] as const];
    }),
  );
  await checkRemarks(rows, ofWork, times, findings, new Pace());
  return found(findings);
}

function between(from: string | null, until: string | null): () => LineTime {
  const spell = (time: string | null): string | null =>
    time === null ? null : `2026-11-22T${time}.000000Z`;
  return () => ({ state: "anchored", interval: { after: spell(from), before: spell(until) } });
}

describe("entries", () => {
  test("that are imported or stated are counted, each with the first", async () => {
    const imported = after(OPENED, { seen: "imported" });
    const stated = after(OPENED, { seen: "stated" });
    expect(await remarks([imported, stated, imported])).toEqual([
      "entries.imported line 1 got 2",
      "entries.stated line 2 got 1",
    ]);
  });

  test("of the work that are live are counted while no run was open", async () => {
    const stop = recorder("recorder.stopped", { clock: CLOCK, run: "a" });
    expect(await remarks([live(), started("a"), live(), stop, live()])).toEqual([
      "entries.unwatched line 1 got 2",
    ]);
  });

  test("of other chains are not", async () => {
    expect(await remarks([recorder("recorder.stopped", { clock: CLOCK, run: "a" })])).toEqual([]);
  });
});

describe("a recorder", () => {
  test("that paused says so, and its run is closed until it is started again", async () => {
    const pause = recorder("recorder.paused", { clock: CLOCK, run: "a" });
    expect(await remarks([started("a"), pause, live(), started("a")])).toEqual([
      "recorder.paused line 2 got a",
      "recorder.unfinished line 4 got a",
      "entries.unwatched line 3 got 1",
    ]);
  });

  test("that found something says what, and between which times", async () => {
    const gap = recorder("recorder.found", { from: null, until: CLOCK.wall, what: "gap" });
    const lost = recorder("recorder.found", { from: CLOCK.wall, until: null, what: "lost event" });
    expect(await remarks([gap, lost])).toEqual([
      `recorder.found line 1 want gap got ../${CLOCK.wall}`,
      `recorder.found line 2 want lost event got ${CLOCK.wall}/..`,
    ]);
  });

  test("that did not stop is unfinished, at each of its starts", async () => {
    expect(await remarks([started("a"), started("b")])).toEqual([
      "recorder.unfinished line 1 got a",
      "recorder.unfinished line 2 got b",
    ]);
  });
});

describe("the recorder's clock", () => {
  // The entries of these tests are of 04:09:15.12.
  test("is outside of the interval where it is too early or too late", async () => {
    expect(await remarks([live()], between("04:09:16", null))).toContain(
      "clock.outside line 1 got 1",
    );
    expect(await remarks([live()], between(null, "04:09:15"))).toContain(
      "clock.outside line 1 got 1",
    );
    expect(await remarks([live()], between("04:09:15", "04:09:16"))).not.toContain(
      "clock.outside line 1 got 1",
    );
  });

  test("is backwards where an entry is earlier than the one before in its chain", async () => {
    const early = after(OPENED, { at: "2026-11-22T04:00:00.000000Z", seen: "live" });
    const codes = await remarks([OPENED, early, early, live(), early]);
    expect(codes).toContain("clock.backwards line 2 got 2");
  });

  test("and the longest wait for a token is told in whole seconds, rounded down", async () => {
    const codes = await remarks([live(), live()], (row) =>
      between(null, row.number === 1 ? "04:09:20" : "04:10:20")(),
    );
    expect(codes).toContain("anchor.late line 2 got 64 s");
  });

  test("and no wait is told where nothing has an upper bound", async () => {
    const codes = await remarks([live()], between(null, null));
    expect(codes.some((code) => code.startsWith("anchor.late"))).toBe(false);
  });
});
