import { describe, expect, test } from "vitest";

import type { Digest } from "../../src/record/format/values.ts";
import type { Node, Story } from "../../src/story/model.ts";
import { tell } from "../../src/story/story.ts";
import { Book, digestAt } from "./build.ts";
import { instruction, large, named, samples } from "./sample.ts";

function book(): Book {
  const begun = new Book();
  begun.say("work.opened", { title: begun.text("Cat"), people: [begun.owner] });
  return begun;
}

function node(story: Story, id: Digest): Node {
  const found = story.lineage.byId.get(id);
  if (found === undefined) throw new RangeError(`no node ${id}`);
  return found;
}

/** An attempt from the inputs, with one picture. */
function attempt(
  of: Book,
  inputs: Parameters<typeof instruction>[0]["inputs"] = [],
  assets = [of.asset("x.png")],
): { id: Digest; picture: Digest } {
  const id = of.say("instruction.given", instruction({ inputs }));
  of.say("output.received", { instruction: id, assets });
  return { id, picture: assets[0]?.digest ?? id };
}

describe("the nodes", () => {
  test("of the sample are its acts in their order, each in its shape", () => {
    const { told } = samples();
    expect(tell(told).lineage.nodes.map((one) => [one.rank, one.shape])).toEqual([
      [0, "work"],
      [1, "material"],
      [2, "attempt"],
      [3, "attempt"],
      [4, "material"],
      [5, "attempt"],
      [6, "edit"],
      [7, "attempt"],
      [8, "attempt"],
      [9, "release"],
      [10, "copy"],
    ]);
  });

  test("of one instruction take all its outputs, in order", () => {
    const of = book();
    const { id } = attempt(of);
    const more = of.asset("y.png");
    of.say("output.received", { instruction: id, assets: [more] });
    const { outputs, pictures } = node(tell(of.verification()), id);
    expect(outputs).toHaveLength(2);
    expect(pictures.map((picture) => picture.asset.name)).toEqual(["x.png", "y.png"]);
  });

  test("show a picture once where an output names it twice", () => {
    const of = book();
    const twice = of.asset("x.png");
    const { id } = attempt(of, [], [twice, twice]);
    expect(node(tell(of.verification()), id).pictures).toHaveLength(1);
  });

  test.each([null, digestAt(9999)])(
    "of an output whose instruction is %s are attempts of unknown instruction",
    (from) => {
      const of = book();
      const id = of.say("output.received", { instruction: from, assets: [of.asset("x.png")] });
      const story = tell(of.verification());
      const found = node(story, id);
      expect(found).toMatchObject({ shape: "attempt", parent: story.lineage.root });
      expect(found.step.kind).toBe("output.received");
      expect(found.outputs.map((step) => step.digest)).toEqual([id]);
    },
  );

  test("do not take an output that names something else than an instruction", () => {
    const of = book();
    const first = attempt(of);
    const choice = of.say("choice.made", { among: [first.picture], chosen: [], rejected: [] });
    const id = of.say("output.received", { instruction: choice, assets: [of.asset("y.png")] });
    expect(node(tell(of.verification()), id).outputs).toHaveLength(1);
    expect(node(tell(of.verification()), first.id).outputs).toHaveLength(1);
  });

  test("of an instruction without output have no pictures and are open", () => {
    const of = book();
    const id = of.say("instruction.given", instruction({}));
    expect(node(tell(of.verification()), id)).toMatchObject({
      outputs: [],
      pictures: [],
      mark: "open",
    });
  });

  test("of an instruction whose job ended have that end, beside what came before it", () => {
    const of = book();
    const { id } = attempt(of);
    const end = of.say("job.ended", { instruction: id, how: "interrupted" });
    const story = tell(of.verification());
    expect(node(story, id).ended.map((step) => step.digest)).toEqual([end]);
    expect(node(story, id).pictures).toHaveLength(1);
    expect(story.lineage.byStep.get(end)?.id).toBe(id);
  });

  test.each([null, digestAt(9999)])("are none for an end of the instruction %s", (from) => {
    const of = book();
    attempt(of);
    const before = tell(of.verification()).lineage.nodes.length;
    const end = of.say("job.ended", { instruction: from, how: "deleted" });
    const { lineage } = tell(of.verification());
    expect(lineage.nodes).toHaveLength(before);
    expect(lineage.byStep.get(end)).toBeUndefined();
  });

  test("are found by every step and by every file that they brought", () => {
    const { told, entries, pictures } = samples();
    const { lineage } = tell(told);
    const at = (entry: string): Digest | undefined => lineage.byStep.get(named(entries, entry))?.id;
    expect(at("first output")).toBe(named(entries, "first"));
    expect(at("first choice")).toBe(named(entries, "first"));
    expect(at("comment")).toBe(named(entries, "edit"));
    expect(at("corrected")).toBe(named(entries, "edit"));
    expect(at("odd")).toBeUndefined();
    expect(lineage.byAsset.get(named(pictures, "two-3").digest)?.id).toBe(named(entries, "second"));
  });

  test("belong to the one that brought a file first, where several bring it", () => {
    const of = book();
    const same = of.asset("x.png");
    const first = attempt(of, [], [same]);
    const second = attempt(of, [], [same]);
    const story = tell(of.verification());
    expect(story.lineage.byAsset.get(same.digest)?.id).toBe(first.id);
    expect(node(story, second.id).pictures).toHaveLength(1);
  });

  test("of a release show the released picture and then the labelled copies", () => {
    const { told, entries } = samples();
    const release = node(tell(told), named(entries, "release"));
    expect(release.pictures.map((picture) => picture.asset.name)).toEqual([
      "final.png",
      "final-labelled.png",
    ]);
    expect(release.pictures.map((picture) => picture.released)).toEqual([true, false]);
  });
});

