import { expect, test } from "vitest";
import { spellMoment } from "../../src/views/moments.ts";

test("a moment is spelled in UTC and, eight hours on, in the time of China", () => {
  expect(spellMoment("2026-11-22T04:09:15.000000Z")).toEqual({
    utc: "2026-11-22 04:09:15",
    china: "12:09:15",
    machine: "2026-11-22T04:09:15.000Z",
  });
});

test("the day is said where it is another one in China", () => {
  expect(spellMoment("2026-12-31T16:00:00.000000Z").china).toBe("2027-01-01 00:00:00");
});

test("fractions are kept to the last digit, for a bound is never rounded", () => {
  expect(spellMoment("2026-11-22T04:09:15.120000Z").utc).toBe("2026-11-22 04:09:15.12");
  expect(spellMoment("2026-11-22T04:09:15.000001Z").china).toBe("12:09:15.000001");
});

test("the first and last year of the format are spelled", () => {
  expect(spellMoment("0001-01-01T00:00:00.000000Z").utc).toBe("0001-01-01 00:00:00");
  expect(spellMoment("9999-12-31T23:59:59.999999Z").china).toBeNull();
  expect(spellMoment("9999-12-31T15:59:59.999999Z").china).toBe("23:59:59.999999");
});
