import { describe, expect, test } from "vitest";
import { FormatError, VerificationError } from "../../../src/record/errors.ts";
import { readToken, times } from "../../../src/record/time/token.ts";
import type { Token } from "../../../src/record/time/token.ts";
import * as der from "./encode.ts";
import * as made from "./maker.ts";
import type { TokenOptions } from "./maker.ts";

const root = made.authority("root", null);
const issuer = made.authority("issuer", root);
const signer = made.stamper(issuer);
const chain = [signer.der, issuer.der];
const content = made.info();
const attributes = made.attributesOf(content, { signer });
const [typeAttribute = der.nothing, digestAttribute = der.nothing, nameAttribute = der.nothing] =
  attributes;

function bytes(options: Partial<TokenOptions> = {}): Uint8Array {
  return made.token({ signer, certificates: chain, ...options });
}

function read(options: Partial<TokenOptions> = {}): Token {
  return readToken(bytes(options));
}

const ACCURACY = der.seq(der.int(1));
const extension = (...parts: Uint8Array[]): Uint8Array =>
  der.tagged(1, der.seq(der.oid("1.2.3"), ...parts, der.octets(der.nothing)));

describe("a token", () => {
  test("says what its authority states", () => {
    const token = read({
      rest: [der.seq(der.int(1), der.int(500, 0x80), der.int(3, 0x81)), der.int(2n ** 64n - 1n)],
    });
    expect(token).toMatchObject({
      genTime: "2026-11-22T04:09:15.000000Z",
      accuracy: 1_500_003n,
      policy: "1.2.3.4.5",
      serial: 77n,
      nonce: 2n ** 64n - 1n,
      imprint: made.hash("sha256", made.DATA),
      certificates: chain,
    });
    expect(token.signer.der).toEqual(signer.der);
  });

  test("is the whole answer as well as the bare token, and is kept as it came", () => {
    const bare = bytes();
    const words = der.seq(der.int(0), der.seq(der.ascii(0x0c, "here")), der.bits(Uint8Array.of(1)));
    const answers = [made.answer(0, bare), made.answer(1, bare), der.seq(words, bare)];
    for (const each of [bare, ...answers]) {
      expect(readToken(each)).toMatchObject({ raw: each, serial: 77n });
    }
  });

  test("may carry its certificates in any order, and one of them twice", () => {
    const orders = [chain, [...chain].reverse(), [signer.der, signer.der, issuer.der]];
    for (const certificates of orders) {
      expect(read({ certificates }).certificates).toEqual(certificates);
    }
    expect(
      read({ certificates: Array.from({ length: 16 }, () => signer.der) }).embedded,
    ).toHaveLength(1);
  });

  test("may be of the version that a library in wide use writes", () => {
    expect(read({ dataVersion: 1 }).serial).toBe(77n);
  });

  test("may carry revocation lists, and attributes that are not signed", () => {
    const unsigned = der.tagged(1, made.attribute("1.2.3", der.nothing));
    const revocations = der.tagged(1, der.seq(der.int(1)));
    expect(read({ unsigned, revocations }).serial).toBe(77n);
  });

  test.each([
    ["an ordering", [ACCURACY, der.bool(true)]],
    ["no accuracy", []],
    ["an empty accuracy", [der.seq()]],
    ["the authority's name", [ACCURACY, der.tagged(0, der.tagged(4, signer.name))]],
    ["an extension that is not critical", [ACCURACY, extension()]],
    ["the largest accuracy", [der.seq(der.int(86400), der.int(999, 0x80), der.int(999, 0x81))]],
  ])("may state %s", (_, rest) => {
    expect(read({ rest }).serial).toBe(77n);
  });

  test.each([
    ["20261122040915.1Z", "2026-11-22T04:09:15.100000Z"],
    ["20261122040915.123456789Z", "2026-11-22T04:09:15.123456Z"],
    ["20261122040915.0000001Z", "2026-11-22T04:09:15.000000Z"],
    ["20010101000000Z", "2001-01-01T00:00:00.000000Z"],
    ["99981231235959.999999Z", "9998-12-31T23:59:59.999999Z"],
  ])("states %s as %s", (genTime, moment) => {
    expect(read({ genTime }).genTime).toBe(moment);
  });
});

