import { describe, expect, test } from "vitest";
import { Gate } from "../../src/views/gate.ts";
import { Shelf } from "../../src/views/shelf.ts";

const tick = (): Promise<void> => new Promise((next) => setTimeout(next));

describe("a shelf", () => {
  test("gives back what was used longest ago", async () => {
    const gone: string[] = [];
    const shelf = new Shelf<string>(2, (thing) => gone.push(thing));
    const make = (name: string) => (): Promise<string> => Promise.resolve(name);
    await shelf.get("a", make("a"));
    await shelf.get("b", make("b"));
    await shelf.get("a", make("never"));
    await shelf.get("c", make("c"));
    await tick();
    expect(gone).toEqual(["b"]);
  });

  test("keeps that there is nothing, and gives nothing back for it", async () => {
    const gone: string[] = [];
    let made = 0;
    const shelf = new Shelf<string>(2, (thing) => gone.push(thing));
    const make = (): Promise<null> => {
      made += 1;
      return Promise.resolve(null);
    };
    await shelf.get("a", make);
    await shelf.get("a", make);
    shelf.clear();
    await tick();
    expect([made, gone]).toEqual([1, []]);
  });

  test("forgets a failure, so that the next one may succeed", async () => {
    const shelf = new Shelf<string>(2, () => undefined);
    await expect(shelf.get("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await shelf.get("a", () => Promise.resolve("yes"))).toBe("yes");
  });
});

describe("a gate", () => {
  test("lets the newest in first, and a place is not lost by a failure", async () => {
    const gate = new Gate(1);
    const order: number[] = [];
    const task = (number: number) => async (): Promise<void> => {
      await tick();
      order.push(number);
      if (number === 2) throw new Error("two");
    };
    const results = await Promise.allSettled([1, 2, 3].map((number) => gate.run(task(number))));
    expect(order).toEqual([1, 3, 2]);
    expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    await gate.run(task(4));
    expect(order.at(-1)).toBe(4);
  });
});
