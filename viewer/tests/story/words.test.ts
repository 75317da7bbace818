import { describe, expect, test } from "vitest";

import type { Prompt } from "../../src/record/format/bodies.ts";
import type { Digest } from "../../src/record/format/values.ts";
import type { Step, Story } from "../../src/story/model.ts";
import { tell } from "../../src/story/story.ts";
import { changeOf, wordsBefore, wordsOf } from "../../src/story/words.ts";
import { Book } from "./build.ts";
import { instruction, named, samples, WORDS } from "./sample.ts";

function stepOf(story: Story, digest: Digest): Step {
  const step = story.byDigest.get(digest);
  if (step === undefined) throw new RangeError(`no step ${digest}`);
  return step;
}

/** Two instructions with these prompts, as steps: before and after. */
function two(before: (book: Book) => Prompt[], after: (book: Book) => Prompt[]): [Step, Step] {
  const book = new Book();
  const ids = [before, after].map((prompts) =>
    book.say("instruction.given", instruction({ prompts: prompts(book) })),
  );
  const story = tell(book.verification());
  const [one, other] = ids.map((id) => stepOf(story, id));
  if (one === undefined || other === undefined) throw new RangeError("two steps");
  return [one, other];
}

function prompts(book: Book, ...pairs: [string, string][]): Prompt[] {
  return pairs.map(([role, words]) => ({ role, text: book.text(words), by: "person" }));
}

const sample = samples();
const story = tell(sample.told);
const step = (name: string): Step => stepOf(story, named(sample.entries, name));

describe("the words of a step", () => {
  test("are its prompts with role and writer, and why some are not shown", () => {
    expect(wordsOf(step("third"))).toMatchObject([
      {
        role: "positive",
        writer: "language model",
        text: WORDS.english,
        absence: null,
        exact: true,
      },
      { role: "negative", writer: "template", text: null, absence: "withheld" },
      { role: "region", writer: "person", text: WORDS.region },
    ]);
  });

  test("are said not to be exact where the carrier has more", () => {
    const [one] = two(
      (book) => [{ role: "positive", text: book.text("a"), by: "unknown", exact: "no" }],
      () => [],
    );
    expect(wordsOf(one).map((words) => words.exact)).toEqual([false]);
  });

  test("are none where the step is no instruction", () => {
    expect(wordsOf(step("choice"))).toEqual([]);
  });
});

describe("a change of words", () => {
  test("is told role by role, by words", () => {
    const changes = changeOf(step("second"), step("first"));
    expect(changes.map(({ role, change, method }) => [role, change, method])).toEqual([
      ["positive", "changed", "words"],
      ["negative", "same", "words"],
    ]);
    expect(changes[0]?.runs).toEqual([
      { kind: "kept", text: "吊坠，猫，水晶，" },
      { kind: "removed", text: "钻石切割" },
      { kind: "added", text: "蓝宝石眼睛" },
      { kind: "kept", text: "，白色背景，产品摄影" },
    ]);
  });

  test("cannot be told where words of either side are not shown", () => {
    const [, negative, region] = changeOf(step("third"), step("first"));
    expect(negative).toMatchObject({ role: "negative", change: "unknown", method: null, runs: [] });
    expect(negative?.before?.text).toBe(WORDS.negative);
    expect(region).toMatchObject({ role: "region", change: "added", before: null });
  });

  test("says of a withheld prompt that is new or gone that it is", () => {
    const [one, other] = two(
      (book) => [{ role: "style", text: book.withheld(), by: "person" }],
      (book) => [{ role: "system", text: book.withheld(), by: "person" }],
    );
    expect(changeOf(other, one).map(({ role, change, runs }) => [role, change, runs])).toEqual([
      ["system", "added", []],
      ["style", "removed", []],
    ]);
  });

  test("pairs prompts of one role in their order", () => {
    const [one, other] = two(
      (book) => prompts(book, ["region", "left"], ["positive", "p"], ["region", "right"]),
      (book) => prompts(book, ["region", "left"], ["region", "up"], ["region", "down"]),
    );
    expect(
      changeOf(other, one).map(({ role, place, before, after, change }) => [
        role,
        place,
        before?.text,
        after?.text,
        change,
      ]),
    ).toEqual([
      ["region", 0, "left", "left", "same"],
      ["region", 1, "right", "up", "changed"],
      ["region", 2, undefined, "down", "added"],
      ["positive", 0, "p", undefined, "removed"],
    ]);
  });

  test("is all added where there is no step before", () => {
    const changes = changeOf(step("first"), null);
    expect(changes.map(({ change, runs }) => [change, runs])).toEqual([
      ["added", [{ kind: "added", text: WORDS.first }]],
      ["added", [{ kind: "added", text: WORDS.negative }]],
    ]);
  });

  test("is none for a step that is no instruction", () => {
    expect(changeOf(step("edit"), step("third"))).toEqual([]);
  });

  test("shows a prompt of no words as one", () => {
    const [one, other] = two(
      (book) => prompts(book, ["positive", ""]),
      (book) => prompts(book, ["positive", ""]),
    );
    expect(changeOf(other, one)).toMatchObject([{ change: "same", runs: [], method: "words" }]);
  });

  test("keeps markup and what steers as the text that it is", () => {
    const hostile = "<script>alert(1)</script> \u202Eabc __proto__";
    const [one, other] = two(
      (book) => prompts(book, ["positive", hostile]),
      (book) => prompts(book, ["positive", `${hostile} x`]),
    );
    const [change] = changeOf(other, one);
    expect(change?.runs.map((run) => run.text).join("")).toBe(`${hostile} x`);
  });
});

describe("the words before", () => {
  test("are those of the attempt that the picture was made from", () => {
    expect(wordsBefore(story, step("third"))?.digest).toBe(named(sample.entries, "first"));
    expect(wordsBefore(story, step("second"))?.digest).toBe(named(sample.entries, "first"));
  });

  test("are none for what comes of the work's beginning or of a sketch", () => {
    expect(wordsBefore(story, step("first"))).toBeNull();
    expect(wordsBefore(story, step("opened"))).toBeNull();
    expect(wordsBefore(story, step("odd"))).toBeNull();
  });

  test("go past an edit, and past an attempt whose instruction is not known", () => {
    expect(wordsBefore(story, step("release"))?.digest).toBe(named(sample.entries, "third"));
    expect(wordsBefore(story, step("unanswered"))?.digest).toBe(named(sample.entries, "third"));
  });

  test("of an output are those before its instruction", () => {
    expect(wordsBefore(story, step("second output"))?.digest).toBe(named(sample.entries, "first"));
  });
});
