import { describe, expect, test } from "vitest";
import type { Digest } from "../../../src/record/format/values.ts";
import { tell } from "../../../src/story/story.ts";
import {
  countOf,
  masksOf,
  nearby,
  options,
  suggested,
  toldFor,
} from "../../../src/views/compare/pick.ts";
import { large, samples } from "../../story/sample.ts";

const made = samples();
const story = tell(made.told);
const entry = (name: string): Digest => made.entries[name] ?? "sha256:";
const picture = (name: string): Digest => made.pictures[name]?.digest ?? "sha256:";

describe("the pair that a step suggests", () => {
  test.each([
    [
      "an instruction: what was chosen of it, against what it started from",
      "third",
      "one-2",
      "three-1",
    ],
    ["its output: the same", "third output", "one-2", "three-1"],
    ["a choice: what it chose", "choice", "one-2", "three-1"],
    ["an edit: after, against before", "edit", "three-1", "edited"],
    ["the first attempt: against the sketch that it was given", "first", "sketch", "one-2"],
    ["an attempt of which nothing was chosen: what was not rejected", "second", "one-2", "two-3"],
    ["a comment: what it is about", "comment", "three-1", "edited"],
  ])("of %s", (_what, name, first, second) => {
    expect(suggested(story, entry(name))).toEqual({
      first: picture(first),
      second: picture(second),
    });
  });

  test("of no step is that of the result", () => {
    expect(suggested(story, null).second).toBe(picture("edited"));
  });

  test("never is a picture against itself", () => {
    for (const step of story.steps) {
      const { first, second } = suggested(story, step.digest);
      if (first !== null) expect(first).not.toBe(second);
    }
  });

  test("of a work without pictures is none", () => {
    const empty = tell(large(0));
    expect(suggested(empty, null)).toEqual({ first: null, second: null });
  });
});

describe("pictures to choose from", () => {
  test("are those that are here and of a type that is drawn", () => {
    const listed = options(story, entry("third"));
    expect(listed).toContain(picture("one-0"));
    expect(listed).not.toContain(picture("two-1")); // withheld
    expect(listed).not.toContain(picture("two-2")); // erased
    expect(listed).toHaveLength(countOf(story));
  });

  test("of a large work are those around the step, those chosen, and no more than a list bears", () => {
    const many = tell(large(400));
    const step = many.lineage.nodes.at(-1)?.id ?? null;
    const listed = options(many, step);
    expect(listed.length).toBeLessThanOrEqual(300);
    expect(listed).toEqual(expect.arrayContaining(nearby(many, step, 1)));
  });

  test("in the strip begin with the selected node's own", () => {
    const strip = nearby(story, entry("third"), 24);
    expect(strip.slice(0, 3)).toEqual([picture("three-0"), picture("three-1"), picture("three-2")]);
    expect(strip).toContain(picture("sketch"));
    expect(nearby(story, entry("third"), 2)).toHaveLength(2);
  });
});

describe("what led to a picture", () => {
  test("has the masks of its instruction, and over what they lay", () => {
    const masks = masksOf(story, [picture("three-1"), picture("three-0"), null]);
    expect(masks.map((mask) => [mask.asset.digest, mask.base])).toEqual([
      [picture("mask"), picture("one-2")],
    ]);
    expect(masksOf(story, [picture("one-2")])).toEqual([]);
  });

  test("is the instruction, or nothing that is known", () => {
    expect(toldFor(story, picture("three-1"))?.digest).toBe(entry("third"));
    expect(toldFor(story, picture("edited"))).toBeNull();
    expect(toldFor(story, null)).toBeNull();
  });
});
