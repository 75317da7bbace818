import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { verifyBundle } from "../../../src/record/verify/verify.ts";
import type { Story } from "../../../src/story/model.ts";
import { tell } from "../../../src/story/story.ts";
import { batchesOf, LONG_PAUSE, runningIn } from "../../../src/studio/board/batches.ts";
import { Studio } from "./studio.ts";

const BUNDLES = new URL("../../../../build/bundles/", import.meta.url);

async function bundle(name: string): Promise<Story> {
  const file = new Blob([readFileSync(new URL(name, BUNDLES))]);
  return tell(await verifyBundle(file, name, { roots: [], signers: [], clock: null }));
}

const sizes = (story: Story): number[] => batchesOf(story).map((one) => one.candidates.length);

describe("batches of a made-up work", () => {
  test("what came of one instruction is a batch, in the tool's own order", () => {
    const studio = new Studio();
    const four = studio.attempt(4);
    const [batch, ...others] = batchesOf(studio.story());
    expect(others).toEqual([]);
    expect(batch?.sort).toBe("one instruction");
    expect(batch?.candidates.map((one) => one.asset.digest)).toEqual(four.map((one) => one.digest));
  });

  test("tries that differ in their seed alone are one batch, other words begin another", () => {
    const studio = new Studio();
    for (const words of ["a cat", "a cat", "a cat", "a dog", "a cat"]) studio.attempt(1, words);
    const batches = batchesOf(studio.story());
    expect(batches.map((one) => one.candidates.length)).toEqual([3, 1, 1]);
    expect(batches[0]?.sort).toBe("but the seed");
  });

  test("a long pause parts tries of the same words, a shorter one does not", () => {
    const studio = new Studio();
    studio.attempt(2);
    studio.book.wait(LONG_PAUSE / 60_000 - 1);
    studio.attempt(2);
    studio.book.wait(LONG_PAUSE / 60_000);
    studio.attempt(2);
    expect(sizes(studio.story())).toEqual([4, 2]);
  });

  test("the pause is measured from the last picture, so that slow pictures stay together", () => {
    const studio = new Studio();
    for (let place = 0; place < 3; place += 1) {
      const given = studio.ask("a cat", String(place));
      studio.book.wait(25);
      studio.give(given, 1);
    }
    expect(sizes(studio.story())).toEqual([3]);
  });

  test("a choice or a comment between two tries does not part them", () => {
    const studio = new Studio();
    const [one] = studio.attempt(2).map((asset) => asset.digest);
    if (one === undefined) throw new RangeError("no picture");
    studio.choose([one], [one], []);
    studio.book.say("comment.made", { text: studio.book.text("good"), about: [one] });
    studio.attempt(2);
    expect(sizes(studio.story())).toEqual([4]);
  });

  test("pictures that come late stand behind those that were there", () => {
    const studio = new Studio();
    const first = studio.ask("a cat", "1");
    const second = studio.ask("a cat", "2");
    const early = studio.give(second, 2);
    const seen = batchesOf(studio.story())[0]?.candidates.map((one) => one.asset.digest);
    const late = studio.give(first, 1);
    const now = batchesOf(studio.story())[0]?.candidates.map((one) => one.asset.digest);
    expect(seen).toEqual(early.map((asset) => asset.digest));
    expect(now).toEqual([...early, ...late].map((asset) => asset.digest));
  });

  test("a batch keeps its name while it grows, and says that the tool is at work", () => {
    const studio = new Studio();
    studio.attempt(1);
    const before = batchesOf(studio.story())[0];
    const given = studio.ask("a cat", "77");
    const during = batchesOf(studio.story())[0];
    expect(during?.running).toBe(true);
    expect(runningIn(studio.story())?.id).toBe(given);
    studio.give(given, 1);
    const after = batchesOf(studio.story())[0];
    expect([before?.id, during?.id, after?.id]).toEqual([before?.id, before?.id, before?.id]);
    expect(after?.running).toBe(false);
    expect(runningIn(studio.story())).toBeNull();
  });

  test("an instruction of which nothing has come is no batch yet", () => {
    const studio = new Studio();
    studio.ask("a cat", "1");
    expect(batchesOf(studio.story())).toEqual([]);
  });

  test("words that are withheld are never taken for the same", () => {
    const studio = new Studio();
    for (let place = 0; place < 2; place += 1) {
      const prompts = [{ role: "positive", text: studio.book.withheld(), by: "person" as const }];
      const given = studio.book.say("instruction.given", {
        tool: { name: "x" },
        models: [],
        prompts,
        settings: {},
        inputs: [],
      });
      studio.give(given, 1);
    }
    expect(sizes(studio.story())).toEqual([1, 1]);
  });

  test("files of no known instruction that come one after another are a batch of their own", () => {
    const studio = new Studio();
    studio.attempt(1);
    studio.give(null, 1);
    studio.give(null, 1);
    studio.book.wait(60);
    studio.give(null, 1);
    const batches = batchesOf(studio.story());
    expect(batches.map((one) => [one.sort, one.candidates.length])).toEqual([
      ["one instruction", 1],
      ["unknown", 2],
      ["unknown", 1],
    ]);
  });

  test("the same bytes a second time are a candidate only where they came first", () => {
    const studio = new Studio();
    const [asset] = studio.attempt(1, "a cat");
    const given = studio.ask("a dog", "1");
    if (asset === undefined) throw new RangeError("no picture");
    studio.book.say("output.received", { instruction: given, assets: [asset] });
    expect(sizes(studio.story())).toEqual([1]);
  });
});

describe.skipIf(!existsSync(new URL("story.zip", BUNDLES)))("batches of real records", () => {
  test.each(["story.zip", "harbour.zip", "steps-300.zip"])(
    "%s: every picture that a tool made is in one batch, in order, and batches do not overlap",
    async (name) => {
      const story = await bundle(name);
      const batches = batchesOf(story);
      const all = batches.flatMap((batch) => batch.candidates.map((one) => one.asset.digest));
      const made = story.lineage.nodes
        .filter((node) => node.shape === "attempt")
        .flatMap((node) => node.pictures.map((one) => one.asset.digest))
        .filter((digest) => story.lineage.byAsset.get(digest)?.shape === "attempt");
      expect(new Set(all)).toEqual(new Set(made));
      expect(new Set(all).size).toBe(all.length);
      expect(batches.length).toBeGreaterThan(0);
      for (const batch of batches) expect(batch.from <= batch.until).toBe(true);
    },
  );

  test("candidates of a real choice lie in few batches", async () => {
    const story = await bundle("harbour.zip");
    const batches = batchesOf(story);
    for (const choice of story.choices) {
      const among = new Set(Array.isArray(choice.body.among) ? choice.body.among : []);
      const touched = batches.filter((batch) =>
        batch.candidates.some((one) => among.has(one.asset.digest)),
      );
      expect(touched.length).toBeLessThanOrEqual(2);
    }
  });
});
