import { afterEach, describe, expect, test, vi } from "vitest";

import { localeOf, phrases, words } from "../../src/story/tokens.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

function cut(text: string): string[] {
  return words(text, localeOf(text)).tokens;
}

/** The same browser without a segmenter. */
function withoutSegmenter(): void {
  vi.stubGlobal("Intl", { ...Intl, Segmenter: undefined });
}

describe("words", () => {
  test("of Chinese are those that the language has", () => {
    expect(cut("蓝宝石眼睛，钻石切割")).toEqual(["蓝宝石", "眼睛", "，", "钻石", "切割"]);
  });

  test("of English are words, signs and spaces", () => {
    expect(cut("a silver cat's eye")).toEqual(["a", " ", "silver", " ", "cat's", " ", "eye"]);
  });

  test.each([
    "(blue eyes:1.2)",
    "((masterpiece))",
    "[watermark]",
    "[cat:dog:0.5]",
    "{gem|crystal}",
    "<lora:crystal_detail:0.8>",
    "<hypernet:cut:1>",
    "(钻石切割:1.3)",
    "(a [b] (c:1.1):0.9)",
    String.raw`(tail \(long\):1.1)`,
  ])("keep %s as one token", (token) => {
    expect(cut(`cat, ${token}, light`)).toContain(token);
  });

  test.each([
    "cat ( light",
    "cat ) light",
    "(a]",
    "< lora : x >",
    "(two\nlines)",
    "\\",
    "(",
    "<lora:",
  ])("cut %j like other text", (text) => {
    expect(cut(text).join("")).toBe(text);
    expect(cut(text)).not.toContain(text.length > 1 ? text : "");
  });

  test("do not take a bracket behind a backslash for a weight", () => {
    expect(cut(String.raw`cat \(sitting\)`)).not.toContain(String.raw`(sitting\)`);
  });

  test("cut a bracket that is longer than a weight's", () => {
    const long = `(${"very ".repeat(40)}:1.2)`;
    expect(cut(long).length).toBeGreaterThan(40);
  });

  test("joined again are the text, of whatever length and script", () => {
    const texts = ["😀👩‍👩‍👧", "𠮷野家で", "a\u202Eb\u0000c", "مرحبا", "", "\n\n", "x".repeat(3000)];
    const long = "钻石切割（冷光）blue cat (x:1.2) 😀 ".repeat(4000);
    for (const text of [...texts, long]) expect(cut(text).join("")).toBe(text);
  });

  test("do not cut a character of two units where a long text is cut", () => {
    const text = "😀".repeat(1500);
    expect(cut(text).every((token) => !/\p{Surrogate}/u.test(token))).toBe(true);
  });

  test("of 100 kB are cut in a time that grows with the length", () => {
    const start = process.cpuUsage();
    cut("钻石切割，blue cat ".repeat(8000));
    // Milliseconds of processor time; at one go it takes 13,000.
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(1500);
  });
});

describe("words without a segmenter", () => {
  test("are letters, digits, spaces and signs, and runs of Chinese", () => {
    withoutSegmenter();
    const text = "钻石切割，blue été 12";
    expect(words(text, "zh")).toEqual({
      tokens: ["钻石切割", "，", "blue", " ", "été", " ", "12"],
      cut: "plain words",
    });
  });

  test("joined again are the text", () => {
    withoutSegmenter();
    for (const text of ["a\u0301b", "猫cat猫", "\r\n \t", "😀", "(x:1.2)<lora:a:1>"]) {
      expect(words(text, "en").tokens.join("")).toBe(text);
    }
  });
});

describe("phrases", () => {
  test("end at commas, full stops and line ends of both scripts", () => {
    expect(phrases("吊坠，猫。a cat, blue;\nend")).toEqual([
      "吊坠，",
      "猫。",
      "a cat, ",
      "blue;\n",
      "end",
    ]);
  });

  test.each(["", ",", ",,a", "a", "\n", " a , b "])("of %j joined again are the text", (text) => {
    expect(phrases(text).join("")).toBe(text);
  });
});

test("a text is Chinese where any character of it is", () => {
  expect(localeOf("a cat", "a 猫")).toBe("zh");
  expect(localeOf("a cat", "ein Tier")).toBe("en");
});
