import { describe, expect, test } from "vitest";
import { FormatError } from "../../../src/record/errors.ts";
import { readDer } from "../../../src/record/time/der.ts";
import { integerOf, oidOf } from "../../../src/record/time/primitive.ts";
import * as der from "./encode.ts";

const hex = (text: string): Uint8Array =>
  new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));

describe("DER", () => {
  test("is taken apart into tags, contents and items, with the bytes as they came", () => {
    const bytes = der.seq(der.int(5), der.tagged(0, der.octets(hex("0102"))), der.nothing);
    const node = readDer(bytes);
    expect(node.raw).toEqual(bytes);
    expect(node.items.map((item) => item.tag)).toEqual([0x02, 0xa0, 0x05]);
    expect(node.items[1]?.items[0]?.content).toEqual(hex("0102"));
  });

  test("is read from the middle of a buffer", () => {
    const whole = der.join([hex("ffff"), der.seq(der.int(5)), hex("ff")]);
    expect(readDer(whole.subarray(2, -1)).items[0]?.content).toEqual(hex("05"));
  });

  test.each([
    ["an empty sequence", "30 00"],
    ["a length of two bytes", `30 82 0100 04 81 fd ${"00".repeat(253)}`],
    ["a set in order", "31 06 020101 020102"],
    ["a set with two members alike", "31 06 020101 020101"],
    ["a negative integer", "02 02 ff 7f"],
    ["a positive integer with its sign", "02 02 00 80"],
    ["a bit string without bits", "03 01 00"],
    ["bits and their rest", "03 02 03 a8"],
    ["what lies in an octet string, whatever it is", "04 02 30 80"],
    ["a value under a tag of a context", "82 01 ff"],
    ["Latin letters in a teletex string", "14 01 e9"],
  ])("has %s", (_, bytes) => {
    expect(readDer(hex(bytes)).raw).toEqual(hex(bytes));
  });

  test.each([
    ["nothing", ""],
    ["a tag alone", "30"],
    ["less than it says", "30 03 0201"],
    ["more than it says", "30 00 00"],
    ["two values", "0500 0500"],
    ["an indefinite length", "30 80 0500 0000"],
    ["an indefinite length within", "30 06 a0 80 0500 0000"],
    ["a long length that is short", "30 81 02 0500"],
    ["a long length with a zero", `04 82 00ff ${"00".repeat(255)}`],
    ["a reserved length", "30 ff 0500"],
    ["a length beyond all bounds", "30 88 ffffffffffffffff"],
    ["a boolean of another truth", "01 01 01"],
    ["a boolean without a value", "01 00"],
    ["an integer without a value", "02 00"],
    ["an integer with a zero before it", "02 02 00 7f"],
    ["an integer with a sign before it", "02 02 ff 80"],
    ["a null with a value", "05 01 00"],
    ["an identifier without a value", "06 00"],
    ["an identifier that is cut off", "06 02 2a 86"],
    ["an identifier with a zero before an arc", "06 03 2a 80 01"],
    ["a bit string without a count", "03 00"],
    ["more than seven bits left over", "03 02 08 00"],
    ["bits left over of nothing", "03 01 01"],
    ["bits after the last", "03 02 03 a9"],
    ["a constructed octet string", "24 04 0402 0102"],
    ["a constructed bit string", "23 04 0302 0001"],
    ["a primitive sequence", "10 00"],
    ["a primitive set", "11 00"],
    ["a set out of order", "31 06 020102 020101"],
    ["a shorter member of a set after a longer", "31 07 0202 0100 020101"],
    ["the end of what has no beginning", "00 00"],
    ["a tag of many bytes", "9f 1f 00"],
    ["a time without its seconds", `17 0b ${Buffer.from("2611220409Z").toString("hex")}`],
    ["a time of another zone", `17 11 ${Buffer.from("261122040915+0800").toString("hex")}`],
    ["a time with a zero at its end", `18 12 ${Buffer.from("20261122040915.10Z").toString("hex")}`],
    ["a time with a point and no more", `18 10 ${Buffer.from("20261122040915.Z").toString("hex")}`],
  ])("has not %s", (_, bytes) => {
    expect(() => readDer(hex(bytes))).toThrow(FormatError);
  });

  test("does not nest without end", () => {
    let deep = der.nothing;
    for (let level = 0; level < 200; level += 1) {
      deep = der.seq(deep);
    }
    expect(() => readDer(deep)).toThrow(FormatError);
    expect(() => readDer(new Uint8Array(200_000).fill(0x30))).toThrow(FormatError);
  });

  test("may have as many values as there is room for", () => {
    const many = der.seq(...Array.from({ length: 30_000 }, () => der.nothing));
    expect(readDer(many).items).toHaveLength(30_000);
  });
});

describe("values", () => {
  test.each(["1.2.840.113549.1.9.16.1.4", "2.5.4.3", "2.999.1", "0.9.2342", "1.3.6.1.4.1.57264"])(
    "an identifier is spelled %s",
    (text) => {
      const content = text === "2.999.1" ? hex("88 37 01") : readDer(der.oid(text)).content;
      expect(oidOf(content)).toBe(text);
    },
  );

  test.each([0n, 1n, 127n, 128n, 255n, 256n, -1n, -128n, -129n, 2n ** 64n, -(2n ** 160n)])(
    "an integer is %s",
    (value) => {
      expect(integerOf(readDer(der.int(value)).content)).toBe(value);
    },
  );
});
