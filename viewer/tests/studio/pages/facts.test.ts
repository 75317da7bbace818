import { describe, expect, it } from "vitest";
import { tell } from "../../../src/story/story.ts";
import "../../../src/texts/studio.ts";
import { TEXTS } from "../../../src/texts/catalogue.ts";
import { TOPICS, topicsOf } from "../../../src/studio/pages/evidence/facts.ts";
import type { Fact, Topic } from "../../../src/studio/pages/evidence/facts.ts";
import { Book } from "../../story/build.ts";
import { named, sample, samples } from "../../story/sample.ts";

function factsIn(topics: readonly Topic[]): ReadonlyMap<string, Fact> {
  return new Map(topics.flatMap(({ facts }) => facts.map((fact) => [fact.id, fact] as const)));
}

function counted(topics: readonly Topic[], id: string): unknown {
  return factsIn(topics).get(id)?.values.count;
}

describe("topicsOf", () => {
  const { told, entries } = samples();
  const topics = topicsOf(tell(told));

  it("asks for the same things of every work, in one order", () => {
    expect(topics.map(({ name }) => name)).toEqual([...TOPICS]);
    const empty = new Book();
    empty.say("work.opened", { title: empty.text("nothing yet"), people: [empty.owner] });
    const nothing = topicsOf(tell(empty.verification()));
    expect(nothing.map(({ name }) => name)).toEqual([...TOPICS]);
    expect(counted(nothing, "intent.count")).toBe(0);
    expect(counted(nothing, "selection.count")).toBe(0);
    expect(factsIn(nothing).has("selection.reason")).toBe(false);
  });

  it("says whether an intent stands before the first output, by the order of the record", () => {
    expect(counted(topics, "intent.before")).toBe(1);
    expect(factsIn(topics).get("intent.output")?.entries).toEqual([named(entries, "first output")]);
    const late = new Book();
    late.say("work.opened", { title: late.text("late"), people: [late.owner] });
    late.say("output.received", { instruction: null, assets: [late.asset("a.png")] });
    late.say("intent.stated", { text: late.text("as if it had been meant") });
    const facts = topicsOf(tell(late.verification()));
    expect(counted(facts, "intent.count")).toBe(1);
    expect(counted(facts, "intent.before")).toBe(0);
  });

  it("counts instructions with words of a person, and those that nothing came of", () => {
    expect(counted(topics, "instruction.count")).toBe(4);
    expect(counted(topics, "instruction.person")).toBe(4);
    expect(factsIn(topics).get("instruction.unanswered")?.entries).toEqual([
      named(entries, "unanswered"),
    ]);
  });

  it("counts pictures that no choice speaks of", () => {
    expect(counted(topics, "candidates.count")).toBe(13);
    expect(counted(topics, "candidates.unoffered")).toBe(2);
    expect(counted(topics, "candidates.unknown")).toBe(1);
  });

  it("counts choices that give a reason, out of all", () => {
    expect(factsIn(topics).get("selection.reason")?.values).toEqual({ count: 3, of: 3 });
    expect(counted(topics, "selection.chosen")).toBe(2);
  });

  it("counts edits that say what they changed and why", () => {
    expect(factsIn(topics).get("modification.dimensions")?.values).toEqual({ count: 1, of: 1 });
    expect(factsIn(topics).get("modification.note")?.entries).toEqual([named(entries, "edit")]);
  });

  it("tells gaps within the work, and pauses apart from them", () => {
    expect(counted(topics, "gaps.found")).toBe(1);
    expect(counted(topics, "gaps.paused")).toBe(1);
    expect(factsIn(topics).has("gaps.none")).toBe(false);
  });

  it("divides all entries of the work by how they are known", () => {
    const of = factsIn(topics).get("strength.live")?.values.of;
    const counts = ["live", "imported", "stated"].map((seen) =>
      counted(topics, `strength.${seen}`),
    );
    expect(counts.reduce<number>((sum, count) => sum + Number(count), 0)).toBe(of);
    expect(counted(topics, "strength.imported")).toBe(2);
  });

  it("names entries at which something was found, and files that are gone", () => {
    const book = samples();
    const lost = named(book.pictures, "one-0").digest;
    book.book.lose(lost, "missing");
    const facts = topicsOf(tell(book.book.verification()));
    expect(factsIn(facts).get("checks.files")?.entries).toEqual([
      named(book.entries, "first output"),
    ]);
    expect(counted(facts, "checks.erased")).toBe(1);
  });

  it("has words in both languages for every topic and fact", () => {
    for (const name of TOPICS) {
      expect(TEXTS.has(`studio.evidence.topic.${name}`), name).toBe(true);
      expect(TEXTS.has(`studio.evidence.asked.${name}`), name).toBe(true);
    }
    const all = [...topicsOf(tell(sample())), ...topics].flatMap(({ facts }) => facts);
    for (const { id } of all) expect(TEXTS.has(`studio.evidence.fact.${id}`), id).toBe(true);
  });
});
