import { describe, expect, test } from "vitest";
import { FormatError, VerificationError } from "../../../src/record/errors.ts";
import { canonicalText } from "../../../src/record/format/canonical.ts";
import { commitmentOf } from "../../../src/record/format/commitment.ts";
import { keyOf } from "../../../src/record/format/values.ts";
import { readAsked, type Asked } from "../../../src/studio/device/signing.ts";

const OWN = keyOf(new Uint8Array(32).fill(7));
const OTHER = keyOf(new Uint8Array(32).fill(8));
const SALT = "AAAAAAAAAAAAAAAAAAAAAA";
const WORDS = commitmentOf(SALT, "warmer");
const DIGEST = `sha256:${"0".repeat(64)}`;

const COMMENT = {
  after: null,
  at: "2026-11-22T12:00:00.000000Z",
  body: { about: [], text: { text: WORDS } },
  by: { person: OWN },
  chain: DIGEST,
  format: "bozzetto/1",
  kind: "comment.made",
  number: 4,
  previous: DIGEST,
  seen: "stated",
  studio: DIGEST,
};

function asked(event: object, open: Asked["open"] = { [WORDS]: [SALT, "warmer"] }): Asked {
  const text = canonicalText(JSON.parse(JSON.stringify(event)) as never);
  return { id: "1", event: text, open };
}

describe("what a device is asked to sign", () => {
  test("is read out of the bytes that are signed", () => {
    const act = readAsked(asked(COMMENT), OWN);
    expect([...act.texts.values()]).toEqual(["warmer"]);
    expect(new TextDecoder().decode(act.bytes)).toMatch(
      /^DSSEv1 35 application\/vnd\.bozzetto\.event\+json \d+ \{"after":null,/,
    );
  });

  test.each([
    ["somebody else's act", { ...COMMENT, by: { person: OTHER } }],
    ["a program's act in this name", { ...COMMENT, by: { person: OWN, tool: "x", version: "1" } }],
    ["what nobody said", { ...COMMENT, seen: "live" }],
  ])("is refused where it is %s", (_what, event) => {
    expect(() => readAsked(asked(event), OWN)).toThrow(VerificationError);
  });

  test("is refused where the words are others, or are not shown", () => {
    const other = { [WORDS]: [SALT, "colder"] } as const;
    expect(() => readAsked(asked(COMMENT, other), OWN)).toThrow(VerificationError);
    expect(() => readAsked(asked(COMMENT, {}), OWN)).toThrow(FormatError);
  });

  test("is refused where it is no event, or is spelled twice", () => {
    expect(() => readAsked({ id: "1", event: "{}", open: {} }, OWN)).toThrow(FormatError);
    const loose = JSON.stringify(COMMENT, null, 1);
    expect(() => readAsked({ id: "1", event: loose, open: {} }, OWN)).toThrow(FormatError);
  });

  test("may be the entry that lets this key in, and no other", () => {
    const body = { key: OWN, name: { text: WORDS }, role: { text: WORDS } };
    const joined = { ...COMMENT, kind: "person.joined", by: { person: OTHER }, body };
    expect(readAsked(asked(joined), OWN).event.kind).toBe("person.joined");
    expect(() => readAsked(asked(joined), OTHER)).toThrow(VerificationError);
  });
});
