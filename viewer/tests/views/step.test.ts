import { describe, expect, test } from "vitest";
import type { Kind } from "../../src/record/format/bodies.ts";
import type { Digest } from "../../src/record/format/values.ts";
import type { Step } from "../../src/story/model.ts";
import { tell } from "../../src/story/story.ts";
import { TEXTS } from "../../src/texts/catalogue.ts";
import { laterOf } from "../../src/views/about.ts";
import { downloadName, untyped } from "../../src/views/download.ts";
import { factsOf, isKnown, weightsOf } from "../../src/views/facts.ts";
import type { Fact } from "../../src/views/facts.ts";
import { groupsOf, reasonOf, shownIn } from "../../src/views/files.ts";
import { headlineOf, kindId } from "../../src/views/headline.ts";
import { openingRuns } from "../../src/views/runs.ts";
import { modelRows, toolRow } from "../../src/views/settingsrows.ts";
import { termOf } from "../../src/views/terms.ts";
import { Book } from "../story/build.ts";
import { instruction, samples } from "../story/sample.ts";

const made = samples();
const story = tell(made.told);

function step(name: string): Step {
  const found = story.byDigest.get(made.entries[name] ?? "sha256:");
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

function facts(name: string): Record<string, string> {
  return Object.fromEntries(factsOf(step(name)).map((fact) => [fact.label, fact.sort]));
}

describe("a headline", () => {
  test("exists in both languages for every step of the sample", () => {
    for (const one of story.steps) expect(TEXTS.has(headlineOf(one).id), one.kind).toBe(true);
  });

  test("exists for each of the findings of a recorder", () => {
    const found = ["clock jump", "copied", "gap", "lost event", "rolled back", "unfinished"];
    for (const what of [...found, "unreadable file"]) {
      const body = { what, from: null, until: null };
      const id = headlineOf({ ...step("first"), kind: "recorder.found", body }).id;
      expect(TEXTS.has(id), id).toBe(true);
    }
  });

  test("exists for each way in which a job ends, and for a model file", () => {
    for (const how of ["failed", "interrupted", "deleted", "refused", "discarded"]) {
      const body = { how, instruction: null };
      const { id } = headlineOf({ ...step("first"), kind: "job.ended", body });
      expect(TEXTS.has(id), id).toBe(true);
    }
    const body = { name: "a\u202eb", digest: "sha256:", size: 1 };
    const read = headlineOf({ ...step("first"), kind: "model.identified", body });
    expect(read).toEqual({ id: "step.says.model.identified", values: { name: "a⟨U+202E⟩b" } });
    expect(TEXTS.has(read.id)).toBe(true);
  });

  test("says what a choice came to, also where nothing was chosen", () => {
    expect(headlineOf(step("choice"))).toEqual({
      id: "step.says.choice.made.some",
      values: { among: 4, chosen: 1, rejected: 1 },
    });
    expect(headlineOf(step("second choice")).id).toBe("step.says.choice.made.none");
  });

  test("of an unknown kind names it, plainly", () => {
    expect(headlineOf(step("odd"))).toEqual({
      id: "step.says.unknown",
      values: { kind: "review.held" },
    });
    expect(kindId("review.held")).toBe("step.kind.unknown");
  });

  test("shows what a tool's name would hide", () => {
    const body = { ...step("unanswered").body, tool: { name: "a\u202eb", version: "1\u0007" } };
    const { values } = headlineOf({ ...step("unanswered"), body });
    expect(values).toEqual({ tool: "a⟨U+202E⟩b 1⟨U+0007⟩" });
  });

  test("is not misled by a kind that objects have by nature", () => {
    expect(isKnown("constructor")).toBe(false);
    expect(isKnown("__proto__")).toBe(false);
  });
});

describe("the facts of a step", () => {
  test("have a label in both languages for every step of the sample", () => {
    for (const one of story.steps) {
      for (const fact of factsOf(one)) {
        expect(TEXTS.has(`step.fact.${fact.label}`), fact.label).toBe(true);
      }
    }
  });

  test("of an edit say what was done, with what, and what of the picture", () => {
    expect(facts("edit")).toEqual({
      dimensions: "terms",
      done: "text",
      with: "program",
      layer: "text",
      project: "files",
    });
  });

  test("of an output keep apart what a file says of itself", () => {
    expect(facts("first output").claims).toBe("settings");
  });

  test("of a withheld text say that it is withheld", () => {
    const [reason] = factsOf(step("second choice"));
    expect(reason?.sort === "text" ? reason.said.absence : null).toBe("withheld");
  });

  test("of an instruction have what was read of its model files, before apart from later", () => {
    const book = new Book();
    book.say("work.opened", { title: book.text("x"), people: [book.owner] });
    const read = (name: string, size: number): Digest =>
      book.say("model.identified", { name, digest: book.digest(), size });
    const models = ["a", "b", "c"].map((name) => ({ name, digest: null }));
    read("a", 1);
    const entry = book.say("instruction.given", instruction({ models }));
    const later = read("b", 2);
    const told = tell(book.verification());
    const of = (digest: Digest): readonly Fact[] => {
      const one = told.byDigest.get(digest);
      return one === undefined ? [] : [...factsOf(one), ...weightsOf(told, one)];
    };
    const labels = of(entry).map((fact) => fact.label);
    expect(labels).toEqual(["told", "models", "read", "read-later"]);
    for (const label of ["read", "read-later"]) expect(TEXTS.has(`step.fact.${label}`)).toBe(true);
    expect(of(entry).slice(2)).toMatchObject([
      { values: [expect.stringMatching(/^a \(sha256:/)] },
      { values: [expect.stringMatching(/^b \(sha256:/)] },
    ]);
    expect(of(later)).toMatchObject([{ label: "models" }, { label: "size", values: ["2"] }]);
  });

  test("of a job that ended have what the tool said", () => {
    const book = new Book();
    book.say("job.ended", { instruction: null, how: "failed", job: "7", note: book.text("oom") });
    const one = tell(book.verification()).steps.at(-1);
    const labels = one === undefined ? [] : factsOf(one).map((fact) => fact.label);
    expect(labels).toEqual(["job", "answered"]);
    for (const label of labels) expect(TEXTS.has(`step.fact.${label}`)).toBe(true);
  });

  test("of an unknown kind are none: its body is shown as it is", () => {
    expect(factsOf(step("odd"))).toEqual([]);
  });

  test("are told of every known kind", () => {
    const kinds: readonly Kind[] = ["device.joined", "key.replaced", "entry.countersigned"];
    for (const kind of kinds) expect(isKnown(kind)).toBe(true);
  });
});

describe("the files of a step", () => {
  const labels = (name: string): string[] => groupsOf(story, step(name)).map((one) => one.label);

  test("stand in groups that have names in both languages", () => {
    expect(labels("edit")).toEqual(["before", "after"]);
    expect(labels("release")).toEqual(["released", "copies"]);
    expect(labels("copy")).toEqual(["captured"]);
    expect(labels("third")).toEqual(["outputs"]);
    expect(labels("intent")).toEqual([]);
    for (const one of story.steps) {
      for (const { label } of groupsOf(story, one))
        expect(TEXTS.has(`step.files.${label}`)).toBe(true);
    }
  });

  test("of an instruction are what came of it, each with its mark", () => {
    const [outputs] = groupsOf(story, step("first"));
    expect(outputs?.files.map((file) => file.mark)).toEqual([
      "rejected",
      "rejected",
      "chosen",
      "rejected",
    ]);
  });

  test("of a choice bear that choice's marks", () => {
    const [among] = groupsOf(story, step("second choice"));
    expect(among?.files.map((file) => file.mark)).toEqual([
      "rejected",
      "rejected",
      "rejected",
      "undecided",
    ]);
    expect(among?.files[3]?.overruled).toBe(true);
  });

  test("have the reason of the choice that counts", () => {
    const picture = shownIn(story, made.pictures["three-1"]?.digest ?? "sha256:").picture;
    const reason = picture === null ? null : reasonOf(story, picture);
    expect(reason?.said.text).toBe("眼睛最亮，切面清楚。");
    expect(reason?.step.digest).toBe(made.entries.choice);
  });

  test("that nobody brought are known by digest alone", () => {
    const unknown = shownIn(story, "sha256:nowhere");
    expect(unknown).toMatchObject({ picture: null, mark: null });
  });
});

describe("what later entries say", () => {
  test("begins with corrections, which are never hidden", () => {
    const later = laterOf(story, step("edit"));
    expect(later.corrections.map((one) => one.said?.text)).toEqual([
      "The shadows were warmed, not cooled.",
    ]);
    expect(later.remarks.map((one) => one.said?.text)).toEqual(["Whiskers as in the sketch."]);
  });

  test("has those who confirmed an entry", () => {
    const book = new Book();
    const work = book.say("work.opened", { title: book.text("x"), people: [book.owner] });
    const confirmed = book.say("entry.countersigned", { entries: [work] });
    const told = tell(book.verification());
    const first = told.byDigest.get(work);
    const later = first === undefined ? null : laterOf(told, first);
    expect(later?.confirmed.map((one) => one.digest)).toEqual([confirmed]);
  });

  test("has how the job of an instruction ended, with what the tool said", () => {
    const book = new Book();
    book.say("work.opened", { title: book.text("x"), people: [book.owner] });
    const entry = book.say("instruction.given", instruction({}));
    const ended = { instruction: entry, how: "failed", note: book.text("out of memory") } as const;
    book.say("job.ended", ended);
    const told = tell(book.verification());
    const first = told.byDigest.get(entry);
    const later = first === undefined ? null : laterOf(told, first);
    expect(later?.remarks.map((one) => [one.step.kind, one.said?.text])).toEqual([
      ["job.ended", "out of memory"],
    ]);
  });

  test("is nothing where nothing was said", () => {
    expect(laterOf(story, step("sketch")).corrections).toEqual([]);
  });
});

describe("a long comparison", () => {
  test("that is short is shown whole", () => {
    const runs = [{ kind: "kept", text: "abc" }] as const;
    expect(openingRuns(runs, 3)).toEqual({ runs, all: true, length: 3 });
  });

  test("shows what changed, with what stands around it", () => {
    const cut = openingRuns(
      [
        { kind: "kept", text: "x".repeat(50_000) },
        { kind: "removed", text: "red" },
        { kind: "added", text: "blue" },
        { kind: "kept", text: "y".repeat(50_000) },
      ],
      1000,
    );
    expect(cut).toMatchObject({ all: false, length: 100_007 });
    expect(cut.runs.map((run) => run.kind)).toEqual(["kept", "removed", "added", "kept"]);
    expect(cut.runs[0]?.text).toBe(` … ${"x".repeat(240)}`);
    expect(cut.runs[3]?.text).toBe(`${"y".repeat(240)} … `);
  });

  test("ends where it is too long, and never within a character", () => {
    const cut = openingRuns([{ kind: "added", text: `a${"🎨".repeat(600)}` }], 1000);
    expect(cut.runs[0]?.text).toBe(`a${"🎨".repeat(499)}`);
  });
});

describe("small things", () => {
  test("a term is said in the reader's language, and one that is not known as it is", () => {
    const say = (id: string): string => TEXTS.get(id)?.zh ?? id;
    expect(termOf("own hand", say)).toBe("亲手制作");
    expect(termOf("viewing angle", say)).toBe("视角");
    expect(termOf("crystal ball", say)).toBe("crystal ball");
  });

  test("a file is saved under its digest, whatever it was called", () => {
    const asset = { digest: "sha256:abc", size: 1, type: "image/jpeg", name: "../x.exe" } as const;
    expect(downloadName(asset)).toBe("abc.jpg");
    expect(downloadName({ ...asset, type: "text/html" })).toBe("abc.bin");
    expect(untyped(new Blob(["x"], { type: "text/html" })).type).toBe("application/octet-stream");
  });

  test("programs and model files are rows beside the settings", () => {
    const { tool, models } = instruction({});
    expect(toolRow({ change: "added", before: null, after: tool }, "Tool")).toEqual({
      name: "Tool",
      change: "added",
      before: null,
      after: "ComfyUI 0.3.40",
    });
    const [model = null] = models;
    const rows = modelRows([{ name: "m", change: "added", before: null, after: model }], "Model");
    expect(rows[0]?.after).toBe("sdxl_base_1.0.safetensors (31e35c80…4c74cd59)");
  });
});
