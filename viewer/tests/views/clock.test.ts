import { describe, expect, it } from "vitest";
import {
  amountsOf,
  millisOf,
  momentAt,
  spellBare,
  spellBoth,
  spellClock,
  spellDay,
  spellStretch,
} from "../../src/views/clock.ts";

const AT = "2026-11-22T04:09:15.120000Z";

describe("moments in drawings", () => {
  it("are absolute, with seconds", () => {
    expect(spellBare(AT)).toBe("2026-11-22 04:09:15");
    expect(spellDay(AT)).toBe("2026-11-22");
    expect(spellClock(AT)).toBe("04:09:15");
  });

  it("are told in UTC and in the time of China", () => {
    expect(spellBoth(AT)).toBe("2026-11-22 04:09:15 (UTC), 12:09:15 (UTC+8)");
    expect(spellBoth("2026-11-22T20:00:00.000000Z")).toBe(
      "2026-11-22 20:00:00 (UTC), 2026-11-23 04:00:00 (UTC+8)",
    );
  });

  it("have no time of China where the year has five digits there", () => {
    expect(spellBoth("9999-12-31T23:00:00.000000Z")).toBe("9999-12-31 23:00:00 (UTC)");
  });

  it("say the day of a stretch once where it is one day", () => {
    const end = "2026-11-22T15:10:00.000000Z";
    expect(spellStretch(AT, end)).toBe("2026-11-22 04:09:15 – 15:10:00 (UTC)");
    const later = "2026-11-24T15:10:00.000000Z";
    expect(spellStretch(AT, later)).toBe("2026-11-22 04:09:15 – 2026-11-24 15:10:00 (UTC)");
  });

  it("become numbers and come back", () => {
    expect(millisOf("1970-01-01T00:00:00.001500Z")).toBe(1.5);
    expect(momentAt(millisOf(AT))).toBe(AT);
    expect(millisOf("0001-01-01T00:00:00.000000Z")).toBeLessThan(0);
  });

  it("stay within the years that can be spelled", () => {
    expect(momentAt(-1e20)).toBe("0001-01-01T00:00:00.000000Z");
    expect(momentAt(1e20)).toBe("9999-12-31T23:59:59.999000Z");
  });
});

describe("a length of time", () => {
  it("is told in its two largest units", () => {
    expect(amountsOf((26 * 3600 + 65) * 1000)).toEqual([
      { unit: "day", count: 1 },
      { unit: "hour", count: 2 },
    ]);
    expect(amountsOf(68 * 60_000)).toEqual([
      { unit: "hour", count: 1 },
      { unit: "minute", count: 8 },
    ]);
  });

  it("leaves out a unit of which there is none", () => {
    expect(amountsOf(7_200_000)).toEqual([{ unit: "hour", count: 2 }]);
    expect(amountsOf(3_605_000)).toEqual([{ unit: "hour", count: 1 }]);
  });

  it("is cut off and never rounded up", () => {
    expect(amountsOf(59_999)).toEqual([{ unit: "second", count: 59 }]);
    expect(amountsOf(999)).toEqual([{ unit: "second", count: 0 }]);
  });
});
