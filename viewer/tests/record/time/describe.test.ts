import { X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { describeToken } from "../../../src/record/time/describe.ts";
import { readToken } from "../../../src/record/time/token.ts";
import * as der from "./encode.ts";
import * as made from "./maker.ts";

const root = made.authority("root, of all", null);
const signer = made.stamper(root, { serial: 0xabc, pair: made.pair("RSA") });

test("a token is described field by field", () => {
  const rest = [der.seq(der.int(2)), der.int(0xbeef)];
  const bytes = made.token({
    signer,
    certificates: [signer.der, root.der],
    digest: "sha384",
    rest,
  });
  const imprint = Buffer.from(made.hash("sha256", made.DATA)).toString("hex");
  expect(describeToken(readToken(bytes))).toMatchObject({
    serial: "4d",
    policy: "1.2.3.4.5",
    genTime: "2026-11-22T04:09:15.000000Z",
    accuracy: 2_000_000n,
    interval: "2026-11-22T04:09:13.000000Z/2026-11-22T04:09:17.000000Z",
    imprint: `sha256:${imprint}`,
    nonce: "beef",
    digestAlgorithm: "SHA-384",
    signatureAlgorithm: "RSA with SHA-256",
    signer: {
      subject: "CN=signer",
      issuer: "CN=root\\, of all",
      serial: "0abc",
      from: "2020-01-01T00:00:00.000000Z",
      until: "2035-12-31T23:59:59.000000Z",
      key: "RSA 2048",
      isSelfIssued: false,
    },
    certificates: [{ subject: "CN=signer" }, { subject: "CN=root\\, of all", isSelfIssued: true }],
  });
});

test("a certificate is described as another program describes it", () => {
  const token = readToken(made.token({ signer, certificates: [signer.der, root.der] }));
  for (const described of describeToken(token).certificates) {
    const other = new X509Certificate(described.der);
    const fingerprint = other.fingerprint256.replaceAll(":", "").toLowerCase();
    expect(described.digest).toBe(`sha256:${fingerprint}`);
    expect(described.serial.toUpperCase()).toBe(other.serialNumber);
    expect(Date.parse(described.until)).toBe(Date.parse(other.validTo));
  }
});

test("a token without accuracy and nonce says so", () => {
  const token = readToken(made.token({ signer, rest: [] }));
  expect(describeToken(token)).toMatchObject({ accuracy: 0n, nonce: null });
});
