import { describe, expect, it } from "vitest";
import type { Json } from "../../../src/record/format/canonical.ts";
import {
  anyList,
  asset,
  count,
  digest,
  list,
  object,
  oneOf,
  optional,
  orNull,
  repeated,
  settings,
  string,
  stringOf,
  text,
  within,
  word,
} from "../../../src/record/format/forms.ts";
import type { Form } from "../../../src/record/format/forms.ts";
import { digestAt } from "./maker.ts";
import { thrown } from "./vectors.ts";

/** The place that a form names in its refusal; null where it takes the value. */
function refused(form: Form<unknown>, value: Json): string | null {
  try {
    form(value, "at");
    return null;
  } catch {
    return String(thrown(() => form(value, "at")).values.place);
  }
}

describe("a form of values that are repeated", () => {
  it("takes and refuses what the form itself does, whatever came before", () => {
    const again = repeated(oneOf("a", "b"));
    for (const value of ["a", "a", "b", "a"]) expect(again(value, "at")).toBe(value);
    for (const value of ["c", "c", null, 1, [], {}]) expect(refused(again, value)).toBe("at");
    expect(again("a", "at")).toBe("a");
  });
});

describe("an object", () => {
  const pair = object<{ a: number; b?: string }>({ a: count, b: optional(string) });

  it("has the required members, and of the others which it likes", () => {
    expect(refused(pair, { a: 1 })).toBeNull();
    expect(refused(pair, { a: 1, b: "x" })).toBeNull();
  });

  it("is refused at the member that is missing, unknown or of another form", () => {
    expect(refused(pair, {})).toBe("at.a");
    expect(refused(pair, { a: 1, c: 1 })).toBe("at.c");
    expect(refused(pair, { a: 1, b: null })).toBe("at.b");
    expect(refused(pair, { a: "1" })).toBe("at.a");
  });

  it.each([null, [], "a", 1, true])("is not %j", (value) => {
    expect(refused(pair, value)).toBe("at");
  });

  it("does not take names that every object answers to for its members", () => {
    expect(refused(pair, JSON.parse('{"a":1,"__proto__":{}}') as Json)).toBe("at.__proto__");
    expect(refused(pair, { a: 1, constructor: "x" })).toBe("at.constructor");
  });

  it("takes no member that every object has by itself: such a name would stand where none does", () => {
    const names = Object.getOwnPropertyNames(Object.prototype);
    expect(names).toContain("__proto__");
    for (const name of names) {
      expect(refused(pair, JSON.parse(`{"a":1,"${name}":1}`) as Json)).toBe(`at.${name}`);
    }
  });

  it("puts a place together from inside outwards", () => {
    type Pairs = readonly (readonly { a: number; b?: string }[])[];
    const lists = object<{ a: Pairs; b?: Record<string, string> }>({
      a: list(list(pair)),
      b: optional(settings),
    });
    expect(refused(lists, { a: [[], [{ a: 1 }, { a: -1 }]] })).toBe("at.a[1][1].a");
    expect(refused(lists, { a: [[{ a: 1, c: 1 }]] })).toBe("at.a[0][0].c");
    expect(refused(lists, { a: [], b: { x: "", y: 1 } })).toBe("at.b.y");
  });

  it("returns the very value that it was given", () => {
    const value = { a: 1 };
    expect(pair(value, "at")).toBe(value);
  });

  it("names a place in little, though a name be as long as a line", () => {
    const place = refused(pair, { a: 1, ["x".repeat(1_000_000)]: 1 });
    expect(place?.length).toBeLessThan(100);
    expect(within("at", "b")).toBe("at.b");
  });
});

describe("a list", () => {
  it("is refused at the item that is of another form", () => {
    expect(refused(list(count), [1, 2, "3"])).toBe("at[2]");
    expect(refused(list(count), [])).toBeNull();
    expect(refused(list(count), { length: 0 })).toBe("at");
  });

  it("has the items that it must have", () => {
    expect(refused(list(count, 1), [])).toBe("at");
    expect(refused(list(count, 1), [1])).toBeNull();
  });

  it("has at most 65536", () => {
    expect(anyList(new Array<Json>(65536).fill(0), "at")).toHaveLength(65536);
    expect(refused(list(count), new Array<Json>(65537).fill(0))).toBe("at");
  });
});

