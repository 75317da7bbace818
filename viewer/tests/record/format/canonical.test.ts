import { describe, expect, it } from "vitest";
import { FormatError } from "../../../src/record/errors.ts";
import {
  LEVELS,
  canonicalText,
  isObject,
  namesOf,
  parseCanonical,
  writeCanonical,
} from "../../../src/record/format/canonical.ts";
import { bytesOf } from "./vectors.ts";

function read(text: string): unknown {
  return parseCanonical(bytesOf(text));
}

describe("reading", () => {
  it.each(["null", "true", "false", "0", "-1", '""', "[]", "{}", '[1,"a",{"b":[]}]'])(
    "takes %s and writes it again",
    (text) => {
      expect(canonicalText(parseCanonical(bytesOf(text)))).toBe(text);
    },
  );

  it("keeps no prototype, so that no name is found that was not written", () => {
    const value = parseCanonical(bytesOf('{"settings":{"a":1}}'));
    const inside = isObject(value) ? value.settings : undefined;
    expect("constructor" in Object(value)).toBe(false);
    expect("toString" in Object(inside)).toBe(false);
    expect(inside).toEqual({ a: 1 });
  });

  it("takes __proto__ for a name like any other", () => {
    const text = '{"__proto__":{"polluted":true}}';
    const value = parseCanonical(bytesOf(text));
    expect(isObject(value) && Object.keys(value)).toEqual(["__proto__"]);
    expect(canonicalText(value)).toBe(text);
    expect("polluted" in {}).toBe(false);
  });

  it("refuses __proto__ that stands twice", () => {
    expect(() => read('{"__proto__":1,"__proto__":1}')).toThrow(FormatError);
  });

  it("orders names that look like an index as text", () => {
    expect(read('{"10":1,"9":2}')).toEqual({ "9": 2, "10": 1 });
    expect(() => read('{"9":2,"10":1}')).toThrow(FormatError);
  });

  it("refuses a name that stands twice, also where both have one value, at any level", () => {
    expect(() => read('[{"a":{"b":1,"b":1}}]')).toThrow(FormatError);
  });

  it.each([
    ["an unpaired surrogate, escaped", '"\\ud800"'],
    ["a pair the wrong way round", '"\\udc00\\ud800"'],
    ["an unpaired surrogate in a name", '{"\\udfff":1}'],
    ["an exponent", "1e21"],
    ["more than a double holds", "1e400"],
    ["a number that a double does not hold", "9007199254740993"],
    ["a raw line feed in a string", '"\n"'],
    ["white space in front", " 1"],
    ["a form feed", "\f1"],
    ["no value", ""],
    ["a name without quotes", "{a:1}"],
    ["an escaped solidus", '"\\/"'],
    ["an escape that is not needed", '"\\u007f"'],
    ["a line feed by number", '"\\u000a"'],
  ])("refuses %s", (_what, text) => {
    expect(() => read(text)).toThrow(FormatError);
  });

  it("takes what is escaped, and what looks like an escape and is none", () => {
    const text = '["\\\\ud800","\\\\\\"","\\u001f\\n","\u2028","\ud83c\udfa8","\u007f"]';
    expect(read(text)).toEqual(["\\ud800", '\\"', "\x1f\n", "\u2028", "\ud83c\udfa8", "\x7f"]);
  });

  it.each([
    [0xff],
    [0x22, 0xc3, 0x22],
    [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22],
    [0x22, 0xed, 0xa0, 0x80, 0x22],
  ])("refuses bytes that are no UTF-8", (...bytes) => {
    expect(() => parseCanonical(Uint8Array.from(bytes))).toThrow(FormatError);
  });
});

describe("levels", () => {
  const nested = (levels: number, open: string, close: string): string =>
    open.repeat(levels) + close.repeat(levels);

  it("are at most 32, of lists and objects together", () => {
    expect(canonicalText(parseCanonical(bytesOf(nested(LEVELS, "[", "]"))))).toHaveLength(64);
    expect(() => read(nested(LEVELS + 1, "[", "]"))).toThrow("more than 32 levels");
    const mixed = `${'[{"":'.repeat(16)}0${"}]".repeat(16)}`;
    expect(() => read(mixed)).not.toThrow();
    expect(() => read(`[${mixed}]`)).toThrow("more than 32 levels");
  });

  it("are those that stand in each other, however many stand side by side", () => {
    expect(read(`[${"[],".repeat(40)}{}]`)).toHaveLength(41);
    expect(() => read(`[${"{},".repeat(40)}${nested(LEVELS, "[", "]")}]`)).toThrow(
      "more than 32 levels",
    );
  });

  it("are not counted within strings", () => {
    const text = JSON.stringify(`${"[".repeat(100)}\\"{"`);
    expect(read(text)).toBe(`${"[".repeat(100)}\\"{"`);
    expect(() => read(`["\\\\",${"[".repeat(40)}`)).toThrow("more than 32 levels");
  });

  it("are refused in a moment, a million deep, closed or not", () => {
    expect(() => read("[".repeat(1_000_000))).toThrow(FormatError);
    expect(() => read(nested(1_000_000, "[", "]"))).toThrow(FormatError);
    expect(() => read('{"a":'.repeat(1_000_000))).toThrow(FormatError);
  });

  it("are bounded in writing, too", () => {
    let deep: unknown[] = [];
    for (let level = 0; level < LEVELS; level++) deep = [deep];
    expect(() => writeCanonical(deep as [])).toThrow(FormatError);
  });
});

describe("writing", () => {
  it("orders names by UTF-16 units", () => {
    expect(canonicalText({ "\ue000": 1, "\ud83c\udfa8": 2, b: 3, a: 4, "": 5 })).toBe(
      '{"":5,"a":4,"b":3,"\ud83c\udfa8":2,"\ue000":1}',
    );
    expect(namesOf({ "9": 1, "10": 2, a: 3 })).toEqual(["10", "9", "a"]);
  });

  it.each([0.5, -0, NaN, Infinity, 2 ** 53, -(2 ** 53), 1e21])(
    "refuses the number %d",
    (number) => {
      expect(() => writeCanonical([number])).toThrow(FormatError);
    },
  );

  it.each(["\ud800", "a\udc00b", "\udc00\ud800"])("refuses an unpaired surrogate", (text) => {
    expect(() => writeCanonical(text)).toThrow(FormatError);
    expect(() => writeCanonical({ [text]: 1 })).toThrow(FormatError);
  });

  it("escapes controls, quotes and backslashes, and nothing else", () => {
    expect(canonicalText('\0\b\t\n\v\f\r\x1f"\\/\x7f\u2028')).toBe(
      '"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f\\"\\\\/\x7f\u2028"',
    );
  });
});

it("tells objects from lists and null", () => {
  expect(isObject({})).toBe(true);
  expect([[], null, "a", 1, true, undefined].some((value) => isObject(value))).toBe(false);
});
