import { describe, expect, test } from "vitest";
import { Pace } from "../../../src/record/verify/pace.ts";
import type { Progress } from "../../../src/record/verify/pace.ts";

function work(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end) Math.sqrt(end);
}

describe("a long computation", () => {
  test("lets others have their turn", async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 0);
    const pace = new Pace();
    await pace.begin(0, 10);
    for (let done = 0; done < 10; done += 1) {
      work(35);
      await pace.advance(done);
    }
    clearInterval(timer);
    expect(turns).toBeGreaterThanOrEqual(5);
  });

  test("does not rest as long as it has worked little", async () => {
    const told: Progress[] = [];
    const pace = new Pace((progress) => told.push(progress));
    const begun = performance.now();
    await pace.begin(4, 100_000);
    for (let done = 0; done < 100; done += 1) await pace.advance(done);
    // On a machine that halts for long between two lines there may be some rests.
    expect(told.length).toBeLessThanOrEqual(1 + (performance.now() - begun) / 30);
  });

  test("tells its step, and how far it is", async () => {
    const told: Progress[] = [];
    const pace = new Pace((progress) => told.push(progress));
    await pace.begin(4, 50);
    work(31);
    await pace.advance(20);
    pace.tell(30);
    expect(told).toEqual([
      { step: 4, done: 0, total: 50 },
      { step: 4, done: 20, total: 50 },
      { step: 4, done: 30, total: 50 },
    ]);
  });

  test("is given up with what it was aborted with, at the next rest", async () => {
    const controller = new AbortController();
    const pace = new Pace(undefined, controller.signal);
    await pace.begin(0, 1);
    controller.abort(new Error("enough"));
    work(31);
    await expect(pace.advance(1)).rejects.toThrow("enough");
    expect(() => {
      pace.tell(1);
    }).toThrow("enough");
  });

  test("is given up while it rests", async () => {
    const controller = new AbortController();
    const pace = new Pace(() => {
      controller.abort(new Error("now"));
    }, controller.signal);
    await expect(pace.begin(0, 1)).rejects.toThrow("now");
  });
});
