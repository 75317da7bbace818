import { describe, expect, test } from "vitest";

import type { InstructionGiven, Settings } from "../../src/record/format/bodies.ts";
import type { Step } from "../../src/story/model.ts";
import { settingsOf } from "../../src/story/settings.ts";
import type { SettingsChange } from "../../src/story/settings.ts";
import { tell } from "../../src/story/story.ts";
import { Book } from "./build.ts";
import { instruction } from "./sample.ts";

/** The steps of these instructions, one after another. */
function stepsOf(...instructions: Partial<InstructionGiven>[]): Step[] {
  const book = new Book();
  const ids = instructions.map((one) => book.say("instruction.given", instruction(one)));
  const { byDigest } = tell(book.verification());
  return ids.flatMap((id) => byDigest.get(id) ?? []);
}

function change(
  before: Partial<InstructionGiven>,
  after: Partial<InstructionGiven>,
): SettingsChange {
  const [one, other] = stepsOf(before, after);
  const found = one && other ? settingsOf(other, one) : null;
  if (found === null) throw new RangeError("two instructions");
  return found;
}

function rows(before: Settings, after: Settings): [string, string][] {
  return change({ settings: before }, { settings: after }).rows.map((row) => [
    row.name,
    row.change,
  ]);
}

describe("settings", () => {
  test("are the same, changed, added or removed, by name", () => {
    expect(rows({ a: "1", b: "2", c: "3" }, { a: "1", b: "x", d: "" })).toEqual([
      ["a", "same"],
      ["b", "changed"],
      ["d", "added"],
      ["c", "removed"],
    ]);
  });

  test("have both values, an empty one too", () => {
    const { rows: found } = change({ settings: { a: "" } }, { settings: { a: "1" } });
    expect(found).toEqual([{ name: "a", change: "changed", before: "", after: "1" }]);
  });

  test("are all added where there is no instruction before", () => {
    const [one] = stepsOf({ settings: { a: "1" } });
    const found = one ? settingsOf(one, null) : null;
    expect(found?.rows.map((row) => row.change)).toEqual(["added"]);
    expect(found?.tool.change).toBe("added");
    expect(found?.models.map((row) => row.change)).toEqual(["added"]);
  });

  test("named like members of every object are settings like others", () => {
    // A computed name makes a member; written out, __proto__ would not.
    const settings = { ["__proto__"]: "1", constructor: "2", toString: "3" };
    expect(rows({}, settings)).toEqual([
      ["__proto__", "added"],
      ["constructor", "added"],
      ["toString", "added"],
    ]);
  });

  test("are none where the step is no instruction", () => {
    const book = new Book();
    const { steps } = tell(book.verification());
    expect(steps.map((step) => settingsOf(step, null))).toEqual([null, null]);
  });

  test("are all added where the step before is no instruction", () => {
    const book = new Book();
    book.say("instruction.given", instruction({ settings: { a: "1" } }));
    const { steps } = tell(book.verification());
    const [first, , last] = steps;
    const found = first && last ? settingsOf(last, first) : null;
    expect(found?.rows.map((row) => row.change)).toEqual(["added"]);
  });
});

describe("seeds", () => {
  test.each([
    "seed",
    "Seed",
    "noise_seed",
    "KSampler.seed",
    "seed [3]",
    "variation seed",
    "subseed",
  ])("stand apart under the name %s", (name) => {
    const found = change({ settings: { [name]: "1" } }, { settings: { [name]: "2" } });
    expect(found.seeds).toEqual([{ name, change: "changed", before: "1", after: "2" }]);
    expect(found.rows).toEqual([]);
  });

  test.each(["seed_resize_from_w", "reseed", "seeds", "seedling"])(
    "are not what is called %s",
    (name) => {
      expect(change({ settings: {} }, { settings: { [name]: "2" } }).seeds).toEqual([]);
    },
  );
});

describe("models", () => {
  const [base, other] = [
    { name: "base", digest: "aa" },
    { name: "other", digest: null },
  ];

  test("are told by name and digest", () => {
    const young = { name: "base", digest: "bb" };
    const found = change({ models: [base] }, { models: [young, other] }).models;
    expect(found).toEqual([
      { name: "base", change: "changed", before: base, after: young },
      { name: "other", change: "added", before: null, after: other },
    ]);
    expect(change({ models: [base, other] }, { models: [other] }).models).toEqual([
      { name: "other", change: "same", before: other, after: other },
      { name: "base", change: "removed", before: base, after: null },
    ]);
  });

  test("of one name are paired in order", () => {
    const found = change({ models: [base, base] }, { models: [base] }).models;
    expect(found.map((row) => row.change)).toEqual(["same", "removed"]);
  });
});

describe("the tool", () => {
  test.each([
    [{ name: "A", version: "1" }, { name: "A", version: "1" }, "same"],
    [{ name: "A", version: "1" }, { name: "A", version: "2" }, "changed"],
    [{ name: "A", version: "1" }, { name: "A" }, "changed"],
    [{ name: "A" }, { name: "B" }, "changed"],
    [{ name: "A" }, { name: "A" }, "same"],
  ])("from %j to %j is %s", (before, after, expected) => {
    expect(change({ tool: before }, { tool: after }).tool).toEqual({
      change: expected,
      before,
      after,
    });
  });
});
