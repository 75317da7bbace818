/** Records that nobody would write, well formed as they are: whatever they say, a story is told. */

import { describe, expect, test } from "vitest";

import type { Text } from "../../src/record/format/bodies.ts";
import type { Asset, Digest } from "../../src/record/format/values.ts";
import { sentence } from "../../src/story/describe.ts";
import { inputsOf } from "../../src/story/inputs.ts";
import { choiceOf, choicesOf } from "../../src/story/selection.ts";
import { settingsOf } from "../../src/story/settings.ts";
import { tell } from "../../src/story/story.ts";
import type { Told } from "../../src/story/story.ts";
import { changeOf, wordsBefore } from "../../src/story/words.ts";
import { Book, dice, digestAt } from "./build.ts";
import type { Dice, How } from "./build.ts";
import { instruction, pauseRun, startRun, stopRun } from "./sample.ts";

const ENTRIES = 120;

/** A record whose entries speak of anything: of what comes later, of themselves, of nothing. */
function odd(seed: number): Told {
  const roll = dice(seed);
  const book = new Book();
  if (roll(4) > 0) book.say("work.opened", { title: book.text("odd"), people: [book.owner] });
  for (let count = 0; count < ENTRIES; count++) write(book, roll);
  return book.verification();
}

function write(book: Book, roll: Dice): void {
  const chance = new Chance(book, roll);
  const acts = [...makings(chance), ...sayings(chance), ...runnings(chance)];
  acts[roll(acts.length)]?.();
}

/** Draws what an entry speaks of. */
class Chance {
  readonly how: How;
  readonly book: Book;
  readonly roll: Dice;

  constructor(book: Book, roll: Dice) {
    this.book = book;
    this.roll = roll;
    const seen = roll(2) ? "live" : "imported";
    this.how = roll(9) === 0 ? { digest: this.any() } : { seen };
  }

  /** Digests are counted up, so any number near names an entry, a file, a text or nothing. */
  any(): Digest {
    return digestAt(this.roll(ENTRIES * 6));
  }

  some(least = 0): Digest[] {
    return [...new Set(Array.from({ length: least + this.roll(5) }, () => this.any()))];
  }

  asset(): Asset {
    return this.book.asset("x.png", this.roll(3) === 0 ? { digest: this.any() } : {});
  }

  text(): Text {
    if (this.roll(3) === 0) return this.book.text("w");
    return this.roll(2) ? this.book.withheld() : this.book.lost();
  }
}

type Act = () => unknown;

/** What brings files. */
function makings(chance: Chance): Act[] {
  const { book, roll, how } = chance;
  const tool = { name: "?" };
  const [asset, after, before] = [chance.asset(), chance.asset(), chance.some()];
  const given = instruction({
    prompts: [{ role: "positive", text: chance.text(), by: "person" }],
    inputs: [
      { role: "init", asset, region: after },
      { role: "control", digest: chance.any() },
      { role: "reference" },
    ],
  });
  const answer = { instruction: roll(3) ? chance.any() : null, assets: [asset, chance.asset()] };
  const note = chance.text();
  const found = { where: note, captured: [asset], matched: chance.any() };
  return [
    () => book.say("instruction.given", given, how),
    () => book.say("instruction.given", given, { ...how, chain: "studio" }),
    () => book.say("output.received", answer, how),
    () => book.say("edit.made", { before, after, tool, dimensions: [], note }, how),
    () => book.say("material.added", { asset, role: "photo", origin: "found" }, how),
    () => book.say("copy.found", found, how),
  ];
}

/** What somebody says of files and entries. */
function sayings(chance: Chance): Act[] {
  const { book, roll, how } = chance;
  const [text, any, some] = [chance.text(), chance.any(), chance.some(1)];
  const choice = {
    among: some,
    chosen: some.slice(0, roll(2)),
    rejected: some.slice(1, 1 + roll(3)),
    reason: text,
  };
  const copies = [{ asset: chance.asset(), labels: [] }];
  const release = { asset: any, place: text, licence: text, "source type": "x", copies };
  return [
    () => book.say("choice.made", choice, how),
    () => book.say("entry.corrected", { corrects: any, text }, how),
    () => book.say("comment.made", { text, about: some }, how),
    () => book.say("intent.stated", { text, targets: some }, how),
    () => book.say("work.released", release, how),
    () => book.say("bytes.erased", { assets: some, reason: text }, how),
    () => book.say("entry.countersigned", { entries: some }, how),
    () => book.say("work.opened", { title: text, people: [book.key()] }, how),
    () => book.say("key.replaced", { old: book.key(), new: book.owner, reason: text }, how),
    () => book.say("person.left", { key: book.key() }, how),
    () => book.write("thing.done", { what: any, among: [text] }, how),
  ];
}

