import { describe, expect, test } from "vitest";

import { stepsOf } from "../../src/story/steps.ts";
import type { Step } from "../../src/story/model.ts";
import { tell } from "../../src/story/story.ts";
import { Book, digestAt } from "./build.ts";
import { instruction, named, samples } from "./sample.ts";

function steps(book: Book): Step[] {
  const { lines, report } = book.verification();
  return [...stepsOf(lines, report).values()];
}

function last(book: Book): Step {
  const step = steps(book).at(-1);
  if (step === undefined) throw new RangeError("an empty book");
  return step;
}

describe("a step", () => {
  test("says what its entry says, with its line and what outside time says of it", () => {
    const book = new Book();
    book.anchor();
    const digest = book.say("work.opened", { title: book.text("Cat"), people: [book.owner] });
    const at = book.now();
    const step = last(book);
    expect(step).toMatchObject({
      line: 4,
      digest,
      chain: "work",
      number: 0,
      kind: "work.opened",
      seen: "stated",
      at,
      state: "unanchored",
      signers: [book.owner],
      corrections: [],
      failures: [],
    });
    expect(step.interval?.before).toBeNull();
    expect(step.interval?.after).not.toBeNull();
    expect([...step.texts.values()]).toEqual(["Cat"]);
  });

  test("is made of every line that could be read, and of no other", () => {
    const { told } = samples();
    const [first, ...others] = told.lines;
    expect(first).toBeDefined();
    if (first === undefined) return;
    const lines = [first, { ...first, number: 99, entry: null }, ...others];
    expect(stepsOf(lines, told.report).size).toBe(told.lines.length);
  });

  test("is not made twice of one digest: the first line counts", () => {
    const book = new Book();
    const digest = book.say("comment.made", { text: book.text("once"), about: [] });
    book.say("comment.made", { text: book.text("twice"), about: [] }, { digest });
    const found = steps(book).filter((step) => step.digest === digest);
    expect(found.map((step) => [...step.texts.values()])).toEqual([["once"]]);
  });

  test("knows its chain by the chain's first entry", () => {
    const book = new Book();
    book.write("review.held", {}, { chain: "studio" });
    expect(last(book).chain).toBe("studio");
    book.say("work.opened", { title: book.text("Cat"), people: [book.owner] });
    book.write("review.held", {});
    expect(last(book).chain).toBe("work");
  });

  test("knows its chain by its kind where the chain does not begin in the bundle", () => {
    const book = new Book();
    book.say("work.opened", { title: book.text("Cat"), people: [book.owner] });
    book.anchor();
    const { lines, report } = book.verification();
    const later = [...stepsOf(lines.slice(2), report).values()];
    expect(later.map((step) => step.chain)).toEqual(["work", "anchors"]);
  });
});

describe("texts", () => {
  test("that are declared withheld are said to be withheld", () => {
    const book = new Book();
    const text = book.withheld();
    book.say("comment.made", { text, about: [] });
    expect(last(book).texts.size).toBe(0);
    expect(last(book).absent.get(text.text)).toBe("withheld");
  });

  test("that nobody declared withheld are missing", () => {
    const book = new Book();
    const text = book.lost();
    book.say("comment.made", { text, about: [] });
    expect(last(book).absent.get(text.text)).toBe("missing");
  });

  test("that are not those committed to are altered, and not shown", () => {
    const book = new Book();
    const text = book.text("the words");
    book.forge(text);
    book.say("comment.made", { text, about: [] });
    expect(last(book).texts.size).toBe(0);
    expect(last(book).absent.get(text.text)).toBe("altered");
    expect(last(book).failures).toEqual(["text.altered"]);
  });
});

