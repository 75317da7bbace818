/** What facts.vectors.test.ts cannot show: the vectors are of records that hold. */

import { describe, expect, test } from "vitest";

import { phrasesOf } from "../../src/story/facts/phrases.ts";
import { factsOf } from "../../src/story/facts/facts.ts";
import type { Fact } from "../../src/story/facts/rest.ts";
import { tell } from "../../src/story/story.ts";
import { Book } from "./build.ts";

function told(book: Book): Fact {
  const facts = factsOf(tell(book.verification()));
  if (facts === null) throw new RangeError("a work");
  return facts;
}

/** A studio that lets a second person in, and a work that this person comments on. */
function together(): { book: Book; joined: number; commented: number } {
  const book = new Book("陈丽");
  const key = book.key();
  const joined = book.line;
  book.say("person.joined", { name: book.text("王芳"), key, role: book.text("retouches") });
  book.say("work.opened", { title: book.text("a cat"), people: [book.owner] });
  const commented = book.line;
  const comment = { text: book.text("it needs a tail"), about: [] };
  book.say("comment.made", comment, { by: { person: key }, signers: [key, book.owner] });
  return { book, joined, commented };
}

describe("facts of a record in which the verification found faults", () => {
  test("have the names of people where it found none", () => {
    const { people, joint } = hands(together().book);
    expect(people).toMatchObject([
      { name: "陈丽", signed: 2 },
      { name: "王芳", signed: 1 },
    ]);
    expect(joint).toHaveLength(1);
  });

  test("do not call anybody by a name that nobody may have given", () => {
    const { book, joined } = together();
    book.fault(joined, "signer.refused", "failed");
    expect(hands(book).people).toMatchObject([{ name: "陈丽" }, { name: null }]);
  });

  test("take no false signature for somebody's word", () => {
    const { book, commented } = together();
    book.fault(commented, "signature.false", "failed");
    const { people, joint } = hands(book);
    expect(people).toMatchObject([{ signed: 1 }, { signed: 0 }]);
    expect(joint).toEqual([]);
  });
});

test("an altered text is told as a withheld one is", () => {
  const book = new Book();
  const title = book.text("a cat");
  book.forge(title);
  book.say("work.opened", { title, people: [book.owner] });
  expect(told(book).title).toBeNull();
});

describe("a prompt of 100,000 characters", () => {
  test.each(["(", "(a:", "<a:", "猫 ", "a,", ". ", "(a:1)", "\\("])(
    "of nothing but %j is cut at once",
    (part) => {
      const phrases = phrasesOf(part.repeat(100_000 / part.length));
      expect(phrases.map((phrase) => phrase.text).join("").length).toBeLessThanOrEqual(100_000);
    },
  );
});

function hands(book: Book): { people: unknown; joint: unknown } {
  const found = told(book).hands;
  if (found === null || typeof found !== "object" || Array.isArray(found)) throw new TypeError();
  return { people: found.people, joint: found.joint };
}