describe("the root", () => {
  test("is the work's first entry", () => {
    const { told, entries } = samples();
    expect(tell(told).lineage.root).toBe(named(entries, "opened"));
  });

  test("is the first step where the work does not begin in the bundle", () => {
    const of = book();
    const { id } = attempt(of);
    const { lines, ...told } = of.verification();
    const later = lines.filter((line) => line.entry?.event.kind !== "work.opened");
    const { lineage } = tell({ ...told, lines: later });
    expect(lineage.root).toBe(id);
    expect(lineage.nodes[0]).toMatchObject({ parent: null, link: null, shape: "attempt" });
  });

  test("is no node where the bundle has nothing of a work", () => {
    const { lineage } = tell(new Book().verification());
    expect(lineage.nodes).toEqual([]);
    expect(lineage.byId.get(lineage.root)).toBeUndefined();
  });

  test("is one: a second opening hangs on the first", () => {
    const of = book();
    const id = of.say("work.opened", { title: of.text("again"), people: [of.owner] });
    const { lineage } = tell(of.verification());
    expect(lineage.nodes.filter((one) => one.parent === null)).toHaveLength(1);
    expect(lineage.byId.get(id)?.shape).toBe("work");
  });
});

describe("the parent", () => {
  test("is the node whose picture the instruction starts from, by digest", () => {
    const { told, entries } = samples();
    const story = tell(told);
    const second = node(story, named(entries, "second"));
    expect([second.parent, second.link]).toEqual([named(entries, "first"), "made from"]);
    const first = node(story, named(entries, "first"));
    expect([first.parent, first.link]).toEqual([named(entries, "sketch"), "made from"]);
  });

  test("comes from what is started from before what only leads; the others stay thin", () => {
    const { told, entries } = samples();
    const third = node(tell(told), named(entries, "third"));
    expect(third.parent).toBe(named(entries, "first"));
    expect(third.others).toEqual(["mask", "sketch", "second"].map((name) => named(entries, name)));
  });

  test("is found by a digest that only the tool wrote, where a file of the work has it", () => {
    const of = book();
    const first = attempt(of);
    attempt(of);
    const third = attempt(of, [{ role: "reference", digest: first.picture, name: "a.png" }]);
    expect(node(tell(of.verification()), third.id)).toMatchObject({
      parent: first.id,
      link: "made from",
    });
  });

  test.each([
    ["init", "control"],
    ["base", "mask image"],
    ["canvas", "ip-adapter"],
    ["image", "reference image"],
    ["init image", "style image"],
  ])("is found by the role %s before the role %s", (start, lead) => {
    const of = book();
    const [one, two] = [attempt(of), attempt(of)];
    const inputs = [
      { role: lead, digest: one.picture },
      { role: start, digest: two.picture },
    ];
    const { id } = attempt(of, inputs);
    expect(node(tell(of.verification()), id)).toMatchObject({ parent: two.id, others: [one.id] });
  });

  test("is otherwise the attempt before, whatever stands between", () => {
    const of = book();
    const first = attempt(of);
    of.say("material.added", { asset: of.asset("m.png"), role: "photo", origin: "own photo" });
    of.say("choice.made", { among: [first.picture], chosen: [], rejected: [] });
    const second = attempt(of);
    expect(node(tell(of.verification()), second.id)).toMatchObject({
      parent: first.id,
      link: "came next",
      others: [],
    });
  });

  test("is the attempt begun last, though an older one answers later", () => {
    const of = book();
    const slow = of.say("instruction.given", instruction({}));
    const quick = of.say("instruction.given", instruction({}));
    of.say("output.received", { instruction: slow, assets: [of.asset("late.png")] });
    const next = of.say("instruction.given", instruction({}));
    expect(node(tell(of.verification()), next).parent).toBe(quick);
  });

  test("of materials, and of what names no file of the work, is the root", () => {
    const of = book();
    attempt(of);
    const ids = [
      of.say("material.added", { asset: of.asset("m.png"), role: "photo", origin: "own photo" }),
      of.say("edit.made", {
        before: [digestAt(9999)],
        after: of.asset("e.png"),
        tool: { name: "Krita" },
        dimensions: [],
      }),
      of.say("work.released", {
        asset: digestAt(9998),
        place: of.text("here"),
        licence: of.text("none"),
        "source type": "digitalCreation",
      }),
      of.say("copy.found", { where: of.text("there"), captured: [of.asset("c.png")] }),
    ];
    const story = tell(of.verification());
    for (const id of ids) {
      expect(node(story, id)).toMatchObject({ parent: story.lineage.root, link: "came next" });
    }
  });

  test("of an edit, a release and a found copy is the node of the picture that they name", () => {
    const { told, entries } = samples();
    const story = tell(told);
    expect(node(story, named(entries, "edit")).parent).toBe(named(entries, "third"));
    expect(node(story, named(entries, "release")).parent).toBe(named(entries, "edit"));
    expect(node(story, named(entries, "copy")).parent).toBe(named(entries, "edit"));
  });

  test("is never the node itself, nor a later one", () => {
    const of = book();
    const [own, later] = [of.asset("own.png"), of.asset("later.png")];
    const id = of.say(
      "instruction.given",
      instruction({
        inputs: [
          { role: "init", asset: own },
          { role: "init", asset: later },
        ],
      }),
    );
    of.say("output.received", { instruction: id, assets: [own] });
    attempt(of, [], [later]);
    const story = tell(of.verification());
    expect(node(story, id)).toMatchObject({ parent: story.lineage.root, link: "came next" });
  });
});

