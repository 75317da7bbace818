import { describe, expect, test } from "vitest";
import type { Asset } from "../../src/record/format/values.ts";
import {
  bounds,
  changed,
  isLossy,
  measure,
  paint,
  plan,
  sameSamples,
} from "../../src/views/difference.ts";

const grey = (...values: number[]): Uint8ClampedArray =>
  new Uint8ClampedArray(values.flatMap((value) => [value, value, value, 255]));

function compare(first: Uint8ClampedArray, second: Uint8ClampedArray): [Uint8Array, Uint32Array] {
  const into = new Uint8Array(first.length / 4);
  const tally = new Uint32Array(256);
  measure(first, second, into, 0, tally);
  return [into, tally];
}

const asset = (type: string, digest: string, pixels?: string): Asset => ({
  digest: `sha256:${digest}`,
  size: 1,
  type,
  ...(pixels === undefined ? {} : { pixels: `sha256:${pixels}` as const }),
});

describe("laying one picture over another", () => {
  test("of the same size changes neither", () => {
    expect(plan({ width: 3, height: 2 }, { width: 3, height: 2 })).toEqual({
      width: 3,
      height: 2,
      area: { x: 0, y: 0, width: 3, height: 2 },
      scaled: false,
      shaped: false,
      reduced: false,
    });
  });

  test("of the same shape and another size scales the second", () => {
    const laid = plan({ width: 1024, height: 768 }, { width: 512, height: 384 });
    expect(laid).toMatchObject({ width: 1024, height: 768, scaled: true, shaped: false });
    expect(laid.area).toEqual({ x: 0, y: 0, width: 1024, height: 768 });
  });

  test("of another shape compares only where both are, and says so", () => {
    const laid = plan({ width: 200, height: 100 }, { width: 100, height: 100 });
    expect(laid.area).toEqual({ x: 50, y: 0, width: 100, height: 100 });
    expect(laid).toMatchObject({ scaled: false, shaped: true });
  });

  test("too large to compare scales both down, and says so", () => {
    const laid = plan({ width: 8000, height: 8000 }, { width: 8000, height: 8000 });
    expect(laid).toMatchObject({ width: 4096, height: 4096, scaled: true, reduced: true });
  });

  test("as long as a page and one pixel high leaves no side without a pixel", () => {
    const laid = plan({ width: 100_000_000, height: 1 }, { width: 1, height: 100_000_000 });
    expect(Math.min(laid.width, laid.height, laid.area.width, laid.area.height)).toBe(1);
    expect(laid.width * laid.height).toBeLessThanOrEqual(4096 * 4096);
  });
});

describe("the difference of two pixels", () => {
  test("is that of the channel which differs most", () => {
    const [differences] = compare(
      new Uint8ClampedArray([10, 20, 30, 255]),
      new Uint8ClampedArray([11, 70, 28, 255]),
    );
    expect([...differences]).toEqual([50]);
  });

  test("takes opacity for a channel", () => {
    const [differences] = compare(
      new Uint8ClampedArray([0, 0, 0, 255]),
      new Uint8ClampedArray([0, 0, 0, 55]),
    );
    expect([...differences]).toEqual([200]);
  });

  test("is none between colours that are wholly transparent", () => {
    const [differences] = compare(
      new Uint8ClampedArray([255, 0, 0, 0]),
      new Uint8ClampedArray([0, 255, 9, 0]),
    );
    expect([...differences]).toEqual([0]);
  });

  test("is written from the offset on, and counted", () => {
    const into = new Uint8Array(3);
    const tally = new Uint32Array(256);
    measure(grey(0, 0), grey(0, 9), into, 1, tally);
    expect([...into]).toEqual([0, 0, 9]);
    expect([tally[0], tally[9]]).toEqual([1, 1]);
  });
});

describe("the share of changed pixels", () => {
  const [differences, tally] = compare(grey(0, 0, 0, 0, 0, 0), grey(0, 8, 9, 0, 0, 200));

  test("counts what is over the threshold, not what is on it", () => {
    expect(changed(tally, 8)).toEqual({ pixels: 2, of: 6, share: 2 / 6, most: 200 });
    expect(changed(tally, 0).pixels).toBe(3);
    expect(changed(tally, 255).share).toBe(0);
  });

  test("of nothing is none", () => {
    expect(changed(new Uint32Array(256), 0).share).toBe(0);
  });

  test("lies within the smallest rectangle that holds it", () => {
    expect(bounds(differences, 3, 8)).toEqual({ x: 2, y: 0, width: 1, height: 2 });
    expect(bounds(differences, 3, 0)).toEqual({ x: 1, y: 0, width: 2, height: 2 });
    expect(bounds(differences, 3, 255)).toBeNull();
  });

  test("is painted, and the rest is clear", () => {
    const into = new Uint8ClampedArray(differences.length * 4);
    paint(differences, 8, into);
    const opacity = [...into].filter((_value, at) => at % 4 === 3);
    expect(opacity).toEqual([0, 0, 255, 0, 0, 255]);
    expect(into[20]).toBeLessThan(into[8] ?? 0); // the larger difference is the deeper red
  });
});

describe("what a file's coding does to a difference", () => {
  test("is said of JPEG, and of WebP and AVIF whose samples the record does not name", () => {
    expect(isLossy(asset("image/jpeg", "a"))).toBe(true);
    expect(isLossy(asset("image/webp", "a"))).toBe(true);
    expect(isLossy(asset("image/webp", "a", "b"))).toBe(false);
    expect(isLossy(asset("image/png", "a"))).toBe(false);
  });

  test("is none where the record names the same samples for both", () => {
    expect(sameSamples(asset("image/png", "a", "p"), asset("image/webp", "b", "p"))).toBe(true);
    expect(sameSamples(asset("image/png", "a"), asset("image/png", "a"))).toBe(true);
    expect(sameSamples(asset("image/png", "a"), asset("image/png", "b"))).toBe(false);
    expect(sameSamples(asset("image/png", "a", "p"), asset("image/png", "b", "q"))).toBe(false);
  });
});
