import { describe, expect, it } from "vitest";
import { bodyOf } from "../../../src/record/format/bodies.ts";
import type { Body, Kind } from "../../../src/record/format/bodies.ts";
import type { Json } from "../../../src/record/format/canonical.ts";
import { parseEntry } from "../../../src/record/format/entry.ts";
import { checkBody, isKind, sortBegunBy, sortOf } from "../../../src/record/format/kinds.ts";
import { committed, digestAt, holder } from "./maker.ts";
import { bytesOf, casesOf, thrown } from "./vectors.ts";

/** The place at which a body is malformed; null where it has its form. */
function refused(kind: Kind, body: Body): string | null {
  const check = (): void => {
    checkBody(kind, body, "body");
  };
  try {
    check();
    return null;
  } catch {
    return String(thrown(check).values.place);
  }
}

/** One well-formed body a kind, all fields or the required ones, out of the vectors. */
const SAMPLES = casesOf("entry")
  .filter(({ name, ok }) => ok !== undefined && /-(full|least)$/.test(name))
  .map(({ line }) => parseEntry(bytesOf(line ?? "")).event);

const ASSET: Json = { digest: digestAt(1), size: 1, type: "image/png" };

describe("the known kinds", () => {
  it("are 29, and the vectors have a body of each", () => {
    expect(new Set(SAMPLES.map(({ kind }) => kind)).size).toBe(29);
    expect(SAMPLES.every(({ kind }) => isKind(kind))).toBe(true);
  });

  it("do not include what every object answers to, nor others", () => {
    for (const kind of ["constructor", "__proto__", "toString", "mood.noted", ""]) {
      expect(isKind(kind)).toBe(false);
      expect(sortBegunBy(kind)).toBeNull();
    }
  });

  it("stand in one sort of chain each, of which one begins it", () => {
    expect(sortOf("person.left")).toBe("studio");
    expect(sortOf("recorder.found")).toBe("studio");
    expect(sortOf("time.anchored")).toBe("anchor");
    expect(sortOf("job.ended")).toBe("work");
    expect(sortOf("model.identified")).toBe("work");
    expect(sortOf("entry.countersigned")).toBe("work");
    for (const kind of ["studio.opened", "anchors.opened", "work.opened"] as const) {
      expect(sortBegunBy(kind)).toBe(sortOf(kind));
    }
    expect(sortBegunBy("time.anchored")).toBeNull();
  });

  it.each(SAMPLES.map(({ kind, body }) => [kind, body] as const))(
    "refuse in %s what is not of the form, field by field",
    (kind, body) => {
      if (!isKind(kind)) throw new Error("not known");
      expect(refused(kind, body)).toBeNull();
      expect(refused(kind, { ...body, zeal: "1" })).toBe("body.zeal");
      for (const name of Object.keys(body)) {
        for (const other of [true, -1, [null], { zeal: 1 }]) {
          expect(refused(kind, { ...body, [name]: other })).toMatch(`body.${name}`);
        }
      }
    },
  );
});

describe("a choice", () => {
  const [a, b, c] = [digestAt(1), digestAt(2), digestAt(3)];

  it("leaves undecided what is in neither list", () => {
    expect(refused("choice.made", { among: [a, b, c], chosen: [b], rejected: [a] })).toBeNull();
    expect(refused("choice.made", { among: [a], chosen: [], rejected: [] })).toBeNull();
  });

  it.each([
    [{ among: [], chosen: [], rejected: [] }],
    [{ among: [a, a], chosen: [], rejected: [] }],
    [{ among: [a, b], chosen: [a, a], rejected: [] }],
    [{ among: [a, b], chosen: [a], rejected: [a] }],
    [{ among: [a, b], chosen: [c], rejected: [] }],
    [{ among: [a, b], chosen: [], rejected: [c] }],
  ])("is not %j", (body) => {
    expect(refused("choice.made", body)).not.toBeNull();
  });
});

describe("an input", () => {
  const given = (input: Json): string | null =>
    refused("instruction.given", {
      tool: { name: "ComfyUI" },
      models: [],
      prompts: [],
      settings: {},
      inputs: [input],
    });

  it("is a file that the studio holds, perhaps with a mask", () => {
    expect(given({ role: "init", asset: ASSET })).toBeNull();
    expect(given({ role: "init", asset: ASSET, region: ASSET })).toBeNull();
  });

  it("is what a tool says of a file, perhaps nothing", () => {
    expect(given({ role: "control" })).toBeNull();
    expect(given({ role: "control", digest: digestAt(1), name: "pose.png" })).toBeNull();
  });

  it("is not both, and has no mask without a file", () => {
    expect(given({ role: "init", asset: ASSET, name: "a.png" })).toBe("body.inputs[0].name");
    expect(given({ role: "init", region: ASSET })).toBe("body.inputs[0].region");
    expect(given({ asset: ASSET })).toBe("body.inputs[0].role");
    expect(given("init")).toBe("body.inputs[0]");
  });
});

it("has null in a body only where the form says so", () => {
  expect(refused("output.received", { instruction: null, assets: [ASSET] })).toBeNull();
  expect(refused("output.received", { instruction: null, assets: [ASSET], job: null })).toBe(
    "body.job",
  );
  const found = { what: "gap", from: null, until: null };
  expect(refused("recorder.found", found)).toBeNull();
  expect(refused("recorder.found", { ...found, what: "nap" })).toBe("body.what");
});

it("has in prompts only the writers that there are, and exact only as no", () => {
  const given = (prompt: Record<string, Json>): string | null =>
    refused("instruction.given", {
      tool: { name: "ComfyUI" },
      models: [{ name: "a", digest: null }],
      prompts: [{ role: "positive", text: committed("a crane"), by: "person", ...prompt }],
      settings: {},
      inputs: [],
    });
  expect(given({})).toBeNull();
  expect(given({ exact: "no" })).toBeNull();
  expect(given({ exact: "yes" })).toBe("body.prompts[0].exact");
  expect(given({ by: "model" })).toBe("body.prompts[0].by");
  expect(given({ text: "a crane" })).toBe("body.prompts[0].text");
});

it("says of a job that ended how, in one of five words", () => {
  const how = (word: Json): string | null =>
    refused("job.ended", { instruction: null, how: word, observed: "2026-11-22T04:00:00.000000Z" });
  for (const word of ["failed", "interrupted", "deleted", "refused", "discarded"]) {
    expect(how(word)).toBeNull();
  }
  for (const word of ["done", "Failed", "", null]) expect(how(word)).toBe("body.how");
  const late = { instruction: null, how: "failed", observed: "2026-11-22T04:00:00Z" };
  expect(refused("job.ended", late)).toBe("body.observed");
});

it("has a moment of being seen in a tool in the kinds that a tool's part can see, and no other", () => {
  const observed = "2026-11-22T04:00:00.000000Z";
  const output = { instruction: null, assets: [ASSET], observed };
  expect(refused("output.received", output)).toBeNull();
  const comment = { about: [], text: committed("dark"), observed };
  expect(refused("comment.made", comment)).toBe("body.observed");
  const read = { name: "a", digest: digestAt(1), size: 0 };
  expect(refused("model.identified", read)).toBeNull();
  expect(refused("model.identified", { ...read, observed })).toBe("body.observed");
  expect(refused("model.identified", { ...read, size: -1 })).toBe("body.size");
});

it("gives a body by its kind, as it was read", () => {
  const body: Body = { people: [holder(1).key], title: committed("Crane") };
  expect(bodyOf("work.opened", body).people).toEqual([holder(1).key]);
  expect(bodyOf("work.opened", body)).toBe(body);
});
