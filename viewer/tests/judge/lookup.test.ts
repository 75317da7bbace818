import { describe, expect, it } from "vitest";
import { firstNaming, lookUp } from "../../src/judge/lookup.ts";
import { kindsOf, searchLines } from "../../src/judge/search.ts";
import type { Digest } from "../../src/record/format/values.ts";
import type { Line, Verification } from "../../src/record/verify/verify.ts";

function digest(digit: string): Digest {
  return `sha256:${digit.repeat(64)}`;
}

/** A line with an entry that names one file and one text. */
function line(number: number, own: string, asset: string, kind = "material.added"): Line {
  const event = {
    format: "bozzetto/1",
    studio: null,
    kind,
    chain: null,
    number: number - 1,
    previous: null,
    at: "2026-11-22T04:09:15.120000Z",
    after: null,
    seen: "live",
    by: {},
    body: {},
  } as const;
  const entry = {
    digest: digest(own),
    event,
    known: true,
    open: new Map(),
    signatures: [],
    payload: new Uint8Array(),
    commitments: [digest("c")],
    assets: [{ digest: digest(asset), size: 1, type: "image/png" }],
  };
  return { number, entry, state: "unanchored", interval: null, leaf: number - 1 };
}

const MALFORMED: Line = {
  number: 2,
  entry: null,
  state: "unanchored",
  interval: null,
  leaf: null,
};
const LINES = [line(1, "1", "a"), MALFORMED, line(3, "3", "a"), line(4, "4", "b", "edit.made")];
const RECORD: Pick<Verification, "lines" | "asset"> = {
  lines: LINES,
  asset: () => ({ presence: "withheld", blob: null }),
};

describe("looking up a digest", () => {
  it("finds a file in all lines that name it, and says whether it is there", () => {
    expect(lookUp(digest("a"), RECORD)).toEqual([
      {
        sort: "asset",
        lines: [1, 3],
        entries: [digest("1"), digest("3")],
        presence: "withheld",
      },
    ]);
  });

  it("finds an entry by its own digest, and a text by its commitment", () => {
    expect(lookUp(digest("3"), RECORD)).toEqual([
      { sort: "entry", lines: [3], entries: [digest("3")] },
    ]);
    expect(lookUp(digest("c"), RECORD).map((hit) => hit.sort)).toEqual(["text"]);
  });

  it("finds nothing where the record names nothing, and in an empty record", () => {
    expect(lookUp(digest("f"), RECORD)).toEqual([]);
    expect(lookUp(digest("a"), { ...RECORD, lines: [] })).toEqual([]);
  });

  it("knows the entry that names a file first", () => {
    const named = firstNaming(RECORD);
    expect(named.get(digest("a"))).toEqual({ line: 1, entry: digest("1") });
    expect(named.get(digest("b"))?.line).toBe(4);
    expect(named.size).toBe(2);
  });
});

describe("searching lines", () => {
  it("lists the kinds that there are, each once", () => {
    expect(kindsOf(LINES)).toEqual(["edit.made", "material.added"]);
  });

  it("gives all lines to an empty search, malformed ones too", () => {
    expect(searchLines(LINES, "", "  ")).toEqual(LINES);
  });

  it("finds a line by its number, malformed or not", () => {
    expect(searchLines(LINES, "", "2")).toEqual([MALFORMED]);
  });

  it("finds lines by a part of any digest in them, in either case", () => {
    expect(searchLines(LINES, "", "AAAA").map((one) => one.number)).toEqual([1, 3]);
    expect(searchLines(LINES, "", "cccc").map((one) => one.number)).toEqual([1, 3, 4]);
  });

  it("keeps to a kind", () => {
    expect(searchLines(LINES, "edit.made", "").map((one) => one.number)).toEqual([4]);
    expect(searchLines(LINES, "edit.made", "aaaa")).toEqual([]);
  });
});
