import { describe, expect, it } from "vitest";
import type { Stretch } from "../../../src/story/model.ts";
import { tell } from "../../../src/story/story.ts";
import { textIn, TEXTS } from "../../../src/texts/catalogue.ts";
import { gapsOf, whatOf, whenOf } from "../../../src/views/timeline/gaps.ts";
import { sample } from "../../story/sample.ts";

const FROM = "2026-11-22T14:02:00.000000Z";
const UNTIL = "2026-11-22T15:10:00.000000Z";

function gap(more: Partial<Stretch> = {}): Stretch {
  return { sort: "gap", from: FROM, until: UNTIL, entries: [], what: "gap", ...more };
}

function said(stretch: Stretch): string {
  const [when, what] = [whenOf(stretch), whatOf(stretch)];
  const values = {
    when: textIn("en", when.id, when.values),
    what: textIn("en", what.id, what.values),
  };
  return textIn("en", "timeline.gap", values);
}

describe("gaps in words", () => {
  it("say from when until when nothing was recorded, and why", () => {
    expect(said(gap())).toBe(
      "2026-11-22 14:02:00 – 15:10:00 (UTC): nothing recorded; nothing was watched.",
    );
    expect(said(gap({ sort: "pause", what: "run 1" }))).toContain("the recorder was paused");
  });

  it("say so where an end is not known", () => {
    expect(said(gap({ until: null }))).toMatch(/^From 2026-11-22 14:02:00 \(UTC\) on: /);
    expect(said(gap({ from: null }))).toMatch(/^Until 2026-11-22 15:10:00 \(UTC\): /);
    expect(said(gap({ from: null, until: null }))).toMatch(/^At a time that is not known: /);
  });

  it("have a sentence for each finding of the format, in both languages", () => {
    const findings = [
      "clock jump",
      "copied",
      "gap",
      "lost event",
      "rolled back",
      "unfinished",
      "unreadable file",
    ];
    const ids = findings.map((what) => whatOf(gap({ what })).id);
    expect(new Set(ids).size).toBe(findings.length);
    for (const id of ids) expect(TEXTS.has(id), id).toBe(true);
  });

  it("tell another finding in its own word", () => {
    expect(said(gap({ what: "__proto__" }))).toContain("the recorder found: __proto__");
  });

  it("count what was written while nothing ran", () => {
    const entries = [1, 2, 3].map((n): `sha256:${string}` => `sha256:${n}`);
    expect(said(gap({ sort: "unwatched", what: null, entries }))).toContain(": 3.");
  });

  it("leave out the times in which a recorder ran, and come in the order of time", () => {
    const runs = gapsOf([
      gap({ sort: "run" }),
      gap({ from: UNTIL, until: null }),
      gap({ sort: "pause" }),
      gap({ from: null }),
    ]);
    expect(runs.map((one) => one.from)).toEqual([null, FROM, UNTIL]);
  });

  it("are those of the sample", () => {
    const gaps = gapsOf(tell(sample()).timeline.stretches);
    expect(gaps.map((one) => one.sort)).toContain("pause");
    expect(gaps.map((one) => one.sort)).toContain("gap");
    for (const one of gaps) expect(said(one)).not.toMatch(/[{}]|timeline\./);
  });
});
