import { describe, expect, it } from "vitest";
import {
  decodeBase64,
  decodeBase64Url,
  encodeBase64,
  encodeBase64Url,
  isBase64,
  isBase64Url,
} from "../../../src/record/format/base64.ts";
import { FormatError } from "../../../src/record/errors.ts";

// RFC 4648 section 10.
const VECTORS: [string, string][] = [
  ["", ""],
  ["f", "Zg=="],
  ["fo", "Zm8="],
  ["foo", "Zm9v"],
  ["foob", "Zm9vYg=="],
  ["fooba", "Zm9vYmE="],
  ["foobar", "Zm9vYmFy"],
];

describe("base64", () => {
  it.each(VECTORS)("writes %j as %j and reads it back", (text, written) => {
    const bytes = new TextEncoder().encode(text);
    expect(encodeBase64(bytes)).toBe(written);
    expect(decodeBase64(written)).toEqual(bytes);
  });

  it.each([
    "Zg",
    "Zg=",
    "Zg===",
    "=",
    "==",
    "====",
    "Zh==",
    "Zm9=",
    "Zm 8=",
    "Zm8=\n",
    " ",
    "Zm8-",
  ])("refuses %j", (text) => {
    expect(isBase64(text)).toBe(false);
    expect(() => decodeBase64(text)).toThrow(FormatError);
  });

  it("writes all bytes, however many, as another implementation does", () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7) & 0xff);
    expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
    expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
  });
});

describe("base64url", () => {
  it.each(VECTORS)("writes %j without padding and reads it back", (text, written) => {
    const bytes = new TextEncoder().encode(text);
    const bare = written.replaceAll("=", "");
    expect(encodeBase64Url(bytes)).toBe(bare);
    expect(decodeBase64Url(bare)).toEqual(bytes);
  });

  it("has its own two digits", () => {
    expect(encodeBase64Url(Uint8Array.of(0xfb, 0xff))).toBe("-_8");
    expect(decodeBase64Url("-_8")).toEqual(Uint8Array.of(0xfb, 0xff));
  });

  it.each(["A", "AAAAA", "Zg==", "Zh", "Zm9", "+/8", "Zg\n", "Z\u0261"])("refuses %j", (text) => {
    expect(isBase64Url(text)).toBe(false);
    expect(() => decodeBase64Url(text)).toThrow(FormatError);
  });

  it("reads every last digit if and only if its unused bits are zero", () => {
    const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (const [value, digit] of Array.from(digits).entries()) {
      expect(isBase64Url(`A${digit}`)).toBe(value % 16 === 0);
      expect(isBase64Url(`AA${digit}`)).toBe(value % 4 === 0);
      expect(isBase64Url(`AAA${digit}`)).toBe(true);
    }
  });
});
