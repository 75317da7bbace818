import { describe, expect, test } from "vitest";
import {
  dragged,
  fitted,
  percent,
  pixelated,
  placed,
  pressed,
  scaled,
  STEP,
} from "../../src/views/zoom.ts";

const frame = { width: 1000, height: 500 };
const pane = { width: 400, height: 400 };

describe("a picture in its pane", () => {
  test("is fitted whole and in the middle", () => {
    expect(placed(fitted(frame, pane), frame, pane)).toEqual({
      x: 0,
      y: 100,
      width: 400,
      height: 200,
    });
  });

  test("that is smaller than the pane is not enlarged", () => {
    const small = { width: 100, height: 50 };
    expect(fitted(small, pane).scale).toBe(1);
    expect(placed(fitted(small, pane), small, pane)).toMatchObject({ x: 150, y: 175 });
  });
});

describe("zooming", () => {
  test("keeps the point that it is about in its place", () => {
    const about = { x: 300, y: 220 };
    const before = fitted(frame, pane);
    const after = scaled(before, 2, frame, pane, about);
    const pointAt = (zoom: typeof before): { x: number; y: number } => ({
      x: zoom.x + (about.x - pane.width / 2) / zoom.scale,
      y: zoom.y + (about.y - pane.height / 2) / zoom.scale,
    });
    expect(pointAt(after).x).toBeCloseTo(pointAt(before).x);
    expect(pointAt(after).y).toBeCloseTo(pointAt(before).y);
  });

  test("ends at the whole picture and at 64 times", () => {
    const zoom = fitted(frame, pane);
    expect(scaled(zoom, 0.0001, frame, pane).scale).toBe(zoom.scale);
    expect(scaled(zoom, 9999, frame, pane).scale).toBe(64);
  });

  test("draws single pixels as squares above 200 percent of this screen", () => {
    const zoom = { scale: 2, x: 0, y: 0 };
    expect(pixelated(zoom)).toBe(false);
    expect(pixelated({ ...zoom, scale: 2.1 })).toBe(true);
    expect(pixelated({ ...zoom, scale: 1.1 }, 2)).toBe(true);
    expect(percent({ ...zoom, scale: 0.5 }, 2)).toBe(100);
  });
});

describe("moving", () => {
  test("follows the hand and stops at the picture's edge", () => {
    const zoom = scaled(fitted(frame, pane), 1, frame, pane);
    expect(dragged(zoom, { x: 100, y: 0 }, frame, pane).x).toBe(400);
    expect(dragged(zoom, { x: 9999, y: 9999 }, frame, pane)).toMatchObject({ x: 200, y: 200 });
    expect(dragged(zoom, { x: -9999, y: -9999 }, frame, pane)).toMatchObject({ x: 800, y: 300 });
  });

  test("leaves a picture that is smaller than the pane in its middle", () => {
    const zoom = fitted(frame, pane);
    expect(dragged(zoom, { x: 50, y: 50 }, frame, pane)).toEqual(zoom);
  });
});

describe("keys", () => {
  const zoom = scaled(fitted(frame, pane), 1, frame, pane);

  test("plus and minus undo each other, and zero shows everything", () => {
    const closer = pressed("+", zoom, frame, pane);
    expect(closer?.scale).toBeCloseTo(STEP);
    expect(closer === null ? 0 : pressed("-", closer, frame, pane)?.scale).toBeCloseTo(1);
    expect(pressed("0", zoom, frame, pane)).toEqual(fitted(frame, pane));
  });

  test("one is a pixel a pixel of the screen, however dense that is", () => {
    expect(pressed("1", fitted(frame, pane), frame, pane, 2)?.scale).toBe(0.5);
  });

  test("arrows look to where they point", () => {
    expect(pressed("ArrowRight", zoom, frame, pane)?.x).toBe(550);
    expect(pressed("ArrowLeft", zoom, frame, pane)?.x).toBe(450);
    expect(pressed("ArrowDown", zoom, frame, pane)?.y).toBe(300);
    expect(pressed("ArrowUp", zoom, frame, pane)?.y).toBe(200);
  });

  test("of any other sort are left to the page", () => {
    expect(pressed("Tab", zoom, frame, pane)).toBeNull();
  });
});
