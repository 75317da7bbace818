import { expect, test } from "vitest";

import type { Digest } from "../../src/record/format/values.ts";
import { identifiedOf } from "../../src/story/identified.ts";
import { tell } from "../../src/story/story.ts";
import { Book } from "./build.ts";
import { instruction } from "./sample.ts";

/** A book in which model files are read: "a" is a reading of the file a, "!" the instruction. */
function sizes(script: string, names: readonly string[]): [number[], number[]] {
  const book = new Book();
  book.say("work.opened", { title: book.text("x"), people: [book.owner] });
  let given: Digest = book.digest();
  Array.from(script).forEach((letter, size) => {
    const models = names.map((name) => ({ name, digest: null }));
    if (letter === "!") given = book.say("instruction.given", instruction({ models }));
    else book.say("model.identified", { name: letter, digest: book.digest(), size });
  });
  const story = tell(book.verification());
  const step = story.byDigest.get(given);
  if (step === undefined) throw new Error("no instruction");
  const { before, later } = identifiedOf(story, step);
  return [before.map((one) => one.size), later.map((one) => one.size)];
}

test.each<[string, string, readonly string[], number[], number[]]>([
  ["the last reading before it", "aa!a", ["a"], [1], []],
  ["the first reading later, where none was before", "!aa", ["a"], [], [1]],
  ["nothing of files that it does not name", "b!b", ["a"], [], []],
  ["nothing without model files", "a!a", [], [], []],
  ["each of its files once, also where it names one twice", "a!b", ["b", "a", "a"], [0], [2]],
])("an instruction has %s", (_, script, names, before, later) => {
  expect(sizes(script, names)).toEqual([before, later]);
});

test("a step that is no instruction has no model files", () => {
  const book = new Book();
  book.say("model.identified", { name: "constructor", digest: book.digest(), size: 1 });
  const story = tell(book.verification());
  for (const step of story.steps) {
    expect(identifiedOf(story, step)).toEqual({ before: [], later: [] });
  }
});
