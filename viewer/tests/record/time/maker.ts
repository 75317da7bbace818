/** An authority in small: real keys, real signatures, and every part of what it makes can be set. */

import { createHash, generateKeyPairSync, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import * as der from "./encode.ts";

export const DATA = new TextEncoder().encode("what is stamped");
export const NOW = "20261122040915Z";

export const OIDS = {
  signedData: "1.2.840.113549.1.7.2",
  info: "1.2.840.113549.1.9.16.1.4",
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  nameV1: "1.2.840.113549.1.9.16.2.12",
  nameV2: "1.2.840.113549.1.9.16.2.47",
  stamping: "1.3.6.1.5.5.7.3.8",
  codeSigning: "1.3.6.1.5.5.7.3.3",
  usage: "2.5.29.15",
  constraints: "2.5.29.19",
  purposes: "2.5.29.37",
  rsa: "1.2.840.113549.1.1.1",
  sha1: "1.3.14.3.2.26",
  sha256: "2.16.840.1.101.3.4.2.1",
  sha384: "2.16.840.1.101.3.4.2.2",
  sha512: "2.16.840.1.101.3.4.2.3",
} as const;

export type Kind = "P-256" | "P-384" | "P-521" | "secp256k1" | "RSA" | "RSA 1024" | "Ed25519";

export interface Pair {
  readonly kind: Kind;
  readonly secret: KeyObject;
  readonly spki: Uint8Array;
}

const kept = new Map<string, Pair>();

/** A key pair; the same for the same label, for RSA keys take long to make. */
export function pair(kind: Kind, label = ""): Pair {
  const known = kept.get(`${kind} ${label}`);
  if (known) {
    return known;
  }
  const { publicKey, privateKey } = generate(kind);
  const spki = new Uint8Array(publicKey.export({ type: "spki", format: "der" }));
  const made = { kind, secret: privateKey, spki };
  kept.set(`${kind} ${label}`, made);
  return made;
}

function generate(kind: Kind): { publicKey: KeyObject; privateKey: KeyObject } {
  if (kind === "Ed25519") {
    return generateKeyPairSync("ed25519");
  }
  if (kind.startsWith("RSA")) {
    return generateKeyPairSync("rsa", { modulusLength: kind === "RSA" ? 2048 : 1024 });
  }
  return generateKeyPairSync("ec", { namedCurve: kind });
}

export type HashName = "sha1" | "sha256" | "sha384" | "sha512";

export function hash(name: HashName, bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash(name).update(bytes).digest());
}

/** The AlgorithmIdentifier of signatures by such a key. */
export function signing(kind: Kind, name: HashName): Uint8Array {
  const last = { sha1: 1, sha256: 2, sha384: 3, sha512: 4 }[name];
  if (kind === "Ed25519") {
    return der.seq(der.oid("1.3.101.112"));
  }
  if (kind.startsWith("RSA")) {
    const rsa = { sha1: 5, sha256: 11, sha384: 12, sha512: 13 }[name];
    return der.seq(der.oid(`1.2.840.113549.1.1.${rsa}`), der.nothing);
  }
  return der.seq(der.oid(name === "sha1" ? "1.2.840.10045.4.1" : `1.2.840.10045.4.3.${last}`));
}

export function signed(by: Pair, name: HashName, message: Uint8Array): Uint8Array {
  return new Uint8Array(sign(by.kind === "Ed25519" ? null : name, message, by.secret));
}

/** A Name of one common name. */
export function named(title: string): Uint8Array {
  return der.seq(der.setOf(der.seq(der.oid("2.5.4.3"), der.ascii(0x0c, title))));
}

export interface Holder {
  readonly der: Uint8Array;
  readonly name: Uint8Array;
  readonly issuer: Uint8Array;
  readonly serial: Uint8Array;
  readonly pair: Pair;
}

