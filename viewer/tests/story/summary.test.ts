import { describe, expect, test } from "vitest";

import type { Summary } from "../../src/story/model.ts";
import { tell } from "../../src/story/story.ts";
import { Book, digestAt } from "./build.ts";
import { named, samples } from "./sample.ts";

function summary(book: Book): Summary {
  return tell(book.verification()).summary;
}

function counts(of: Summary): Record<string, number> {
  return Object.fromEntries(of.counts.map(({ what, count }) => [what, count]));
}

describe("the summary of the sample", () => {
  const sample = samples();
  const story = tell(sample.told);
  const found = story.summary;

  test("has the title, the people and the first and last entry of the work", () => {
    expect(found.title).toBe("猫形水晶吊坠");
    expect(found.people).toBe(story.people);
    expect(found.first?.digest).toBe(named(sample.entries, "opened"));
    expect(found.last?.digest).toBe(named(sample.entries, "copy"));
  });

  test("shows what was released, with the step that brought it", () => {
    expect(found.final).toMatchObject({
      why: "released",
      picture: { asset: { name: "final.png" } },
      step: { digest: named(sample.entries, "edit") },
    });
  });

  test("counts acts and pictures", () => {
    expect(counts(found)).toEqual({
      intents: 1,
      materials: 2,
      instructions: 4,
      outputs: 13,
      candidates: 11,
      chosen: 2,
      rejected: 7,
      undecided: 2,
      edits: 1,
      releases: 1,
    });
  });

  test("rests every number on entries of the record", () => {
    for (const { count, entries } of found.counts) {
      expect(entries.length > 0).toBe(count > 0);
      expect(entries.every((entry) => story.byDigest.has(entry))).toBe(true);
      expect(new Set(entries).size).toBe(entries.length);
    }
  });

  test("counts how the entries of the work were seen", () => {
    const steps = story.steps.filter((step) => step.chain === "work");
    expect(found.bySeen.live + found.bySeen.imported + found.bySeen.stated).toBe(steps.length);
    expect(found.bySeen.imported).toBe(2);
  });

  test("has the earliest time before which something of the work was there", () => {
    expect(found.earliest).toMatchObject({ state: "anchored", step: { kind: "work.opened" } });
    expect(found.earliest?.before).toBe(story.timeline.anchors[0]?.at);
  });
});

describe("the final picture", () => {
  test("is what was chosen last where nothing was released", () => {
    const book = new Book();
    const [one, two] = [book.asset("1.png"), book.asset("2.png")];
    const output = book.say("output.received", { instruction: null, assets: [one, two] });
    const among = [one.digest, two.digest];
    book.say("choice.made", { among, chosen: [one.digest], rejected: [two.digest] });
    expect(summary(book).final).toMatchObject({
      why: "chosen",
      picture: { asset: one },
      step: { digest: output },
    });
  });

  test("is what edits made of the one chosen last, one after the other", () => {
    const book = new Book();
    const [one, two, three] = [book.asset("1.png"), book.asset("2.png"), book.asset("3.png")];
    book.say("output.received", { instruction: null, assets: [one] });
    book.say("choice.made", { among: [one.digest], chosen: [one.digest], rejected: [] });
    const tool = { name: "Krita" };
    book.say("edit.made", { before: [one.digest], after: two, tool, dimensions: [] });
    const last = book.say("edit.made", {
      before: [two.digest],
      after: three,
      tool,
      dimensions: [],
    });
    expect(summary(book).final).toMatchObject({
      why: "edited",
      picture: { asset: three },
      step: { digest: last },
    });
  });

  test("is not what was rejected after it was chosen, but what came last", () => {
    const book = new Book();
    const [one, two] = [book.asset("1.png"), book.asset("2.png")];
    book.say("output.received", { instruction: null, assets: [one, two] });
    book.say("choice.made", { among: [one.digest], chosen: [one.digest], rejected: [] });
    book.say("choice.made", { among: [one.digest], chosen: [], rejected: [one.digest] });
    expect(summary(book).final).toMatchObject({ why: "received", picture: { asset: two } });
  });

  test("is not there where the work has none, nor where a release names an unknown one", () => {
    const book = new Book();
    expect(summary(book).final).toBeNull();
    book.say("work.released", {
      asset: digestAt(9999),
      place: book.text("here"),
      licence: book.text("none"),
      "source type": "digitalCreation",
    });
    expect(summary(book).final).toBeNull();
  });
});

describe("the earliest time", () => {
  test("is one that the reader trusts, if there is any", () => {
    const book = new Book();
    book.say("work.opened", { title: book.text("Cat"), people: [book.owner] });
    book.anchor();
    const trusted = book.say("comment.made", { text: book.text("x"), about: [] });
    book.wait(60);
    book.anchor();
    const { lines, ...told } = book.verification();
    const vouched = lines.map((line) =>
      line.entry?.digest === trusted ? { ...line, state: "trusted" as const } : line,
    );
    const { earliest } = tell({ ...told, lines: vouched }).summary;
    expect(earliest).toMatchObject({ state: "trusted", step: { digest: trusted } });
  });

  test("is none where nothing is anchored", () => {
    const book = new Book();
    book.say("work.opened", { title: book.text("Cat"), people: [book.owner] });
    expect(summary(book).earliest).toBeNull();
  });
});

test("a record without a work has nothing to sum up", () => {
  const found = summary(new Book());
  expect(found).toMatchObject({ title: null, final: null, first: null, last: null });
  expect(Object.values(counts(found)).every((count) => count === 0)).toBe(true);
});

test("a candidate that the record does not have is counted, for the choice says it", () => {
  const book = new Book();
  book.say("choice.made", { among: [digestAt(9999)], chosen: [], rejected: [digestAt(9999)] });
  expect(counts(summary(book))).toMatchObject({ candidates: 1, rejected: 1, outputs: 0 });
});
