import { describe, expect, test } from "vitest";

import type { Person } from "../../src/story/model.ts";
import { tell } from "../../src/story/story.ts";
import { Book } from "./build.ts";
import { samples } from "./sample.ts";

function people(book: Book): readonly Person[] {
  return tell(book.verification()).people;
}

/** How many acts of each kind. */
function acts(of: Pick<Person, "acts"> | undefined): [string, number][] {
  return [...(of?.acts ?? [])].map(([kind, steps]) => [kind, steps.length]);
}

describe("people", () => {
  const { people: found } = tell(samples().told);

  test("are those whom the report names, in its order, with what it says of them", () => {
    expect(found.map(({ name, role, vouched, left }) => [name, role, vouched, left])).toEqual([
      ["陈丽", "owner", false, false],
      ["工作室电脑", "device", false, false],
      ["Tom Ward", "person", true, false],
    ]);
  });

  test("have their acts by kind, and a device has none: it only signs", () => {
    expect(acts(found[2])).toEqual([
      ["edit.made", 1],
      ["comment.made", 1],
    ]);
    expect(acts(found[1])).toEqual([]);
    expect(found[1]?.signed).toBeGreaterThan(10);
    expect(Object.fromEntries(acts(found[0]))).toMatchObject({ "choice.made": 3 });
  });

  test("have left where the studio retired or replaced their key", () => {
    const book = new Book();
    const [tom, eve, young] = [book.key(), book.key(), book.key()];
    book.hand(tom, "person", "Tom");
    book.hand(eve, "person", "Eve");
    book.say("person.left", { key: tom });
    book.say("device.left", { key: book.device });
    book.say("key.replaced", { old: book.owner, new: young, reason: book.text("lost") });
    expect(people(book).map((person) => person.left)).toEqual([true, true, true, false]);
  });

  test("have not left by an entry whose signature is false", () => {
    const book = new Book();
    book.fault(book.line, "signature.false", "failed");
    book.say("device.left", { key: book.device });
    expect(people(book).map((person) => person.left)).toEqual([false, false]);
  });

  test("who act without having been introduced are there, without a name", () => {
    const book = new Book();
    const stranger = book.key();
    const by = { person: stranger };
    book.say("comment.made", { text: book.text("hello"), about: [] }, { by });
    book.fault(book.line, "signature.false", "failed");
    book.say("comment.made", { text: book.text("hello"), about: [] }, { by });
    const found = people(book).find((person) => person.key === stranger);
    expect(found).toMatchObject({ name: null, role: "person", vouched: false, signed: 1 });
    expect(acts(found)).toEqual([["comment.made", 2]]);
  });
});

describe("programs", () => {
  test("are those that acted, by name and version", () => {
    const book = new Book();
    const say = (tool: string, version: string): void => {
      const text = book.text("x");
      book.say("comment.made", { text, about: [] }, { by: { tool, version } });
    };
    say("a", "1");
    say("a", "2");
    say("a", "1");
    say('a"', "1");
    const found = tell(book.verification()).programs.slice(1);
    expect(found.map(({ tool, version, ...of }) => [tool, version, acts(of)])).toEqual([
      ["a", "1", [["comment.made", 2]]],
      ["a", "2", [["comment.made", 1]]],
      ['a"', "1", [["comment.made", 1]]],
    ]);
  });
});
