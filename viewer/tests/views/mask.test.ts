import { expect, test } from "vitest";
import { covered, veil } from "../../src/views/mask.ts";

test("a mask's veil is dense where the mask is bright and opaque", () => {
  const samples = new Uint8ClampedArray([
    ...[255, 255, 255, 255],
    ...[0, 0, 0, 255],
    ...[255, 255, 255, 0],
    ...[128, 128, 128, 255],
  ]);
  veil(samples);
  expect([samples[3], samples[7], samples[11], samples[15]]).toEqual([255, 0, 0, 128]);
  expect([...samples.subarray(0, 3)]).toEqual([...samples.subarray(12, 15)]);
  expect(covered(samples)).toBe(0.5);
});

test("a mask of no pixels covers nothing", () => {
  expect(covered(new Uint8ClampedArray())).toBe(0);
});
