/** Two made-up works: a small one that has something of everything, and one as large as wished. */

import type { InstructionGiven, Prompt, Settings, Text } from "../../src/record/format/bodies.ts";
import type { Asset, Digest, Key } from "../../src/record/format/values.ts";
import type { Told } from "../../src/story/story.ts";
import { Book, dice } from "./build.ts";
import type { How } from "./build.ts";

/** What of the sample a test wants to name. */
export interface Sample {
  readonly told: Told;
  readonly book: Book;
  /** Entries by a name of this file: `first`, `second`, `third`, `choice`, `edit`, ... */
  readonly entries: Readonly<Record<string, Digest>>;
  /** Pictures by a name of this file: `sketch`, `one-0`, ..., `edited`. */
  readonly pictures: Readonly<Record<string, Asset>>;
}

const COMFY = { name: "ComfyUI", version: "0.3.40" };
const KRITA = { name: "Krita", version: "5.2.9" };
const MODEL = { name: "sdxl_base_1.0.safetensors", digest: "31e35c80fc4829d14f90153f4c74cd59" };
const DETAIL = { name: "crystal_detail.safetensors", digest: null };

export const SETTINGS: Settings = {
  cfg: "7.0",
  height: "1024",
  sampler: "dpmpp_2m",
  seed: "8146730927364523011",
  steps: "28",
  width: "1024",
};

/** Prompts of the three rounds. */
export const WORDS = {
  first: "吊坠，猫，水晶，钻石切割，白色背景，产品摄影",
  second: "吊坠，猫，水晶，蓝宝石眼睛，白色背景，产品摄影",
  english: "a crystal cat pendant, (blue eyes:1.2), <lora:crystal_detail:0.8>, soft light",
  negative: "blurry, text, [watermark]",
  region: "two sapphires, oval cut",
};

function prompt(role: string, text: Text, by: Prompt["by"] = "person"): Prompt {
  return { role, text, by };
}

/** What a tool was told: `more` over the habits of this file. */
export function instruction(more: Partial<InstructionGiven>): InstructionGiven {
  return { tool: COMFY, models: [MODEL], prompts: [], settings: SETTINGS, inputs: [], ...more };
}

/** The sample as a verification. */
export function sample(): Told {
  return samples().told;
}

/** A pendant in the form of a cat: from a sketch to the release, by two people, with gaps. */
export function samples(): Sample {
  const book = new Book("陈丽", "工作室电脑");
  const draft: Draft = {
    book,
    entries: {},
    pictures: {},
    helper: book.hand(book.key(), "person", "Tom Ward", true),
    live: { by: { person: book.owner, tool: "bozzetto", version: "1.0" } },
    ours: [],
  };
  begin(draft);
  firstRound(draft);
  secondRound(draft);
  thirdRound(draft);
  retouch(draft);
  importOld(draft);
  release(draft);
  return { told: book.verification(), book, entries: draft.entries, pictures: draft.pictures };
}

/** The sample while it is written. */
interface Draft {
  readonly book: Book;
  readonly entries: Record<string, Digest>;
  readonly pictures: Record<string, Asset>;
  readonly helper: Key;
  readonly live: How;
  /** What the next round starts from. */
  readonly ours: Asset[];
}

function batch({ book, pictures }: Draft, name: string, count: number): Asset[] {
  return Array.from({ length: count }, (_, place) => {
    const asset = book.asset(`${name}-${place}.png`);
    pictures[`${name}-${place}`] = asset;
    return asset;
  });
}

function begin({ book, entries, pictures, helper, ours }: Draft): void {
  startRun(book, "run 1");
  book.say(
    "person.joined",
    { name: book.text("Tom Ward"), key: helper, role: book.text("retouching") },
    { signers: [book.owner, helper] },
  );
  entries.opened = book.say("work.opened", {
    title: book.text("猫形水晶吊坠"),
    people: [book.owner, helper],
    terms: book.text("Joint work, halves."),
  });
  entries.intent = book.say("intent.stated", {
    text: book.text("想做一枚猫形水晶吊坠：通透、冷色，眼睛要有神。"),
    dimensions: ["composition elements", "colour"],
  });
  pictures.sketch = book.asset("草图.png");
  ours.push(pictures.sketch);
  entries.sketch = book.say("material.added", {
    asset: pictures.sketch,
    role: "sketch",
    origin: "own hand",
    note: book.text("pencil, this morning"),
  });
  book.anchor();
}