describe("the path", () => {
  function path(of: Book): Digest[] {
    const { nodes, root } = tell(of.verification()).lineage;
    const ids = nodes.filter((one) => one.onPath).map((one) => one.id);
    expect(ids.slice(0, 1)).toEqual(ids.length === 0 ? [] : [root]);
    return ids.slice(1);
  }

  test("leads from the root to what was released last", () => {
    const { told, entries } = samples();
    const on = tell(told).lineage.nodes.filter((one) => one.onPath);
    const names = ["opened", "sketch", "first", "third", "edit", "release"];
    expect(on.map((one) => one.id)).toEqual(names.map((name) => named(entries, name)));
  });

  test("leads to what was chosen last where nothing was released", () => {
    const of = book();
    const [one, two] = [attempt(of), attempt(of)];
    of.say("choice.made", { among: [one.picture], chosen: [one.picture], rejected: [] });
    expect(path(of)).toEqual([one.id]);
    of.say("choice.made", { among: [two.picture], chosen: [two.picture], rejected: [] });
    expect(path(of)).toEqual([one.id, two.id]);
  });

  test("does not lead to what was rejected after it was chosen", () => {
    const of = book();
    const [one, two] = [attempt(of), attempt(of)];
    const among = [one.picture, two.picture];
    of.say("choice.made", { among, chosen: [one.picture], rejected: [] });
    of.say("choice.made", { among, chosen: [two.picture], rejected: [] });
    of.say("choice.made", { among, chosen: [], rejected: [two.picture] });
    expect(path(of)).toEqual([]);
  });

  test("goes on to what was edited from what was chosen, and not to edits of others", () => {
    const of = book();
    const [one, two] = [attempt(of), attempt(of)];
    of.say("choice.made", { among: [one.picture], chosen: [one.picture], rejected: [] });
    const edit = (before: Digest): { id: Digest; after: Digest } => {
      const after = of.asset("e.png");
      const tool = { name: "Krita" };
      const id = of.say("edit.made", { before: [before], after, tool, dimensions: [] });
      return { id, after: after.digest };
    };
    const first = edit(one.picture);
    edit(two.picture);
    const second = edit(first.after);
    expect(path(of)).toEqual([one.id, first.id, second.id]);
  });

  test("leads nowhere where nothing was chosen", () => {
    const of = book();
    attempt(of);
    expect(path(of)).toEqual([]);
  });
});

