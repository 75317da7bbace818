import { describe, expect, it } from "vitest";
import type { Json } from "../../../src/record/format/canonical.ts";
import { readEvent } from "../../../src/record/format/event.ts";
import { WORK, digestAt, eventWith, holder, studioBody } from "./maker.ts";
import { thrown } from "./vectors.ts";

/** The place at which an event is malformed; null where it is read. */
function refused(members: Record<string, Json>): string | null {
  try {
    readEvent(eventWith(members), "event");
    return null;
  } catch {
    return String(thrown(() => readEvent(eventWith(members), "event")).values.place);
  }
}

const FIRST = { number: 0, chain: null, previous: null };

describe("an event", () => {
  it("has exactly eleven members", () => {
    expect(Object.keys(eventWith())).toHaveLength(11);
    expect(refused({})).toBeNull();
    for (const name of Object.keys(eventWith())) {
      const event = eventWith();
      Reflect.deleteProperty(event, name);
      expect(thrown(() => readEvent(event, "event")).values).toEqual({ place: `event.${name}` });
    }
    expect(refused({ zeal: 1 })).toBe("event.zeal");
  });

  it("is of this format only", () => {
    expect(refused({ format: "bozzetto/2" })).toBe("event.format");
  });

  it.each([
    "comment",
    "comment.",
    ".made",
    "comment.made.x",
    "Comment.made",
    "a-.b",
    "-a.b",
    "a--b.c",
    "a1.b",
    "a.b\n",
  ])("has no kind %j", (kind) => {
    expect(refused({ kind })).toBe("event.kind");
  });

  it("may be of a kind that is not known", () => {
    expect(refused({ kind: "mood-board.pinned-up", body: { any: [1, null] } })).toBeNull();
  });

  it("is seen live, imported or stated", () => {
    for (const seen of ["live", "imported", "stated"]) expect(refused({ seen })).toBeNull();
    expect(refused({ seen: "dreamt" })).toBe("event.seen");
  });

  it("is after an anchor, or after none", () => {
    expect(refused({ after: digestAt(7) })).toBeNull();
    expect(refused({ after: "" })).toBe("event.after");
  });
});

describe("its place", () => {
  it("has a studio, save in studio.opened", () => {
    const body = studioBody(holder(1), holder(2));
    expect(refused({ ...FIRST, kind: "studio.opened", body, studio: null })).toBeNull();
    expect(refused({ ...FIRST, kind: "studio.opened", body })).toBe("event.studio");
    expect(refused({ studio: null })).toBe("event.studio");
  });

  it("has a chain and a previous entry, save at number 0", () => {
    expect(refused({ ...FIRST, kind: "work.opened", body: WORK })).toBeNull();
    expect(refused({ ...FIRST, chain: digestAt(1) })).toBe("event.chain");
    expect(refused({ ...FIRST, previous: digestAt(1) })).toBe("event.previous");
    expect(refused({ chain: null })).toBe("event.chain");
    expect(refused({ previous: null })).toBe("event.previous");
  });

  it("is number 0 for the kinds that begin a chain", () => {
    expect(refused({ kind: "work.opened", body: WORK })).toBe("event.number");
    expect(refused({ kind: "anchors.opened", body: {} })).toBe("event.number");
  });

  it("may be number 0 for another kind: the chain is then false, not the line malformed", () => {
    expect(refused(FIRST)).toBeNull();
    expect(refused({ ...FIRST, kind: "mood.opened", body: {} })).toBeNull();
  });
});

describe("who acted", () => {
  const person = holder(1).key;

  it("is a person, a program, or a person through a program", () => {
    for (const by of [
      { person },
      { tool: "a", version: "1" },
      { person, tool: "a", version: "1" },
    ]) {
      expect(refused({ by })).toBeNull();
    }
  });

  it.each([
    ["nobody", {}, "event.by"],
    ["a program without a version", { tool: "a" }, "event.by"],
    ["a version of nothing", { person, version: "1" }, "event.by"],
    ["a name for a key", { person: "Lin" }, "event.by.person"],
    ["null", { person: null }, "event.by.person"],
    ["an empty name", { tool: "", version: "1" }, "event.by.tool"],
    ["a name of 257 characters", { tool: "a".repeat(257), version: "1" }, "event.by.tool"],
    ["a version of 257 characters", { tool: "a", version: "1".repeat(257) }, "event.by.version"],
    ["somebody else", { person, friend: "x" }, "event.by.friend"],
    ["a text", "Lin", "event.by"],
  ] as [string, Json, string][])("is not %s", (_what, by, place) => {
    expect(refused({ by })).toBe(place);
  });

  it("has names of up to 256 characters", () => {
    const by = { tool: "鹤".repeat(256), version: "\ud83c\udfa8".repeat(256) };
    expect(refused({ by })).toBeNull();
  });
});
