import { describe, expect, test } from "vitest";
import { FormatError } from "../../../src/record/errors.ts";
import { Findings } from "../../../src/record/verify/findings.ts";
import { parseWithheld, readWithheld } from "../../../src/record/verify/withheld.ts";
import { found } from "./rows.ts";

const ONE = `sha256:${"1".repeat(64)}`;
const TWO = `sha256:${"2".repeat(64)}`;

function parse(text: string): unknown {
  const { texts, assets, reason } = parseWithheld(new TextEncoder().encode(text));
  return { texts: [...texts], assets: [...assets], reason };
}

function spelled(assets: readonly string[], reason: string, texts: readonly string[]): string {
  return JSON.stringify({ assets, reason, texts });
}

describe("a declaration", () => {
  test("may declare nothing, and then needs no reason", () => {
    expect(parse(spelled([], "", []))).toEqual({ assets: [], reason: "", texts: [] });
  });

  test("lists texts and assets, with the exporter's reason", () => {
    expect(parse(spelled([ONE, TWO], "因为", [TWO]))).toEqual({
      assets: [ONE, TWO],
      reason: "因为",
      texts: [TWO],
    });
  });

  test.each([
    ["a newline behind it", `${spelled([], "", [])}\n`],
    ["white space in it", '{"assets": [],"reason":"","texts":[]}'],
    ["another member", '{"also":1,"assets":[],"reason":"","texts":[]}'],
    ["a member less", '{"assets":[],"texts":[]}'],
    ["a member of a prototype", '{"__proto__":[],"assets":[],"reason":"","texts":[]}'],
    ["members in another order", '{"reason":"","assets":[],"texts":[]}'],
    ["a list unsorted", spelled([TWO, ONE], "x", [])],
    ["a digest twice", spelled([ONE, ONE], "x", [])],
    ["no digest", spelled(["sha256:1"], "x", [])],
    ["a number for a digest", '{"assets":[1],"reason":"x","texts":[]}'],
    ["no list", '{"assets":{},"reason":"x","texts":[]}'],
    ["no text for a reason", '{"assets":[],"reason":null,"texts":[]}'],
    ["no reason for what it withholds", spelled([ONE], "", [])],
    ["white space for a reason", spelled([ONE], " \u00a0\u3000\t", [])],
    ["no object", "[]"],
    ["nothing", ""],
    ["a byte order mark", `\ufeff${spelled([], "", [])}`],
  ])("with %s is malformed", (_, text) => {
    expect(() => parse(text)).toThrow(FormatError);
  });
});

describe("the file", () => {
  test("declares nothing where it is not there: the bag's step misses it", async () => {
    const findings = new Findings();
    const declared = await readWithheld(null, findings);
    expect([declared.assets.size, declared.texts.size, found(findings)]).toEqual([0, 0, []]);
  });

  test("declares nothing where it is malformed, and that is found", async () => {
    const findings = new Findings();
    const declared = await readWithheld(new Blob([spelled([ONE], "", [TWO])]), findings);
    expect([declared.assets.size, declared.texts.size, declared.reason]).toEqual([0, 0, ""]);
    expect(found(findings)).toEqual(["withheld.malformed data/withheld.json"]);
  });

  test("is not read where it is longer than any could be", async () => {
    const findings = new Findings();
    await readWithheld(new Blob([new Uint8Array(2 ** 24 + 1)]), findings);
    expect(findings.list()[0]?.reason?.template).toBe("more than {limit} bytes");
  });
});
