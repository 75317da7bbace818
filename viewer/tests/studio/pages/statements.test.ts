import { describe, expect, it } from "vitest";
import type { Digest } from "../../../src/record/format/values.ts";
import { tell } from "../../../src/story/story.ts";
import { milestonesOf, statementsOf } from "../../../src/studio/pages/statement/statements.ts";
import type { Statement } from "../../../src/studio/pages/statement/statements.ts";
import { Book } from "../../story/build.ts";
import { named, samples } from "../../story/sample.ts";

/** A work whose statements are what a test says of it. */
function told(say: (book: Book, work: Digest) => void): readonly Statement[] {
  const book = new Book();
  const work = book.say("work.opened", { title: book.text("cat"), people: [book.owner] });
  say(book, work);
  return statementsOf(tell(book.verification()), work);
}

describe("statementsOf", () => {
  it("tells intents and notes in the order of the record, each with what it is about", () => {
    const { told, entries, pictures } = samples();
    const statements = statementsOf(tell(told), named(entries, "opened"));
    expect(statements.map(({ sort }) => sort)).toEqual(["intent", "note"]);
    const [intent, note] = statements;
    expect(intent?.words).toContain("猫形水晶吊坠");
    expect(intent?.dimensions).toEqual(["composition elements", "colour"]);
    expect(intent?.about).toEqual([]);
    expect(note?.about).toEqual([named(pictures, "edited").digest]);
  });

  it("keeps a corrected statement and puts the correction beside it", () => {
    const [statement] = told((book) => {
      const intent = book.say("intent.stated", { text: book.text("a silver cat") });
      book.say("entry.corrected", { corrects: intent, text: book.text("of gold, not silver") });
      book.say("entry.corrected", { corrects: intent, text: book.text("and of brass") });
    });
    expect(statement?.words).toBe("a silver cat");
    expect(statement?.corrections.map(({ said }) => said.text)).toEqual([
      "of gold, not silver",
      "and of brass",
    ]);
  });

  it("reads a milestone out of a comment about nothing else, as the command line makes one", () => {
    const statements = told((book, work) => {
      const { digest } = book.asset("a.png");
      book.say("comment.made", { text: book.text("milestone: lines are done"), about: [] });
      book.say("comment.made", { text: book.text("milestone: v2"), about: [digest, work] });
    });
    expect(milestonesOf(statements).map(({ words }) => words)).toEqual(["lines are done", "v2"]);
  });

  it("reads a milestone or a dispute only out of a comment about the work itself", () => {
    const statements = told((book, work) => {
      const { digest } = book.asset("a.png");
      book.say("comment.made", { text: book.text("milestone: 定稿 v1"), about: [work] });
      book.say("comment.made", { text: book.text("milestone: no"), about: [digest] });
      book.say("comment.made", { text: book.text("dispute: a copy was sold"), about: [work] });
      book.say("intent.stated", { text: book.text("milestone: nor is this one"), targets: [work] });
    });
    expect(statements.map(({ sort }) => sort)).toEqual(["milestone", "note", "dispute", "intent"]);
    expect(milestonesOf(statements).map(({ words }) => words)).toEqual(["定稿 v1"]);
    expect(statements[2]?.words).toBe("a copy was sold");
    expect(statements[0]?.about).toEqual([]);
  });

  it("shows a withheld statement as one without words", () => {
    const [statement] = told((book, work) => {
      book.say("comment.made", { text: book.withheld(), about: [work] });
    });
    expect(statement?.sort).toBe("note");
    expect(statement?.words).toBeNull();
    expect(statement?.said.absence).toBe("withheld");
  });
});
