import { describe, expect, test } from "vitest";

import type { Moment } from "../../src/record/format/values.ts";
import type { Step } from "../../src/story/model.ts";
import { delayOf } from "../../src/story/observed.ts";
import { tell } from "../../src/story/story.ts";
import { Book } from "./build.ts";

const AT = "2026-11-22T04:00:10.000000Z";

/** An output that was written down at `AT`. */
function output(observed?: Moment): Step {
  const book = new Book();
  const seen = observed === undefined ? {} : { observed };
  book.say("output.received", { instruction: null, assets: [book.asset("a.png")], ...seen });
  const step = tell(book.verification()).steps.at(-1);
  if (step === undefined) throw new Error("nothing was said");
  return { ...step, at: AT };
}

describe("the delay of a step", () => {
  test("is none where the recorder itself saw it", () => {
    expect(delayOf(output())).toBeNull();
  });

  test.each([
    "2026-11-22T04:00:10.000000Z",
    "2026-11-22T04:00:08.000000Z",
    "2026-11-22T04:00:12.000000Z",
  ])("is none where it was handed over at once, as at %s", (observed) => {
    expect(delayOf(output(observed))).toBeNull();
  });

  test.each<[Moment, number]>([
    ["2026-11-22T04:00:07.999999Z", 2000],
    ["2026-11-22T01:00:10.000000Z", 3 * 3_600_000],
    ["2026-11-22T04:00:13.500000Z", -3500],
    ["0001-01-01T00:00:00.000000Z", Date.parse("2026-11-22T04:00:10Z") + 62_135_596_800_000],
  ])("from %s is %d ms", (observed, late) => {
    expect(delayOf(output(observed))).toEqual({ observed, late });
  });

  test("is none of a kind whose members are not known", () => {
    const step = output("2026-11-22T01:00:10.000000Z");
    expect(delayOf({ ...step, kind: "review.held" })).toBeNull();
    expect(delayOf({ ...step, kind: "constructor" })).toBeNull();
  });
});
