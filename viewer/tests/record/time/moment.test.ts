import { describe, expect, test } from "vitest";
import { FormatError } from "../../../src/record/errors.ts";
import {
  earlier,
  elapsed,
  later,
  microsOf,
  momentOf,
  shift,
} from "../../../src/record/time/moment.ts";

const MOMENT = "2026-11-22T04:09:15.120000Z";

describe("a moment", () => {
  test.each([
    ["1970-01-01T00:00:00.000000Z", 0n],
    ["1970-01-01T00:00:00.000001Z", 1n],
    ["1969-12-31T23:59:59.999999Z", -1n],
    ["0001-01-01T00:00:00.000000Z", -62_135_596_800_000_000n],
    ["9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999n],
    ["2024-02-29T12:00:00.500000Z", 1_709_208_000_500_000n],
  ])("%s is counted and spelled again", (moment, micros) => {
    expect(microsOf(moment)).toBe(micros);
    expect(momentOf(micros)).toBe(moment);
  });

  test("keeps each of its six digits where a number of milliseconds would not", () => {
    for (const digits of ["000001", "999999", "123456", "999001"]) {
      const moment = `9998-12-31T23:59:59.${digits}Z`;
      expect(momentOf(microsOf(moment))).toBe(moment);
    }
  });

  test.each([
    "2026-11-22T04:09:15.12Z",
    "2026-11-22T04:09:15Z",
    "2026-02-30T04:09:15.000000Z",
    "2026-11-22T24:00:00.000000Z",
    "0000-01-01T00:00:00.000000Z",
    "..",
    "",
  ])("is not %s", (text) => {
    expect(() => microsOf(text)).toThrow(FormatError);
  });

  test("is shifted both ways, over the end of a year", () => {
    expect(shift("2026-12-31T23:59:59.999999Z", 1n)).toBe("2027-01-01T00:00:00.000000Z");
    expect(shift("2027-01-01T00:00:00.000000Z", -1n)).toBe("2026-12-31T23:59:59.999999Z");
    expect(elapsed(MOMENT, shift(MOMENT, 86_400_000_001n))).toBe(86_400_000_001n);
    expect(elapsed(shift(MOMENT, 5n), MOMENT)).toBe(-5n);
  });

  test("has no spelling outside of four digits of a year", () => {
    expect(() => shift("9999-12-31T23:59:59.999999Z", 1n)).toThrow(FormatError);
    expect(() => shift("0001-01-01T00:00:00.000000Z", -1n)).toThrow(FormatError);
  });

  test("is earlier or later than another", () => {
    const next = shift(MOMENT, 1n);
    expect([earlier(MOMENT, next), earlier(next, MOMENT)]).toEqual([MOMENT, MOMENT]);
    expect([later(MOMENT, next), later(next, MOMENT)]).toEqual([next, next]);
  });
});
