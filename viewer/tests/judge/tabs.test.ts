import { describe, expect, it } from "vitest";
import { tabAt } from "../../src/judge/tabs.ts";

describe("tabs", () => {
  it("are walked by arrows, around both ends", () => {
    expect(tabAt("tree", "ArrowRight")).toBe("timeline");
    expect(tabAt("tree", "ArrowLeft")).toBe("people");
    expect(tabAt("people", "ArrowRight")).toBe("tree");
  });

  it("are left for the ends by Home and End", () => {
    expect(tabAt("compare", "Home")).toBe("tree");
    expect(tabAt("compare", "End")).toBe("people");
  });

  it("leave every other key alone", () => {
    for (const key of ["Tab", "Enter", "a", "ArrowDown", "toString"]) {
      expect(tabAt("tree", key)).toBeNull();
    }
  });
});
