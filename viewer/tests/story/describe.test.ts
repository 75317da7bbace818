import { describe, expect, test } from "vitest";

import { fill } from "../../src/record/errors.ts";
import type { Ending, Finding } from "../../src/record/format/bodies.ts";
import { isKind } from "../../src/record/format/kinds.ts";
import { sentence } from "../../src/story/describe.ts";
import type { Sentence } from "../../src/story/describe.ts";
import { excerpt } from "../../src/story/excerpt.ts";
import { tell } from "../../src/story/story.ts";
import texts from "../../src/texts/story.json";
import { Book, digestAt } from "./build.ts";
import { instruction, named, samples } from "./sample.ts";

const TEXTS = new Map(Object.entries(texts));

/** The sentence as it is read; fails where a value or the text is missing. */
function read({ id, values, behind }: Sentence, language: "zh" | "en" = "en"): string {
  const text = TEXTS.get(id);
  if (text === undefined) throw new RangeError(`no text ${id}`);
  for (const [, name] of text[language].matchAll(/\{(\w+)\}/g)) {
    expect(Object.keys(values)).toContain(name);
  }
  return fill(text[language], values) + (behind === undefined ? "" : read(behind, language));
}

const sample = samples();
const story = tell(sample.told);

function said(name: string, language: "zh" | "en" = "en"): string {
  const step = story.byDigest.get(named(sample.entries, name));
  return step === undefined ? "" : read(sentence(step, story), language);
}

/** The sentence of the book's last entry. */
function last(book: Book): string {
  const told = tell(book.verification());
  const step = told.steps.at(-1);
  return step === undefined ? "" : read(sentence(step, told));
}

