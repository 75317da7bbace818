import { describe, expect, it } from "vitest";
import { momentNow, shorten, spellBytes, spellNumber } from "../../src/judge/format.ts";

describe("sizes", () => {
  it("are bytes below a thousand, then three digits of a unit", () => {
    expect(spellBytes(0)).toBe("0 B");
    expect(spellBytes(999)).toBe("999 B");
    expect(spellBytes(1000)).toBe("1.0 kB");
    expect(spellBytes(44_925)).toBe("44.9 kB");
    expect(spellBytes(4_927_735)).toBe("4.9 MB");
    expect(spellBytes(123_456_789)).toBe("123 MB");
    expect(spellBytes(2_000_000_000)).toBe("2.0 GB");
  });

  it("never turn to powers of ten", () => {
    expect(spellBytes(999_999)).toBe("1.0 MB");
    expect(spellBytes(999_400)).toBe("999 kB");
    expect(spellBytes(9_000_000_000_000_000)).toBe("9000 TB");
  });
});

describe("numbers", () => {
  it("stand in groups of three", () => {
    expect(spellNumber(7)).toBe("7");
    expect(spellNumber(1234567)).toBe("1\u202f234\u202f567");
  });
});

describe("digests", () => {
  const hex = "0123456789abcdef".repeat(4);

  it("are shortened inside of a text to both their ends", () => {
    expect(shorten(`data/time/${hex}.tsr, of it`)).toBe("data/time/01234567…89abcdef.tsr, of it");
  });

  it("are left alone where they are longer, shorter or in capitals", () => {
    expect(shorten(`${hex}0`)).toBe(`${hex}0`);
    expect(shorten(hex.slice(1))).toBe(hex.slice(1));
    expect(shorten(hex.toUpperCase())).toBe(hex.toUpperCase());
  });
});

describe("now", () => {
  it("is spelled as the record spells moments", () => {
    expect(momentNow(new Date(0))).toBe("1970-01-01T00:00:00.000000Z");
  });
});
