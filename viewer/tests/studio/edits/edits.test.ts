import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { checkBody } from "../../../src/record/format/kinds.ts";
import { verifyBundle } from "../../../src/record/verify/verify.ts";
import { tell } from "../../../src/story/story.ts";
import {
  begun,
  dimensionOf,
  DIMENSIONS,
  editOf,
  materialOf,
  missingIn,
  ORIGINS,
  ROLES,
  turned,
} from "../../../src/studio/edits/draft.ts";
import { isProject, sorted, writerOf } from "../../../src/studio/edits/files.ts";
import { orphansOf, parentsIn } from "../../../src/studio/edits/orphans.ts";
import { lastTool, rememberTool } from "../../../src/studio/edits/tools.ts";
import { Book, digestAt } from "../../story/build.ts";
import { Studio } from "../board/studio.ts";

const BUNDLE = new URL("../../../../build/bundles/story.zip", import.meta.url);
const KRITA = { name: "Krita", version: "5.2.9" };

describe("pictures without a parent", () => {
  test("are those that came without an instruction, the newest first", () => {
    const studio = new Studio();
    studio.attempt(2);
    const [one] = studio.give(null, 1);
    const [two] = studio.give(null, 1);
    const found = orphansOf(studio.story()).map(({ picture }) => picture.asset.digest);
    expect(found).toEqual([two?.digest, one?.digest]);
  });

  test("are none any more once a person told of them, as an edit or as a material", () => {
    const studio = new Studio();
    const [made] = studio.attempt(1);
    const [one] = studio.give(null, 1);
    const [two] = studio.give(null, 1);
    if (made === undefined || one === undefined || two === undefined) throw new RangeError("none");
    const { book } = studio;
    book.say("edit.made", { before: [made.digest], after: one, tool: KRITA, dimensions: [] });
    expect(orphansOf(studio.story())).toHaveLength(1);
    book.say("material.added", { asset: two, role: "photo", origin: "own photo" });
    expect(orphansOf(studio.story())).toEqual([]);
  });

  test("are first saves of a drawing, too, until a person says what it began with", () => {
    const studio = new Studio();
    const [made] = studio.attempt(1);
    const { book } = studio;
    const drawing = book.asset("cat.kra");
    book.say("edit.made", { before: [], after: drawing, tool: KRITA, dimensions: [] });
    const found = orphansOf(studio.story()).map(({ picture }) => picture.asset.digest);
    expect(found).toEqual([drawing.digest]);
    if (made === undefined) throw new RangeError("none");
    book.say("edit.made", { before: [made.digest], after: drawing, tool: KRITA, dimensions: [] });
    expect(orphansOf(studio.story())).toEqual([]);
  });

  test("are not offered as their own parents, and chosen ones are offered first", () => {
    const studio = new Studio();
    const made = studio.attempt(3).map((asset) => asset.digest);
    const [orphan] = studio.give(null, 1);
    studio.choose(made, made.slice(1, 2), made.slice(2));
    const offered = parentsIn(studio.story(), orphan?.digest ?? null);
    expect(offered.map(({ asset }) => asset.digest)).toEqual([made[1], made[0], made[2]]);
  });

  test.skipIf(!existsSync(BUNDLE))("of a real record came without an instruction", async () => {
    const file = new Blob([readFileSync(BUNDLE)]);
    const options = { roots: [], signers: [], clock: null };
    const story = tell(await verifyBundle(file, "story.zip", options));
    for (const { step } of orphansOf(story)) expect(step.body.instruction ?? null).toBeNull();
    expect(parentsIn(story, null).length).toBeGreaterThan(0);
  });
});

describe("an edit while it is told", () => {
  const after = new Book().asset("final.png");
  const draft = begun(after, null, KRITA);

  test("decides nothing by itself", () => {
    expect(draft.before).toBeNull();
    expect(missingIn(draft)).toEqual(["parent"]);
    expect(editOf(draft)).toBeNull();
  });

  test("wants a parent that is not itself, and a program", () => {
    expect(missingIn({ ...draft, before: after.digest })).toEqual(["same"]);
    const nameless = { ...draft, before: digestAt(5), tool: { name: "  ", version: "" } };
    expect(missingIn(nameless)).toEqual(["program"]);
  });

  test("has a number key for each dimension, which stay in the format's own order", () => {
    expect(DIMENSIONS.map((_, place) => dimensionOf(String(place + 1)))).toEqual(DIMENSIONS);
    expect(["0", "7", "9", "a", ""].map(dimensionOf)).toEqual([null, null, null, null, null]);
    const two = turned(turned(draft, "lines"), "colour");
    expect(two.dimensions).toEqual(["colour", "lines"]);
    expect(turned(two, "colour").dimensions).toEqual(["lines"]);
  });

  test("comes to a body that the format takes, with what was left empty left out", () => {
    const told = turned({ ...draft, before: digestAt(5), note: " cooler shadows " }, "colour");
    expect(editOf(told)).toEqual({
      before: [digestAt(5)],
      after: after.digest,
      tool: KRITA,
      dimensions: ["colour"],
      note: "cooler shadows",
    });
    const bare = { ...draft, before: digestAt(5), tool: { name: "GIMP", version: " " } };
    expect(editOf(bare)?.tool).toEqual({ name: "GIMP" });
    const [before, dimensions] = [[digestAt(5)], [...DIMENSIONS]];
    checkBody("edit.made", { before, after: { ...after }, tool: { ...KRITA }, dimensions }, "body");
  });

  test("or to a material, whose terms the format takes", () => {
    const material = { ...draft, origin: "material" as const };
    expect(missingIn(material)).toEqual([]);
    expect(materialOf(material)).toEqual({ asset: after, role: "reference", origin: "own hand" });
    for (const role of ROLES) {
      for (const origin of ORIGINS) {
        checkBody("material.added", { asset: { ...after }, role, origin }, "body");
      }
    }
  });
});

describe("files that are dropped", () => {
  const name = (text: string): { name: string } => ({ name: text });

  test("are told apart into the picture, the project file and what is left", () => {
    const [png, kra, jpg] = [name("a.png"), name("A.KRA"), name("b.jpg")];
    expect(sorted([kra, png, jpg])).toEqual({ picture: png, project: kra, others: [jpg] });
    expect(sorted([kra])).toEqual({ picture: null, project: kra, others: [] });
    expect(sorted([])).toEqual({ picture: null, project: null, others: [] });
  });

  test("tell of their program only where no other writes such files", () => {
    expect(writerOf("cat.kra")).toBe("Krita");
    expect(writerOf("cat.psd")).toBeNull();
    expect(isProject("cat.psd")).toBe(true);
    expect(isProject("kra")).toBe(false);
    expect(isProject("cat.kra.png")).toBe(false);
  });
});

describe("the program of the last edit", () => {
  test("is remembered, and what another version wrote is passed over", () => {
    const all = new Map<string, string>();
    const keeper = {
      getItem: (key: string) => all.get(key) ?? null,
      setItem: (key: string, value: string) => void all.set(key, value),
    };
    expect(lastTool(keeper)).toEqual({ name: "", version: "" });
    rememberTool({ name: " Krita ", version: "5" }, keeper);
    expect(lastTool(keeper)).toEqual({ name: "Krita", version: "5" });
    all.set("bozzetto program", '{"name":3}');
    expect(lastTool(keeper)).toEqual({ name: "", version: "" });
    expect(lastTool(null)).toEqual({ name: "", version: "" });
  });
});