/** What the recorder says of itself and of time. */
function runnings(chance: Chance): Act[] {
  const { book, roll } = chance;
  const run = `run ${roll(3)}`;
  const what = roll(2) ? "unfinished" : "lost event";
  const from = roll(2) ? book.now() : null;
  const found = { what, from, until: null, run, work: chance.any() } as const;
  return [
    () => book.say("recorder.found", found),
    () => startRun(book, run),
    () => pauseRun(book, run),
    () => stopRun(book, run),
    () => book.anchor(),
    () => {
      book.wait(roll(100) - 50);
    },
  ];
}

const SEEDS = Array.from({ length: 40 }, (_, seed) => seed);

describe.each(SEEDS)("an odd record (%i)", (seed) => {
  const told = odd(seed);
  const story = tell(told);
  const { lineage, steps } = story;

  test("has every step once, in the order of the lines", () => {
    const digests = new Set(told.lines.flatMap((line) => line.entry?.digest ?? []));
    expect(new Set(steps.map((step) => step.digest))).toEqual(digests);
    expect(steps).toHaveLength(digests.size);
    const lines = steps.map((step) => step.line);
    expect(lines).toEqual([...lines].sort((one, other) => one - other));
  });

  test("has a lineage in which every parent is earlier and every name is known", () => {
    expect(lineage.nodes.map((node) => node.rank)).toEqual([...lineage.nodes.keys()]);
    expect(lineage.byId.size).toBe(lineage.nodes.length);
    for (const node of lineage.nodes) {
      const above = [node.parent, ...node.others].flatMap((id) => id ?? []);
      for (const id of above) expect(lineage.byId.get(id)?.rank).toBeLessThan(node.rank);
      expect(new Set(above).size).toBe(above.length);
      expect(node.parent === null).toBe(node.rank === 0);
      expect(node.link === null).toBe(node.rank === 0);
    }
  });

  test("shows every file of an output, an edit or a material at some node", () => {
    const shown = new Set(
      lineage.nodes.flatMap((node) => node.pictures.map((one) => one.asset.digest)),
    );
    for (const digest of story.broughtBy.keys()) expect(shown.has(digest)).toBe(true);
    for (const node of lineage.nodes) {
      const digests = node.pictures.map((picture) => picture.asset.digest);
      expect(new Set(digests).size).toBe(digests.length);
    }
  });

  test("has a path without a break", () => {
    const on = lineage.nodes.filter((node) => node.onPath);
    for (const node of on) {
      if (node.parent !== null) expect(lineage.byId.get(node.parent)?.onPath).toBe(true);
    }
  });

  test("can be asked everything of every step", () => {
    for (const step of steps) {
      const before = wordsBefore(story, step);
      expect(sentence(step, story).id).toMatch(/^story\./);
      expect(inputsOf(story, step).length).toBeGreaterThanOrEqual(0);
      const changes = changeOf(step, before);
      expect(changes.every((change) => change.before !== null || change.after !== null)).toBe(true);
      expect(settingsOf(step, before) === null).toBe(step.kind !== "instruction.given");
      expect(choiceOf(story, step) === null).toBe(step.kind !== "choice.made");
    }
    for (const node of lineage.nodes) {
      for (const choice of choicesOf(story, node)) expect(choice.step.kind).toBe("choice.made");
    }
  });

  test("has stretches that end no earlier than they begin, but for what the recorder said", () => {
    for (const { sort, from, until } of story.timeline.stretches) {
      if (sort === "gap" || from === null || until === null) continue;
      expect(until >= from).toBe(true);
    }
  });
});