export interface CertificateOptions {
  readonly pair?: Pair;
  readonly from?: string;
  readonly until?: string;
  readonly extensions?: readonly Uint8Array[];
  readonly hash?: HashName;
  readonly serial?: number;
  readonly version?: Uint8Array | null;
  /** Who signs, where it is not the issuer that is named. */
  readonly signer?: Pair;
}

let serials = 1000;

/** Certify a key by `issuer`, or by itself. */
export function certificate(
  title: string,
  issuer: Holder | null,
  options: CertificateOptions = {},
): Holder {
  const own = options.pair ?? pair("P-256", title);
  const by = options.signer ?? issuer?.pair ?? own;
  const name = named(title);
  const issuerName = issuer?.name ?? name;
  const serial = der.int(options.serial ?? ++serials);
  const algorithm = signing(by.kind, options.hash ?? "sha256");
  const version = options.version === undefined ? der.tagged(0, der.int(2)) : options.version;
  const tbs = der.seq(
    ...(version ? [version] : []),
    serial,
    algorithm,
    issuerName,
    der.seq(time(options.from ?? "20200101000000Z"), time(options.until ?? "20351231235959Z")),
    name,
    own.spki,
    ...(options.extensions?.length ? [der.tagged(3, der.seq(...options.extensions))] : []),
  );
  const signature = der.bits(signed(by, options.hash ?? "sha256", tbs));
  return { der: der.seq(tbs, algorithm, signature), name, issuer: issuerName, serial, pair: own };
}

/** UTCTime until 2049, as RFC 5280 has it. */
export function time(text: string): Uint8Array {
  return text < "2050" ? der.ascii(0x17, text.slice(2)) : der.ascii(0x18, text);
}

export function extension(id: string, isCritical: boolean, value: Uint8Array): Uint8Array {
  return der.seq(der.oid(id), ...(isCritical ? [der.bool(true)] : []), der.octets(value));
}

/** Basic constraints, with a path length where one is given. */
export function constraints(isAuthority = true, most: number | null = null): Uint8Array {
  const parts = [
    ...(isAuthority ? [der.bool(true)] : []),
    ...(most === null ? [] : [der.int(most)]),
  ];
  return extension(OIDS.constraints, true, der.seq(...parts));
}

/** Key usage of one byte: 80 is for signatures, 04 for certificates. */
export function usage(byte: number): Uint8Array {
  const unused = Math.clz32(byte & -byte) === 32 ? 0 : 31 - Math.clz32(byte & -byte);
  return extension(OIDS.usage, true, der.bits(Uint8Array.of(byte), unused));
}

export function purposes(isCritical: boolean, ...ids: readonly string[]): Uint8Array {
  return extension(OIDS.purposes, isCritical, der.seq(...ids.map(der.oid)));
}

export const STAMPING = purposes(true, OIDS.stamping);

/** An authority below `issuer`. */
export function authority(
  title: string,
  issuer: Holder | null,
  options: CertificateOptions = {},
): Holder {
  return certificate(title, issuer, { extensions: [constraints(), usage(0x06)], ...options });
}

/** A signer of timestamps below `issuer`. */
export function stamper(issuer: Holder | null, options: CertificateOptions = {}): Holder {
  return certificate("signer", issuer, { extensions: [STAMPING, usage(0x80)], ...options });
}

export interface InfoOptions {
  readonly version?: number;
  readonly algorithm?: Uint8Array;
  readonly imprint?: Uint8Array;
  readonly genTime?: string;
  /** What stands behind the time: accuracy, ordering, nonce, authority, extensions. */
  readonly rest?: readonly Uint8Array[];
}

/** A TSTInfo. */
export function info(options: InfoOptions = {}): Uint8Array {
  return der.seq(
    der.int(options.version ?? 1),
    der.oid("1.2.3.4.5"),
    der.seq(
      options.algorithm ?? der.seq(der.oid(OIDS.sha256), der.nothing),
      der.octets(options.imprint ?? hash("sha256", DATA)),
    ),
    der.int(77),
    der.ascii(0x18, options.genTime ?? NOW),
    ...(options.rest ?? [der.seq(der.int(1))]),
  );
}