describe("the interval of a token", () => {
  const AFTER = "2026-11-22T04:09:14.000000Z";
  test.each([
    ["no accuracy", [], AFTER, "2026-11-22T04:09:16.000000Z"],
    [
      "an accuracy of less than a second",
      [der.seq(der.int(10, 0x80))],
      AFTER,
      "2026-11-22T04:09:16.000000Z",
    ],
    ["an accuracy of one second", [der.seq(der.int(1))], AFTER, "2026-11-22T04:09:16.000000Z"],
    [
      "an accuracy of more",
      [der.seq(der.int(1), der.int(1, 0x81))],
      "2026-11-22T04:09:13.999999Z",
      "2026-11-22T04:09:16.000001Z",
    ],
    [
      "an accuracy of a day",
      [der.seq(der.int(86400))],
      "2026-11-21T04:09:15.000000Z",
      "2026-11-23T04:09:15.000000Z",
    ],
  ])("with %s", (_, rest, after, before) => {
    expect(times(read({ rest }))).toEqual({ after, before });
  });

  test("has a spelling at both ends of the times that tokens have", () => {
    const rest = [der.seq(der.int(86400))];
    expect(times(read({ genTime: "20010101000000Z", rest })).after).toMatch(/^2000-12-31/);
    expect(times(read({ genTime: "99981231235959Z", rest })).before).toMatch(/^9999-01-01/);
  });
});

