import { describe, expect, test } from "vitest";
import { opening, plain, plainJson, short, steers } from "../../src/views/plain.ts";

describe("a record's text made plain", () => {
  test("leaves words, line feeds, tabs and emoji of several parts as they are", () => {
    const text = "一只鹤\tunder the bridge\n<b>not bold</b> 👩‍🎨 می‌خواهم";
    expect(plain(text)).toBe(text);
    expect(steers(text)).toBe(false);
  });

  test.each([
    ["a right-to-left override", "a\u202egnp.exe", "a⟨U+202E⟩gnp.exe"],
    [
      "every embedding and override",
      "\u202a\u202b\u202c\u202d",
      "⟨U+202A⟩⟨U+202B⟩⟨U+202C⟩⟨U+202D⟩",
    ],
    ["every isolate", "\u2066\u2067\u2068\u2069", "⟨U+2066⟩⟨U+2067⟩⟨U+2068⟩⟨U+2069⟩"],
    ["directional marks", "\u200e\u200f\u061c", "⟨U+200E⟩⟨U+200F⟩⟨U+061C⟩"],
    ["C0 controls", "\0\r\u001b[31m", "⟨U+0000⟩⟨U+000D⟩⟨U+001B⟩[31m"],
    ["C1 controls and delete", "\u007f\u0085\u009f", "⟨U+007F⟩⟨U+0085⟩⟨U+009F⟩"],
    ["what has no width", "no\u200bthing\ufeff\u2060", "no⟨U+200B⟩thing⟨U+FEFF⟩⟨U+2060⟩"],
    ["tag characters, which hide sentences", "x\u{e0041}\u{e007f}", "x⟨U+E0041⟩⟨U+E007F⟩"],
  ])("shows %s by number", (_what, text, want) => {
    expect(plain(text)).toBe(want);
    expect(steers(text)).toBe(true);
  });

  test("takes a hundred thousand hostile characters in a moment", () => {
    expect(plain("\u202e".repeat(100_000))).toHaveLength(800_000);
  });

  test("makes JSON readable and keeps what its strings hide visible", () => {
    expect(plainJson({ a: ["x\u202ey"] })).toBe('{\n  "a": [\n    "x⟨U+202E⟩y"\n  ]\n}');
  });

  test("shows a name like __proto__ in JSON as any other", () => {
    const body: unknown = JSON.parse('{"__proto__":"x"}');
    expect(plainJson(body as Record<string, string>)).toContain('"__proto__": "x"');
  });
});

describe("the opening of a long text", () => {
  test("is all of a short one", () => {
    expect(opening("abc", 3)).toEqual({ text: "abc", all: true });
  });

  test("is cut between characters, never within one", () => {
    expect(opening("ab🎨c", 3)).toEqual({ text: "ab", all: false });
    expect(opening("ab🎨c", 4)).toEqual({ text: "ab🎨", all: false });
  });
});

describe("a short name", () => {
  test("has both ends of a digest, without its prefix", () => {
    expect(short(`sha256:${"0123456789abcdef".repeat(4)}`)).toBe("01234567…89abcdef");
  });

  test("of a short value is the value", () => {
    expect(short("sha256:abc")).toBe("abc");
  });
});
