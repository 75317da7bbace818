import { describe, expect, test } from "vitest";

import { keep, left } from "../../../src/studio/board/kept.ts";
import type { Keeper } from "../../../src/studio/board/kept.ts";
import { digestAt } from "../../story/build.ts";
import { Page, Studio } from "./studio.ts";

const WORK = digestAt(1);

class Shelf implements Keeper {
  readonly all = new Map<string, string>();
  getItem(name: string): string | null {
    return this.all.get(name) ?? null;
  }
  setItem(name: string, value: string): void {
    this.all.set(name, value);
  }
  removeItem(name: string): void {
    this.all.delete(name);
  }
}

function pressed(...keys: string[]): { page: Page; shelf: Shelf } {
  const studio = new Studio();
  studio.attempt(4);
  const page = new Page(studio).press(...keys);
  const shelf = new Shelf();
  keep(page.state, WORK, shelf);
  return { page, shelf };
}

describe("marks that the browser keeps", () => {
  test("come back as marks that wait for Enter", () => {
    const { page, shelf } = pressed("2", "X", "3");
    const again = new Page(page.studio);
    const pending = left(WORK, again.view.batches, shelf);
    if (pending === null) throw new RangeError("nothing was kept");
    again.send({ sort: "kept", pending });
    expect(again.marks).toBe(".rc.");
    expect(again.notice).toBe("kept");
    again.wait(60_000);
    expect(again.all).toEqual([]);
    again.press("Enter");
    expect(again.all).toHaveLength(1);
  });

  test("also while they are on their way, until the server has answered", () => {
    const { page, shelf } = pressed("2", "Enter");
    expect(shelf.all.size).toBe(1);
    page.serve();
    keep(page.state, WORK, shelf);
    expect(shelf.all.size).toBe(0);
  });

  test("are gone once the record has them", () => {
    const { page, shelf } = pressed("2", "Enter");
    page.serve();
    expect(left(WORK, new Page(page.studio).view.batches, shelf)).toBeNull();
  });

  test("lead to their own batch, though a newer one is there", () => {
    const { page, shelf } = pressed("1");
    page.studio.attempt(3, "a dog");
    const again = new Page(page.studio);
    const pending = left(WORK, again.view.batches, shelf);
    if (pending === null) throw new RangeError("nothing was kept");
    again.send({ sort: "kept", pending });
    expect(again.batch.candidates).toHaveLength(4);
    again.press("Enter");
    expect(again.all).toHaveLength(1);
  });

  test.each(["", "{", "[]", '{"batch":"x"}', '{"batch":1,"offered":[],"marks":[]}'])(
    "what this page did not write is passed over: %s",
    (text) => {
      const { page, shelf } = pressed();
      shelf.setItem(`bozzetto marks ${WORK}`, text);
      expect(left(WORK, page.view.batches, shelf)).toBeNull();
    },
  );

  test("a browser that keeps nothing loses the page's marks alone", () => {
    const { page } = pressed("1");
    const full: Keeper = {
      getItem: () => null,
      setItem: () => {
        throw new DOMException("full", "QuotaExceededError");
      },
      removeItem: () => undefined,
    };
    keep(page.state, WORK, full);
    keep(page.state, WORK, null);
    expect(page.marks).toBe("c...");
  });
});
