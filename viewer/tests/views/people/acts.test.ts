import { describe, expect, test } from "vitest";
import { tell } from "../../../src/story/story.ts";
import { columnsOf, confirmationsOf, rowsOf } from "../../../src/views/people/acts.ts";
import { Book } from "../../story/build.ts";
import { samples } from "../../story/sample.ts";

const story = tell(samples().told);
const columns = columnsOf(story);

describe("who acted", () => {
  test("keeps a person apart from the same person through a program", () => {
    expect(columns.map(({ name, program }) => [name, program])).toEqual([
      ["陈丽", null],
      ["Tom Ward", null],
      ["陈丽", "bozzetto 1.0"],
      ["Tom Ward", "Krita 5.2.9"],
      [null, "bozzetto 1.0"],
    ]);
  });

  test("counts every entry once", () => {
    const counted = columns.flatMap((column) => [...column.acts.values()].flat());
    expect(counted).toHaveLength(story.steps.length);
    expect(new Set(counted).size).toBe(story.steps.length);
  });

  test("lists kinds chain by chain, unknown ones too", () => {
    const rows = rowsOf(story);
    expect(rows.map((row) => row.chain)).toEqual(["work", "studio", "anchors"]);
    expect(rows[0]?.kinds).toContain("review.held");
  });

  test("tells a program from one whose name ends like another's version", () => {
    const book = new Book();
    for (const [tool, version] of [
      ["a 1", "2"],
      ["a", "1 2"],
    ] as const) {
      book.say("comment.made", { text: book.text("x"), about: [] }, { by: { tool, version } });
    }
    const own = columnsOf(tell(book.verification())).filter((one) => one.program === "a 1 2");
    expect(own).toHaveLength(2);
  });

  test("has the entries that were confirmed", () => {
    expect(confirmationsOf(story)).toEqual([]);
    const book = new Book();
    const work = book.say("work.opened", { title: book.text("x"), people: [book.owner] });
    book.say("entry.countersigned", { entries: [work] });
    expect(confirmationsOf(tell(book.verification())).map((one) => one.count)).toEqual([1]);
  });
});
