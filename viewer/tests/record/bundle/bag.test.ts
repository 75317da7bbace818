import { describe, expect, test } from "vitest";
import { FormatError } from "../../../src/record/errors.ts";
import {
  checkDeclaration,
  MAX_TAG_FILE,
  parseBagInfo,
  parseManifest,
  payloadOxum,
} from "../../../src/record/bundle/bag.ts";
import { MANIFEST, TAG_MANIFEST } from "../../../src/record/bundle/names.ts";
import { bagOf, manifestOf, utf8 } from "./forge.ts";

const HEX = "ab".repeat(32);
const OTHER = "cd".repeat(32);

describe("bagit.txt", () => {
  const lines = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

  test("is its two lines", () => {
    checkDeclaration(utf8(lines));
  });

  test.each([
    "",
    lines.trimEnd(),
    `${lines}\n`,
    `\ufeff${lines}`,
    lines.replaceAll("\n", "\r\n"),
    lines.replace("1.0", "0.97"),
    lines.replace("1.0", "1.1"),
  ])("is nothing else: %j", (text) => {
    expect(() => {
      checkDeclaration(utf8(text));
    }).toThrow(FormatError);
  });

  test("is refused if it is not UTF-8", () => {
    const bytes = utf8(lines);
    bytes[0] = 0xff;
    expect(() => {
      checkDeclaration(bytes);
    }).toThrow(FormatError);
  });
});

describe("a manifest", () => {
  test("gives digests by path, in any order", () => {
    const { files, foreign } = parseManifest(
      utf8(`${HEX}  data/withheld.json\n${OTHER}  data/log/index\n`),
      MANIFEST,
    );
    expect([...files]).toEqual([
      ["data/withheld.json", HEX],
      ["data/log/index", OTHER],
    ]);
    expect(foreign).toEqual([]);
  });

  test("may have no lines", () => {
    expect(parseManifest(utf8(""), MANIFEST).files.size).toBe(0);
  });

  test.each([
    ["no last newline", `${HEX}  data/a`],
    ["an empty line", `${HEX}  data/a\n\n`],
    ["one space", `${HEX} data/a\n`],
    ["the star of binary files", `${HEX} *data/a\n`],
    ["no path", `${HEX}  \n`],
    ["capitals", `${HEX.toUpperCase()}  data/a\n`],
    ["63 digits", `${HEX.slice(1)}  data/a\n`],
    ["65 digits", `${HEX}0  data/a\n`],
    ["a path twice", `${HEX}  data/a\n${OTHER}  data/a\n`],
    ["a line twice", `${HEX}  data/a\n${HEX}  data/a\n`],
    ["a byte order mark", `\ufeff${HEX}  data/a\n`],
    ["a carriage return", `${HEX}  data/a\r\n`],
    ["a space in a path", `${HEX}  data/a b\n`],
    ["bidi controls in a path", `${HEX}  data/\u202egnp.exe\n`],
    ["a path of 256 characters", `${HEX}  ${"n".repeat(256)}\n`],
  ])("is refused with %s", (_, text) => {
    expect(() => parseManifest(utf8(text), MANIFEST)).toThrow(FormatError);
  });

  test("is refused if it is not UTF-8, or too long", () => {
    expect(() => parseManifest(Uint8Array.of(0xff, 0x0a), MANIFEST)).toThrow(FormatError);
    expect(() => parseManifest(new Uint8Array(MAX_TAG_FILE + 1), MANIFEST)).toThrow(FormatError);
  });

  test.each([
    [MANIFEST, "bagit.txt"],
    [MANIFEST, "manifest-sha256.txt"],
    [MANIFEST, "../data/a"],
    [MANIFEST, "/data/a"],
    [MANIFEST, "__proto__"],
    [TAG_MANIFEST, "data/a"],
    [TAG_MANIFEST, "tagmanifest-sha256.txt"],
    [TAG_MANIFEST, "other.txt"],
  ])("%s may not list %j, which is told and kept", (name, path) => {
    const { files, foreign } = parseManifest(utf8(`${HEX}  ${path}\n`), name);
    expect(foreign).toEqual([path]);
    expect(files.get(path)).toBe(HEX);
  });

  test("of the top lists the other three files there", () => {
    const text = ["bagit.txt", "bag-info.txt", MANIFEST].map((path) => `${HEX}  ${path}\n`);
    expect(parseManifest(utf8(text.join("")), TAG_MANIFEST).foreign).toEqual([]);
  });
});

describe("bag-info.txt", () => {
  test("gives values by label, in any order, with labels that nobody knows", () => {
    const info = parseBagInfo(utf8("Payload-Oxum: 1.2\nContact: a: b\nconstructor: \u6668\n"));
    expect([...info]).toEqual([
      ["Payload-Oxum", "1.2"],
      ["Contact", "a: b"],
      ["constructor", "\u6668"],
    ]);
  });

  test.each([
    ["a label twice", "A: 1\nA: 1\n"],
    ["no space", "A:1\n"],
    ["no value", "A: \n"],
    ["no label", ": 1\n"],
    ["a carriage return", "A: 1\r\n"],
    ["a label of two words", "A B: 1\n"],
    ["a label of other letters", "\u6668: 1\n"],
    ["a label that begins with a hyphen", "-A: 1\n"],
    ["a line that goes on", "A: 1\n  2\n"],
    ["an empty line", "A: 1\n\n"],
    ["no last newline", "A: 1"],
  ])("is refused with %s", (_, text) => {
    expect(() => parseBagInfo(utf8(text))).toThrow(FormatError);
  });
});

test("Payload-Oxum counts bytes and files under data/", () => {
  const files = [
    { name: "bagit.txt", size: 5 },
    { name: "data/a", size: 7 },
    { name: "data/b/c", size: 2 ** 40 },
    { name: "database", size: 1 },
  ];
  expect(payloadOxum(files)).toBe(`${2 ** 40 + 7}.2`);
  expect(payloadOxum([])).toBe("0.0");
});

test("a bag that is made for tests is of the form that is read", () => {
  const payload = new Map([
    ["data/a", utf8("one")],
    ["data/b", utf8("three")],
  ]);
  const files = new Map(
    bagOf(payload, { "Bagging-Date": "2026-11-22" }).map(({ name, body }) => [name, body]),
  );
  const bytes = (name: string): Uint8Array => files.get(name) ?? new Uint8Array();
  checkDeclaration(bytes("bagit.txt"));
  expect(parseBagInfo(bytes("bag-info.txt")).get("Payload-Oxum")).toBe("8.2");
  expect([...parseManifest(bytes(MANIFEST), MANIFEST).files.keys()]).toEqual(["data/a", "data/b"]);
  const tags = parseManifest(bytes(TAG_MANIFEST), TAG_MANIFEST);
  expect(tags.foreign).toEqual([]);
  expect(manifestOf([["bagit.txt", bytes("bagit.txt")]])).toEqual(
    utf8(`${tags.files.get("bagit.txt") ?? ""}  bagit.txt\n`),
  );
});
