import { describe, expect, it } from "vitest";
import { distinct, FOLDED, PAD, rangeOf, Scale } from "../../../src/views/timeline/scale.ts";
import { ticksIn } from "../../../src/views/timeline/ticks.ts";

const START = Date.UTC(2026, 10, 22, 4);
const HOUR = 3_600_000;
/** Two bursts of five entries, a minute apart, with a day between them. */
const TIMES = [0, 24 * HOUR].flatMap((burst) =>
  [0, 1, 2, 3, 4].map((minute) => START + burst + minute * 60_000),
);
const PER_MINUTE = 30 / 60_000;

describe("the scale", () => {
  const scale = new Scale(TIMES, PER_MINUTE);

  it("lets time run evenly where there is something", () => {
    expect(scale.at(START)).toBe(PAD);
    expect(scale.at(START + 60_000)).toBe(PAD + 30);
    expect(scale.at(START + 90_000)).toBe(PAD + 45);
  });

  it("folds an empty stretch to one width, and tells of it", () => {
    expect(scale.breaks).toEqual([
      { from: TIMES[4], until: TIMES[5], x: PAD + 120, width: FOLDED },
    ]);
    expect(scale.at(TIMES[5] ?? 0)).toBe(PAD + 120 + FOLDED);
    expect(scale.width).toBe(2 * PAD + 240 + FOLDED);
  });

  it("keeps the order of time at every scale", () => {
    for (const perMilli of [1e-9, 1e-6, 1e-3, 1]) {
      const one = new Scale(TIMES, perMilli);
      const xs = TIMES.map((time) => one.at(time));
      expect(xs).toEqual([...xs].sort((low, high) => low - high));
    }
  });

  it("puts what lies outside of it at its ends", () => {
    expect(scale.at(START - 1)).toBe(0);
    expect(scale.at(START + 1e12)).toBe(scale.width);
  });

  it("finds the moment at a place, also within a fold", () => {
    for (const millis of [START, START + 90_000, START + 12 * HOUR]) {
      expect(scale.timeAt(scale.at(millis))).toBeCloseTo(millis, -1);
    }
    expect(scale.timeAt(-99)).toBe(START);
    expect(scale.timeAt(1e9)).toBe(TIMES.at(-1));
  });

  it("stands for one moment, and for none", () => {
    expect(new Scale([START], 1).at(START)).toBe(PAD);
    expect(new Scale([], 1).width).toBe(2 * PAD);
    expect(new Scale([], 1).timeAt(10)).toBe(0);
  });

  it("has each time once", () => {
    expect(distinct([3, 1, 3, 2, 1])).toEqual([1, 2, 3]);
  });
});

describe("the range of scales", () => {
  it("begins where all of it fits into the room", () => {
    const { least, most } = rangeOf(TIMES, 700);
    expect(new Scale(TIMES, least).width).toBeLessThanOrEqual(700);
    expect(new Scale(TIMES, least * 1.05).width).toBeGreaterThan(690);
    expect(most).toBeGreaterThan(least);
  });

  it("ends where the closest two are parted", () => {
    const { most } = rangeOf(TIMES, 300);
    expect(most * 60_000).toBe(FOLDED);
  });

  it("is one scale where there is nothing to zoom into", () => {
    for (const times of [[], [START]]) {
      const { least, most } = rangeOf(times, 900);
      expect(least).toBe(most);
      expect(Number.isFinite(most)).toBe(true);
    }
  });

  it("copes with two moments a microsecond apart and with ten thousand years", () => {
    for (const times of [
      [START, START + 0.001],
      [-62_135_596_800_000, START, 253_402_300_799_999],
    ]) {
      const { least, most } = rangeOf(times, 900);
      expect(least).toBeGreaterThan(0);
      expect(most).toBeGreaterThanOrEqual(least);
      expect(Number.isFinite(new Scale(times, most).width)).toBe(true);
    }
  });
});

describe("ticks", () => {
  it("stand at round times, far enough apart to be read", () => {
    const perMilli = 100 / HOUR;
    const times = Array.from({ length: 100 }, (_, count) => START + count * HOUR);
    const scale = new Scale(times, perMilli);
    const ticks = ticksIn(scale, perMilli, 0, 2500);
    expect(ticks.length).toBeGreaterThan(8);
    expect(ticks[0]).toMatchObject({ clock: "04:00:00", day: "2026-11-22", turned: true });
    ticks.slice(1).forEach((tick, index) => {
      expect(tick.x - (ticks[index]?.x ?? 0)).toBeGreaterThanOrEqual(92);
    });
    expect(ticks.filter((tick) => tick.turned)).toHaveLength(2);
  });

  it("begin anew behind every fold, and never stand within one", () => {
    const scale = new Scale(TIMES, PER_MINUTE);
    const ticks = ticksIn(scale, PER_MINUTE, 0, scale.width);
    const [fold] = scale.breaks;
    if (fold === undefined) throw new Error("no fold");
    for (const { x } of ticks) {
      expect(x <= fold.x || x >= fold.x + fold.width).toBe(true);
    }
    expect(ticks.some((tick) => tick.day === "2026-11-23" && tick.turned)).toBe(true);
  });

  it("are few, however much of the record is looked at", () => {
    const times = Array.from({ length: 5000 }, (_, count) => START + count * 7_000_000);
    const { least } = rangeOf(times, 1400);
    expect(ticksIn(new Scale(times, least), least, 0, 1400).length).toBeLessThan(20);
  });
});
