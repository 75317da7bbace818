import { describe, expect, it } from "vitest";
import { keysIn } from "../../src/judge/keys.ts";
import { FormatError } from "../../src/record/errors.ts";

const ONE = `ed25519:${"A".repeat(43)}`;
const OTHER = `ed25519:${"B".repeat(42)}A`;

describe("keys that a reader pasted", () => {
  it("are read between spaces, commas of both languages, and lines, each once", () => {
    expect(keysIn(` ${ONE}，${OTHER}\n${ONE} `)).toEqual([ONE, OTHER]);
  });

  it("are none in an empty text", () => {
    expect(keysIn(" \n")).toEqual([]);
  });

  it("are refused by name where one is none, and none is then taken", () => {
    for (const text of [
      "ed25519:short",
      `${ONE} x`,
      ONE.toUpperCase(),
      `sha256:${"0".repeat(64)}`,
    ]) {
      expect(() => keysIn(text)).toThrow(FormatError);
    }
  });
});
