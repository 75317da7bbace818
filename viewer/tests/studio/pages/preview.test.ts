import { describe, expect, it } from "vitest";
import type { Digest } from "../../../src/record/format/values.ts";
import { tell } from "../../../src/story/story.ts";
import { leaksOf, previewOf, totalsOf } from "../../../src/studio/pages/evidence/preview.ts";
import type { Left, Preview } from "../../../src/studio/pages/evidence/preview.ts";
import { Book } from "../../story/build.ts";
import { instruction, named, samples, WORDS } from "../../story/sample.ts";

const NOTHING: Left = { files: new Set(), texts: new Set() };

function textOf(preview: Preview, words: string): Digest {
  const found = preview.texts.find(({ text }) => text === words);
  if (found === undefined) throw new RangeError(`no text ${words}`);
  return found.commitment;
}

describe("previewOf", () => {
  const { told, entries, pictures } = samples();
  const preview = previewOf(tell(told));

  it("lists every file that the work names once, with the entry that names it first", () => {
    const digests = preview.files.map(({ asset }) => asset.digest);
    expect(new Set(digests).size).toBe(digests.length);
    const edited = preview.files.find(
      ({ asset }) => asset.digest === named(pictures, "edited").digest,
    );
    expect(edited?.step.digest).toBe(named(entries, "edit"));
    expect(preview.files.some(({ asset }) => asset.name === "final.kra")).toBe(true);
    expect(preview.files.some(({ asset }) => asset.name === "eyes-mask.png")).toBe(true);
  });

  it("lists the texts of the work with what they are, and none that is not there", () => {
    const prompt = preview.texts.find(({ text }) => text === WORDS.second);
    expect(prompt?.sort).toEqual({ of: "prompt", role: "positive" });
    const reason = preview.texts.find(({ text }) => text === "眼睛最亮，切面清楚。");
    expect(reason?.sort).toEqual({ of: "fact", label: "reason" });
    const shown = tell(told).steps.flatMap((step) => [...step.texts.keys()]);
    expect(
      [...preview.texts, ...preview.studio].map(({ commitment }) => commitment).sort(),
    ).toEqual(shown.sort());
  });

  it("says that the names in the studio's own entries go out, too", () => {
    const texts = preview.studio.map(({ text }) => text);
    expect(texts).toContain("陈丽");
    expect(texts).toContain("Tom Ward");
    expect(texts).toContain("lunch; the recorder was closed");
    expect(preview.people.map(({ name }) => name)).toContain("陈丽");
  });
});

describe("totalsOf", () => {
  const { told, pictures } = samples();
  const preview = previewOf(tell(told));

  it("counts what is carried without what was erased", () => {
    const { files, bytes, erased, withheldFiles } = totalsOf(preview, NOTHING);
    expect(erased).toBe(1);
    expect(files).toBe(preview.files.length - 1);
    expect(bytes).toBe(9400 * files);
    expect(withheldFiles).toBe(0);
  });

  it("takes what is withheld off", () => {
    const files = new Set([named(pictures, "one-0").digest]);
    const texts = new Set([textOf(preview, WORDS.second)]);
    const [all, some] = [totalsOf(preview, NOTHING), totalsOf(preview, { files, texts })];
    expect(some.bytes).toBe(all.bytes - 9400);
    expect(some.withheldFiles).toBe(1);
    expect(some.withheldTexts).toBe(1);
    expect(some.texts).toBe(all.texts - 1);
  });

  it("does not count a withheld file as erased, though it was", () => {
    const files = new Set([named(pictures, "two-2").digest]);
    const { erased, withheldFiles } = totalsOf(preview, { ...NOTHING, files });
    expect([erased, withheldFiles]).toEqual([0, 1]);
  });

  it("names files that the studio has lost, unless they are withheld", () => {
    const { book, pictures } = samples();
    const { digest } = named(pictures, "one-1");
    book.lose(digest, "missing");
    const lost = previewOf(tell(book.verification()));
    expect(totalsOf(lost, NOTHING).missing.map(({ asset }) => asset.digest)).toEqual([digest]);
    expect(totalsOf(lost, { ...NOTHING, files: new Set([digest]) }).missing).toEqual([]);
  });
});

describe("leaksOf", () => {
  const book = new Book();
  book.say("work.opened", { title: book.text("cat"), people: [book.owner] });
  const picture = book.asset("a.png");
  const carrier = { file: picture.digest, place: "png:tEXt", offset: 41, size: 90 };
  const raw = book.asset("workflow.json", { type: "application/json" });
  const given = instruction({
    prompts: [{ role: "positive", text: book.text("a secret cat"), by: "person" }],
    carriers: [{ ...carrier, digest: book.digest() }],
    raw,
  });
  const told = book.say("instruction.given", given);
  book.say("output.received", { instruction: told, assets: [picture] });
  const preview = previewOf(tell(book.verification()));
  const texts = new Set([textOf(preview, "a secret cat")]);

  it("finds nothing where nothing is withheld", () => {
    expect(leaksOf(preview, NOTHING)).toEqual([]);
  });

  it("names the files in which withheld words still stand", () => {
    const [leak, ...more] = leaksOf(preview, { texts, files: new Set() });
    expect(more).toEqual([]);
    expect(leak?.text.text).toBe("a secret cat");
    expect(leak?.files.map(({ asset }) => asset.digest).sort()).toEqual(
      [picture.digest, raw.digest].sort(),
    );
  });

  it("is content once those files are withheld, too", () => {
    const files = new Set([picture.digest, raw.digest]);
    expect(leaksOf(preview, { texts, files })).toEqual([]);
  });
});
