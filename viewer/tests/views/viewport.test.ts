import { describe, expect, it } from "vitest";
import {
  centred,
  fitted,
  grown,
  held,
  holds,
  MARGIN,
  meets,
  panned,
  revealed,
  seen,
  under,
  zoomed,
} from "../../src/views/viewport.ts";
import type { Box, View } from "../../src/views/viewport.ts";

const SIZE = { width: 800, height: 600 };
const LIMITS = { least: 0.1, most: 2 };
const WIDE: Box = { left: 0, top: 0, right: 10_000, bottom: 300 };

describe("a view", () => {
  it("sees the part of the drawing that its scale and offset say", () => {
    expect(seen({ x: -100, y: 50, scale: 2 }, SIZE)).toEqual({
      left: 50,
      top: -25,
      right: 450,
      bottom: 275,
    });
    expect(under({ x: -100, y: 50, scale: 2 }, { x: 0, y: 50 })).toEqual({ x: 50, y: 0 });
  });

  it("keeps the point under the pointer while it zooms", () => {
    const view = { x: -321, y: 17, scale: 0.7 };
    for (const scale of [0.2, 1, 1.9]) {
      const next = zoomed(view, scale, { x: 400, y: 123 }, LIMITS);
      expect(next.scale).toBe(scale);
      const [before, after] = [view, next].map((one) => under(one, { x: 400, y: 123 }));
      expect(after?.x).toBeCloseTo(before?.x ?? NaN);
      expect(after?.y).toBeCloseTo(before?.y ?? NaN);
    }
  });

  it("zooms no further than its limits", () => {
    const view = { x: 0, y: 0, scale: 1 };
    expect(zoomed(view, 99, { x: 0, y: 0 }, LIMITS).scale).toBe(2);
    expect(zoomed(view, 0.001, { x: 0, y: 0 }, LIMITS).scale).toBe(0.1);
  });

  it("cannot lose the drawing", () => {
    const lost = panned({ x: 0, y: 0, scale: 1 }, { x: 1e6, y: -1e6 });
    expect(held(lost, SIZE, WIDE)).toEqual({ scale: 1, x: MARGIN, y: 150 });
    const far = held({ x: -1e6, y: 0, scale: 1 }, SIZE, WIDE);
    expect(seen(far, SIZE).right).toBe(10_000 + MARGIN);
  });

  it("stands still where it is already held", () => {
    const once = held({ x: -500, y: 3, scale: 1 }, SIZE, WIDE);
    expect(held(once, SIZE, WIDE)).toEqual(once);
  });

  it("fits a drawing into its middle, and no larger than the limit", () => {
    const view = fitted({ left: 0, top: 0, right: 100, bottom: 50 }, SIZE, { least: 0.1, most: 1 });
    expect(view.scale).toBe(1);
    expect(view.x).toBe(350);
    expect(view.y).toBe(275);
  });

  it("shows the left end of what does not fit at the smallest scale", () => {
    const view = fitted({ left: 0, top: 0, right: 1e6, bottom: 50 }, SIZE, LIMITS);
    expect(view.scale).toBe(0.1);
    expect(view.x).toBe(MARGIN);
  });

  it("moves as little as brings something into it, and not at all where it is there", () => {
    const view: View = { x: 0, y: 0, scale: 1 };
    expect(revealed(view, { left: 100, top: 100, right: 200, bottom: 200 }, SIZE)).toEqual(view);
    const right = revealed(view, { left: 900, top: 100, right: 1000, bottom: 200 }, SIZE);
    expect(right).toEqual({ scale: 1, x: SIZE.width - MARGIN - 1000, y: 0 });
    const left = revealed(view, { left: -90, top: 100, right: 0, bottom: 200 }, SIZE);
    expect(left.x).toBe(MARGIN + 90);
  });

  it("shows the corner of what is larger than the view", () => {
    const view = revealed({ x: 0, y: 0, scale: 1 }, WIDE, SIZE);
    expect(view.x).toBe(MARGIN);
  });

  it("can have any point in its middle", () => {
    const view = centred({ x: 0, y: 0, scale: 0.5 }, { x: 4000, y: 10 }, SIZE);
    expect(under(view, { x: 400, y: 300 })).toEqual({ x: 4000, y: 10 });
  });
});

describe("boxes", () => {
  const box = { left: 0, top: 0, right: 10, bottom: 10 };

  it("meet where they share a point", () => {
    expect(meets(box, { left: 10, top: 10, right: 20, bottom: 20 })).toBe(true);
    expect(meets(box, { left: 11, top: 0, right: 20, bottom: 5 })).toBe(false);
  });

  it("hold what lies in them", () => {
    expect(holds(grown(box, 1), box)).toBe(true);
    expect(holds(box, grown(box, 1))).toBe(false);
    expect(holds(box, box)).toBe(true);
  });
});
