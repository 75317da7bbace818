import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ALWAYS, WORTH, worthId } from "../../../src/studio/pages/importing/worth.ts";
import "../../../src/texts/studio.ts";
import { TEXTS, textIn } from "../../../src/texts/catalogue.ts";

const PYTHON = join(import.meta.dirname, "../../../../src/bozzetto");

/** The words of the command line, by code. */
function said(): ReadonlyMap<string, string> {
  const source = readFileSync(join(PYTHON, "cli/record.py"), "utf8");
  const found = source.matchAll(/"(import\.[a-z-]+)":\s*term\(\s*"([^"]+)"/g);
  return new Map([...found].map(([, code = "", words = ""]) => [code, words]));
}

describe("what an import is worth", () => {
  const words = said();

  it("is said of every code that the command line knows, and of no other", () => {
    expect([...words.keys()].sort()).toEqual([...WORTH].sort());
  });

  it("is said in the command line's words, in both languages", () => {
    const text: unknown = JSON.parse(readFileSync(join(PYTHON, "zh.json"), "utf8"));
    const chinese = new Map(Object.entries(Object(text) as Record<string, string>));
    for (const [code, english] of words) {
      const id = worthId(code) ?? "";
      expect(textIn("en", id), code).toBe(english);
      expect(textIn("zh", id), code).toBe(chinese.get(english));
    }
  });

  it("is not made up for a code that is not known", () => {
    expect(worthId("import.proves-everything")).toBeNull();
    expect(worthId("__proto__")).toBeNull();
  });

  it("says beforehand only what holds of every import", () => {
    for (const code of ALWAYS) expect(TEXTS.has(worthId(code) ?? ""), code).toBe(true);
    expect(ALWAYS).not.toContain("import.signed-by-tool");
  });
});
