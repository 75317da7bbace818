import { describe, expect, it } from "vitest";
import { FormatError } from "../../../src/record/errors.ts";
import type { Json } from "../../../src/record/format/canonical.ts";
import { checkOpening, commitmentOf, findIn } from "../../../src/record/format/commitment.ts";
import { SALT, digestAt } from "./maker.ts";
import { thrown } from "./vectors.ts";

const ASSET = { digest: digestAt(1), size: 1, type: "image/png" };

describe("a commitment", () => {
  it("is that of the format's own example", () => {
    expect(commitmentOf("LpFhzHIOU5f-yhlm6htXZw", "a crane leaves the picture on the left")).toBe(
      "sha256:9eb523df5cb330858a6068fd2d01e2681a5fd8ce35aedab4ba74767b6e72678a",
    );
  });

  it("is to a text of at most 2^20 bytes, which are not characters", () => {
    expect(() => commitmentOf(SALT, "a".repeat(2 ** 20))).not.toThrow();
    expect(() => commitmentOf(SALT, "a".repeat(2 ** 20 + 1))).toThrow(FormatError);
    expect(() => commitmentOf(SALT, "鹤".repeat(349_525))).not.toThrow();
    expect(() => commitmentOf(SALT, "鹤".repeat(349_526))).toThrow(FormatError);
  });

  it.each(["", "A".repeat(21), "A".repeat(23), `${"A".repeat(21)}B`, `${"A".repeat(21)}=`])(
    "has no salt %j",
    (salt) => {
      expect(() => {
        checkOpening(salt, "a");
      }).toThrow(FormatError);
    },
  );
});

describe("what is found by its form", () => {
  it("stands in the order of the canonical JSON, also where names look like an index", () => {
    const body: Json = {
      "9": { text: digestAt(9) },
      "10": { text: digestAt(10) },
      a: [{ ...ASSET }, { text: digestAt(1) }],
    };
    expect(findIn(body).commitments).toEqual([digestAt(10), digestAt(9), digestAt(1)]);
    expect(findIn(body).assets).toEqual([ASSET]);
  });

  it("is not looked for in settings and claims, at whatever level", () => {
    const hidden = { text: digestAt(1), deeper: { ...ASSET } };
    const body: Json = {
      a: [{ claims: { ...hidden }, b: { settings: hidden } }],
      settings: hidden,
    };
    expect(findIn(body)).toEqual({ commitments: [], assets: [] });
  });

  it("is looked for in an object that only holds one", () => {
    expect(findIn({ text: { text: digestAt(1) } }).commitments).toEqual([digestAt(1)]);
    expect(findIn({ text: [{ text: digestAt(1) }] }).commitments).toEqual([digestAt(1)]);
  });

  it("is an asset where it has the three members, and then wholly so", () => {
    expect(() => findIn({ a: { ...ASSET, more: 1 } })).toThrow(FormatError);
    expect(findIn({ a: { digest: "x", size: 1 } }).assets).toEqual([]);
    expect(thrown(() => findIn({ a: [0, { ...ASSET, size: -1 }] })).values).toEqual({
      place: "body.a[1].size",
    });
  });

  it("is not found in what every object inherits", () => {
    expect(findIn({ constructor: { text: digestAt(1) } }).commitments).toEqual([digestAt(1)]);
    expect(findIn({ a: null, b: true, c: 1, d: "text" })).toEqual({ commitments: [], assets: [] });
  });
});
