import { X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { FormatError } from "../../../src/record/errors.ts";
import { pemFileOf, pemOf, readPem } from "../../../src/record/time/pem.ts";
import * as made from "./maker.ts";

const certificates = ["one", "two", "three"].map((title) => made.authority(title, null).der);
const [one = new Uint8Array(), two = new Uint8Array()] = certificates;

describe("PEM", () => {
  test("is spelled in lines of 64, as another program reads and writes it", () => {
    const text = pemOf(one);
    const lines = text.split("\n");
    expect(lines.slice(1, -3).every((line) => line.length === 64)).toBe(true);
    expect(new X509Certificate(text).raw).toEqual(Buffer.from(one));
    expect(new X509Certificate(one).toString()).toBe(text);
  });

  test("is read again, with what stands around the certificates left out", () => {
    const text = `# mine\n${pemOf(one)}\nand\n${pemOf(two)}end\n`;
    expect(readPem(text)).toEqual([one, two]);
    expect(readPem(text.replaceAll("\n", "\r\n"))).toEqual([one, two]);
  });

  test("of a token's certificates is sorted by their bytes", () => {
    const sorted = [...certificates].sort((a, b) => Buffer.compare(a, b));
    expect(pemFileOf(certificates)).toBe(sorted.map(pemOf).join(""));
    expect(readPem(pemFileOf(certificates))).toEqual(sorted);
  });

  test.each([
    ["nothing", ""],
    ["a text without certificates", "# none"],
    ["another sort of thing", pemOf(one).replaceAll("CERTIFICATE", "PRIVATE KEY")],
    ["a certificate without an end", pemOf(one).slice(0, 200)],
    ["a certificate with two ends", `${pemOf(one)}-----END CERTIFICATE-----\n`],
    ["what is not base64", pemOf(one).replace("M", "*")],
  ])("is not %s", (_, text) => {
    expect(() => readPem(text)).toThrow(FormatError);
  });
});
