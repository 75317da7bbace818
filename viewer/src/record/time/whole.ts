/** A token is whole: docs/formats/time.md, 4. Its signer states this time; anybody can make keys. */

import { VerificationError } from "../errors.ts";
import { sha256, toHex } from "../format/sha256.ts";
import { signingOf } from "./algorithm.ts";
import type { SignerName } from "./attributes.ts";
import { isSelfIssued, isValidAt } from "./certificate.ts";
import type { Certificate } from "./certificate.ts";
import { sameBytes } from "./der.ts";
import { digest, hashOf, legacyDigest } from "./digest.ts";
import { hasIssued, namesakes } from "./issuing.ts";
import { spellKey } from "./key.ts";
import { microsOf, momentOf } from "./moment.ts";
import type { Micros } from "./moment.ts";
import { OID } from "./oids.ts";
import { orUnavailable, verifySignature } from "./signature.ts";
import type { UnavailableError } from "./signature.ts";
import type { Token } from "./token.ts";

/** The least that a signer's RSA key has. */
const MIN_RSA_BITS = 2048;

/**
 * Check that a token is whole and is over `stamped`.
 *
 * @param stamped What the token is to be over: the exact bytes, not their digest.
 * @throws VerificationError where a step does not hold; in the order of the text.
 * @throws UnavailableError where nothing is false, and this browser cannot verify a signature.
 */
export async function checkWhole(token: Token, stamped: Uint8Array): Promise<void> {
  checkImprint(token, stamped);
  checkContent(token);
  checkNames(token);
  const moment = microsOf(token.genTime);
  // What cannot be computed here is told last: a later step may show the token to be false.
  const signature = await orUnavailable(checkSignature(token));
  checkSigner(token, moment);
  await checkEmbedded(token.signer, token.embedded, moment);
  if (signature) {
    throw signature;
  }
}

/** Step 1. */
function checkImprint(token: Token, stamped: Uint8Array): void {
  const hashed = sha256(stamped);
  if (!sameBytes(token.imprint, hashed)) {
    throw new VerificationError("the token is over {got}, not {want}", {
      got: toHex(token.imprint),
      want: toHex(hashed),
    });
  }
}

/** Step 2; 3 has been seen to in reading. */
function checkContent({ signed }: Token): void {
  const { attributes, digestAlgorithm } = signed.signer;
  const hash = hashOf(digestAlgorithm.oid);
  if (hash === null) {
    throw notAccepted(digestAlgorithm.oid);
  }
  if (!sameBytes(attributes.messageDigest, digest(hash, signed.content))) {
    throw new VerificationError("the token's signature is over something else");
  }
}

/** Step 4. */
function checkNames({ signed, signer }: Token): void {
  for (const name of signed.signer.attributes.names) {
    if (!sameBytes(name.digest, named(name, signer.der))) {
      throw new VerificationError("the token names another certificate as its signer's");
    }
  }
}

function named(name: SignerName, der: Uint8Array): Uint8Array {
  if (name.hash === OID.sha1) {
    return legacyDigest(der);
  }
  const hash = hashOf(name.hash);
  if (hash === null) {
    throw notAccepted(name.hash);
  }
  return digest(hash, der);
}

/** Step 5. */
async function checkSignature({ signed, signer }: Token): Promise<void> {
  const { digestAlgorithm, signatureAlgorithm, message, signature } = signed.signer;
  const signing = signingOf(signatureAlgorithm, hashOf(digestAlgorithm.oid));
  if (signing === null) {
    throw notAccepted(signatureAlgorithm.oid);
  }
  if (signer.key.sort === "RSA" && signer.key.bits < MIN_RSA_BITS) {
    throw notAccepted(spellKey(signer.key));
  }
  if (!(await verifySignature(signer.key, signing, message, signature))) {
    throw new VerificationError("the token's signature is false");
  }
}

/** Step 6. */
function checkSigner({ signer }: Token, moment: Micros): void {
  if (!isValidAt(signer, moment)) {
    throw new VerificationError("the signer's certificate is valid from {from} until {until}", {
      from: momentOf(signer.from),
      until: momentOf(signer.until),
    });
  }
  const { purposes, maySign } = signer.rights;
  const [purpose, ...more] = purposes?.oids ?? [];
  if (purposes?.isCritical !== true || purpose !== OID.timeStamping || more.length > 0) {
    throw new VerificationError("the signer's certificate is not for timestamps alone");
  }
  if (!maySign) {
    throw new VerificationError("the signer's certificate is not for signatures");
  }
}

/**
 * Step 7. One who issued a certificate is enough, and the climb goes on from there; it ends where
 * the token has nobody of the issuer's name, and at a certificate that names itself.
 */
async function checkEmbedded(
  signer: Certificate,
  embedded: readonly Certificate[],
  moment: Micros,
): Promise<void> {
  const climbed = [signer];
  let issued = signer;
  while (!isSelfIssued(issued)) {
    // Who has been passed does not issue what stands below: a ring would have no end.
    const candidates = namesakes(embedded, issued).filter((each) => !climbed.includes(each));
    const issuer = await issuerOf(issued, candidates, climbed.length - 1, moment);
    if (issuer === null) {
      return;
    }
    climbed.push(issuer);
    issued = issuer;
  }
}

/** The first of `candidates` that has issued a certificate; null where there are none. */
async function issuerOf(
  issued: Certificate,
  candidates: readonly Certificate[],
  below: number,
  moment: Micros,
): Promise<Certificate | null> {
  let unknown: UnavailableError | null = null;
  for (const candidate of candidates) {
    const answer = await orUnavailable(hasIssued(candidate, issued, below, moment));
    if (answer === true) {
      return candidate;
    }
    unknown = answer === false ? unknown : answer;
  }
  if (unknown) {
    throw unknown;
  }
  if (candidates.length > 0) {
    throw new VerificationError("a certificate in the token was not issued by its issuer");
  }
  return null;
}

function notAccepted(algorithm: string): VerificationError {
  return new VerificationError("{algorithm} is not accepted in a token", { algorithm });
}
