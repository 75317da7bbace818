import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sniff, sortOf } from "../../src/judge/sniff.ts";

const bytes = (...values: number[]): Uint8Array<ArrayBuffer> => new Uint8Array(values);
const text = (value: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(new TextEncoder().encode(value));

describe("what was dropped", () => {
  it("is a ZIP by its first bytes, with members or without", () => {
    expect(sortOf(bytes(0x50, 0x4b, 3, 4, 20, 0))).toBe("zip");
    expect(sortOf(bytes(0x50, 0x4b, 5, 6, 0, 0))).toBe("zip");
  });

  it("is a certificate as PEM, behind other words too, and as DER", () => {
    expect(sortOf(text("subject=x\n-----BEGIN CERTIFICATE-----\nMII"))).toBe("certificate");
    expect(sortOf(bytes(0x30, 0x82, 3, 5, 0x30, 0x82, 2, 1))).toBe("certificate");
  });

  it("is a web page, such as this one", () => {
    expect(sortOf(text("<!doctype html>\n<html>"))).toBe("page");
    expect(sortOf(text("\n<HTML>"))).toBe("page");
  });

  it("is a picture of the types that records mostly have", () => {
    expect(sortOf(bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a))).toBe("picture");
    expect(sortOf(bytes(0xff, 0xd8, 0xff, 0xe0))).toBe("picture");
    expect(sortOf(text("RIFF1234WEBPVP8 "))).toBe("picture");
  });

  it("is anything else, whatever its name", async () => {
    expect(sortOf(text("hello"))).toBe("other");
    expect(await sniff(new File([text("hello")], "bundle.zip"))).toBe("other");
  });

  it("is empty where it has no bytes", async () => {
    expect(await sniff(new Blob([]))).toBe("empty");
  });

  it("is read no further than its head", async () => {
    const long = new Blob([text("<!doctype html>"), new Uint8Array(5_000_000)]);
    expect(await sniff(long)).toBe("page");
  });

  it("tells a real page", () => {
    const page = readFileSync(new URL("../../studio.html", import.meta.url));
    expect(sortOf(page.subarray(0, 512))).toBe("page");
  });
});
