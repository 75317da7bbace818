import { describe, expect, test } from "vitest";
import { FormatError } from "../../../src/record/errors.ts";
import {
  contains,
  isEmpty,
  parseInterval,
  span,
  spellInterval,
} from "../../../src/record/time/interval.ts";

const EARLY = "2026-11-22T04:09:14.120000Z";
const LATE = "2026-11-22T04:14:11.000000Z";

describe("an interval", () => {
  test.each([
    [`${EARLY}/${LATE}`, { after: EARLY, before: LATE }],
    [`${EARLY}/..`, { after: EARLY, before: null }],
    [`../${LATE}`, { after: null, before: LATE }],
    ["../..", { after: null, before: null }],
    [`${LATE}/${EARLY}`, { after: LATE, before: EARLY }],
  ])("%s is read and spelled again", (text, interval) => {
    expect(parseInterval(text)).toEqual(interval);
    expect(spellInterval(interval)).toBe(text);
  });

  test.each([
    "",
    "/",
    "..",
    EARLY,
    `${EARLY}/`,
    `/${LATE}`,
    `${EARLY}/${LATE}/..`,
    `${EARLY} / ${LATE}`,
    `${EARLY}--${LATE}`,
    "2026-11-22T04:09:14Z/..",
    "2026-11-31T04:09:14.000000Z/..",
    "null/null",
    ".../..",
  ])("is not spelled %j", (text) => {
    expect(() => parseInterval(text)).toThrow(FormatError);
  });

  test("is empty where it begins after its end", () => {
    expect(isEmpty({ after: LATE, before: EARLY })).toBe(true);
    expect(isEmpty({ after: EARLY, before: EARLY })).toBe(false);
    expect(isEmpty({ after: LATE, before: null })).toBe(false);
    expect(isEmpty({ after: null, before: EARLY })).toBe(false);
  });

  test("contains both of its ends", () => {
    const interval = { after: EARLY, before: LATE };
    expect(contains(interval, EARLY)).toBe(true);
    expect(contains(interval, LATE)).toBe(true);
    expect(contains(interval, "2026-11-22T04:09:14.119999Z")).toBe(false);
    expect(contains(interval, "2026-11-22T04:14:11.000001Z")).toBe(false);
    expect(contains({ after: null, before: null }, EARLY)).toBe(true);
  });

  test("of several tokens goes from the least to the greatest", () => {
    const one = { after: EARLY, before: EARLY };
    const other = { after: LATE, before: LATE };
    expect(span([one])).toBe(one);
    expect(span([one, other])).toEqual({ after: EARLY, before: LATE });
    expect(span([other, one])).toEqual({ after: EARLY, before: LATE });
    expect(span([one, { after: null, before: LATE }])).toEqual({ after: null, before: LATE });
  });
});
