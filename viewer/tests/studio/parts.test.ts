/** Parts of the program that come when they are needed, and some that do not come. */

import { describe, expect, it } from "vitest";
import { LostPart, parts } from "../../src/studio/parts.svelte.ts";

/** What a browser throws where a module is not to be had. */
const GONE = new TypeError("Failed to fetch dynamically imported module");

describe("a part of the program", () => {
  it("is what was fetched", async () => {
    expect(await parts.fetch(() => Promise.resolve("here"))).toBe("here");
    expect(parts.isLost).toBe(false);
  });

  it("is lost where it is not to be had, until it is", async () => {
    let isThere = false;
    const board = (): Promise<string> => (isThere ? Promise.resolve("here") : Promise.reject(GONE));
    await expect(parts.fetch(board)).rejects.toThrow(LostPart);
    expect(parts.isLost).toBe(true);
    await parts.fetch(() => Promise.resolve("another"));
    expect(parts.isLost).toBe(true);
    isThere = true;
    expect(await parts.fetch(board)).toBe("here");
    expect(parts.isLost).toBe(false);
  });

  it("that came and failed is not lost: its fault is its own", async () => {
    await expect(parts.fetch(() => Promise.reject(new RangeError("fault")))).rejects.toThrow(
      RangeError,
    );
    expect(parts.isLost).toBe(false);
  });
});
