import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import wording from "../../../src/bozzetto/verify/wording.json";
import { CODES } from "../../src/record/verify/codes.ts";
import { STEP_NAMES, EXITS } from "../../src/record/verify/report.ts";
import "../../src/texts/studio.ts";
import reasons from "../../src/texts/reasons.json";
import { reasonIn, sentenceIn, textIn, TEXTS } from "../../src/texts/catalogue.ts";
import { namesIn, patternsIn, sourceFiles, templatesIn } from "./sources.ts";

const SRC = join(import.meta.dirname, "../../src");

/** Ids that stand in the program, those that are put together as patterns. */
function used(): { exact: ReadonlySet<string>; patterns: readonly RegExp[] } {
  const exact = new Set<string>();
  const patterns: RegExp[] = [];
  for (const file of sourceFiles(SRC)) {
    const found = patternsIn(readFileSync(file, "utf8"));
    for (const id of found.exact) exact.add(id);
    patterns.push(...found.patterns);
  }
  return { exact, patterns };
}

describe("texts", () => {
  const parts = readdirSync(join(SRC, "texts")).filter(
    (name) => name.endsWith(".json") && name !== "reasons.json",
  );

  it("finds every part, and no id in two of them", () => {
    // As they are written: of two ids in one file, a parser would show the last.
    const ids = parts.flatMap((part) => {
      const written = readFileSync(join(SRC, "texts", part), "utf8");
      return [...written.matchAll(/^ {2}"([^"]+)": \{/gm)].map(([, id]) => id ?? "");
    });
    expect(new Set(ids).size).toBe(ids.length);
    expect([...TEXTS.keys()].sort()).toEqual(ids.sort());
  });

  it("says every text in both languages, with the same names", () => {
    for (const [id, text] of TEXTS) {
      expect(Object.keys(text).sort(), id).toEqual(["en", "zh"]);
      expect(text.en.trim(), id).not.toBe("");
      expect(text.zh.trim(), id).not.toBe("");
      expect(namesIn(text.zh), id).toEqual(namesIn(text.en));
    }
  });

  it("never calls a work authentic, original or human-made", () => {
    for (const [id, { en, zh }] of TEXTS) {
      expect(en, id).not.toMatch(/\bauthentic|\boriginal\b|human-made|\bfake/i);
      expect(zh, id).not.toMatch(/真品|正版|人类创作的/);
    }
  });

  it("has every id that the program uses", () => {
    const { exact } = used();
    const parts = new Set([...TEXTS.keys()].map((id) => id.split(".")[0]));
    // What the studio says has a part of its own behind its name; kinds and findings have not.
    const isText = (id: string): boolean => !id.startsWith("studio.") || id.split(".").length > 2;
    const wanted = [...exact].filter((id) => parts.has(id.split(".")[0]) && isText(id));
    expect(wanted.filter((id) => !TEXTS.has(id))).toEqual([]);
  });

  it("keeps what the studio says out of what the single file carries", () => {
    const shared = readdirSync(SRC).filter((part) => part !== "studio" && part !== "texts");
    for (const file of shared.flatMap((part) => sourceFiles(join(SRC, part)))) {
      const { exact } = patternsIn(readFileSync(file, "utf8"));
      const own = exact.filter((id) => id.startsWith("studio.") && TEXTS.has(id));
      expect(own, file).toEqual([]);
    }
  });

  it("has no id that the program does not use", () => {
    const { exact, patterns } = used();
    const left = [...TEXTS.keys()].filter(
      (id) => !exact.has(id) && !patterns.some((pattern) => pattern.test(id)),
    );
    expect(left).toEqual([]);
  });

  it("fills names with values, and leaves what looks like a name inside of a value", () => {
    expect(textIn("en", "judge.where.line", { line: "{line}" })).toBe("line {line}");
    expect(textIn("zh", "judge.where.line", { line: 7 })).toBe("第 7 行");
  });

  it("shows an id that it does not know rather than nothing", () => {
    expect(textIn("zh", "nobody.wrote.this")).toBe("nobody.wrote.this");
    expect(textIn("zh", "__proto__")).toBe("__proto__");
    expect(sentenceIn("zh", "findings", "constructor")).toBe("constructor");
  });
});

describe("shared wording", () => {
  it("has a sentence for every verdict, step and code, and no other", () => {
    expect(Object.keys(wording.verdicts).sort()).toEqual(Object.keys(EXITS).sort());
    expect(Object.keys(wording.steps)).toEqual([...STEP_NAMES]);
    expect(Object.keys(wording.findings).sort()).toEqual(Object.keys(CODES).sort());
  });

  it("puts a finding's values into its sentence", () => {
    const values = { where: "W", want: "A", got: "B" };
    const said = sentenceIn("en", "findings", "file.altered", values);
    expect(said).toContain("W was altered");
    expect(said).toContain("the file is B");
  });
});

describe("reasons", () => {
  const templates = sourceFiles(join(SRC, "record")).flatMap((file) =>
    templatesIn(readFileSync(file, "utf8")),
  );

  it("has the Chinese of every error of the record", () => {
    const known = new Set(Object.keys(reasons));
    expect([...new Set(templates)].filter((template) => !known.has(template))).toEqual([]);
  });

  it("has no Chinese of an error that there is not", () => {
    const there = new Set([...templates, ...OWN]);
    expect(Object.keys(reasons).filter((template) => !there.has(template))).toEqual([]);
  });

  it("keeps the names of each template", () => {
    const all: Readonly<Record<string, { readonly zh: string }>> = reasons;
    for (const [template, { zh }] of Object.entries(all)) {
      expect(namesIn(zh), template).toEqual(namesIn(template));
    }
  });

  it("says a template in Chinese, and one without Chinese as it is", () => {
    expect(reasonIn("zh", "not a key: {text}", { text: "x" })).toBe("不是密钥：x");
    expect(reasonIn("en", "not a key: {text}", { text: "x" })).toBe("not a key: x");
    expect(reasonIn("zh", "nobody says {this}", { this: "so" })).toBe("nobody says so");
  });
});

/** Templates outside of src/record. */
const OWN = ["judge", "studio"].flatMap((part) =>
  sourceFiles(join(SRC, part)).flatMap((file) => templatesIn(readFileSync(file, "utf8"))),
);
