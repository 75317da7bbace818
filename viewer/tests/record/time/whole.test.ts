import { describe, expect, test } from "vitest";
import { FormatError, VerificationError } from "../../../src/record/errors.ts";
import { UnavailableError } from "../../../src/record/time/signature.ts";
import { readToken } from "../../../src/record/time/token.ts";
import { checkWhole } from "../../../src/record/time/whole.ts";
import * as der from "./encode.ts";
import * as made from "./maker.ts";
import type { CertificateOptions, HashName, Holder, Kind, TokenOptions } from "./maker.ts";

made.pair("RSA"); // takes long to make: not in the time of a test
const root = made.authority("root", null);
const issuer = made.authority("issuer", root);
const signer = made.stamper(issuer);
const content = made.info();

async function check(options: Partial<TokenOptions> = {}, stamped = made.DATA): Promise<void> {
  const holder = options.signer ?? signer;
  const certificates = [holder.der, issuer.der];
  await checkWhole(readToken(made.token({ certificates, ...options, signer: holder })), stamped);
}

/** Attributes that name the signer as `names` do. */
function naming(...names: readonly Uint8Array[]): Partial<TokenOptions> {
  const [type = der.nothing, digest = der.nothing] = made.attributesOf(content, { signer });
  return { info: content, attributes: [type, digest, ...names] };
}

function v2(algorithm: Uint8Array | null, digest: Uint8Array, ...more: Uint8Array[]): Uint8Array {
  const parts = [...(algorithm ? [algorithm] : []), der.octets(digest), ...more];
  return made.attribute(made.OIDS.nameV2, der.seq(der.seq(der.seq(...parts))));
}

const v1 = (holder: Holder): Uint8Array =>
  made.attribute(made.OIDS.nameV1, made.nameV1(holder.der));

describe("a whole token", () => {
  const kinds: Kind[] = ["RSA", "P-256", "P-384", "P-521"];
  const hashes: HashName[] = ["sha256", "sha384", "sha512"];
  test.each(kinds.flatMap((kind) => hashes.map((hash) => [kind, hash] as const)))(
    "is signed by %s with %s",
    async (kind, hash) => {
      const holder = made.stamper(issuer, { pair: made.pair(kind) });
      await check({ signer: holder, hash, digest: hash });
      await check({ signer: holder, hash });
    },
  );

  test("may name its RSA signature by the key alone", async () => {
    const holder = made.stamper(issuer, { pair: made.pair("RSA") });
    for (const parameters of [[der.nothing], []]) {
      const signatureAlgorithm = der.seq(der.oid(made.OIDS.rsa), ...parameters);
      await check({ signer: holder, signatureAlgorithm });
      await check({ signer: holder, signatureAlgorithm, hash: "sha512", digest: "sha512" });
    }
  });

  test.each<[string, Uint8Array[]]>([
    ["by SHA-1", [v1(signer)]],
    ["both ways", [v1(signer), v2(null, made.hash("sha256", signer.der))]],
    ["by SHA-512", [v2(der.seq(der.oid(made.OIDS.sha512)), made.hash("sha512", signer.der))]],
    [
      "by SHA-256, spelled out",
      [v2(der.seq(der.oid(made.OIDS.sha256)), made.hash("sha256", signer.der))],
    ],
    [
      "with its issuer and number",
      [
        v2(
          null,
          made.hash("sha256", signer.der),
          der.seq(der.seq(der.tagged(4, issuer.name)), signer.serial),
        ),
      ],
    ],
    [
      "and others after it",
      [
        made.attribute(
          made.OIDS.nameV2,
          der.seq(
            der.seq(
              ...[signer, root].map((each) => der.seq(der.octets(made.hash("sha256", each.der)))),
            ),
          ),
        ),
      ],
    ],
  ])("may name its signer %s", async (_, names) => {
    await check(naming(...names));
  });

  test("has a signer that was valid at its time, also in its first and last second", async () => {
    await check({ signer: made.stamper(issuer, { until: made.NOW }) });
    await check({ signer: made.stamper(issuer, { from: made.NOW }) });
  });

  test.each<[string, Uint8Array[]]>([
    ["without a key usage", [made.STAMPING]],
    ["for what cannot be denied", [made.STAMPING, made.usage(0x40)]],
    ["that says it is no authority", [made.STAMPING, made.constraints(false)]],
    [
      "with an extension that nobody knows",
      [made.STAMPING, made.extension("1.2.3", true, der.nothing)],
    ],
  ])("may have a signer %s", async (_, extensions) => {
    await check({ signer: made.stamper(issuer, { extensions }) });
  });

  test("may carry its signer's certificate alone, or all up to the root", async () => {
    await check({ certificates: [signer.der] });
    await check({ certificates: [signer.der, issuer.der, root.der] });
  });

  test("may carry another of its issuer's name beside its issuer", async () => {
    const namesake = made.authority("issuer", root, { pair: made.pair("P-256", "namesake") });
    const old = made.authority("issuer", root, { pair: issuer.pair, until: "20251122040915Z" });
    await check({ certificates: [signer.der, namesake.der, old.der, issuer.der] });
  });

  test("may be signed by one who vouches for himself", async () => {
    const self = made.stamper(null);
    await check({ signer: self, certificates: [self.der] });
  });

  test("may carry authorities that issued each other", async () => {
    const pairs = [made.pair("P-256", "ring one"), made.pair("P-256", "ring two")] as const;
    const first = made.authority("ring one", made.authority("ring two", null, { pair: pairs[1] }), {
      pair: pairs[0],
    });
    const second = made.authority("ring two", first, { pair: pairs[1] });
    const holder = made.stamper(first);
    await check({ signer: holder, certificates: [holder.der, first.der, second.der] });
  });
});

