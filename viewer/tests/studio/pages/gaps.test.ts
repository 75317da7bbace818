import { describe, expect, test } from "vitest";
import { linesOf } from "../../../src/studio/pages/home/gaps.ts";
import type { Found, Gap } from "../../../src/studio/api-types.ts";

const at = (minute: number): string =>
  `2026-11-22T12:${String(minute).padStart(2, "0")}:00.000000Z`;

function found(what: string, since: number | null, until: number | null): Found {
  return {
    what,
    at: at(50),
    since: since === null ? null : at(since),
    until: until === null ? null : at(until),
    note: null,
  };
}

const gap = (since: number, until: number): Gap => ({ since: at(since), until: at(until) });

describe("the list of gaps", () => {
  test("has the newest first", () => {
    const lines = linesOf([gap(1, 2), gap(5, 6)], []);
    expect(lines.map(({ since }) => since)).toEqual([at(5), at(1)]);
  });

  test("says once what the recorder itself found, also where the two begin a moment apart", () => {
    const lines = linesOf([gap(2, 6), gap(10, 12)], [found("unfinished", 1, 6)]);
    expect(lines.map(({ what, since }) => [what, since])).toEqual([
      [null, at(10)],
      ["unfinished", at(1)],
    ]);
  });

  test("keeps a gap beside what went wrong at one moment", () => {
    const lines = linesOf(
      [gap(2, 6)],
      [found("lost event", 3, 3), found("clock jump", null, null)],
    );
    expect(lines.map(({ what }) => what)).toEqual(["clock jump", "lost event", null]);
  });

  test("gives each line a name of its own", () => {
    const lines = linesOf([gap(1, 2)], [found("lost event", 1, 1)]);
    expect(new Set(lines.map(({ id }) => id)).size).toBe(2);
  });
});
