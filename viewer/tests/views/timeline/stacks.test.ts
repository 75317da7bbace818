import { describe, expect, it } from "vitest";
import { tell } from "../../../src/story/story.ts";
import { bandsOf, extentOf, ROWS } from "../../../src/views/timeline/bands.ts";
import { laneOf, LANES, lanesOf } from "../../../src/views/timeline/lanes.ts";
import { measuresOf, meets } from "../../../src/views/timeline/measures.ts";
import {
  byDigest,
  itemsOf,
  nearestItem,
  stepTo,
  timesOf,
} from "../../../src/views/timeline/order.ts";
import { dot, paintStacks } from "../../../src/views/timeline/paint.ts";
import { rangeOf, Scale } from "../../../src/views/timeline/scale.ts";
import { HIGHEST, nearestStack, stacksIn, stacksOf } from "../../../src/views/timeline/stacks.ts";
import { large, sample } from "../../story/sample.ts";
import { step } from "../tree/lineages.ts";

const SAMPLE = tell(sample()).timeline;

/** So many entries at one time, and one a minute later. */
function together(count: number) {
  const at = "2026-11-22T04:00:00.000000Z";
  const steps = Array.from({ length: count }, (_, number) => step(number, { at }));
  return itemsOf([...steps, step(count, { at: "2026-11-22T04:01:00.000000Z" })]);
}

function drawn(items: ReturnType<typeof itemsOf>, perMilli = 0.001) {
  const times = [...new Set(items.map((item) => item.millis))];
  const scale = new Scale(times, perMilli);
  return { scale, stacks: stacksOf(items, scale) };
}

describe("the order of time", () => {
  it("is that of the clock, and of the record where the clock says the same", () => {
    const items = itemsOf([
      step(0, { at: "2026-11-22T05:00:00.000000Z" }),
      step(1, { at: "2026-11-22T04:00:00.000000Z" }),
      step(3, { at: "2026-11-22T05:00:00.000000Z" }),
      step(2, { at: "2026-11-22T05:00:00.000000Z" }),
    ]);
    expect(items.map((item) => item.step.line)).toEqual([2, 1, 3, 4]);
    expect(items.map((item) => item.index)).toEqual([0, 1, 2, 3]);
  });

  it("knows each item by its entry", () => {
    const items = itemsOf(SAMPLE.steps);
    const places = byDigest(items);
    for (const item of items) expect(places.get(item.step.digest)).toBe(item);
  });

  it("has a place for the ends of every stretch, anchor and interval", () => {
    const items = itemsOf(SAMPLE.steps);
    const times = new Set(timesOf(SAMPLE, items));
    expect(times.size).toBeGreaterThanOrEqual(new Set(items.map((item) => item.millis)).size);
    for (const item of items) expect(times.has(item.millis)).toBe(true);
  });

  it("is walked by keys and held at both ends", () => {
    expect(stepTo("ArrowRight", 3, 10)).toBe(4);
    expect(stepTo("ArrowLeft", 0, 10)).toBe(0);
    expect(stepTo("PageDown", 5, 10)).toBe(9);
    expect(stepTo("Home", 5, 10)).toBe(0);
    expect(stepTo("End", -1, 10)).toBe(9);
    expect(stepTo("ArrowRight", -1, 10)).toBe(0);
    expect(stepTo("x", 5, 10)).toBeNull();
    expect(stepTo("End", -1, 0)).toBe(0);
  });

  it("finds the entry at a moment, the last where all are earlier", () => {
    const items = itemsOf(SAMPLE.steps);
    expect(nearestItem(items, Number.NEGATIVE_INFINITY)).toBe(0);
    expect(nearestItem(items, Number.POSITIVE_INFINITY)).toBe(items.length - 1);
    expect(nearestItem([], 5)).toBe(0);
  });
});

describe("lanes", () => {
  it("give every entry a place, also one of a kind that nobody knows", () => {
    expect(laneOf(step(0, { kind: "review.held" }))).toBe("rest");
    expect(laneOf(step(0, { kind: "choice.made" }))).toBe("choices");
    expect(laneOf(step(0, { kind: "job.ended" }))).toBe("pictures");
    expect(laneOf(step(0, { kind: "model.identified" }))).toBe("rest");
    expect(laneOf(step(0, { kind: "recorder.found", chain: "studio" }))).toBe("studio");
    expect(laneOf(step(0, { kind: "odd.kind", chain: "anchors" }))).toBe("anchors");
  });

  it("are left out where they are empty, and keep their order", () => {
    const lanes = lanesOf(SAMPLE.steps);
    expect(lanes).toEqual(LANES.filter((lane) => lanes.includes(lane)));
    expect(lanesOf([step(0)])).toEqual(["words"]);
  });

  it("are below each other", () => {
    const measures = measuresOf(SAMPLE.steps);
    const tops = measures.lanes.map(measures.top);
    expect(tops).toEqual([...tops].sort((one, other) => one - other));
    expect(measures.height).toBeGreaterThan(measures.bottom);
    expect(meets({ left: 0, right: 10 }, 10, 5)).toBe(true);
    expect(meets({ left: 0, right: 10 }, 11, 5)).toBe(false);
  });
});