describe("a sentence", () => {
  test.each([
    ["opened", "Work opened: 猫形水晶吊坠"],
    ["sketch", "Material 草图.png (sketch, own hand): pencil, this morning"],
    ["mask", "Material eyes-mask.png (mask, own hand)"],
    ["first", "Instruction to ComfyUI: 吊坠，猫，水晶，钻石切割，白色背景，产品摄影"],
    ["first output", "Files received from ComfyUI: 4"],
    ["old", "Files received, instruction not known: 2"],
    ["unanswered", "Instruction to Midjourney (words withheld)"],
    ["choice", "Choice among 4: 1 chosen, 1 rejected, 2 undecided: 眼睛最亮，切面清楚。"],
    ["second choice", "Choice among 4: 0 chosen, 3 rejected, 1 undecided (words withheld)"],
    ["edit", "Edit with Krita: Redrew the whiskers and cooled the shadows."],
    ["comment", "Comment: Whiskers as in the sketch."],
    ["release", "Release: https://example.org/pendant"],
    ["copy", "Copy found: https://example.com/shop/4711"],
    ["corrected", "Correction of line 24: The shadows were warmed, not cooled."],
    ["odd", "Entry of a kind that this page does not know: review.held"],
  ])("of %s is %j", (name, expected) => {
    expect(said(name)).toBe(expected);
  });

  test("can be read in Chinese", () => {
    expect(said("first output", "zh")).toBe("从 ComfyUI 收到文件：4 个");
    expect(said("second choice", "zh")).toBe("4 项中选择：选中 0，未采用 3，未定 1（文字未附）");
  });

  test("can be read in both languages of every step", () => {
    for (const step of story.steps) {
      const found = sentence(step, story);
      expect(read(found, "zh")).not.toBe("");
      expect(read(found, "en")).not.toMatch(/\{\w+\}/);
    }
  });

  test("says of words that are missing or altered that they are", () => {
    const book = new Book();
    book.say("comment.made", { text: book.lost(), about: [] });
    expect(last(book)).toBe("Comment (words missing or altered)");
  });

  test("takes the first prompt that says what is wanted, or else the first", () => {
    const book = new Book();
    const prompt = (
      role: string,
    ): { role: string; text: { text: `sha256:${string}` }; by: "person" } => ({
      role,
      text: book.text(`the ${role}`),
      by: "person",
    });
    book.say("instruction.given", instruction({ prompts: [prompt("system"), prompt("positive")] }));
    expect(last(book)).toBe("Instruction to ComfyUI: the positive");
    book.say("instruction.given", instruction({ prompts: [prompt("style"), prompt("system")] }));
    expect(last(book)).toBe("Instruction to ComfyUI: the style");
    book.say("instruction.given", instruction({ prompts: [] }));
    expect(last(book)).toBe("Instruction to ComfyUI");
  });

  test.each<Finding>([
    "clock jump",
    "copied",
    "gap",
    "lost event",
    "rolled back",
    "unfinished",
    "unreadable file",
  ])("is there for what the recorder found: %s", (what) => {
    const book = new Book();
    book.say("recorder.found", { what, from: null, until: null });
    expect(last(book)).toMatch(/^Recorder found/);
    book.say("recorder.found", { what, from: null, until: null, note: book.text("so") });
    expect(last(book)).toMatch(/: so$/);
  });

  test.each<[Ending, string]>([
    ["failed", "Job failed: the tool broke off with an error"],
    ["interrupted", "Job interrupted: somebody stopped it"],
    ["deleted", "Job deleted from the queue before it ran"],
    ["refused", "Instruction refused by the tool"],
    ["discarded", "Outputs discarded in the tool, unseen by any choice"],
  ])("is there for a job that ended: %s", (how, expected) => {
    const book = new Book();
    book.say("job.ended", { instruction: null, how, note: book.text("so") });
    expect(last(book)).toBe(`${expected}: so`);
    book.say("job.ended", { instruction: null, how });
    expect(last(book)).toBe(expected);
  });

  test("is there for a model file that was read, whatever its name", () => {
    const book = new Book();
    book.say("model.identified", { name: "a\u202eb", digest: digestAt(7), size: 1 });
    expect(last(book)).toMatch(/^Model file .* read$/);
    expect(last(book)).not.toContain("\u202e");
  });

  test("is there for people, devices, keys and sources", () => {
    const book = new Book("Ann", "PC");
    const [key, young] = [book.key(), book.key()];
    book.hand(key, "person", "Tom");
    book.say("person.joined", { name: book.text("Tom"), key, role: book.text("all") });
    expect(last(book)).toBe("Person introduced: Tom");
    book.say("person.left", { key, reason: book.text("moved") });
    expect(last(book)).toBe("Person retired: Tom: moved");
    book.say("device.joined", { name: book.text("laptop"), key: book.key() });
    expect(last(book)).toBe("Device introduced: laptop");
    book.say("device.left", { key: book.device });
    expect(last(book)).toBe("Device retired: PC");
    book.say("key.replaced", { old: book.owner, new: young, reason: book.withheld() });
    expect(last(book)).toBe("New key for Ann (words withheld)");
    const source = book.say("source.added", {
      sort: "folder",
      label: book.text("renders"),
      settings: {},
    });
    expect(last(book)).toBe("Source watched (folder): renders");
    book.say("source.removed", { source });
    expect(last(book)).toBe("Source no longer watched");
    book.anchor();
    expect(last(book)).toBe("Time anchored by TSA One");
  });

  test("names a key whose name is not known by its ends", () => {
    const book = new Book();
    book.say("person.left", { key: book.key() });
    expect(last(book)).toMatch(/^Person retired: [\w-]{8}…[\w-]{8}$/);
  });

  test("is there for erased files, confirmations and corrections of nothing", () => {
    const book = new Book();
    book.say("bytes.erased", { assets: [digestAt(1)], reason: book.text("a face") });
    expect(last(book)).toBe("Files erased, 1: a face");
    book.say("entry.countersigned", { entries: [digestAt(1), digestAt(2)] });
    expect(last(book)).toBe("Entries confirmed: 2");
    book.say("entry.corrected", { corrects: digestAt(9999), text: book.text("no") });
    expect(last(book)).toBe("Correction of an entry that is not here: no");
  });
});

describe("the texts", () => {
  test("have the same values in both languages", () => {
    const names = (text: string): string[] =>
      [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();
    for (const { en, zh } of TEXTS.values()) expect(names(zh)).toEqual(names(en));
  });

  test("are of kinds that there are", () => {
    const own = ["story.unknown", "story.said", "story.withheld", "story.unshown"];
    for (const id of TEXTS.keys()) {
      const [, one, other] = id.split(".");
      expect(own.includes(id) || isKind(`${one}.${other}`)).toBe(true);
    }
  });
});

describe("an excerpt", () => {
  test.each([
    ["a  b\n\tc ", "a b c"],
    ["", ""],
    ["a\u202Eb\u2066c\u0000", "a\ufffdb\ufffdc\ufffd"],
    ["👩‍👧 می‌خواهم", "👩‍👧 می‌خواهم"],
    ["x".repeat(120), "x".repeat(120)],
    ["x".repeat(121), `${"x".repeat(120)}…`],
    ["猫".repeat(100_000), `${"猫".repeat(120)}…`],
    [`${"x".repeat(119)}😀😀`, `${"x".repeat(119)}…`],
  ])("of a text is on one line, short, and steers nothing", (text, expected) => {
    expect(excerpt(text)).toBe(expected);
  });
});
