import { describe, expect, test } from "vitest";

import { layoutOf } from "../../../src/studio/board/layout.ts";

describe("how large candidates are drawn", () => {
  test.each([
    [1, 1],
    [2, 2],
    [4, 4],
    [9, 5],
  ])("%i on a wide screen stand in %i columns", (count, columns) => {
    expect(layoutOf(count, 1220, 600).columns).toBe(columns);
  });

  test("up to nine fit into the view at once where it is large enough", () => {
    for (let count = 1; count <= 9; count += 1) {
      const { columns, side } = layoutOf(count, 1220, 600);
      const rows = Math.ceil(count / columns);
      expect(rows * (side + 52) + (rows - 1) * 12).toBeLessThanOrEqual(600);
      expect(columns * (side + 16) + (columns - 1) * 12).toBeLessThanOrEqual(1220);
      expect(side).toBeGreaterThanOrEqual(150);
    }
  });

  test("a hundred are small, and on a phone stand in two columns", () => {
    expect(layoutOf(100, 1220, 600)).toEqual({ columns: 6, side: 150 });
    expect(layoutOf(100, 362, 500)).toEqual({ columns: 2, side: 150 });
    expect(layoutOf(4, 362, 500).columns).toBe(2);
  });

  test("before anything is measured there is one column", () => {
    expect(layoutOf(4, 0, 0).columns).toBe(1);
    expect(layoutOf(0, 1220, 600).columns).toBeGreaterThanOrEqual(1);
  });
});
