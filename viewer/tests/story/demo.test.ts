/** The demo's own bundle, where `make demo` has written one. */

import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { verifyBundle } from "../../src/record/verify/verify.ts";
import { sentence } from "../../src/story/describe.ts";
import type { Story } from "../../src/story/model.ts";
import { tell } from "../../src/story/story.ts";
import { changeOf, wordsBefore, wordsOf } from "../../src/story/words.ts";
import texts from "../../src/texts/story.json";

const BUNDLE = new URL("../../../demo-out/cat-pendant.zip", import.meta.url);

async function told(): Promise<Story> {
  const file = new Blob([readFileSync(BUNDLE)]);
  const options = { roots: [], signers: [], clock: null };
  return tell(await verifyBundle(file, "cat-pendant.zip", options));
}

describe.skipIf(!existsSync(BUNDLE))("the demo's work", () => {
  test("is told whole: a tree with a path, words, people and a picture", async () => {
    const story = await told();
    const { lineage, summary, people } = story;
    expect(story.steps.length).toBeGreaterThan(10);
    expect(lineage.nodes[0]?.shape).toBe("work");
    expect(lineage.nodes.some((node) => node.link === "made from")).toBe(true);
    expect(lineage.nodes.some((node) => node.onPath)).toBe(true);
    expect(summary.final?.picture.presence).toBe("there");
    expect(people.some((person) => person.role === "owner" && person.acts.size > 0)).toBe(true);
    expect(story.steps.flatMap((step) => step.failures)).toEqual([]);
  });

  test("shows every text that is not declared withheld, and compares words", async () => {
    const story = await told();
    const reasons = story.steps.flatMap((step) => [...step.absent.values()]);
    expect(reasons.every((reason) => reason === "withheld")).toBe(true);
    const asked = story.steps.filter((step) => wordsOf(step).length > 0);
    const compared = asked.flatMap((step) => changeOf(step, wordsBefore(story, step)));
    expect(compared.some((change) => change.change === "changed")).toBe(true);
  });

  test("has a sentence for every step", async () => {
    const story = await told();
    for (const step of story.steps) expect(Object.keys(texts)).toContain(sentence(step, story).id);
  });
});
