import { afterEach, describe, expect, test, vi } from "vitest";

import { difference } from "../../src/story/difference.ts";
import type { Run } from "../../src/story/difference.ts";
import { dice } from "./build.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Runs as `[-removed][+added]`. */
function spelled(runs: readonly Run[]): string {
  const signs = { kept: "", removed: "-", added: "+" };
  return runs
    .map(({ kind, text }) => (kind === "kept" ? text : `[${signs[kind]}${text}]`))
    .join("");
}

function sides(runs: readonly Run[]): { before: string; after: string } {
  const side = (gone: Run["kind"]): string =>
    runs
      .filter((run) => run.kind !== gone)
      .map((run) => run.text)
      .join("");
  return { before: side("added"), after: side("removed") };
}

describe("a difference", () => {
  test.each([
    ["钻石切割", "蓝宝石眼睛", "[-钻石切割][+蓝宝石眼睛]"],
    ["猫，钻石切割，高清", "猫，蓝宝石眼睛，高清", "猫，[-钻石切割][+蓝宝石眼睛]，高清"],
    ["水晶猫", "水晶猫", "水晶猫"],
    ["a red cat sits", "a blue cat sits", "a [-red][+blue] cat sits"],
    ["a red cat sits", "a blue dog sits", "a [-red cat][+blue dog] sits"],
    ["a cat", "a cat, soft light", "a cat[+, soft light]"],
    [
      "a cat, (blue eyes:1.2)",
      "a cat, (blue eyes:1.4)",
      "a cat, [-(blue eyes:1.2)][+(blue eyes:1.4)]",
    ],
    ["cat, <lora:a:0.8>", "cat, <lora:a:0.6>", "cat, [-<lora:a:0.8>][+<lora:a:0.6>]"],
    ["cat, ((gem))", "cat, [gem]", "cat, [-((gem))][+[gem]]"],
    ["", "new", "[+new]"],
    ["gone", "", "[-gone]"],
    ["", "", ""],
  ])("of %j and %j is %j, by words", (before, after, runs) => {
    const found = difference(before, after);
    expect(spelled(found.runs)).toBe(runs);
    expect(found.method).toBe("words");
  });

  test("gives back both texts, whatever they are", () => {
    const roll = dice(7);
    const tokens = [
      "猫",
      "钻石",
      "切割",
      "，",
      " ",
      "cat",
      "(x:1.2)",
      "<lora:a:1>",
      "\n",
      "😀",
      "((",
      "e\u0301",
    ];
    const text = (): string =>
      Array.from({ length: roll(30) }, () => tokens[roll(tokens.length)] ?? "").join("");
    for (let count = 0; count < 500; count++) {
      const [before, after] = [text(), text()];
      expect(sides(difference(before, after).runs)).toEqual({ before, after });
    }
  });

  test("never has two runs of one kind side by side, nor an empty one", () => {
    const roll = dice(8);
    const text = (): string => Array.from({ length: 12 }, () => "ab ，猫"[roll(5)] ?? "").join(" ");
    for (let count = 0; count < 200; count++) {
      const { runs } = difference(text(), text());
      runs.forEach((run, place) => {
        expect(run.text).not.toBe("");
        expect(run.kind).not.toBe(runs[place - 1]?.kind);
      });
    }
  });
});

describe("a difference without a segmenter", () => {
  test("takes runs of Chinese as they stand, and says how it was cut", () => {
    vi.stubGlobal("Intl", { ...Intl, Segmenter: undefined });
    const found = difference("猫，钻石切割，高清", "猫，蓝宝石眼睛，高清");
    expect(spelled(found.runs)).toBe("猫，[-钻石切割][+蓝宝石眼睛]，高清");
    expect(found.method).toBe("plain words");
  });
});

describe("a difference of long texts", () => {
  const words = (count: number, seed: number): string[] => {
    const roll = dice(seed);
    return Array.from({ length: count }, () => `w${roll(50_000)}`);
  };

  test("is by words where little changed in 100 kB", () => {
    const text = words(16_000, 1);
    const changed = text.map((word, at) => (at === 8000 ? "changed" : word));
    const found = difference(text.join(" "), changed.join(" "));
    expect(found.method).toBe("words");
    expect(found.runs.map((run) => run.kind)).toEqual(["kept", "removed", "added", "kept"]);
  });

  test("is by phrases where whole sentences of it were replaced", () => {
    const before = Array.from({ length: 100 }, (_, place) => words(60, place).join(" "));
    const after = before.map((one, place) =>
      place % 4 === 0 ? words(60, place + 500).join(" ") : one,
    );
    const found = difference(before.join(".\n"), after.join(".\n"));
    expect(found.method).toBe("phrases");
    expect(sides(found.runs)).toEqual({ before: before.join(".\n"), after: after.join(".\n") });
  });

  test("is the whole of both where they have too little in common", () => {
    const [before, after] = [words(16_000, 1).join("，"), words(16_000, 2).join("，")];
    const start = process.cpuUsage();
    const found = difference(before, after);
    expect(found).toEqual({
      method: "whole",
      runs: [
        { kind: "removed", text: before },
        { kind: "added", text: after },
      ],
    });
    // Milliseconds of processor time, for 100 kB on each side.
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(4000);
  });

  test("is soon told of 100 kB of brackets that never close", () => {
    const start = process.cpuUsage();
    const found = difference("(".repeat(100_000), "[".repeat(100_000));
    expect(found.method).toBe("whole");
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(4000);
  });
});