describe("strings", () => {
  it("have 1 to 65536 characters, which are not units", () => {
    expect(refused(string, "")).toBe("at");
    expect(refused(string, "鹤".repeat(65536))).toBeNull();
    expect(refused(string, "\ud83c\udfa8".repeat(65536))).toBeNull();
    expect(refused(string, "a".repeat(65537))).toBe("at");
    expect(refused(string, `${"\ud83c\udfa8".repeat(65536)}a`)).toBe("at");
    expect(refused(string, 1)).toBe("at");
  });

  it("have a limit of their own where the format gives one", () => {
    expect(refused(stringOf(2), "ab")).toBeNull();
    expect(refused(stringOf(2), "abc")).toBe("at");
  });

  it("that are words have at most 64 characters", () => {
    expect(refused(word, "a".repeat(64))).toBeNull();
    expect(refused(word, "a".repeat(65))).toBe("at");
    expect(refused(word, null)).toBe("at");
  });

  it("that are terms are of the list", () => {
    expect(refused(oneOf("a", "b"), "b")).toBeNull();
    expect(refused(oneOf("a", "b"), "c")).toBe("at");
    expect(refused(oneOf("a", "b"), ["a"])).toBe("at");
  });
});

it("has null only where the form says so", () => {
  expect(refused(digest, null)).toBe("at");
  expect(refused(orNull(digest), null)).toBeNull();
  expect(refused(orNull(digest), digestAt(1))).toBeNull();
  expect(refused(orNull(digest), "x")).toBe("at");
});

it("counts from 0", () => {
  expect(refused(count, 0)).toBeNull();
  expect(refused(count, -1)).toBe("at");
  expect(refused(count, true)).toBe("at");
});

describe("settings", () => {
  it("are any names and strings, empty ones too", () => {
    expect(refused(settings, {})).toBeNull();
    expect(
      refused(settings, { "": "", seed: "18446744073709551615", __proto__x: "鹤" }),
    ).toBeNull();
  });

  it("are refused at what is no string, or too long a one", () => {
    expect(refused(settings, { seed: 1 })).toBe("at.seed");
    expect(refused(settings, { a: null })).toBe("at.a");
    expect(refused(settings, { a: { b: "c" } })).toBe("at.a");
    expect(refused(settings, { a: "x".repeat(65537) })).toBe("at.a");
    expect(refused(settings, [])).toBe("at");
  });
});

describe("an asset", () => {
  const least = { digest: digestAt(1), size: 0, type: "image/png" };

  it("has digest, size and type", () => {
    expect(refused(asset, least)).toBeNull();
    expect(refused(asset, { digest: digestAt(1), size: 0 })).toBe("at.type");
    expect(refused(asset, { ...least, size: "1" })).toBe("at.size");
    expect(refused(asset, { ...least, type: "Image/png" })).toBe("at.type");
  });

  it("has a name of at most 1024 characters, which may look like a path", () => {
    expect(refused(asset, { ...least, name: "../".repeat(341) })).toBeNull();
    expect(refused(asset, { ...least, name: "a".repeat(1025) })).toBe("at.name");
    expect(refused(asset, { ...least, name: "" })).toBe("at.name");
  });

  it("leaves out what is not known, and never has null", () => {
    for (const name of ["name", "width", "height", "pixels"]) {
      expect(refused(asset, { ...least, [name]: null })).toBe(`at.${name}`);
    }
    expect(refused(asset, { ...least, width: 2, height: 2, pixels: digestAt(3) })).toBeNull();
  });
});

it("has a committed text as the digest of its commitment alone", () => {
  expect(refused(text, { text: digestAt(1) })).toBeNull();
  expect(refused(text, { text: "plain" })).toBe("at.text");
  expect(refused(text, "plain")).toBe("at");
});