describe("not a token", () => {
  test.each<[string, Uint8Array]>([
    ["nothing", new Uint8Array()],
    ["a page", new TextEncoder().encode("<html>")],
    ["an empty sequence", der.seq()],
    ["an octet string", der.octets(new Uint8Array(3))],
    ["a certificate", signer.der],
    ["bytes after its end", der.join([bytes(), der.nothing])],
    ["bytes after its answer's end", der.join([made.answer(0, bytes()), der.nothing])],
    ["something after it in its answer", made.answer(0, bytes(), der.nothing)],
    ["a grant of nothing", made.answer(0)],
    ["too many bytes", new Uint8Array(262_145)],
    [
      "too many bytes in a whole token",
      bytes({
        unsigned: der.tagged(1, made.attribute("1.2.3", der.octets(new Uint8Array(262_144)))),
      }),
    ],
    [
      "another sort of content info",
      der.seq(der.oid("1.2.840.113549.1.7.1"), der.tagged(0, der.octets(content))),
    ],
  ])("is %s", (_, body) => {
    expect(() => readToken(body)).toThrow(FormatError);
  });

  test.each([2, 3, 4, 5, 6, 255])("is an answer of status %d", (status) => {
    expect(() => readToken(made.answer(status))).toThrow(VerificationError);
    expect(() => readToken(made.answer(status, bytes()))).toThrow(VerificationError);
  });

  test.each<[string, Partial<TokenOptions>]>([
    ["signed data of version 4", { dataVersion: 4 }],
    ["signed data of version 0", { dataVersion: 0 }],
    ["around other content", { contentType: "1.2.840.113549.1.7.1" }],
    ["without a certificate", { certificates: [] }],
    ["with 17 certificates", { certificates: Array.from({ length: 17 }, () => signer.der) }],
    ["without its signer's certificate", { certificates: [issuer.der] }],
    ["with a certificate that is none", { certificates: [...chain, der.seq(der.int(1))] }],
    ["with a certificate of an old sort", { certificates: [...chain, der.tagged(0, der.int(1))] }],
    ["signed by nobody", { signers: () => [] }],
    ["signed twice", { signers: (one) => [one, one] }],
    [
      "naming its signer by a key",
      { identifier: der.tlv(0x80, Uint8Array.of(1)), signerVersion: 3 },
    ],
    ["with attributes out of order", { order: (parts) => der.sorted(parts).reverse() }],
    [
      "with unsigned attributes out of order",
      {
        unsigned: der.tagged(
          1,
          made.attribute("1.2.4", der.nothing),
          made.attribute("1.2.3", der.nothing),
        ),
      },
    ],
    ["with unsigned attributes that are none", { unsigned: der.tagged(1, der.int(1)) }],
    [
      "with lists out of order",
      { revocations: der.tagged(1, der.seq(der.int(2)), der.seq(der.int(1))) },
    ],
    [
      "with parameters of a hash that has none",
      { digestAlgorithm: der.seq(der.oid(made.OIDS.sha256), der.int(1)) },
    ],
    [
      "with parameters of ECDSA",
      { signatureAlgorithm: der.seq(der.oid("1.2.840.10045.4.3.2"), der.nothing) },
    ],
  ])("is one %s", (_, options) => {
    expect(() => read(options)).toThrow(FormatError);
  });

  test("is one with two certificates of its signer's issuer and number", () => {
    const one = made.stamper(issuer, { serial: 5 });
    const other = made.stamper(issuer, { serial: 5, pair: made.pair("P-256", "another") });
    expect(() => read({ signer: one, certificates: [one.der, other.der] })).toThrow(FormatError);
    expect(read({ signer: one, certificates: [one.der, one.der] }).serial).toBe(77n);
  });

  test.each([0, -5])("is one with a certificate numbered %d", (serial) => {
    const holder = made.stamper(issuer, { serial });
    expect(() => read({ signer: holder, certificates: [holder.der] })).toThrow(FormatError);
  });

  test.each<[string, readonly Uint8Array[]]>([
    ["no content type", [digestAttribute, nameAttribute]],
    ["no digest", [typeAttribute, nameAttribute]],
    ["no name of the signer", [typeAttribute, digestAttribute]],
    ["two content types", [...attributes, typeAttribute]],
    ["two digests", [...attributes, digestAttribute]],
    ["two names of one sort", [...attributes, nameAttribute]],
    [
      "a digest of no value",
      [typeAttribute, made.attribute(made.OIDS.messageDigest), nameAttribute],
    ],
    [
      "a digest of two values",
      [
        typeAttribute,
        made.attribute(
          made.OIDS.messageDigest,
          der.octets(made.hash("sha256", content)),
          der.octets(made.DATA),
        ),
        nameAttribute,
      ],
    ],
    [
      "another content type",
      [
        made.attribute(made.OIDS.contentType, der.oid("1.2.840.113549.1.7.1")),
        digestAttribute,
        nameAttribute,
      ],
    ],
    [
      "a digest that is none",
      [typeAttribute, made.attribute(made.OIDS.messageDigest, der.int(1)), nameAttribute],
    ],
    [
      "a list of nobody",
      [typeAttribute, digestAttribute, made.attribute(made.OIDS.nameV2, der.seq(der.seq()))],
    ],
  ])("is one with %s among what is signed", (_, parts) => {
    expect(() => read({ info: content, attributes: parts })).toThrow(FormatError);
  });

  test.each<[string, Partial<TokenOptions>]>([
    ["version 2", { version: 2 }],
    [
      "an imprint by SHA-512",
      { algorithm: der.seq(der.oid(made.OIDS.sha512)), imprint: made.hash("sha512", made.DATA) },
    ],
    ["an imprint of 31 bytes", { imprint: new Uint8Array(31) }],
    [
      "an imprint with odd parameters",
      { algorithm: der.seq(der.oid(made.OIDS.sha256), der.int(1)) },
    ],
    ["a critical extension", { rest: [ACCURACY, extension(der.bool(true))] }],
    ["a default that is spelled out", { rest: [ACCURACY, der.bool(false)] }],
    ["a default spelled out in an extension", { rest: [ACCURACY, extension(der.bool(false))] }],
    ["a truth that is not DER", { rest: [ACCURACY, der.tlv(1, Uint8Array.of(1))] }],
    ["a negative nonce", { rest: [ACCURACY, der.int(-1)] }],
    ["a name of the authority that is none", { rest: [ACCURACY, der.tagged(0, der.int(1))] }],
    ["more than there is to state", { rest: [ACCURACY, der.nothing] }],
    ["something after it", { info: der.join([content, der.nothing]) }],
  ])("is one that states %s", (_, options) => {
    expect(() => read(options)).toThrow(FormatError);
  });

  test.each<[string, Uint8Array[]]>([
    ["more than a day", [der.int(86401)]],
    ["less than nothing", [der.int(-1)]],
    ["1000 milliseconds", [der.int(1000, 0x80)]],
    ["no milliseconds, spelled out", [der.int(0, 0x80)]],
    ["negative milliseconds", [der.int(-1, 0x80)]],
    ["1000 microseconds", [der.int(1000, 0x81)]],
    ["a number with a zero before it", [der.tlv(0x80, Uint8Array.of(0, 5))]],
    ["no number", [der.tlv(0x80)]],
    ["its parts out of order", [der.int(5, 0x81), der.int(5, 0x80)]],
  ])("is one with an accuracy of %s", (_, parts) => {
    expect(() => read({ rest: [der.seq(...parts)] })).toThrow(FormatError);
  });

  test.each([
    "20261122040915.10Z",
    "20261122040915.Z",
    "20261122040915,1Z",
    "20261122040915",
    "20261122040915+0800",
    "202611220409Z",
    "20261122040960Z",
    "20261122240000Z",
    "20260230040915Z",
    "20261122040915.1234567891Z",
    "20001231235959Z",
    "99990101000000Z",
    "00001231235959Z",
  ])("is one of the time %s", (genTime) => {
    expect(() => read({ genTime })).toThrow(FormatError);
  });
});