function firstRound(draft: Draft): void {
  const { book, entries, ours } = draft;
  const prompts = [
    prompt("positive", book.text(WORDS.first)),
    prompt("negative", book.text(WORDS.negative), "template"),
  ];
  const inputs = ours.map((asset) => ({ role: "init", asset }));
  const given = instruction({ prompts, inputs });
  entries.first = book.say("instruction.given", given, draft.live);
  const one = batch(draft, "one", 4);
  entries["first output"] = book.say("output.received", {
    instruction: entries.first,
    assets: one,
    claims: { "date:create": "2026-11-22T12:03:00+08:00" },
  });
  const chosen = one.slice(2, 3);
  entries["first choice"] = book.say("choice.made", {
    among: digestsOf(one),
    chosen: digestsOf(chosen),
    rejected: digestsOf(one.filter((asset) => !chosen.includes(asset))),
    reason: book.text("第三张轮廓最接近草图，其余耳朵太圆。"),
  });
  book.anchor();
  book.wait(6);
  ours.splice(0, 1, ...chosen);
}

function secondRound(draft: Draft): void {
  const { book, entries, ours } = draft;
  const prompts = [
    prompt("positive", book.text(WORDS.second)),
    prompt("negative", book.text(WORDS.negative), "template"),
  ];
  const inputs = ours.map((asset) => ({ role: "init", asset }));
  const settings = { ...SETTINGS, seed: "77", denoise: "0.55", steps: "32" };
  const given = instruction({ prompts, settings, inputs });
  entries.second = book.say("instruction.given", given, draft.live);
  const two = batch(draft, "two", 4);
  const answer = { instruction: entries.second, assets: two };
  entries["second output"] = book.say("output.received", answer);
  entries["second choice"] = book.say("choice.made", {
    among: digestsOf(two),
    chosen: [],
    rejected: digestsOf(two.slice(0, 3)),
    reason: book.withheld(),
  });
  book.lose(named(draft.pictures, "two-1").digest, "withheld");
  book.lose(named(draft.pictures, "two-2").digest, "erased");
  pauseRun(book, "run 1");
  const from = book.now();
  book.wait(55);
  startRun(book, "run 2");
  const note = book.text("lunch; the recorder was closed");
  book.say("recorder.found", { what: "gap", from, until: book.now(), note });
}

function thirdRound(draft: Draft): void {
  const { book, entries, pictures, ours } = draft;
  const mask = (pictures.mask = book.asset("eyes-mask.png"));
  entries.mask = book.say("material.added", { asset: mask, role: "mask", origin: "own hand" });
  const prompts = [
    prompt("positive", book.text(WORDS.english), "language model"),
    prompt("negative", book.withheld(), "template"),
    prompt("region", book.text(WORDS.region)),
  ];
  const unchosen = named(pictures, "two-3");
  const inputs = [
    { role: "control", asset: named(pictures, "sketch") },
    ...ours.map((asset) => ({ role: "init", asset, region: mask })),
    { role: "reference", digest: unchosen.digest, name: "two-3.png" },
    { role: "reference", name: "../eyes.png" },
  ];
  const settings = { ...SETTINGS, seed: "78", denoise: "0.35" };
  const models = [MODEL, DETAIL];
  const given = instruction({ models, prompts, settings, inputs, account: book.withheld() });
  entries.third = book.say("instruction.given", given, draft.live);
  const three = batch(draft, "three", 3);
  const answer = { instruction: entries.third, assets: three };
  entries["third output"] = book.say("output.received", answer);
  entries.choice = book.say("choice.made", {
    among: digestsOf([...three, unchosen]),
    chosen: digestsOf(three.slice(1, 2)),
    rejected: digestsOf(three.slice(0, 1)),
    reason: book.text("眼睛最亮，切面清楚。"),
  });
  book.anchor();
}

function retouch({ book, entries, pictures, helper }: Draft): void {
  const edited = (pictures.edited = book.asset("final.png"));
  entries.edit = book.say(
    "edit.made",
    {
      before: [named(pictures, "three-1").digest],
      after: edited,
      tool: KRITA,
      dimensions: ["lines", "colour"],
      project: book.asset("final.kra", { type: "application/x-krita" }),
      layers: [book.text("眼睛"), book.text("highlights")],
      note: book.text("Redrew the whiskers and cooled the shadows."),
    },
    { by: { person: helper, tool: "Krita", version: "5.2.9" } },
  );
  entries.comment = book.say(
    "comment.made",
    { text: book.text("Whiskers as in the sketch."), about: [edited.digest] },
    { by: { person: helper } },
  );
}

