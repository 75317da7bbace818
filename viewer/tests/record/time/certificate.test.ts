import { describe, expect, test } from "vitest";
import { FormatError } from "../../../src/record/errors.ts";
import { isSelfIssued, isValidAt, readCertificate } from "../../../src/record/time/certificate.ts";
import { readDer } from "../../../src/record/time/der.ts";
import { spellKey } from "../../../src/record/time/key.ts";
import { microsOf } from "../../../src/record/time/moment.ts";
import { spellName } from "../../../src/record/time/name.ts";
import * as der from "./encode.ts";
import * as made from "./maker.ts";

// These take long to make: not in the time of a test.
made.pair("RSA");
made.pair("RSA 1024");
const root = made.authority("root", null);

describe("a certificate", () => {
  test("says whose it is, who issued it, and when it is valid", () => {
    const signer = made.stamper(root, {
      serial: 300,
      from: "19991231235959Z",
      until: "20500101000000Z",
    });
    const certificate = readCertificate(signer.der);
    expect(spellName(certificate.subject)).toBe("CN=signer");
    expect(spellName(certificate.issuer)).toBe("CN=root");
    expect(certificate.serial).toBe(300n);
    expect(certificate.from).toBe(microsOf("1999-12-31T23:59:59.000000Z"));
    expect(certificate.until).toBe(microsOf("2050-01-01T00:00:00.000000Z"));
    expect(isSelfIssued(certificate)).toBe(false);
    expect(isSelfIssued(readCertificate(root.der))).toBe(true);
  });

  test("has a time of two digits in the years 1950 to 2049", () => {
    const spans = [["19500101000000Z", "20491231235959Z"]] as const;
    for (const [from, until] of spans) {
      const certificate = readCertificate(made.stamper(root, { from, until }).der);
      expect(isValidAt(certificate, microsOf("1950-01-01T00:00:00.000000Z"))).toBe(true);
      expect(isValidAt(certificate, microsOf("1949-12-31T23:59:59.999999Z"))).toBe(false);
      expect(isValidAt(certificate, microsOf("2049-12-31T23:59:59.000000Z"))).toBe(true);
      expect(isValidAt(certificate, microsOf("2049-12-31T23:59:59.000001Z"))).toBe(false);
    }
  });

  test.each([
    ["RSA", "RSA 2048"],
    ["RSA 1024", "RSA 1024"],
    ["P-256", "P-256"],
    ["P-521", "P-521"],
    ["secp256k1", "1.3.132.0.10"],
    ["Ed25519", "1.3.101.112"],
  ] as const)("of %s has the key %s", (kind, spelled) => {
    const { der: bytes } = made.stamper(root, { pair: made.pair(kind) });
    expect(spellKey(readCertificate(bytes).key)).toBe(spelled);
  });

  test("says what its holder may do", () => {
    const rights = (...extensions: Uint8Array[]): unknown =>
      readCertificate(made.stamper(root, { extensions }).der).rights;
    expect(rights()).toEqual({
      ...{ isAuthority: false, pathLength: null, maySign: true, mayCertify: true },
      ...{ purposes: null, unknown: [] },
    });
    expect(rights(made.constraints(true, 3), made.usage(0x06))).toMatchObject({
      ...{ isAuthority: true, pathLength: 3n, maySign: false, mayCertify: true },
    });
    expect(rights(made.STAMPING, made.usage(0xc0))).toMatchObject({
      ...{
        maySign: true,
        mayCertify: false,
        purposes: { oids: [made.OIDS.stamping], isCritical: true },
      },
    });
    expect(
      rights(
        made.extension("1.2.3", true, der.nothing),
        made.extension("1.2.4", false, der.nothing),
      ),
    ).toMatchObject({ unknown: ["1.2.3"] });
  });

  const good = made.stamper(root).der;
  const [tbs, algorithm, signature] = readDer(good).items.map((item) => item.raw);
  test.each<[string, Uint8Array]>([
    ["nothing", new Uint8Array()],
    ["a page", new TextEncoder().encode("<html>")],
    ["what has no signature", der.seq(tbs ?? der.nothing, algorithm ?? der.nothing)],
    [
      "what has more than a signature",
      der.seq(tbs ?? der.nothing, algorithm ?? der.nothing, signature ?? der.nothing, der.nothing),
    ],
    [
      "signed by another algorithm than it says",
      der.seq(tbs ?? der.nothing, made.signing("RSA", "sha256"), signature ?? der.nothing),
    ],
    [
      "signed in bits of which one is unused",
      der.seq(tbs ?? der.nothing, algorithm ?? der.nothing, der.bits(Uint8Array.of(2, 4), 1)),
    ],
    ["of version 2", made.stamper(root, { version: der.tagged(0, der.int(1)) }).der],
    ["of version 1, spelled out", made.stamper(root, { version: der.tagged(0, der.int(0)) }).der],
    ["of version 4", made.stamper(root, { version: der.tagged(0, der.int(3)) }).der],
    [
      "with an extension twice",
      made.stamper(root, { extensions: [made.STAMPING, made.STAMPING] }).der,
    ],
    ["of a day that there is not", made.stamper(root, { from: "20230229000000Z" }).der],
    ["with a fraction of a second", made.stamper(root, { until: "20510101000000.5Z" }).der],
    ["with bytes after it", der.join([good, der.nothing])],
    ["in BER", der.join([Uint8Array.of(0x30, 0x80), good.subarray(4), new Uint8Array(2)])],
  ])("is not %s", (_, bytes) => {
    expect(() => readCertificate(bytes)).toThrow(FormatError);
  });
});