describe("stacks", () => {
  it("put entries of one time on each other, and never two in one place", () => {
    const { stacks } = drawn(together(3));
    expect(stacks.map((stack) => [stack.items.length, stack.bucket])).toEqual([
      [3, false],
      [1, false],
    ]);
    const points = [0, 1, 2].map((level) => dot(10, 0, 46, level).y);
    expect(new Set(points).size).toBe(3);
    for (const y of points) expect(y > 0 && y < 46).toBe(true);
  });

  it("become a number where there are more than can be stacked", () => {
    const { stacks } = drawn(together(HIGHEST + 1));
    expect(stacks[0]).toMatchObject({ bucket: true });
    expect(stacks[0]?.items).toHaveLength(HIGHEST + 1);
  });

  it("hold every entry exactly once, at every scale", () => {
    const items = itemsOf(tell(large(60)).timeline.steps);
    const times = items.map((item) => item.millis);
    const { least, most } = rangeOf([...new Set(times)], 900);
    for (const perMilli of [least, Math.sqrt(least * most), most]) {
      const stacks = stacksOf(items, new Scale([...new Set(times)], perMilli));
      const held = stacks.flatMap((stack) => stack.items);
      expect(held).toHaveLength(items.length);
      expect(new Set(held).size).toBe(items.length);
    }
  });

  it("stand from left to right, buckets apart from each other", () => {
    const items = itemsOf(tell(large(300)).timeline.steps);
    const times = [...new Set(items.map((item) => item.millis))];
    const stacks = stacksOf(items, new Scale(times, rangeOf(times, 900).least));
    const buckets = stacks.filter((stack) => stack.bucket && stack.lane === "words");
    expect(buckets.length).toBeGreaterThan(5);
    buckets.slice(1).forEach((bucket, index) => {
      expect(bucket.x - (buckets[index]?.x ?? 0)).toBeGreaterThanOrEqual(42);
    });
  });

  it("are found by what is seen, and by the pointer", () => {
    const { stacks } = drawn(together(2));
    const [one, two] = stacks;
    if (one === undefined || two === undefined) throw new Error("no stacks");
    expect(stacksIn(stacks, one.x - 1, one.x + 1)).toContain(one);
    expect(stacksIn(stacks, two.x + 500, two.x + 900)).toEqual([]);
    expect(nearestStack(stacks, "words", two.x + 6, 16)).toBe(two);
    expect(nearestStack(stacks, "words", two.x + 60, 16)).toBeNull();
    expect(nearestStack(stacks, "choices", two.x, 16)).toBeNull();
  });

  it("are painted by how they were seen, and what failed once more", () => {
    const items = itemsOf([
      step(0),
      step(1, { seen: "imported" }),
      step(2, { seen: "stated", failures: ["signature.false"] }),
    ]);
    const { stacks } = drawn(items, 1);
    const paint = paintStacks(stacks, () => 0, 46);
    expect(paint.map((stroke) => stroke.manner)).toEqual(["live", "imported", "stated", "failed"]);
    for (const { data } of paint) expect(data.match(/M/g)).toHaveLength(1);
    const bucket = drawn(together(9)).stacks.filter((stack) => stack.bucket);
    expect(paintStacks(bucket, () => 0, 46)).toEqual([]);
  });
});

describe("bands of outside time", () => {
  const interval = { after: "2026-11-22T04:00:00.000000Z", before: "2026-11-22T04:10:00.000000Z" };

  it("are one for all entries with the same interval and state", () => {
    const bands = bandsOf(
      itemsOf([
        step(0, { interval, state: "anchored" }),
        step(1, { interval, state: "anchored" }),
        step(2, { interval, state: "trusted" }),
        step(3, { interval: { after: null, before: null } }),
        step(4),
      ]),
    );
    expect(bands.map((band) => [band.state, band.items.length])).toEqual([
      ["anchored", 2],
      ["trusted", 1],
    ]);
    for (const band of bands) expect(band.row).toBeLessThan(ROWS);
  });

  it("lie between their ends", () => {
    const start = Date.UTC(2026, 10, 22, 4);
    const scale = new Scale([start, start + 600_000], 0.0001);
    const extent = extentOf(interval, scale);
    expect(extent).toMatchObject({ x: scale.at(start), openLeft: false, openRight: false });
    expect(extent.x + extent.width).toBe(scale.at(start + 600_000));
  });

  it("are open where an end is not known, and drawn where they are empty", () => {
    const scale = new Scale([0, 1000], 1);
    const open = extentOf({ after: null, before: null }, scale);
    expect(open).toEqual({ x: 0, width: scale.width, openLeft: true, openRight: true });
    const empty = extentOf({ after: interval.before, before: interval.after }, scale);
    expect(empty.width).toBeGreaterThan(0);
  });
});
