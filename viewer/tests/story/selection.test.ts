import { describe, expect, test } from "vitest";

import type { Digest } from "../../src/record/format/values.ts";
import type { Mark } from "../../src/story/model.ts";
import { choiceOf, choicesOf } from "../../src/story/selection.ts";
import { tell } from "../../src/story/story.ts";
import { Book, digestAt } from "./build.ts";
import { named, samples } from "./sample.ts";

const sample = samples();
const story = tell(sample.told);

function marks(...names: string[]): (Mark | undefined)[] {
  return names.map((name) => story.pictures.get(named(sample.pictures, name).digest)?.mark);
}

describe("the mark of a picture", () => {
  test("is what the choices say, undecided where they offer it and say nothing", () => {
    expect(marks("one-0", "one-1", "one-2", "one-3")).toEqual([
      "rejected",
      "rejected",
      "chosen",
      "rejected",
    ]);
    expect(marks("three-0", "three-1", "three-2")).toEqual(["rejected", "chosen", "undecided"]);
  });

  test("is that it was never offered where no choice speaks of it", () => {
    expect(marks("sketch", "edited", "old-0")).toEqual(Array(3).fill("never offered"));
  });

  test("is by the last choice that speaks of it, of whatever node", () => {
    const book = new Book();
    const [one, two] = [book.asset("1.png"), book.asset("2.png")];
    book.say("output.received", { instruction: null, assets: [one, two] });
    const among = [one.digest, two.digest];
    const choices = [
      book.say("choice.made", { among, chosen: [one.digest], rejected: [two.digest] }),
      book.say("choice.made", { among: [two.digest], chosen: [two.digest], rejected: [] }),
      book.say("choice.made", { among: [one.digest], chosen: [], rejected: [] }),
    ];
    const { pictures } = tell(book.verification());
    expect(pictures.get(one.digest)).toMatchObject({
      mark: "undecided",
      choices: [choices[0], choices[2]],
    });
    expect(pictures.get(two.digest)).toMatchObject({
      mark: "chosen",
      choices: [choices[0], choices[1]],
    });
  });

  test("stands beside whether it was released and whether its bytes are there", () => {
    const edited = story.pictures.get(named(sample.pictures, "edited").digest);
    expect(edited).toMatchObject({ released: true, presence: "there" });
    const presences = ["two-0", "two-1", "two-2"].map(
      (name) => story.pictures.get(named(sample.pictures, name).digest)?.presence,
    );
    expect(presences).toEqual(["there", "withheld", "erased"]);
  });
});

describe("a choice", () => {
  function choice(name: string): ReturnType<typeof choiceOf> {
    const step = story.byDigest.get(named(sample.entries, name));
    return step === undefined ? null : choiceOf(story, step);
  }

  test("has its options in their order, counts and the reason in words", () => {
    const first = choice("first choice");
    expect(first?.options.map((option) => option.decision)).toEqual([
      "rejected",
      "rejected",
      "chosen",
      "rejected",
    ]);
    expect(first).toMatchObject({ chosen: 1, rejected: 3, undecided: 0 });
    expect(first?.reason?.text).toBe("第三张轮廓最接近草图，其余耳朵太圆。");
  });

  test("says that its reason is withheld", () => {
    expect(choice("second choice")?.reason).toMatchObject({ text: null, absence: "withheld" });
  });

  test("knows which of its decisions a later choice overruled", () => {
    const overruled = choice("second choice")?.options.map((option) => option.overruled);
    expect(overruled).toEqual([false, false, false, true]);
    expect(choice("choice")?.options.some((option) => option.overruled)).toBe(false);
  });

  test("keeps what the record does not have, without a picture", () => {
    const book = new Book();
    const stray = digestAt(9999);
    const id = book.say("choice.made", { among: [stray], chosen: [stray], rejected: [] });
    const told = tell(book.verification());
    const step = told.byDigest.get(id);
    expect(step && choiceOf(told, step)).toMatchObject({
      options: [{ digest: stray, picture: null, decision: "chosen", overruled: false }],
      reason: null,
    });
  });

  test("is none where the step is something else", () => {
    expect(choice("edit")).toBeNull();
  });
});

describe("the choices of a node", () => {
  function choices(name: string): Digest[] {
    const node = story.lineage.byId.get(named(sample.entries, name));
    return node === undefined ? [] : choicesOf(story, node).map((one) => one.step.digest);
  }

  test("are those that speak of any of its pictures, each once, in order", () => {
    const entry = (name: string): Digest => named(sample.entries, name);
    expect(choices("first")).toEqual([entry("first choice")]);
    expect(choices("second")).toEqual([entry("second choice"), entry("choice")]);
    expect(choices("sketch")).toEqual([]);
  });
});
