import { describe, expect, it } from "vitest";
import { isView, tabAt, VIEWS } from "../../src/views/tabs.ts";

describe("tabs", () => {
  it("are walked by arrows, around both ends", () => {
    expect(tabAt(VIEWS, "tree", "ArrowRight")).toBe("timeline");
    expect(tabAt(VIEWS, "tree", "ArrowLeft")).toBe("people");
    expect(tabAt(VIEWS, "people", "ArrowRight")).toBe("tree");
  });

  it("are left for the ends by Home and End", () => {
    expect(tabAt(VIEWS, "compare", "Home")).toBe("tree");
    expect(tabAt(VIEWS, "compare", "End")).toBe("people");
  });

  it("leave every other key alone", () => {
    for (const key of ["Tab", "Enter", "a", "1", "ArrowDown", "toString"]) {
      expect(tabAt(VIEWS, "tree", key)).toBeNull();
    }
  });

  it("are no way out of a single one", () => {
    for (const key of ["ArrowRight", "ArrowLeft", "Home", "End"]) {
      expect(tabAt(["one"], "one", key)).toBe("one");
    }
  });

  it("are a view of the story where their name is one", () => {
    expect(VIEWS.every(isView)).toBe(true);
    for (const name of ["board", "statement", "evidence", ""]) expect(isView(name)).toBe(false);
  });
});