describe("a token is false", () => {
  async function refuse(options: Partial<TokenOptions>, message: RegExp): Promise<void> {
    const checked = check(options);
    await expect(checked).rejects.toThrow(VerificationError);
    await expect(checked).rejects.toThrow(message);
  }

  test("that is over something else", async () => {
    await expect(check({}, new Uint8Array(3))).rejects.toThrow(VerificationError);
    await refuse({ imprint: made.hash("sha256", new Uint8Array(1)) }, /the token is over/);
  });

  test("whose signature is over another content", async () => {
    const attributes = made.attributesOf(made.DATA, { signer });
    await refuse({ info: content, attributes }, /over something else/);
  });

  test("whose digest is by SHA-1", async () => {
    await refuse({ digest: "sha1" }, /1\.3\.14\.3\.2\.26 is not accepted/);
  });

  test.each<[string, Uint8Array[], RegExp]>([
    ["by SHA-1", [v1(issuer)], /names another/],
    ["by SHA-256", [v2(null, made.hash("sha256", issuer.der))], /names another/],
    [
      "in one of two ways",
      [v1(signer), v2(null, made.hash("sha256", issuer.der))],
      /names another/,
    ],
    [
      "in the other of two ways",
      [v1(issuer), v2(null, made.hash("sha256", signer.der))],
      /names another/,
    ],
    [
      "by the wrong hash",
      [v2(der.seq(der.oid(made.OIDS.sha384)), made.hash("sha256", signer.der))],
      /names another/,
    ],
    ["by MD5", [v2(der.seq(der.oid("1.2.840.113549.2.5")), new Uint8Array(16))], /not accepted/],
  ])("that names another signer %s", async (_, names, message) => {
    await refuse(naming(...names), message);
  });

  test("whose signature is another's, or damaged, or none", async () => {
    const rsa = made.stamper(issuer, { pair: made.pair("RSA") });
    await refuse({ pair: made.pair("P-256", "another") }, /signature is false/);
    for (const holder of [signer, rsa]) {
      for (const signature of [
        (real: Uint8Array) =>
          der.join([real.subarray(0, -1), Uint8Array.of((real.at(-1) ?? 0) ^ 1)]),
        (real: Uint8Array) => der.join([real, Uint8Array.of(0)]),
        (real: Uint8Array) => real.subarray(1),
        () => new Uint8Array(),
        () => der.seq(der.int(0), der.int(0)),
        () => der.seq(der.int(-1), der.int(1)),
        () => der.seq(der.int(2n ** 300n), der.int(1)),
      ]) {
        await refuse({ signer: holder, signature }, /signature is false/);
      }
    }
  });

  test.each<[string, Kind, Partial<TokenOptions>, RegExp]>([
    ["RSA of 1024 bits", "RSA 1024", {}, /RSA 1024 is not accepted/],
    ["Ed25519", "Ed25519", {}, /1\.3\.101\.112 is not accepted/],
    ["RSA with SHA-1", "RSA", { hash: "sha1" }, /not accepted/],
    ["ECDSA with SHA-1", "P-256", { hash: "sha1" }, /not accepted/],
    [
      "RSA by the name of ECDSA",
      "RSA",
      { signatureAlgorithm: made.signing("P-256", "sha256") },
      /signature is false/,
    ],
    [
      "ECDSA by the name of RSA",
      "P-256",
      { signatureAlgorithm: made.signing("RSA", "sha256") },
      /signature is false/,
    ],
    [
      "RSA by the name of RSA-PSS",
      "RSA",
      { signatureAlgorithm: der.seq(der.oid("1.2.840.113549.1.1.10"), der.seq()) },
      /not accepted/,
    ],
    [
      "another hash than it names",
      "RSA",
      { hash: "sha512", signatureAlgorithm: made.signing("RSA", "sha256") },
      /signature is false/,
    ],
  ])("that is signed by %s", async (_, kind, options, message) => {
    await refuse({ signer: made.stamper(issuer, { pair: made.pair(kind) }), ...options }, message);
  });

  const stamping = made.OIDS.stamping;
  test.each<[string, CertificateOptions, RegExp]>([
    ["had run out", { until: "20261122040914Z" }, /is valid from/],
    ["was not yet valid", { from: "20261122040916Z" }, /is valid from/],
    ["is for nothing in particular", { extensions: [] }, /not for timestamps alone/],
    [
      "is for programs",
      { extensions: [made.purposes(true, made.OIDS.codeSigning)] },
      /timestamps alone/,
    ],
    [
      "is for programs as well",
      { extensions: [made.purposes(true, stamping, made.OIDS.codeSigning)] },
      /timestamps alone/,
    ],
    [
      "is for timestamps twice",
      { extensions: [made.purposes(true, stamping, stamping)] },
      /timestamps alone/,
    ],
    [
      "does not say so critically",
      { extensions: [made.purposes(false, stamping)] },
      /timestamps alone/,
    ],
    [
      "is not for signatures",
      { extensions: [made.STAMPING, made.usage(0x20)] },
      /not for signatures/,
    ],
    [
      "is for certificates only",
      { extensions: [made.STAMPING, made.usage(0x04)] },
      /not for signatures/,
    ],
  ])("whose signer's certificate %s", async (_, options, message) => {
    await refuse({ signer: made.stamper(issuer, options) }, message);
  });

  test("a fraction of a second after its signer has run out", async () => {
    const holder = made.stamper(issuer, { until: made.NOW });
    await refuse({ signer: holder, genTime: "20261122040915.000001Z" }, /is valid from/);
  });

  test.each<[string, CertificateOptions]>([
    ["is no authority", { extensions: [made.constraints(false)] }],
    ["does not say what it is", { extensions: [] }],
    ["may not sign certificates", { extensions: [made.constraints(), made.usage(0x02)] }],
    ["had run out", { until: "20261122040914Z" }],
    ["was not yet valid", { from: "20261122040916Z" }],
  ])("whose issuer %s", async (_, options) => {
    const other = made.authority("other", root, options);
    const holder = made.stamper(other);
    await refuse({ signer: holder, certificates: [holder.der, other.der] }, /not issued by/);
  });

  test("whose issuer in it has another key, or another's signature, also higher up", async () => {
    const namesake = made.authority("issuer", root, { pair: made.pair("P-256", "namesake") });
    const forged = made.authority("root", null, { pair: made.pair("P-256", "forged root") });
    const weak = made.stamper(issuer, { hash: "sha1" });
    await refuse({ certificates: [signer.der, namesake.der] }, /not issued by/);
    await refuse({ certificates: [signer.der, issuer.der, forged.der] }, /not issued by/);
    await refuse({ signer: weak, certificates: [weak.der, issuer.der] }, /not issued by/);
  });

  test("whose authorities are more than one of them allows", async () => {
    const top = made.authority("top", root, { extensions: [made.constraints(true, 0)] });
    const low = made.authority("low", top);
    const holder = made.stamper(low);
    await refuse({ signer: holder, certificates: [holder.der, low.der, top.der] }, /not issued by/);
  });
});

