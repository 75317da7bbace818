import { describe, expect, it } from "vitest";
import { FormatError } from "../../../src/record/errors.ts";
import {
  characters,
  isDigest,
  isKey,
  isMediaType,
  isMlDsaKey,
  isMoment,
  isWord,
  keyBytes,
  keyOf,
} from "../../../src/record/format/values.ts";

const HEX = "0123456789abcdef".repeat(4);

describe("a digest", () => {
  it("is the name of the function and 64 lower-case hex digits", () => {
    expect(isDigest(`sha256:${HEX}`)).toBe(true);
  });

  it.each([
    HEX,
    `sha256:${HEX.toUpperCase()}`,
    `sha256:${HEX}0`,
    `sha256:${HEX.slice(1)}`,
    `sha256:${HEX}\n`,
    ` sha256:${HEX}`,
    `SHA256:${HEX}`,
    `sha512:${HEX}${HEX}`,
    "",
  ])("is not %j", (text) => {
    expect(isDigest(text)).toBe(false);
  });
});

describe("a key", () => {
  const bytes = Uint8Array.from({ length: 32 }, (_, index) => index * 8);

  it("is spelled in one way, there and back", () => {
    const key = keyOf(bytes);
    expect(key).toHaveLength("ed25519:".length + 43);
    expect(isKey(key)).toBe(true);
    expect(keyBytes(key)).toEqual(bytes);
  });

  it.each(["B", "/", "=", "\n"])("does not end in %j", (last) => {
    expect(isKey(`ed25519:${"A".repeat(42)}${last}`)).toBe(false);
  });

  it("has 32 bytes", () => {
    expect(isKey(`ed25519:${"A".repeat(42)}`)).toBe(false);
    expect(isKey(`ed25519:${"A".repeat(44)}`)).toBe(false);
    expect(() => keyOf(new Uint8Array(31))).toThrow(FormatError);
    expect(() => keyBytes("ed25519:AAAA")).toThrow(FormatError);
  });

  it("of ML-DSA-44 has 1312 bytes, and is no Ed25519 key", () => {
    const spelled = `ml-dsa-44:${"A".repeat(1750)}`;
    expect(isMlDsaKey(spelled)).toBe(true);
    expect(isKey(spelled)).toBe(false);
    expect(isMlDsaKey(`ml-dsa-44:${"A".repeat(1749)}`)).toBe(false);
    expect(isMlDsaKey(`ed25519:${"A".repeat(43)}`)).toBe(false);
    expect(keyBytes(spelled as `ml-dsa-44:${string}`)).toEqual(new Uint8Array(1312));
  });
});

describe("a moment", () => {
  it.each([
    "2026-11-22T04:09:15.120000Z",
    "0001-01-01T00:00:00.000000Z",
    "9999-12-31T23:59:59.999999Z",
    "2024-02-29T00:00:00.000000Z",
    "2000-02-29T00:00:00.000000Z",
  ])("is %s", (text) => {
    expect(isMoment(text)).toBe(true);
  });

  it.each([
    "0000-01-01T00:00:00.000000Z",
    "2026-02-29T00:00:00.000000Z",
    "1900-02-29T00:00:00.000000Z",
    "2026-04-31T00:00:00.000000Z",
    "2026-00-10T00:00:00.000000Z",
    "2026-13-10T00:00:00.000000Z",
    "2026-01-00T00:00:00.000000Z",
    "2026-01-32T00:00:00.000000Z",
    "2026-01-01T24:00:00.000000Z",
    "2026-01-01T00:60:00.000000Z",
    "2016-12-31T23:59:60.000000Z",
    "2026-01-01T00:00:00.00000Z",
    "2026-01-01T00:00:00.0000000Z",
    "2026-01-01T00:00:00Z",
    "2026-01-01T00:00:00.000000+00:00",
    "2026-01-01t00:00:00.000000z",
    "2026-01-01T00:00:00.000000Z\n",
    "+02026-01-01T00:00:00.000000Z",
    "2026-01-01T0\u0664:00:00.000000Z",
  ])("is not %j", (text) => {
    expect(isMoment(text)).toBe(false);
  });

  it("agrees on every day of four years with the platform's calendar", () => {
    for (const year of [1999, 2000, 2023, 2024]) {
      for (let month = 1; month <= 12; month++) {
        for (let day = 1; day <= 31; day++) {
          const date = `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
          const there = new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
          expect(isMoment(`${date}T12:00:00.000000Z`)).toBe(there);
        }
      }
    }
  });
});

describe("a media type", () => {
  it.each(["image/png", "application/vnd.bozzetto.event+json", "a/1", `${"a".repeat(127)}/b`])(
    "is %s",
    (text) => {
      expect(isMediaType(text)).toBe(true);
    },
  );

  it.each([
    "image/PNG",
    "image",
    "image/",
    "/png",
    "text/plain; charset=utf-8",
    "a/b/c",
    "+a/b",
    "a/.b",
    `${"a".repeat(128)}/b`,
    "image/png\n",
  ])("is not %j", (text) => {
    expect(isMediaType(text)).toBe(false);
  });
});

describe("a word", () => {
  it.each(["a", "own hand", "model-note", "a1 2b", "public domain"])("is %j", (text) => {
    expect(isWord(text)).toBe(true);
  });

  it.each(["", "1a", "A", "a  b", "a b ", " a", "a--b", "a- b", "a_b", "a\n", "\u00e9"])(
    "is not %j",
    (text) => {
      expect(isWord(text)).toBe(false);
    },
  );
});

it("counts characters as code points, never as units", () => {
  expect(characters("")).toBe(0);
  expect(characters("鹤")).toBe(1);
  expect(characters("\ud83c\udfa8")).toBe(1);
  expect(characters("e\u0301")).toBe(2);
  expect(characters("\ud83c\udfa8".repeat(1000))).toBe(1000);
});
