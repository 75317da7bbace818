/** The facts of vectors/facts/: what the command line gives, computed here from the same lines. */

import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";

import type { Json } from "../../src/record/format/canonical.ts";
import { parseEntry } from "../../src/record/format/entry.ts";
import { parseInterval } from "../../src/record/time/interval.ts";
import { NOTHING_READ } from "../../src/record/verify/report.ts";
import type { Report } from "../../src/record/verify/report.ts";
import { factsOf } from "../../src/story/facts/facts.ts";
import { tell } from "../../src/story/story.ts";
import type { Story } from "../../src/story/model.ts";

/** A work: its record, line by line, between which times each line stands, and its facts. */
interface Case {
  readonly desc: string;
  readonly lines: readonly string[];
  readonly intervals: readonly string[];
  readonly facts: Json;
}

const PLACE = new URL("../../../vectors/facts/", import.meta.url);

const REPORT: Report = {
  ...NOTHING_READ,
  format: "bozzetto-report/1",
  verdict: "intact-unknown-signer",
  exit: 0,
  steps: [],
  findings: [],
  omitted: [],
};

function read(name: string): Case {
  return JSON.parse(readFileSync(new URL(name, PLACE), "utf8")) as Case;
}

function storyOf({ lines, intervals }: Case): Story {
  const told = lines.map((line, place) => ({
    number: place + 1,
    entry: parseEntry(new TextEncoder().encode(line)),
    state: "unanchored" as const,
    interval: parseInterval(intervals[place] ?? ""),
    leaf: place,
  }));
  const asset = () => ({ presence: "missing" as const, blob: null });
  return tell({ report: REPORT, lines: told, asset });
}

describe("the facts of", () => {
  test.each(readdirSync(PLACE).sort())("%s are those of the command line", (name) => {
    const given = read(name);
    const facts = factsOf(storyOf(given));
    expect(facts).toStrictEqual(given.facts);
  });

  test("a record that has nothing of a work are none", () => {
    const { lines, intervals } = read("short.json");
    const studio = { desc: "", facts: null, lines: lines.slice(0, 1), intervals };
    expect(factsOf(storyOf(studio))).toBeNull();
  });
});