describe("a name", () => {
  const spell = (...attributes: [string, number, string][]): string =>
    spellName(
      readDer(
        der.seq(
          ...attributes.map(([type, tag, text]) =>
            der.setOf(der.seq(der.oid(type), der.ascii(tag, text))),
          ),
        ),
      ),
    );

  test("is spelled with its last part first", () => {
    expect(
      spell(["2.5.4.6", 0x13, "DE"], ["2.5.4.10", 0x0c, "Büro"], ["2.5.4.3", 0x0c, "Zeit"]),
    ).toBe("CN=Zeit,O=Büro,C=DE");
    expect(spell()).toBe("");
  });

  test.each([
    ["a, b", "CN=a\\, b"],
    ['a+b=c;<d>"e"\\', 'CN=a\\+b=c\\;\\<d\\>\\"e\\"\\\\'],
    [" a ", "CN=\\ a\\ "],
    ["#a", "CN=\\#a"],
    ["a\0b", "CN=a\\00b"],
    ["可信时间戳", "CN=可信时间戳"],
  ])("of %j is %s", (text, spelled) => {
    expect(spell(["2.5.4.3", 0x0c, text])).toBe(spelled);
  });

  test("of other sorts of strings is read as these are", () => {
    const wide = der.tlv(0x1e, Uint8Array.from([0x53, 0xef, 0, 0x41, 0xd8, 0]));
    const latin = der.tlv(0x14, Uint8Array.of(0xe9));
    const number = der.int(5);
    const parts = [wide, latin, number].map((value) =>
      der.setOf(der.seq(der.oid("2.5.4.3"), value)),
    );
    expect(spellName(readDer(der.seq(...parts)))).toBe("CN=#020105,CN=é,CN=可A\ufffd");
  });

  test("joins what stands in one set, and spells what has no name by its number", () => {
    const part = der.setOf(
      der.seq(der.oid("2.5.4.3"), der.ascii(0x0c, "a")),
      der.seq(der.oid("1.2.3"), der.ascii(0x0c, "b")),
    );
    expect(spellName(readDer(der.seq(part)))).toBe("1.2.3=b+CN=a");
  });

  test.each<[string, Uint8Array]>([
    ["a set", der.setOf()],
    ["a list of lists", der.seq(der.seq(der.seq(der.oid("2.5.4.3"), der.nothing)))],
    ["of types without values", der.seq(der.setOf(der.seq(der.oid("2.5.4.3"))))],
  ])("is not %s", (_, bytes) => {
    expect(() => spellName(readDer(bytes))).toThrow(FormatError);
  });
});
