/** The codes are those of the text, and those that the shared sentences are about. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import wording from "../../../../src/bozzetto/verify/wording.json";
import { CODES } from "../../../src/record/verify/codes.ts";
import { STEP_NAMES } from "../../../src/record/verify/report.ts";

const TEXT = readFileSync("../docs/formats/report.md", "utf8");

/** Rows of the table of section 4: code, step, severity. */
const ROWS = [...TEXT.matchAll(/^\| `([a-z]+\.[a-z]+)` \| (\d+) \| (\w+) \|/gm)].map(
  ([, code = "", step = "", severity = ""]) => [code, { step: Number(step), severity }] as const,
);

test("each code has the step and the severity that the text gives it, in the text's order", () => {
  expect(Object.entries(CODES)).toEqual(ROWS);
});

test("each code has a sentence, and each sentence a code", () => {
  expect(Object.keys(wording.findings).sort()).toEqual(Object.keys(CODES).sort());
});

test("the steps are those of the shared sentences", () => {
  expect(Object.keys(wording.steps)).toEqual([...STEP_NAMES]);
});