describe("the hand of a step", () => {
  test("has the owner's name from the entry that introduces the owner on", () => {
    const book = new Book("陈丽");
    expect(steps(book)[0]?.by).toEqual({
      person: book.owner,
      name: "陈丽",
      tool: null,
      version: null,
    });
  });

  test("has no name before the key is introduced", () => {
    const book = new Book();
    const key = book.key();
    book.say("comment.made", { text: book.text("early"), about: [] }, { by: { person: key } });
    book.say("person.joined", { name: book.text("Tom"), key, role: book.text("all") });
    book.say("comment.made", { text: book.text("late"), about: [] }, { by: { person: key } });
    const names = steps(book).filter((step) => step.by.person === key);
    expect(names.map((step) => step.by.name)).toEqual([null, "Tom"]);
  });

  test("keeps its name under a key that takes the old one's place", () => {
    const book = new Book("陈丽");
    const young = book.key();
    const reason = book.text("a new machine");
    book.say("key.replaced", { old: book.owner, new: young, reason });
    book.say("comment.made", { text: book.text("still me"), about: [] }, { by: { person: young } });
    expect(last(book).by.name).toBe("陈丽");
  });

  test("is not renamed by a later introduction of the same key", () => {
    const book = new Book("陈丽");
    book.say("person.joined", { name: book.text("Eve"), key: book.owner, role: book.text("x") });
    book.say("comment.made", { text: book.text("me"), about: [] });
    expect(last(book).by.name).toBe("陈丽");
  });

  test.each(["signer.refused", "signature.false"] as const)(
    "learns no name from an entry with the finding %s",
    (code) => {
      const book = new Book();
      const key = book.key();
      book.fault(book.line, code, "failed");
      book.say("person.joined", { name: book.text("Eve"), key, role: book.text("x") });
      book.say("comment.made", { text: book.text("me"), about: [] }, { by: { person: key } });
      expect(last(book).by.name).toBeNull();
    },
  );

  test("has no name where it is withheld", () => {
    const book = new Book();
    const key = book.key();
    book.say("person.joined", { name: book.withheld(), key, role: book.text("x") });
    book.say("comment.made", { text: book.text("me"), about: [] }, { by: { person: key } });
    expect(last(book).by.name).toBeNull();
  });

  test("names the program, and the person it acted for", () => {
    const { told, entries } = samples();
    const { byDigest } = tell(told);
    expect(byDigest.get(named(entries, "edit"))?.by).toMatchObject({
      name: "Tom Ward",
      tool: "Krita",
      version: "5.2.9",
    });
    const output = byDigest.get(named(entries, "first output"));
    expect(output?.by).toMatchObject({ person: null, name: null, tool: "bozzetto" });
  });
});

describe("corrections", () => {
  test("stand with the entry that they correct", () => {
    const { told, entries } = samples();
    const edit = tell(told).byDigest.get(named(entries, "edit"));
    expect(edit?.corrections).toEqual([named(entries, "corrected")]);
  });

  test("of nothing, of themselves and of later entries are about nothing", () => {
    const book = new Book();
    const [own, later] = [book.digest(), book.digest()];
    const text = book.text("wrong");
    book.say("entry.corrected", { corrects: digestAt(9999), text });
    book.say("entry.corrected", { corrects: own, text }, { digest: own });
    book.say("entry.corrected", { corrects: later, text });
    book.say("comment.made", { text, about: [] }, { digest: later });
    expect(steps(book).flatMap((step) => step.corrections)).toEqual([]);
  });
});

describe("failures", () => {
  test("are the findings at a line that are not notes, each code once", () => {
    const book = new Book();
    const line = book.line;
    book.say("instruction.given", instruction({}));
    book.fault(line, "signature.false", "failed");
    book.fault(line, "signature.false", "failed");
    book.fault(line, "chain.broken", "failed", 5);
    book.fault(line, "kind.unknown", "note", 5);
    expect(last(book).failures).toEqual(["signature.false", "chain.broken"]);
  });

  test("of a token count for the line of its anchor", () => {
    const book = new Book();
    const digest = book.anchor();
    const where = `data/time/x.tsr, of data/record.jsonl line ${book.line - 1} (${digest})`;
    book.findings.push({ step: 7, code: "token.false", severity: "failed", where });
    expect(last(book).failures).toEqual(["token.false"]);
  });

  test("are not taken from the name of a file that looks like a line", () => {
    const book = new Book();
    for (const where of ["data/record.jsonl line 2", "x, of data/record.jsonl line 2"]) {
      book.findings.push({ step: 1, code: "file.unknown", severity: "failed", where });
    }
    expect(last(book).failures).toEqual([]);
  });
});