describe("marks of nodes", () => {
  test("are chosen where any picture is, rejected where all are, else open", () => {
    const { told, entries } = samples();
    const story = tell(told);
    const marks = ["first", "second", "third", "old"].map(
      (name) => node(story, named(entries, name)).mark,
    );
    expect(marks).toEqual(["chosen", "open", "chosen", "open"]);
    const of = book();
    const { id, picture } = attempt(of);
    of.say("choice.made", { among: [picture], chosen: [], rejected: [picture] });
    expect(node(tell(of.verification()), id).mark).toBe("rejected");
  });
});

describe("remarks", () => {
  test("stand with what they are about, and else with the root", () => {
    const of = book();
    const { id, picture } = attempt(of);
    const text = of.text("so");
    const own = of.digest();
    const general = of.say("intent.stated", { text });
    const unknown = of.say("comment.made", { text, about: [digestAt(9999)] });
    const self = of.say("comment.made", { text, about: [own] }, { digest: own });
    const both = of.say("intent.stated", { text, targets: [picture, id] });
    const story = tell(of.verification());
    const ids = (at: Digest): Digest[] => node(story, at).remarks.map((step) => step.digest);
    expect(ids(story.lineage.root)).toEqual([general, unknown, self]);
    expect(ids(id)).toEqual([both]);
  });
});

test("a work of 5,000 attempts is told without recursion and in little time", () => {
  const told = large(5000);
  const spent = Array.from({ length: 5 }, () => {
    const start = process.cpuUsage();
    expect(tell(told).lineage.nodes).toHaveLength(5001);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  // Milliseconds of processor time, of the best run: other programs share the machine.
  expect(Math.min(...spent)).toBeLessThan(1000);
}, 60_000);