export interface TokenOptions extends InfoOptions {
  readonly info?: Uint8Array;
  readonly signer: Holder;
  /** Who signs, where it is not the key of the certificate. */
  readonly pair?: Pair;
  readonly certificates?: readonly Uint8Array[];
  readonly dataVersion?: number;
  readonly contentType?: string;
  readonly digest?: HashName;
  readonly digestAlgorithm?: Uint8Array;
  readonly hash?: HashName;
  readonly signatureAlgorithm?: Uint8Array;
  readonly attributes?: readonly Uint8Array[];
  /** Attributes as they are to stand, also out of order. */
  readonly order?: (parts: readonly Uint8Array[]) => readonly Uint8Array[];
  readonly identifier?: Uint8Array;
  readonly signerVersion?: number;
  readonly signature?: (real: Uint8Array) => Uint8Array;
  readonly signers?: (one: Uint8Array) => readonly Uint8Array[];
  readonly revocations?: Uint8Array;
  readonly unsigned?: Uint8Array;
}

export function attribute(type: string, ...values: readonly Uint8Array[]): Uint8Array {
  return der.seq(der.oid(type), der.setOf(...values));
}

/** SigningCertificateV2 by SHA-256. */
export function nameV2(certificateDer: Uint8Array): Uint8Array {
  return der.seq(der.seq(der.seq(der.octets(hash("sha256", certificateDer)))));
}

/** SigningCertificate by SHA-1. */
export function nameV1(certificateDer: Uint8Array): Uint8Array {
  return der.seq(der.seq(der.seq(der.octets(hash("sha1", certificateDer)))));
}

/** The three signed attributes that a token has. */
export function attributesOf(content: Uint8Array, options: TokenOptions): Uint8Array[] {
  return [
    attribute(OIDS.contentType, der.oid(OIDS.info)),
    attribute(OIDS.messageDigest, der.octets(hash(options.digest ?? "sha256", content))),
    attribute(OIDS.nameV2, nameV2(options.signer.der)),
  ];
}

function signerInfo(content: Uint8Array, options: TokenOptions): Uint8Array {
  const { signer } = options;
  const by = options.pair ?? signer.pair;
  const parts = options.attributes ?? attributesOf(content, options);
  const inOrder = (options.order ?? der.sorted)(parts);
  const name = options.hash ?? "sha256";
  const real = signed(by, name, der.tlv(0x31, ...inOrder));
  return der.seq(
    der.int(options.signerVersion ?? 1),
    options.identifier ?? der.seq(signer.issuer, signer.serial),
    options.digestAlgorithm ?? der.seq(der.oid(OIDS[options.digest ?? "sha256"])),
    der.tagged(0, ...inOrder),
    options.signatureAlgorithm ?? signing(by.kind, name),
    der.octets(options.signature ? options.signature(real) : real),
    ...(options.unsigned ? [options.unsigned] : []),
  );
}

/** A bare token. */
export function token(options: TokenOptions): Uint8Array {
  const content = options.info ?? info(options);
  const one = signerInfo(content, options);
  const data = der.seq(
    der.int(options.dataVersion ?? 3),
    der.setOf(options.digestAlgorithm ?? der.seq(der.oid(OIDS[options.digest ?? "sha256"]))),
    der.seq(der.oid(options.contentType ?? OIDS.info), der.tagged(0, der.octets(content))),
    ...(options.certificates?.length === 0
      ? []
      : [der.tagged(0, ...(options.certificates ?? [options.signer.der]))]),
    ...(options.revocations ? [options.revocations] : []),
    der.setOf(...(options.signers?.(one) ?? [one])),
  );
  return der.seq(der.oid(OIDS.signedData), der.tagged(0, data));
}

/** A whole answer with a status. */
export function answer(status: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return der.seq(der.seq(der.int(status)), ...parts);
}
