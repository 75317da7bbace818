import { describe, expect, it } from "vitest";
import { digestIn, placeOf } from "../../src/judge/place.ts";

const HEX = "9eb523df".repeat(8);

describe("places", () => {
  it("are a line of the record and its entry", () => {
    expect(placeOf(`data/record.jsonl line 12 (sha256:${HEX})`)).toEqual({
      line: 12,
      entry: `sha256:${HEX}`,
      file: null,
    });
  });

  it("are a line alone where it could not be read", () => {
    expect(placeOf("data/record.jsonl line 3")).toEqual({ line: 3, entry: null, file: null });
  });

  it("are a token's file and the line of its anchor", () => {
    const where = `data/time/${HEX}.tsr, of data/record.jsonl line 5 (sha256:${HEX})`;
    expect(placeOf(where)).toEqual({
      line: 5,
      entry: `sha256:${HEX}`,
      file: `data/time/${HEX}.tsr`,
    });
  });

  it("are a file else, whatever its name looks like", () => {
    for (const where of [
      "data/record.jsonl",
      "data/log/index line 3",
      "bag-info.txt, Payload-Oxum",
      "data/record.jsonl line 0",
      `data/record.jsonl line 12 (sha256:${HEX}) and more`,
      "a data/record.jsonl line 1",
    ]) {
      expect(placeOf(where)).toEqual({ line: null, entry: null, file: where });
    }
  });
});

describe("a digest that a reader pasted", () => {
  it("is read with or without its name, in either case, and over several lines", () => {
    const digest = `sha256:${HEX}`;
    expect(digestIn(HEX)).toBe(digest);
    expect(digestIn(`  SHA256:${HEX.toUpperCase()}\n`)).toBe(digest);
    expect(digestIn(`SHA-256: ${HEX.slice(0, 32)}\r\n${HEX.slice(32)}`)).toBe(digest);
    expect(digestIn(HEX.replace(/(.{4})/g, "$1 "))).toBe(digest);
  });

  it("is refused where it has another length or other digits", () => {
    for (const text of ["", HEX.slice(1), `${HEX}0`, HEX.replace("9", "g"), `md5:${HEX}`]) {
      expect(digestIn(text)).toBeNull();
    }
  });
});