function importOld(draft: Draft): void {
  const { book, entries } = draft;
  const seen = "imported";
  const old = { instruction: null, assets: batch(draft, "old", 2) };
  entries.old = book.say("output.received", old, { seen });
  const given = instruction({
    tool: { name: "Midjourney" },
    prompts: [prompt("positive", book.withheld())],
  });
  entries.unanswered = book.say("instruction.given", given, { seen });
  entries.odd = book.write("review.held", { note: book.text("no such kind") });
}

function release({ book, entries, pictures }: Draft): void {
  const edited = named(pictures, "edited");
  entries.release = book.say("work.released", {
    asset: edited.digest,
    place: book.text("https://example.org/pendant"),
    licence: book.text("All rights reserved."),
    "source type": "compositeWithTrainedAlgorithmicMedia",
    copies: [{ asset: book.asset("final-labelled.png"), labels: ["TC260", "C2PA"] }],
  });
  entries.corrected = book.say("entry.corrected", {
    corrects: named(entries, "edit"),
    text: book.text("The shadows were warmed, not cooled."),
  });
  book.anchor();
  stopRun(book, "run 2");
  book.wait(90);
  entries.copy = book.say("copy.found", {
    where: book.text("https://example.com/shop/4711"),
    captured: [book.asset("capture.png")],
    matched: edited.digest,
    note: book.text("mirrored"),
  });
}

/** What a name of the sample stands for. */
export function named<Value>(values: Readonly<Record<string, Value>>, name: string): Value {
  const value = values[name];
  if (value === undefined) throw new RangeError(`the sample has no ${name}`);
  return value;
}

function digestsOf(assets: readonly Asset[]): Digest[] {
  return assets.map((asset) => asset.digest);
}

function clock(book: Book): { wall: string; steady: string; boot: Digest } {
  return { wall: book.now(), steady: "12.5", boot: book.digest() };
}

/** The recorder starts. */
export function startRun(book: Book, run: string): Digest {
  const software = { name: "bozzetto", version: "1.0" };
  return book.say("recorder.started", { run, software, platform: "Linux", clock: clock(book) });
}

export function pauseRun(book: Book, run: string): Digest {
  return book.say("recorder.paused", { run, clock: clock(book), reason: book.text("lunch") });
}

export function stopRun(book: Book, run: string): Digest {
  return book.say("recorder.stopped", { run, clock: clock(book) });
}

/**
 * A work of `attempts` attempts, each of one to four pictures, most of them made from a picture of
 * one of the eight attempts before; choices now and then, and an anchor every hundred attempts.
 */
export function large(attempts: number, seed = 1): Told {
  const book = new Book();
  const roll = dice(seed);
  const recent: Asset[] = [];
  startRun(book, "run 1");
  book.say("work.opened", { title: book.text(`${attempts} attempts`), people: [book.owner] });
  for (let place = 0; place < attempts; place++) {
    const from = roll(5) === 0 ? undefined : recent[roll(recent.length + 1)];
    const given = book.say(
      "instruction.given",
      instruction({
        prompts: [
          prompt("positive", book.text(`a crystal cat, attempt ${place}, ${roll(9)} rays`)),
        ],
        inputs: from === undefined ? [] : [{ role: "init", asset: from }],
        settings: { ...SETTINGS, seed: String(roll(1000)) },
      }),
      { by: { person: book.owner, tool: "bozzetto", version: "1.0" } },
    );
    const assets = Array.from({ length: 1 + roll(4) }, (_, n) => book.asset(`${place}-${n}.png`));
    book.say("output.received", { instruction: given, assets });
    if (roll(3) > 0) {
      const [best, ...others] = digestsOf(assets);
      const chosen = best === undefined || roll(2) === 0 ? [] : [best];
      book.say("choice.made", { among: digestsOf(assets), chosen, rejected: others });
    }
    recent.push(...assets);
    recent.splice(0, recent.length - 20);
    if (place % 100 === 99) book.anchor();
  }
  return book.verification();
}
