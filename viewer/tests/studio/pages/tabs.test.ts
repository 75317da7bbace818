import { describe, expect, it } from "vitest";
import { WORK_TABS } from "../../../src/studio/routes.ts";
import { hasStep, tabAt, TABS } from "../../../src/studio/pages/work/tabs.ts";

describe("the tabs of a work", () => {
  it("go round with the arrows, and to both ends with Home and End", () => {
    expect(tabAt("board", "ArrowRight")).toBe("tree");
    expect(tabAt("board", "ArrowLeft")).toBe("evidence");
    expect(tabAt("evidence", "ArrowRight")).toBe("board");
    expect(tabAt("compare", "Home")).toBe("board");
    expect(tabAt("compare", "End")).toBe("evidence");
  });

  it("leave every other key alone", () => {
    for (const key of ["1", "Enter", "Tab", "ArrowDown"]) expect(tabAt("tree", key)).toBeNull();
  });

  it("are those that an address can name", () => {
    expect([...TABS].sort()).toEqual([...WORK_TABS].sort());
  });

  it("show the selected step beside what is seen of the story, and not beside forms", () => {
    expect(hasStep("tree")).toBe(true);
    expect(hasStep("statement")).toBe(false);
    expect(hasStep("evidence")).toBe(false);
  });
});
