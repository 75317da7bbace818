import { describe, expect, test } from "vitest";
import type { Entry } from "../../../src/record/format/entry.ts";
import { checkChains } from "../../../src/record/verify/chains.ts";
import { Findings } from "../../../src/record/verify/findings.ts";
import { Pace } from "../../../src/record/verify/pace.ts";
import {
  after,
  digestAt,
  entryWith,
  firstWith,
  holder,
  studioBody,
  WORK,
} from "../format/maker.ts";
import { found, rowsOf } from "./rows.ts";

const STUDIO = firstWith("studio.opened", studioBody(holder(1), holder(2)), [holder(1), holder(2)]);
const OURS = { studio: STUDIO.digest };
const WORK_OPENED = first("work.opened", WORK);
const ANCHORS = first("anchors.opened", {});

function first(kind: string, body: Entry["event"]["body"]): Entry {
  return entryWith({ kind, body, number: 0, chain: null, previous: null, ...OURS });
}

function next(before: Entry, members: Parameters<typeof after>[1] = {}): Entry {
  return after(before, { ...OURS, ...members });
}

function anchored(before: Entry, members: Parameters<typeof after>[1] = {}): Entry {
  const token = { digest: digestAt(7), size: 1, type: "application/timestamp-reply" };
  const tokens = [{ authority: "A", kept: [], sort: "rfc3161", token }];
  return next(before, { kind: "time.anchored", body: { checkpoint: "x", tokens }, ...members });
}

async function check(...entries: readonly Entry[]): Promise<string[]> {
  const findings = new Findings();
  await checkChains(rowsOf(...entries), findings, new Pace());
  return found(findings);
}

describe("chains that hold", () => {
  test("are found by their names", async () => {
    const entries = [STUDIO, WORK_OPENED, next(WORK_OPENED)];
    const chains = await checkChains(rowsOf(...entries), new Findings(), new Pace());
    expect([chains.studio, chains.work]).toEqual([STUDIO.digest, WORK_OPENED.digest]);
    expect([chains.opened?.number, chains.begun?.number]).toEqual([1, 2]);
    expect([...chains.following].map(({ number }) => number)).toEqual([3]);
  });

  test("may be mixed with each other", async () => {
    const one = next(WORK_OPENED);
    expect(await check(STUDIO, ANCHORS, WORK_OPENED, anchored(ANCHORS), one, next(one))).toEqual(
      [],
    );
  });

  test("may have an anchor chain of which some is left out", async () => {
    const seen = anchored(anchored(anchored(ANCHORS)));
    expect(await check(STUDIO, WORK_OPENED, seen, anchored(anchored(seen)))).toEqual([]);
  });

  test("may have entries of kinds that nobody here knows, which is noted", async () => {
    const strange = next(WORK_OPENED, { kind: "mood.felt", body: {} });
    expect(await check(STUDIO, WORK_OPENED, strange)).toEqual([
      "kind.unknown line 3 got mood.felt",
    ]);
  });
});

describe("a chain", () => {
  test("that is not there is missing", async () => {
    expect(await check()).toEqual([
      "chain.missing data/record.jsonl want studio",
      "chain.missing data/record.jsonl want work",
    ]);
  });

  test("with a gap is broken once, and followed on from there", async () => {
    const lost = next(WORK_OPENED);
    const kept = next(lost);
    expect(await check(STUDIO, WORK_OPENED, kept, next(kept))).toEqual(["chain.broken line 3"]);
  });

  test("with an entry of another sort is broken", async () => {
    const recorder = next(WORK_OPENED, {
      kind: "source.removed",
      body: { source: digestAt(3) },
    });
    expect(await check(STUDIO, WORK_OPENED, recorder)).toEqual(["chain.broken line 3"]);
  });

  test("that begins a second time is named beside the first", async () => {
    const second = first("work.opened", { ...WORK, people: [holder(2).key] });
    expect(await check(STUDIO, WORK_OPENED, second, next(second))).toEqual([
      `chain.second line 3 want ${WORK_OPENED.digest} got ${second.digest}`,
    ]);
  });

  test("that does not begin in the bundle is not known", async () => {
    const [stray, anchor] = [next(WORK_OPENED), anchored(ANCHORS)];
    expect(await check(STUDIO, ANCHORS, stray, anchor)).toEqual([
      `chain.unknown line 3 got ${WORK_OPENED.digest}`,
      "chain.missing data/record.jsonl want work",
    ]);
  });

  test("of anchors that has no beginning here is one only", async () => {
    const foreign = anchored(first("anchors.opened", {}), { chain: digestAt(9) });
    expect(await check(STUDIO, WORK_OPENED, anchored(ANCHORS), foreign)).toEqual([
      `chain.unknown line 4 got ${digestAt(9)}`,
    ]);
  });

  test("does not become the anchors' because an anchor names it", async () => {
    expect(await check(STUDIO, WORK_OPENED, anchored(WORK_OPENED))).toEqual([
      "chain.broken line 3",
    ]);
  });
});

describe("the studio", () => {
  test("that an entry names is the bundle's", async () => {
    const foreign = next(WORK_OPENED, { studio: digestAt(5) });
    expect(await check(STUDIO, WORK_OPENED, foreign)).toEqual([
      `studio.other line 3 want ${STUDIO.digest} got ${digestAt(5)}`,
    ]);
  });

  test("has begun before any entry that names it", async () => {
    expect(await check(WORK_OPENED, STUDIO)).toEqual([`studio.other line 1 got ${STUDIO.digest}`]);
  });
});
