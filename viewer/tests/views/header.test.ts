import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { sizeOf, typeOf, type DrawnType } from "../../src/views/header.ts";

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));

const PNG = bytes("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04\0\0\0\x03\0\b\x06\0\0\0");
const GIF = bytes("GIF89a\x40\x01\xf0\0\xf7\0\0");
const LOSSLESS = bytes("RIFF\x24\0\0\0WEBPVP8L\x18\0\0\0\x2f\xff\xc1\x3f\0\0");
const LOSSY = bytes("RIFF\x24\0\0\0WEBPVP8 \x18\0\0\0\0\0\0\x9d\x01\x2a\x80\x02\xe0\x01");
const CANVAS = bytes("RIFF\x24\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x7f\x02\0\xdf\x01\0");
const JPEG = bytes(
  "\xff\xd8\xff\xe0\0\x04ab\xff\xc4\0\x02\xff\xff\xc2\0\x11\x08\x01\xe0\x02\x80\x03\x01\x22\0",
);
const AVIF = bytes(
  "\0\0\0\x20ftypmif1\0\0\0\0mif1avif\0\0\0\x14ispe\0\0\0\0\0\0\0\x10\0\0\0\x10" +
    "\0\0\0\x14ispe\0\0\0\0\0\0\x02\0\0\0\x01\0",
);

describe("a file's first bytes", () => {
  test.each<[DrawnType, Uint8Array, number, number]>([
    ["image/png", PNG, 1024, 768],
    ["image/gif", GIF, 320, 240],
    ["image/webp", LOSSLESS, 512, 256],
    ["image/webp", LOSSY, 640, 480],
    ["image/webp", CANVAS, 640, 480],
    ["image/jpeg", JPEG, 640, 480],
    ["image/avif", AVIF, 512, 256],
  ])("tell %s and its size", (type, head, width, height) => {
    expect(typeOf(head)).toBe(type);
    expect(sizeOf(head, type)).toEqual({ width, height });
  });

  test.each([
    ["SVG", "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"],
    ["HTML", "<!doctype html><img>"],
    ["a RIFF file that is sound", "RIFF\x24\0\0\0WAVEfmt "],
    ["a film in the same boxes as AVIF", "\0\0\0\x18ftypisom\0\0\0\0isommp42"],
    ["PNG's name without its control characters", "\x89PNG\n\n\x1a\n"],
    ["nothing", ""],
    ["a box that claims more than there is", "\xff\xff\xff\xffftypmif1\0\0\0\0"],
  ])("of %s are of none of the five formats", (_what, text) => {
    expect(typeOf(bytes(text))).toBeNull();
  });

  test("that end too early tell no size", () => {
    expect(sizeOf(PNG.subarray(0, 20), "image/png")).toBeNull();
    expect(sizeOf(JPEG.subarray(0, 12), "image/jpeg")).toBeNull();
    expect(sizeOf(LOSSY.subarray(0, 28), "image/webp")).toBeNull();
    expect(sizeOf(new Uint8Array(), "image/avif")).toBeNull();
  });

  test("that claim a side of no pixels tell no size", () => {
    const flat = PNG.slice();
    flat.set([0, 0, 0, 0], 16);
    expect(sizeOf(flat, "image/png")).toBeNull();
  });

  test("of a JPEG whose markers lead nowhere end", () => {
    expect(sizeOf(bytes(`\xff\xd8${"\xff\xe0\0\0".repeat(50_000)}`), "image/jpeg")).toBeNull();
  });

  test("of the vectors' own pictures are read", () => {
    const text = readFileSync("../vectors/record/intact/assets.json", "utf8");
    const heads = [...text.matchAll(/"(iVBOR[^"]*)"/g)].map(
      (found) => new Uint8Array(Buffer.from(found[1] ?? "", "base64")),
    );
    expect(heads.length).toBeGreaterThan(1);
    for (const head of heads) {
      expect(typeOf(head)).toBe("image/png");
      expect(sizeOf(head, "image/png")).toEqual({ width: 2, height: 2 });
    }
  });
});
