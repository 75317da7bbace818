/**
 * A token is trusted by a reader: docs/formats/time.md, 5.
 *
 * A path leads from the token's signer, over certificates that anybody may have brought, to one of
 * the reader's own list. Nothing from inside ends a path.
 */

import { FormatError } from "../errors.ts";
import { isSelfIssued, isValidAt, readCertificate } from "./certificate.ts";
import type { Certificate } from "./certificate.ts";
import { sameBytes } from "./der.ts";
import { hasIssued, namesakes } from "./issuing.ts";
import { microsOf } from "./moment.ts";
import type { Micros } from "./moment.ts";
import { UnavailableError, orUnavailable } from "./signature.ts";
import type { Token } from "./token.ts";

export { readPem } from "./pem.ts";

/** Most certificates in a path, the signer's and the root's included. */
const MAX_PATH = 8;

const read = new WeakMap<Uint8Array, Certificate>();

/** A way down from a certificate to the signer's. */
type Path = readonly [Certificate, ...Certificate[]];

/**
 * Say whether one of the reader's roots vouches for a whole token, at the token's own time.
 *
 * @param roots The reader's list, DER: see `readPem`. It must come from outside of the bundle.
 * @param between Certificates kept beside the token, DER. What is none is left out.
 * @throws FormatError where one of `roots` is no certificate.
 * @throws UnavailableError where this browser cannot verify a signature that the answer hangs on.
 */
export async function vouches(
  token: Token,
  roots: readonly Uint8Array[],
  between: readonly Uint8Array[],
): Promise<boolean> {
  return (await findPath(token, roots, between)) !== null;
}

/**
 * Find the path that `vouches` asks for: from the signer's certificate to the root's.
 *
 * It climbs level by level, and takes each certificate once, at the lowest level where it is
 * reached: there its path is the shortest, and the fewest authorities are below it.
 *
 * @returns null where there is none. Throws as `vouches` does.
 */
export async function findPath(
  token: Token,
  roots: readonly Uint8Array[],
  between: readonly Uint8Array[],
): Promise<readonly Certificate[] | null> {
  const own = roots.map(readOnce).filter(isSelfIssued);
  const brought = [...token.embedded, ...between.flatMap(certificatesIn)];
  const climb = new Climb(
    [...own, ...brought.filter((each) => !isSelfIssued(each))].filter(hasNothingUnknown),
    microsOf(token.genTime),
  );
  let level: readonly Path[] = hasNothingUnknown(token.signer) ? [[token.signer]] : [];
  for (let length = 1; length <= MAX_PATH; length += 1) {
    const found = level.find(([top]) => own.some((root) => sameBytes(root.der, top.der)));
    if (found) {
      return [...found].reverse();
    }
    level = length < MAX_PATH ? await climb.above(level) : [];
  }
  climb.settle();
  return null;
}

/** One search: who is still to be reached, and what this browser could not tell. */
class Climb {
  readonly #moment: Micros;
  #others: readonly Certificate[];
  #unavailable: UnavailableError | null = null;

  constructor(others: readonly Certificate[], moment: Micros) {
    this.#others = others.filter((each) => isValidAt(each, moment));
    this.#moment = moment;
  }

  /** The paths to all who have issued a top of `level`, and were not reached before. */
  async above(level: readonly Path[]): Promise<readonly Path[]> {
    const found: Path[] = [];
    for (const path of level) {
      for (const issuer of namesakes(this.#others, path[0])) {
        if (await this.#hasIssued(issuer, path)) {
          found.push([issuer, ...path]);
          this.#others = this.#others.filter((other) => !sameBytes(other.der, issuer.der));
        }
      }
    }
    return found;
  }

  /** Where nothing was found, refuse to say so if a signature could not be verified. */
  settle(): void {
    if (this.#unavailable !== null) {
      throw this.#unavailable;
    }
  }

  async #hasIssued(issuer: Certificate, path: Path): Promise<boolean> {
    const asked = hasIssued(issuer, path[0], path.length - 1, this.#moment);
    const answer = await orUnavailable(asked);
    if (answer instanceof UnavailableError) {
      this.#unavailable = answer;
    }
    return answer === true;
  }
}

/** RFC 5280, 4.2: whoever does not know a critical extension must not use its certificate. */
function hasNothingUnknown(certificate: Certificate): boolean {
  return certificate.rights.unknown.length === 0;
}

/** A list of roots is asked about every token, and reading a hundred of them takes its time. */
function readOnce(der: Uint8Array): Certificate {
  const certificate = read.get(der) ?? readCertificate(der);
  read.set(der, certificate);
  return certificate;
}

/** What somebody kept beside a token may be anything at all. */
function certificatesIn(der: Uint8Array): Certificate[] {
  try {
    return [readOnce(der)];
  } catch (error) {
    if (error instanceof FormatError) {
      return [];
    }
    throw error;
  }
}
