/** Who has issued a certificate: the one step by which wholeness and trust climb. */

import { digestOf } from "../format/sha256.ts";
import { isBroken, signingOf } from "./algorithm.ts";
import { isValidAt } from "./certificate.ts";
import type { Certificate } from "./certificate.ts";
import { sameBytes } from "./der.ts";
import { Memo } from "./memo.ts";
import type { Micros } from "./moment.ts";
import { UnavailableError, verifySignature } from "./signature.ts";

const answers = new Memo<boolean>();

/** Those among `others` that could have issued a certificate, by their name; not itself. */
export function namesakes(others: readonly Certificate[], issued: Certificate): Certificate[] {
  return others.filter(
    (other) => sameBytes(other.subject.raw, issued.issuer.raw) && !sameBytes(other.der, issued.der),
  );
}

/**
 * Say whether `issuer`, which bears the name, has issued `issued`: it is an authority with the
 * right to sign certificates and to have so many below it, was valid at the moment, and its key
 * made the signature.
 *
 * @param below How many authorities stand between it and the signer.
 * @throws UnavailableError where this browser cannot verify the signature.
 */
export async function hasIssued(
  issuer: Certificate,
  issued: Certificate,
  below: number,
  moment: Micros,
): Promise<boolean> {
  const { isAuthority, mayCertify, pathLength } = issuer.rights;
  const reaches = pathLength === null || BigInt(below) <= pathLength;
  const isFit = isAuthority && mayCertify && reaches && isValidAt(issuer, moment);
  return isFit && hasSigned(issuer, issued);
}

async function hasSigned(issuer: Certificate, issued: Certificate): Promise<boolean> {
  const signing = signingOf(issued.algorithm, null);
  if (signing === null) {
    return unknown(issued);
  }
  const pair = `${digestOf(issuer.der)} ${digestOf(issued.der)}`;
  const { signed, signature } = issued;
  return answers.get(pair, () => verifySignature(issuer.key, signing, signed, signature));
}

/** A signature by an algorithm that proves nothing is none; of others nothing is known. */
function unknown({ algorithm }: Certificate): boolean {
  if (!isBroken(algorithm)) {
    throw new UnavailableError("{algorithm} is not available here", { algorithm: algorithm.oid });
  }
  return false;
}
