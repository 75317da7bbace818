/** What a token holds, field by field, for a reader who wants to see it all. */

import { digestOf, spellDigest } from "../format/sha256.ts";
import type { Digest, Moment } from "../format/values.ts";
import { spellAlgorithm } from "./algorithm.ts";
import { isSelfIssued } from "./certificate.ts";
import type { Certificate } from "./certificate.ts";
import { spellInterval } from "./interval.ts";
import { spellKey } from "./key.ts";
import { momentOf } from "./moment.ts";
import type { Micros } from "./moment.ts";
import { spellName } from "./name.ts";
import { times } from "./token.ts";
import type { Token } from "./token.ts";

export interface TokenDescription {
  /** The authority's number for the token, in lower-case hex. */
  readonly serial: string;
  readonly policy: string;
  readonly genTime: Moment;
  /** As the authority states it, in microseconds; 0 where it states none. */
  readonly accuracy: Micros;
  /** The time with its margin: `AFTER/BEFORE`. */
  readonly interval: string;
  /** SHA-256 of what is stamped. */
  readonly imprint: Digest;
  /** The number that was asked with, in lower-case hex; null where there is none. */
  readonly nonce: string | null;
  /** The hash function over what is stated, and how it is signed. */
  readonly digestAlgorithm: string;
  readonly signatureAlgorithm: string;
  readonly signer: CertificateDescription;
  /** All certificates in the token, the signer's included, each once. */
  readonly certificates: readonly CertificateDescription[];
}

export interface CertificateDescription {
  /** Names after RFC 4514. */
  readonly subject: string;
  readonly issuer: string;
  /** Lower-case hex. */
  readonly serial: string;
  readonly from: Moment;
  readonly until: Moment;
  /** `RSA 2048`, `P-256`, or an identifier. */
  readonly key: string;
  readonly isSelfIssued: boolean;
  /** SHA-256 of the certificate. */
  readonly digest: Digest;
  readonly der: Uint8Array;
}

/** Describe a token that was read. */
export function describeToken(token: Token): TokenDescription {
  const { digestAlgorithm, signatureAlgorithm } = token.signed.signer;
  return {
    serial: spellSerial(token.serial),
    policy: token.policy,
    genTime: token.genTime,
    accuracy: token.accuracy,
    interval: spellInterval(times(token)),
    imprint: spellDigest(token.imprint),
    nonce: token.nonce === null ? null : spellSerial(token.nonce),
    digestAlgorithm: spellAlgorithm(digestAlgorithm),
    signatureAlgorithm: spellAlgorithm(signatureAlgorithm),
    signer: describeCertificate(token.signer),
    certificates: token.embedded.map(describeCertificate),
  };
}

/** Describe a certificate that was read. */
export function describeCertificate(certificate: Certificate): CertificateDescription {
  return {
    subject: spellName(certificate.subject),
    issuer: spellName(certificate.issuer),
    serial: spellSerial(certificate.serial),
    from: momentOf(certificate.from),
    until: momentOf(certificate.until),
    key: spellKey(certificate.key),
    isSelfIssued: isSelfIssued(certificate),
    digest: digestOf(certificate.der),
    der: certificate.der,
  };
}

/** Hex of whole bytes, as OpenSSL shows it. */
function spellSerial(serial: bigint): string {
  const digits = (serial < 0n ? -serial : serial).toString(16);
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  return serial < 0n ? `-${even}` : even;
}
