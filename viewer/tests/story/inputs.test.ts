import { describe, expect, test } from "vitest";

import { inputsOf } from "../../src/story/inputs.ts";
import type { InputShown } from "../../src/story/inputs.ts";
import { tell } from "../../src/story/story.ts";
import { Book, digestAt } from "./build.ts";
import { instruction, named, samples } from "./sample.ts";

const sample = samples();
const story = tell(sample.told);

function inputs(name: string): InputShown[] {
  const step = story.byDigest.get(named(sample.entries, name));
  return step === undefined ? [] : inputsOf(story, step);
}

describe("the inputs of an instruction", () => {
  test("stand in its own order, with role, sort and name", () => {
    expect(inputs("third").map(({ role, sort, name }) => [role, sort, name])).toEqual([
      ["control", "held", "草图.png"],
      ["init", "held", "one-2.png"],
      ["reference", "named", "two-3.png"],
      ["reference", "named", "../eyes.png"],
    ]);
  });

  test("say which step brought the file, how it was seen and between which times", () => {
    const [sketch, init] = inputs("third");
    expect(sketch?.source?.step).toMatchObject({
      digest: named(sample.entries, "sketch"),
      seen: "stated",
      state: "anchored",
    });
    expect(sketch?.source?.step?.interval?.before).not.toBeNull();
    expect(init?.source?.step?.digest).toBe(named(sample.entries, "first output"));
    expect(init?.source?.node?.id).toBe(named(sample.entries, "first"));
  });

  test("have the mask of where they count", () => {
    const [sketch, init] = inputs("third");
    expect(init?.region?.picture.asset.name).toBe("eyes-mask.png");
    expect(init?.region?.step?.digest).toBe(named(sample.entries, "mask"));
    expect(sketch?.region).toBeNull();
  });

  test("that only the tool named are known by a digest that the work has", () => {
    const [, , reference, unknown] = inputs("third");
    expect(reference?.source?.node?.id).toBe(named(sample.entries, "second"));
    expect(unknown).toMatchObject({ digest: null, source: null, region: null });
  });

  test("that nothing brought before have their file, and no step", () => {
    const book = new Book();
    const asset = book.asset("from nowhere.png");
    const id = book.say(
      "instruction.given",
      instruction({
        inputs: [
          { role: "init", asset },
          { role: "control", digest: digestAt(9999) },
        ],
      }),
    );
    book.say("output.received", { instruction: id, assets: [asset] });
    const told = tell(book.verification());
    const step = told.byDigest.get(id);
    const [init, control] = step === undefined ? [] : inputsOf(told, step);
    expect(init?.source).toMatchObject({ picture: { asset }, node: null, step: null });
    expect(control).toMatchObject({ sort: "named", digest: digestAt(9999), source: null });
  });

  test("are none where the step is no instruction", () => {
    expect(inputs("choice")).toEqual([]);
  });
});
