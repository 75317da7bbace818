import { describe, expect, test } from "vitest";
import { classify, mayList, READING_MATTER, REQUIRED } from "../../../src/record/bundle/names.ts";

const HEX = "0f".repeat(32);

describe("a file's sort", () => {
  test("is that of a fixed name, or of one for reading", () => {
    for (const path of REQUIRED) {
      expect(classify(path).sort).toBe(path === "data/README.txt" ? "reading" : "fixed");
    }
    for (const path of READING_MATTER) expect(classify(path)).toEqual({ sort: "reading" });
  });

  test("is a tile's, by the tile's own path", () => {
    expect(classify("data/log/tile/1/x001/000.p/7")).toEqual({
      sort: "tile",
      tile: { level: 1, index: 1000, width: 7 },
    });
  });

  test("is that of a token and of what is kept beside it", () => {
    for (const extension of ["tsr", "pem", "crl", "cer", "bin"]) {
      expect(classify(`data/time/${HEX}.${extension}`)).toEqual({
        sort: "time",
        digest: `sha256:${HEX}`,
        extension,
      });
    }
  });

  test("is an asset's, whatever its extension, of 1 to 8 letters and digits", () => {
    for (const extension of ["png", "a", "12345678"]) {
      expect(classify(`data/assets/${HEX}.${extension}`)).toEqual({
        sort: "asset",
        digest: `sha256:${HEX}`,
        extension,
      });
    }
  });

  test.each([
    "",
    "data",
    "data/",
    "Bagit.txt",
    "manifest-md5.txt",
    "data/record.jsonl.bak",
    "data/readme.txt",
    "data/log/checkpoints",
    "data/log/tile/0/000.p/256",
    "data/log/tile/0/000.p/0",
    "data/log/tile/0/x000/000",
    "data/log/tile/entries/000",
    "data/log/tile",
    "tile/0/000",
    `data/time/${HEX}.txt`,
    `data/time/${HEX}.TSR`,
    `data/time/${HEX.slice(2)}.tsr`,
    `data/time/${HEX.toUpperCase()}.tsr`,
    `data/time/x/${HEX}.tsr`,
    `data/assets/${HEX}`,
    `data/assets/${HEX}.`,
    `data/assets/${HEX}.PNG`,
    `data/assets/${HEX}.123456789`,
    `data/assets/${HEX}.tar.gz`,
    `data/assets/${HEX}.png\n`,
    `assets/${HEX}.png`,
    "constructor",
    "__proto__",
  ])("is none: %j", (path) => {
    expect(classify(path)).toEqual({ sort: "unknown" });
  });
});

test("a path under data/ is the manifest's, whatever it is", () => {
  expect(mayList("manifest-sha256.txt", "data/anything.exe")).toBe(true);
  expect(mayList("tagmanifest-sha256.txt", "data/anything.exe")).toBe(false);
});