describe("a token is neither", () => {
  test("where its curve is not to be had", async () => {
    const holder = made.stamper(issuer, { pair: made.pair("secp256k1") });
    await expect(check({ signer: holder })).rejects.toThrow(UnavailableError);
  });

  test("where its issuer's signature is not to be had", async () => {
    const other = made.authority("other", root, { pair: made.pair("Ed25519") });
    const holder = made.stamper(other);
    const certificates = [holder.der, other.der];
    await expect(check({ signer: holder, certificates })).rejects.toThrow(UnavailableError);
  });

  test("but whole where another of its issuer's name has issued its signer's", async () => {
    const modern = made.authority("issuer", root, { pair: made.pair("Ed25519", "issuer") });
    const odd = made.authority("issuer", root, { pair: made.pair("secp256k1", "issuer") });
    await check({ certificates: [signer.der, modern.der, odd.der, issuer.der] });
  });

  test("but false where something else is", async () => {
    const options = { pair: made.pair("secp256k1"), until: "20261122040914Z" };
    const late = made.stamper(issuer, options);
    await expect(check({ signer: late })).rejects.toThrow(VerificationError);
  });

  test.each<[string, Uint8Array]>([
    ["constraints", made.extension(made.OIDS.constraints, true, der.int(3))],
    [
      "constraints with a default spelled out",
      made.extension(made.OIDS.constraints, true, der.seq(der.bool(false))),
    ],
    ["path length without an authority", made.constraints(false, 3)],
    ["key usage", made.extension(made.OIDS.usage, true, der.int(3))],
    ["purposes", made.extension(made.OIDS.purposes, true, der.seq())],
  ])("where a certificate has malformed %s", async (_, extension) => {
    const extensions = [made.STAMPING, extension];
    await expect(check({ signer: made.stamper(issuer, { extensions }) })).rejects.toThrow(
      FormatError,
    );
  });
});
